import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_SEVERITY, type Kind } from '#shared/kinds.ts'
import type { ChainLink, Duty, Responsibility, Ring } from '#shared/responsibility.ts'
import type { WeekHours } from '#shared/week-hours.ts'
import { arrangementAt, type ArrangedVersions, holdsAt, type Version } from '../../server/domain/arrangement.ts'
import { assign } from '../../server/domain/assign.ts'
import { endVersions, putVersion } from '../../server/domain/versions.ts'
import { away, GROUND, holds, member, planned, sits, township } from '../support/made-up-township.ts'

const HOUR_MS = 3600_000
const BEIJING_MS = 8 * HOUR_MS
/** Two weeks around the new year, so that a day off by law is among them. */
const START = Date.parse('2026-12-24T00:00:00+08:00')
const DAYS = 14

const PEOPLE = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']
const DUTIES: readonly Duty[] = ['household', 'zone', 'grid-member', 'village', 'police', 'duty-room']
const KINDS_ASKED: readonly Kind[] = ['fire', 'request', 'flood']
const HOURS: readonly (WeekHours[] | null)[] = [
  null,
  [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
  [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '06:00' }],
  [{ days: [6, 7], from: '00:00', to: '24:00' }],
]

const person = fc.constantFrom(...PEOPLE)
const areaId = fc.constantFrom(...GROUND.map(({ id }) => id))
const moment = fc
  .integer({ min: 0, max: DAYS * 24 * 4 - 1 })
  .map((quarter) => new Date(START + (quarter * HOUR_MS) / 4))
const span = fc
  .tuple(fc.option(moment), fc.option(moment))
  .map(([a, b]) =>
    a !== null && b !== null && a > b ? { validFrom: b, validUntil: a } : { validFrom: a, validUntil: b },
  )
const responsibility = fc
  .record({
    who: person,
    duty: fc.constantFrom(...DUTIES),
    areaId,
    rank: fc.constantFrom('primary', 'deputy'),
    kinds: fc.constantFrom(null, null, ['fire'] as Kind[], ['request', 'flood'] as Kind[]),
    hours: fc.constantFrom(...HOURS),
    onStatutoryDays: fc.boolean(),
    span,
  })
  .map(({ who, duty, areaId: area, rank, span: during, ...rest }) =>
    holds(who, duty, area, rank, { ...rest, ...during }),
  )
const absence = fc
  .record({ who: person, deputy: fc.option(person), span })
  .map(({ who, deputy, span: during }) => away(who, deputy, during))
const shift = fc
  .record({ who: person, post: fc.constantFrom('officer', 'leader'), span })
  .map(({ who, post, span: during }) => sits(who, post, during))
const someone = fc
  .record({ rings: fc.constantFrom<Ring[]>([], ['voice'], ['voice', 'sms']), span })
  .map(({ rings, span: during }) => ({ rings, during }))
const plan = fc.record({
  tiers: fc.array(
    fc.record({
      duties: fc.uniqueArray(fc.constantFrom(...DUTIES), { minLength: 1, maxLength: 2 }),
      waitSeconds: fc.constant(60),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  informed: fc.uniqueArray(fc.constantFrom(...DUTIES), { maxLength: 2 }),
})

/** Any township; one administrator is always there, so that somebody can be called at all. */
const world = fc
  .record({
    people: fc.array(someone, { minLength: PEOPLE.length, maxLength: PEOPLE.length }),
    responsibilities: fc.array(responsibility, { maxLength: 24 }),
    absences: fc.array(absence, { maxLength: 8 }),
    shifts: fc.array(shift, { maxLength: 5 }),
    plan,
  })
  .map(({ people, plan: calls, ...rest }): ArrangedVersions => {
    const named = people.map(({ rings, during }, n) => ({ ...member(PEOPLE[n] ?? '', rings), ...during }))
    const plans = [planned({ kinds: ['fire', 'request'], ...calls })]
    return township({ ...rest, people: [...named, member('boss', ['voice'], ['admin'])], plans })
  })
const spot = fc.record({
  x: fc.double({ min: 0, max: 0.025, noNaN: true }),
  y: fc.double({ min: 0, max: 0.005, noNaN: true }),
})

function asked(versions: ArrangedVersions, { x, y }: { x: number; y: number }, kind: Kind, at: Date) {
  const arrangement = arrangementAt(versions, at)
  const touched = arrangement.areas.touched({ type: 'point', location: [112 + x, 36 + y], radiusMetres: 0 })
  return assign(arrangement, { kind, severity: DEFAULT_SEVERITY[kind], touched, at, timeZone: 'Asia/Shanghai' })
}

/** Whether a duty is on, reckoned here once more from the clock alone. */
function isOn({ hours, onStatutoryDays }: Responsibility, at: Date): boolean {
  const local = new Date(at.getTime() + BEIJING_MS)
  if (!onStatutoryDays && local.toISOString().startsWith('2027-01-01')) return false
  if (hours === null) return true
  const [hour, weekday] = [local.getUTCHours(), local.getUTCDay()]
  const isWeekend = weekday === 0 || weekday === 6
  if (hours === HOURS[1]) return !isWeekend && hour >= 8 && hour < 18
  if (hours === HOURS[2]) return hour >= 20 || hour < 6
  return isWeekend
}

/** Why somebody called must not have been; null where nothing speaks against it. */
function wrong(
  { personId, duty, reason, inPlaceOf }: ChainLink,
  kind: Kind,
  versions: ArrangedVersions,
  at: Date,
): string | null {
  if (!versions.people.some((known) => known.id === personId && holdsAt(known, at))) return 'is not there'
  if (versions.absences.some((row) => row.personId === personId && holdsAt(row, at))) return 'is absent'
  // Whoever stands in follows another through that one's hours; a neighbour may be such a one.
  const isNamed = versions.absences.some((row) => row.deputyId === personId && holdsAt(row, at))
  if (reason === 'stand-in' || (reason === 'neighbour' && inPlaceOf !== null && isNamed)) return null
  if (personId === 'boss') return null
  if (reason === 'on-shift')
    return versions.shifts.some((row) => row.personId === personId && holdsAt(row, at)) ? null : 'is not on shift'
  const own = versions.responsibilities.filter(
    (row) =>
      row.personId === personId &&
      row.duty === duty &&
      holdsAt(row, at) &&
      (duty === 'duty-room' || row.kinds === null || row.kinds.includes(kind)),
  )
  return own.some((row) => isOn(row, at)) ? null : 'is off duty'
}

describe('whatever is arranged, a chain', () => {
  it('is never empty, and never calls somebody absent, off duty or gone, nor anybody twice', () => {
    fc.assert(
      fc.property(world, spot, fc.constantFrom(...KINDS_ASKED), moment, (versions, where, kind, at) => {
        const { chain, informed } = asked(versions, where, kind, at)
        const called = chain.filter((link) => link.called)
        expect(called.length).toBeGreaterThan(0)
        for (const link of called)
          expect([link.personId, wrong(link, kind, versions, at)]).toEqual([link.personId, null])
        expect(chain.some(({ duty, called: isCalled }) => duty === 'duty-room' && isCalled)).toBe(true)
        // The duty room stands at the end even where all of its people have been called before.
        const before = called.filter(({ duty }) => duty !== 'duty-room').map(({ personId }) => personId)
        const room = called.filter(({ duty }) => duty === 'duty-room').map(({ personId }) => personId)
        const isWhollyBefore = room.every((id) => before.includes(id))
        for (const ids of isWhollyBefore ? [before, room] : [[...before, ...room]])
          expect(new Set(ids).size).toBe(ids.length)
        for (const { personId } of informed)
          expect(versions.absences.some((row) => row.personId === personId && holdsAt(row, at))).toBe(false)
      }),
      { numRuns: 400 },
    )
  })

  it('says of whoever is passed over why, and it is so', () => {
    fc.assert(
      fc.property(world, spot, fc.constantFrom(...KINDS_ASKED), moment, (versions, where, kind, at) => {
        for (const { personId, reason, called, until } of asked(versions, where, kind, at).chain) {
          if (called || personId === null) continue
          const isThere = versions.people.some((known) => known.id === personId && holdsAt(known, at))
          const isAway = versions.absences.some((row) => row.personId === personId && holdsAt(row, at))
          if (reason === 'left') expect(isThere).toBe(false)
          else if (reason === 'absent') expect(isAway).toBe(true)
          else expect(reason).toBe('off-duty')
          if (until !== null) expect(Date.parse(until)).toBeGreaterThan(at.getTime())
        }
      }),
      { numRuns: 200 },
    )
  })

  it('calls whoever is on shift in the duty room, and nobody who only holds it where one on shift can be rung', () => {
    fc.assert(
      fc.property(world, spot, moment, (versions, where, at) => {
        const { chain } = asked(versions, where, 'fire', at)
        const isThere = (id: string) =>
          versions.people.some((known) => known.id === id && holdsAt(known, at)) &&
          !versions.absences.some((row) => row.personId === id && holdsAt(row, at))
        const officers = versions.shifts.filter(
          (row) => row.post === 'officer' && holdsAt(row, at) && isThere(row.personId),
        )
        for (const { personId } of officers)
          expect(chain.some((link) => link.called && link.personId === personId)).toBe(true)
        const isRung = officers.some(({ personId }) => {
          const known = versions.people.find((one) => one.id === personId && holdsAt(one, at))
          return (known?.rings.length ?? 0) > 0
        })
        if (isRung) expect(chain.filter(({ called, reason }) => called && reason === 'duty-room')).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

type Kept = Version<Responsibility> & { recordedAt: Date; supersededAt: Date | null }

describe('what was known then', () => {
  const edit = fc.record({
    who: person,
    duty: fc.constantFrom(...DUTIES),
    areaId,
    ends: fc.boolean(),
    span,
  })

  it('gives the chain that was given then, whatever was learned later', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), spot, moment, (edits, where, at) => {
        let kept: Kept[] = []
        let ids = 0
        const knownAt = (now: Date) =>
          kept.filter(
            ({ recordedAt, supersededAt }) => recordedAt <= now && (supersededAt === null || supersededAt > now),
          )
        const chainAt = (now: Date) => asked(township({ responsibilities: knownAt(now) }), where, 'fire', at).chain
        const given: { now: Date; chain: ChainLink[] }[] = []
        for (const [n, { who, duty, areaId: area, ends, span: during }] of edits.entries()) {
          const now = new Date(START + n * 1000)
          const { versionId: _v, validFrom: _f, validUntil: _u, ...fields } = holds(who, duty, area)
          const known = knownAt(now).filter(({ id }) => id === fields.id)
          const newId = () => `v${ids++}`
          const rewrite = ends
            ? endVersions(known, now, newId)
            : putVersion(known, fields, during, () => false, now, newId)
          if (rewrite !== null && rewrite !== 'empty') {
            kept = kept.map((row) => (rewrite.supersede.includes(row.versionId) ? { ...row, supersededAt: now } : row))
            // The rows are those of responsibilities, whatever else a rewrite may hold.
            kept.push(
              ...rewrite.append.map(({ row }) => ({
                ...(row as Version<Responsibility>),
                recordedAt: now,
                supersededAt: null,
              })),
            )
          }
          given.push({ now, chain: chainAt(now) })
        }
        for (const { now, chain } of given) expect(chainAt(now)).toEqual(chain)
      }),
      { numRuns: 150 },
    )
  })
})
