import type { Clue } from '#shared/clue.ts'
import type { LngLat, Place } from '#shared/geo.ts'
import { isSettled } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import { uncertaintyMetres } from './clues.ts'
import { LASTS_MINUTES, LONERS, NEVER, type Rule, RULES } from './correlation-rules.ts'
import type { IncidentRecord } from './facts.ts'
import { distanceMetres } from './geodesy.ts'
import { placeCentre } from './place-centre.ts'
import { gapMetres } from './place-gap.ts'

// Evidence that says exactly where it is fixes an incident's place and can make one of two incidents. Evidence that
// only says in which direction, or somewhere around, speaks for every incident that it may be of, and joins none
// together: one camera looking over two fires must not make them one. Hence the same evidence makes the same incidents
// in whatever order it comes.

/** Cameras this near to each other see a thing from one side. */
const ONE_MAST_METRES = 50
/** By how much a camera may come back to the same thing beside where it was: smoke drifts, heads have play. */
const TURN_DEGREES = 2

/** What one incident has to do with a clue: `gapMetres` 0 is as near as can be told. */
export type Fit = { incident: IncidentRecord; gapMetres: number }

/** The farthest that two places may lie apart under any rule, in metres: how far around a clue to look. */
export const FARTHEST_METRES = Math.max(...RULES.map(({ reportApartMetres }) => reportApartMetres))

/** The incidents among those given that the clue belongs to, the nearest first, then the oldest, whatever order they are given in. */
export function fitsOf(clue: Clue, exercise: boolean, among: Iterable<IncidentRecord>): Fit[] {
  const fits: Fit[] = []
  for (const incident of among) {
    if (incident.exercise !== exercise || isDealtWith(incident)) continue
    const gap = gapTo(clue, incident)
    if (gap !== null) fits.push({ incident, gapMetres: gap })
  }
  return fits.toSorted((a, b) => a.gapMetres - b.gapMetres || (isOlder(a.incident, b.incident) ? -1 : 1))
}

/** Whether a clue says where the thing is so exactly that it can make one of two incidents. */
export function isExact({ kind, place }: Clue): boolean {
  return uncertaintyMetres(place) <= (ruleOf(kind)?.exactMetres ?? 0)
}

/** The vague evidence of an incident that a clue of another incident bears out as well. */
export function sightingsFor(clue: Clue, { clues, activeKeys }: IncidentRecord): Clue[] {
  const rule = ruleOf(clue.kind)
  if (rule === undefined) return []
  return clues.filter(
    (other) =>
      !isExact(other) &&
      rule.kinds.includes(other.kind) &&
      isInTime(clue, other, rule, activeKeys) &&
      gapOf(clue, other, rule) <= apartMetres(clue, other, rule),
  )
}

/** Of two incidents the one that keeps its name when they turn out to be one. */
export function isOlder(a: IncidentRecord, b: IncidentRecord): boolean {
  return a.openedAt < b.openedAt || (a.openedAt === b.openedAt && a.id < b.id)
}

function gapTo(clue: Clue, { clues, activeKeys, place }: IncidentRecord): number | null {
  if (NEVER.includes(clue.kind)) return null
  const rule = ruleOf(clue.kind)
  const related = clues.filter(
    (other) => (rule?.kinds ?? [clue.kind]).includes(other.kind) && isInTime(clue, other, rule ?? LONERS, activeKeys),
  )
  if (related.some((other) => isSameWitness(clue, other, rule))) return 0
  // People tell of disputes and requests one by one; two of them in one yard are still two.
  if (rule === undefined || related.length === 0) return null
  // Where an incident has been fixed, what is seen elsewhere in the same direction is something else.
  const exact = related.filter(isExact)
  const isFixed = exact.length === 0 && place.type === 'ellipse' && uncertaintyMetres(place) <= rule.exactMetres
  if (exact.length > 0 || isFixed) {
    const against = isFixed ? related.map((other) => ({ ...other, place })) : exact
    return leastGap(clue, against, rule)
  }
  // Nobody knows where it is: then every witness must be able to mean the same.
  const byWitness = Map.groupBy(
    related,
    ({ deviceId, personId, observationId }) => deviceId ?? personId ?? observationId,
  )
  const gaps = [...byWitness.values()].map((said) => leastGap(clue, said, rule))
  return gaps.reduce((most, gap) => (most === null || gap === null ? null : Math.max(most, gap)))
}

function leastGap(clue: Clue, others: readonly Clue[], rule: Rule): number | null {
  const gaps = others.flatMap((other) => {
    const gap = gapOf(clue, other, rule)
    return gap <= apartMetres(clue, other, rule) ? [gap] : []
  })
  return gaps.length === 0 ? null : Math.min(...gaps)
}

/** What a device says of the spot where it is itself is one happening wherever it moves; a camera may see two fires. */
function isSameWitness(a: Clue, b: Clue, rule: Rule | undefined): boolean {
  return a.deviceId !== null && a.deviceId === b.deviceId && (rule === undefined || (a.ofItself && b.ofItself))
}

/** From one mast everything touches at the mast: there the directions must meet. */
function gapOf(a: Clue, b: Clue, rule: Rule): number {
  const { devicesApartMetres } = rule
  if (devicesApartMetres !== null && a.ofItself && b.ofItself && a.deviceId !== null && b.deviceId !== null)
    return gapMetres(spotOf(a.place), spotOf(b.place)) <= devicesApartMetres ? 0 : Infinity
  if (
    isExact(a) !== isExact(b) &&
    !speaksFor(...(isExact(a) ? ([b.place, a.place] as const) : ([a.place, b.place] as const)), rule)
  )
    return Infinity
  if (a.place.type !== 'sector' || b.place.type !== 'sector' || !isSameMast(a.place.apex, b.place.apex))
    return gapMetres(a.place, b.place)
  const turn = Math.abs(((a.place.bearingDegrees - b.place.bearingDegrees + 540) % 360) - 180)
  const isMet = turn <= a.place.halfAngleDegrees + b.place.halfAngleDegrees + TURN_DEGREES
  return isMet ? 0 : Infinity
}

/**
 * Whether something vague says anything of a spot: only where it is not too wide there. A camera
 * that watches half a valley does not mean the kitchen in it, and people must not be sent there for a fire on the hill.
 */
function speaksFor(vague: Place, exact: Place, { speaksMetres }: Rule): boolean {
  const spot = placeCentre(exact)
  if (vague.type !== 'sector' || spot === null) return uncertaintyMetres(vague) <= speaksMetres
  if (vague.halfAngleDegrees >= 90) return false
  const halfWidth = distanceMetres(vague.apex, spot) * Math.tan((vague.halfAngleDegrees * Math.PI) / 180)
  return halfWidth <= speaksMetres
}

/** The very spot of a place, without what it is uncertain by. */
function spotOf(place: Place): Place {
  return place.type === 'point' ? { ...place, radiusMetres: 0 } : place
}

function isSameMast(a: LngLat, b: LngLat): boolean {
  return gapMetres({ type: 'point', location: a, radiusMetres: ONE_MAST_METRES }, disc(b)) === 0
}

function disc(location: LngLat): Place {
  return { type: 'point', location, radiusMetres: 0 }
}

function isInTime(
  a: Clue,
  b: Clue,
  { withinMinutes }: { withinMinutes: number },
  activeKeys: readonly string[],
): boolean {
  const isOn = b.lasts && b.signalKey !== null && activeKeys.includes(b.signalKey)
  const after = (Date.parse(a.firstAt) - Date.parse(b.lastAt)) / 60_000
  const before = (Date.parse(b.firstAt) - Date.parse(a.lastAt)) / 60_000
  return after <= (isOn ? LASTS_MINUTES : withinMinutes) && before <= withinMinutes
}

function apartMetres(a: Clue, b: Clue, rule: Rule): number {
  return a.personId !== null || b.personId !== null ? rule.reportApartMetres : rule.apartMetres
}

function ruleOf(kind: Kind): Rule | undefined {
  return RULES.find(({ kinds }) => kinds.includes(kind))
}

/** What people have dealt with is over, though nobody has closed it yet: what comes after is another happening, to which somebody must be called. */
export function isDealtWith({ closedAt, handling, outcome }: IncidentRecord): boolean {
  return closedAt !== null || handling === 'handled' || handling === 'checked' || isSettled(outcome)
}
