import type { LngLat } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'
import type { AbsenceVersion, ArrangedVersions, ShiftVersion } from '../../../server/domain/arrangement.ts'
import { EXTRA_OFFICERS } from '../../../server/demo/people.ts'
import { TOWNSHIP_ID } from '../../../server/demo/village-shapes.ts'
import { CUT_MS, DOWN_MS } from './flood.ts'
import { type Outage, outagesOf, uplinkCut } from './outages.ts'
import { demoVersions } from '../demo-facts.ts'
import { randomNumbers } from '../random-numbers.ts'
import { versionOf } from '../made-up-township.ts'

// A made-up year of the demo township: who is away when, who sits in the duty room, when channels are down, and what happens.

const DAY_MS = 86_400_000
export const TIME_ZONE = 'Asia/Shanghai'
/** Eight in the morning by the clock of the township: the hand-over of the duty room. */
export const BEGIN_MS = Date.parse('2027-01-01T08:00:00+08:00')

/** Something that begins at a place; a device has said so, or a person. */
export type Happening = {
  atMs: number
  kind: Kind
  location: LngLat
  by: 'person' | 'device'
  confidence: number | null
}

export type World = {
  versions: ArrangedVersions
  happenings: Happening[]
  outages: Outage[]
  /** When the office first warns of the flood. */
  floodMs: number
  /** When the server is not there. */
  downtimes: { fromMs: number; untilMs: number }[]
  endMs: number
  swaps: number
}

/** So common is each kind of what happens. */
const KINDS: [Kind, number][] = [
  ['smoke', 24],
  ['fire', 10],
  ['gas', 8],
  ['sos', 8],
  ['medical', 6],
  ['intrusion', 8],
  ['hazard', 8],
  ['dispute', 6],
  ['request', 8],
  ['infrastructure', 5],
  ['accident', 4],
  ['flood', 2],
  ['geohazard', 1],
  ['missing-person', 1],
  ['public-order', 1],
]
const SENSED: readonly Kind[] = ['smoke', 'fire', 'gas', 'sos', 'intrusion', 'flood']

/** The world of `days` days with `incidents` happenings, the same for the same seed. */
export function worldOf({ days, incidents, seed }: { days: number; incidents: number; seed: number }): World {
  const random = randomNumbers(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const demo = demoVersions()
  const endMs = BEGIN_MS + days * DAY_MS
  const spans = (perYear: number, hours: number): { fromMs: number; untilMs: number }[] =>
    Array.from({ length: Math.max(1, Math.round((perYear * days) / 365)) }, () => {
      const fromMs = BEGIN_MS + random() * days * DAY_MS
      return { fromMs, untilMs: fromMs + random() * hours * 3_600_000 }
    })
  // In the rains, or in the midst of fewer days.
  const floodMs = BEGIN_MS + (0.55 * days + random()) * DAY_MS
  const roster = shifts(days)
  const swaps = swapped(roster, Math.round((60 * days) / 365), below)
  return {
    versions: { ...demo, people: telephones(demo), shifts: roster, absences: leave(demo, days, random) },
    happenings: Array.from({ length: incidents }, () => happening(demo, days, random)).toSorted(
      (a, b) => a.atMs - b.atMs,
    ),
    outages: [
      ...outagesOf(spans),
      ...uplinkCut({ fromMs: floodMs + CUT_MS.fromMs, untilMs: floodMs + CUT_MS.untilMs }),
    ],
    floodMs,
    downtimes: [...spans(20, 0.2), { fromMs: floodMs + DOWN_MS.fromMs, untilMs: floodMs + DOWN_MS.untilMs }],
    endMs,
    swaps,
  }
}

/** Of the members, who are many, some have a telephone on the wall, and some none that anybody knows of. */
function telephones({ people }: ArrangedVersions): ArrangedVersions['people'] {
  return people.map((person, nth) => {
    if (!person.id.endsWith('-member') || nth % 9 !== 0) return person
    return { ...person, rings: nth % 4 === 0 ? [] : ['voice'] }
  })
}

/** An officer and a leader for each day. */
function shifts(days: number): ShiftVersion[] {
  const officers = ['duty', 'duty-deputy', ...EXTRA_OFFICERS]
  const known = new Set(demoVersions().people.map(({ id }) => id))
  const there = officers.filter((id) => known.has(id))
  const leaders = [...known].filter((id) => id.endsWith('-leader'))
  // A day before and after, so that nobody falls out of the roster at its edges.
  return Array.from({ length: days + 2 }, (_, n) => {
    const span = { validFrom: new Date(BEGIN_MS + (n - 1) * DAY_MS), validUntil: new Date(BEGIN_MS + n * DAY_MS) }
    const post = (personId: string, which: 'officer' | 'leader') =>
      versionOf({ id: `${which}-${n}`, areaId: TOWNSHIP_ID, post: which, personId }, span)
    return [post(there[n % there.length] ?? 'duty', 'officer'), post(leaders[n % leaders.length] ?? 'duty', 'leader')]
  }).flat()
}

/** Pairs of officers change shifts. */
function swapped(roster: ShiftVersion[], count: number, below: (n: number) => number): number {
  const officers = roster.filter(({ post }) => post === 'officer')
  for (let n = 0; n < count; n++) {
    const [one, other] = [officers[below(officers.length)], officers[below(officers.length)]]
    if (one === undefined || other === undefined) continue
    ;[one.personId, other.personId] = [other.personId, one.personId]
  }
  return count
}

/** Everybody who holds a duty is away some four times a year, half of them with somebody who stands in. */
function leave({ responsibilities }: ArrangedVersions, days: number, random: () => number): AbsenceVersion[] {
  const holders = [...new Set(responsibilities.map(({ personId }) => personId))]
  const villageOf = (id: string): string => id.split('-')[0] ?? ''
  return holders.flatMap((personId) =>
    Array.from({ length: Math.round((4 * days * (0.5 + random())) / 365) || (random() < 0.1 ? 1 : 0) }, (_, n) => {
      const fromMs = BEGIN_MS + random() * days * DAY_MS
      const near = holders.filter((id) => id !== personId && villageOf(id) === villageOf(personId))
      const deputyId = random() < 0.5 ? (near[Math.floor(random() * near.length)] ?? null) : null
      const span = { validFrom: new Date(fromMs), validUntil: new Date(fromMs + (0.5 + random() * 7) * DAY_MS) }
      return versionOf({ id: `away-${personId}-${n}`, personId, deputyId }, span)
    }),
  )
}

function happening({ households, placeNames }: ArrangedVersions, days: number, random: () => number): Happening {
  const kind = picked(KINDS, random)
  const home = households[Math.floor(random() * households.length)]?.location ?? [112.3, 36.6]
  const outside = placeNames[Math.floor(random() * placeNames.length)]?.location ?? home
  const [lng, lat] = random() < 0.75 ? home : outside
  const by = SENSED.includes(kind) && random() < 0.5 ? 'device' : 'person'
  return {
    atMs: BEGIN_MS + random() * days * DAY_MS,
    kind,
    location: [lng + (random() - 0.5) * 0.002, lat + (random() - 0.5) * 0.002],
    by,
    confidence: by === 'device' && kind === 'fire' ? 0.3 + random() * 0.7 : null,
  }
}

function picked<T>(weighted: readonly [T, number][], random: () => number): T {
  let left = random() * weighted.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [one, weight] of weighted) if ((left -= weight) <= 0) return one
  const [[first] = []] = weighted
  if (first === undefined) throw new Error('there is nothing to pick from')
  return first
}
