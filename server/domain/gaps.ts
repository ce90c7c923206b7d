import type { Gap, GapReason } from '#shared/coverage.ts'
import type { Level } from '#shared/area.ts'
import type { Duty, Responsibility } from '#shared/responsibility.ts'
import { type Post, POSTS, type Shift } from '#shared/shift.ts'
import { type ArrangedVersions, holdsAt, type Version } from './arrangement.ts'
import { type Caller, calledDuties, LEVEL_OF } from './called-duties.ts'
import { postHolder } from './duty-room-chain.ts'
import { awayOf, holdersOf, type Link, linkTo, passedOver, standIns } from './holders.ts'
import type { Ledger } from './ledger.ts'
import { dateOf } from './roll.ts'
import { statutoryDay } from '#shared/statutory-days.ts'
import { unreachedOf } from './unreached.ts'

/** A gap before it is known how many households it leaves alone. */
export type BareGap = Omit<Gap, 'households'>
/** What is wrong at a moment; null where somebody who can be rung would be called. */
type Hole = { planId: string | null; why: GapReason; personIds: string[]; statutoryDay: string | null } | null
type Where = Pick<Gap, 'areaId' | 'duty' | 'post'>

const DAY_MS = 24 * 3600_000
/** A roster that ended longer ago than this was given up. */
const ROSTER_DAYS = 31

/**
 * Every hole in what is arranged: for each area and duty that a plan would call there, and each duty room. Neighbours, and
 * whoever is called when everything else fails, close none.
 */
export function gapsOf(versions: ArrangedVersions, ledger: Ledger, settled: ReadonlySet<string>): BareGap[] {
  const epochs = planEpochs(versions, ledger)
  const gaps: BareGap[] = []
  const levels = new Map<string, Level>(versions.areas.map(({ id, level }) => [id, level]))
  const duties = new Set(epochs.flatMap(({ callers }) => [...callers.keys()]))
  for (const [areaId, level] of levels)
    for (const [duty, dutyLevel] of Object.entries(LEVEL_OF) as [keyof typeof LEVEL_OF, Level][]) {
      if (dutyLevel !== level) continue
      // Whoever lives somewhere has somebody who answers for them, whether or not a plan begins with those.
      const isOwed = duty === 'household' && settled.has(areaId)
      if (!duties.has(duty) && !isOwed) continue
      if (ledger.isAlwaysHeld(areaId, duty)) continue
      const turns = ledger.turns(areaId, duty)
      for (const { at } of epochs.slice(1)) turns.add(at.getTime())
      const holeAt = (at: Date): Hole => {
        const callers = epochs.findLast((epoch) => epoch.at <= at)?.callers.get(duty) ?? []
        return dutyHole(ledger, areaId, duty, callers.length === 0 && isOwed ? OWED : callers, at)
      }
      gaps.push(...spans(ledger, { areaId, duty, post: null }, turns, holeAt))
    }
  return [...gaps, ...roomGaps(versions, ledger)]
}

/** Villages in which a plan reaches nobody before the duty room, for want of an area at which its duties could be held. */
export function unreachedGaps(versions: ArrangedVersions, ledger: Ledger): BareGap[] {
  const unreached = unreachedOf(versions, ledger)
  const ends = [...versions.areas, ...versions.plans].flatMap(({ validFrom, validUntil }) => [validFrom, validUntil])
  const changes = [ledger.from, ...ends.flatMap((end) => end ?? [])]
    .filter((end) => end >= ledger.from && end < ledger.until)
    .map((end) => end.getTime())
  const moments = [...new Set(changes)].map((ms) => new Date(ms))
  return unreached.grounds.flatMap((areaId) => {
    const wishes = moments.flatMap((at) => unreached.at(areaId, at))
    const duties = new Set(wishes.flatMap((wish) => wish.duties))
    const turns = new Set([...changes, ...[...duties].flatMap((duty) => [...ledger.turns(areaId, duty)])])
    const named = new Set(wishes.flatMap((wish) => wish.duties.slice(0, 1)))
    return [...named].flatMap((duty) =>
      spans(ledger, { areaId, duty, post: null }, turns, (at) => {
        for (const wish of unreached.at(areaId, at)) {
          if (wish.duties[0] !== duty) continue
          const holes = wish.duties.map((each) => dutyHole(ledger, areaId, each, [wish.caller], at))
          const [hole = null] = holes
          if (hole !== null && !holes.includes(null)) return hole
        }
        return null
      }),
    )
  })
}

const OWED: readonly Caller[] = [{ planId: null, kinds: ['fire'] }]

/** From when on which plans would call whom. */
function planEpochs(
  { plans }: ArrangedVersions,
  { from, until }: Ledger,
): { at: Date; callers: Map<Duty, Caller[]> }[] {
  const ends = plans.flatMap(({ validFrom, validUntil }) => [validFrom, validUntil])
  const turns = new Set(ends.flatMap((end) => (end !== null && end > from && end < until ? end.getTime() : [])))
  return [from.getTime(), ...[...turns].toSorted((a, b) => a - b)].map((ms) => {
    const at = new Date(ms)
    return { at, callers: calledDuties(plans.filter((plan) => holdsAt(plan, at))) }
  })
}

function dutyHole(ledger: Ledger, areaId: string, duty: Duty, callers: readonly Caller[], at: Date): Hole {
  if (callers.length === 0) return null
  const ground = ledger.lineageAt(areaId, at)
  if (ground.length === 0) return null
  const roll = ledger.rollAt(at)
  // Most moments need no chain to be made: some holder is there and can be rung, whatever the kind.
  const isAnswered = (one: Responsibility): boolean =>
    one.rank === 'primary' &&
    one.kinds === null &&
    (roll.member(one.personId)?.rings.length ?? 0) > 0 &&
    awayOf(roll, one) === null
  if (ground.some((id) => roll.held(id, duty).some(isAnswered))) return null
  const held = ground.flatMap((id) => roll.held(id, duty))
  const isForAll = held.every(({ kinds }) => kinds === null)
  for (const { planId, kinds } of callers)
    for (const kind of isForAll ? kinds.slice(0, 1) : kinds) {
      const links = holdersOf(roll, duty, kind, ground)
      if (links.some(({ called, reachable }) => called && reachable)) continue
      const why = reasonOf(links)
      const isByLaw = why === 'off-duty' && held.some(({ onStatutoryDays }) => !onStatutoryDays)
      return {
        planId,
        why,
        personIds: idsOf(links),
        statutoryDay: isByLaw ? statutoryDay(dateOf(ledger.shownAt(at))) : null,
      }
    }
  return null
}

/** The duty rooms: every moment of a roster has an officer and a leader; without a roster somebody holds the room. */
function roomGaps({ areas, shifts }: ArrangedVersions, ledger: Ledger): BareGap[] {
  const since = new Date(ledger.from.getTime() - ROSTER_DAYS * DAY_MS)
  const recent = shifts.filter(
    ({ validFrom, validUntil }) =>
      (validUntil === null || validUntil > since) && (validFrom === null || validFrom < ledger.until),
  )
  const byArea = Map.groupBy(recent, ({ areaId }) => areaId)
  const townships = areas.filter(({ level }) => level === 'township').map(({ id }) => id)
  return [...new Set([...townships, ...byArea.keys()])].flatMap((areaId) => {
    const roster = byArea.get(areaId)
    return roster === undefined
      ? unrostered(ledger, areaId)
      : POSTS.flatMap((post) => rostered(ledger, areaId, post, roster))
  })
}

function rostered(ledger: Ledger, areaId: string, post: Post, roster: readonly Version<Shift>[]): BareGap[] {
  const own = roster.filter((shift) => shift.post === post)
  const turns = new Set<number>()
  for (const { validFrom, validUntil, personId } of own) {
    for (const end of [validFrom, validUntil]) if (end !== null) turns.add(end.getTime())
    for (const turn of ledger.turnsOfPerson(personId)) turns.add(turn)
  }
  for (const turn of ledger.turns(areaId, 'duty-room')) turns.add(turn)
  const begins = Math.min(...roster.map(({ validFrom }) => validFrom?.getTime() ?? -Infinity))
  turns.add(begins)
  return spans(ledger, { areaId, duty: null, post }, turns, (at) => {
    // Until a first roster begins the holders of the room answer.
    if (ledger.areaAt(areaId, at) === undefined || (at.getTime() < begins && holderHole(ledger, areaId, at) === null))
      return null
    const roll = ledger.rollAt(at)
    const on = own.filter((shift) => holdsAt(shift, at))
    const links = on.flatMap((shift) => postHolder(roll, shift))
    if (links.some(({ called, reachable }) => called && reachable)) return null
    const why = on.length === 0 ? 'no-shift' : reasonOf(links)
    return { planId: null, why, personIds: idsOf(links), statutoryDay: null }
  })
}

function unrostered(ledger: Ledger, areaId: string): BareGap[] {
  return spans(ledger, { areaId, duty: 'duty-room', post: null }, ledger.turns(areaId, 'duty-room'), (at) =>
    holderHole(ledger, areaId, at),
  )
}

/** What is wrong with the holders of a duty room without a roster; null where one can be rung. */
function holderHole(ledger: Ledger, areaId: string, at: Date): Hole {
  const ground = ledger.lineageAt(areaId, at)
  if (ground.length === 0) return null
  const roll = ledger.rollAt(at)
  const links = ground.flatMap((id) =>
    roll.held(id, 'duty-room').flatMap((held): Link[] => {
      const away = awayOf(roll, held)
      if (away === null) return [linkTo(roll, held, held.personId, { reason: 'duty-room' })]
      const named = away.reason === 'absent' ? standIns(roll, held, held.personId) : []
      return [passedOver(roll, held, held.personId, away), ...named]
    }),
  )
  if (links.some(({ called, reachable }) => called && reachable)) return null
  return { planId: null, why: reasonOf(links), personIds: idsOf(links), statutoryDay: null }
}

/** The stretches in which something is wrong; neighbouring ones that are the same in everything are one. */
function spans(ledger: Ledger, where: Where, turns: ReadonlySet<number>, holeAt: (at: Date) => Hole): BareGap[] {
  const { from, until } = ledger
  const inside = [...turns].filter((ms) => ms > from.getTime() && ms < until.getTime())
  const begins = [from.getTime(), ...inside.toSorted((a, b) => a - b)]
  const gaps: BareGap[] = []
  let last: Hole = null
  for (const [at, beginMs] of begins.entries()) {
    const hole = holeAt(new Date(beginMs))
    const endMs = begins[at + 1]
    const ends = endMs === undefined ? null : new Date(endMs).toISOString()
    const before = gaps.at(-1)
    if (hole !== null && last !== null && before !== undefined && isSame(hole, last)) before.until = ends
    else if (hole !== null) gaps.push({ ...where, ...hole, from: new Date(beginMs).toISOString(), until: ends })
    last = hole
  }
  return gaps.map((gap) => ({ ...gap, statutoryDay: gap.statutoryDay ?? dayAround(ledger, gap) }))
}

function isSame(a: NonNullable<Hole>, b: NonNullable<Hole>): boolean {
  return (
    a.planId === b.planId &&
    a.why === b.why &&
    a.statutoryDay === b.statutoryDay &&
    a.personIds.join(' ') === b.personIds.join(' ')
  )
}

/** The name of the days off by law in which a gap lies whole. */
function dayAround(ledger: Ledger, { from, until }: BareGap): string | null {
  if (until === null || Date.parse(until) - Date.parse(from) > 8 * DAY_MS) return null
  const first = ledger.shownAt(new Date(from)).date
  const last = ledger.shownAt(new Date(Date.parse(until) - 1)).date
  const names = Array.from({ length: last - first + 1 }, (_, days) =>
    statutoryDay(dateOf({ date: first + days, minutes: 0 })),
  )
  const [name = null] = names
  return names.every((other) => other === name) ? name : null
}

function reasonOf(links: readonly Link[]): GapReason {
  if (links.length === 0) return 'nobody-holds'
  if (links.some(({ called, reachable }) => called && !reachable)) return 'cannot-be-rung'
  const passed = new Set(links.map(({ reason }) => reason))
  return passed.has('absent') ? 'absent' : passed.has('off-duty') ? 'off-duty' : 'left'
}

function idsOf(links: readonly Link[]): string[] {
  return [...new Set(links.flatMap(({ personId }) => personId ?? []))].toSorted()
}
