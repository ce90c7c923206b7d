import type { Clue } from '#shared/clue.ts'
import type { LngLat, Place } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'
import { uncertaintyMetres } from './clues.ts'
import { LASTS_MINUTES, LONERS, NEVER, type Rule, RULES } from './correlation-rules.ts'
import { distanceMetres } from './geodesy.ts'
import { gapMetres } from './place-gap.ts'
import { placeCentre } from './place-centre.ts'

// What two pieces of evidence have to do with each other, by the table of rules; the same both ways round.

/** Cameras this near to each other see a thing from one side. */
const ONE_MAST_METRES = 50
/** By how much a camera may come back to the same thing beside where it was: smoke drifts, heads have play. */
const TURN_DEGREES = 2

/** The farthest that two places may lie apart under any rule, in metres: how far around a clue to look. */
export const FARTHEST_METRES = Math.max(...RULES.map(({ reportApartMetres }) => reportApartMetres))

/**
 * How far apart, in metres, two clues that may be of one happening are, 0 being as near as can be told; null where they
 * are of two. `activeKeys`: the signals that are on. People tell of disputes and requests one by one: two of what no rule
 * covers, in one yard, are still two.
 */
export function gapBetween(a: Clue, b: Clue, activeKeys: readonly string[]): number | null {
  const rule = ruleOf(a.kind)
  if (NEVER.includes(a.kind) || !(rule?.kinds ?? [a.kind]).includes(b.kind)) return null
  if (!isInTime(a, b, rule ?? LONERS, activeKeys)) return null
  if (isSameWitness(a, b)) return 0
  if (rule === undefined) return null
  const gap = gapOf(a, b, rule)
  return gap <= toleranceMetres(a, b) ? gap : null
}

/** Whether a clue says where the thing is so exactly that it can make one of two incidents. */
export function isExact({ kind, place }: Clue): boolean {
  return isExactPlace(place, kind)
}

/** Whether a place is exact enough for the kind to fix where an incident is. */
export function isExactPlace(place: Place, kind: Kind): boolean {
  return uncertaintyMetres(place) <= (ruleOf(kind)?.exactMetres ?? 0)
}

/** How far apart, in metres, the grounds of two clues may lie and still be one happening's. */
export function toleranceMetres(a: Clue, b: Clue): number {
  const rule = ruleOf(a.kind)
  if (rule === undefined) return 0
  return a.personId !== null || b.personId !== null ? rule.reportApartMetres : rule.apartMetres
}

/** What a device says of the spot where it is itself is one happening wherever it moves; a camera may see two fires. */
export function isSameWitness(a: Clue, b: Clue): boolean {
  const tellOfThemselves = ruleOf(a.kind) === undefined || (a.ofItself && b.ofItself)
  return a.deviceId !== null && a.deviceId === b.deviceId && tellOfThemselves
}

/** From one mast everything touches at the mast: there the directions must meet. */
function gapOf(a: Clue, b: Clue, rule: Rule): number {
  const { devicesApartMetres } = rule
  if (devicesApartMetres !== null && a.ofItself && b.ofItself && a.deviceId !== null && b.deviceId !== null)
    return gapMetres(spotOf(a.place), spotOf(b.place)) <= devicesApartMetres ? 0 : Infinity
  const [exact, vague] = isExact(a) ? [a, b] : [b, a]
  if (isExact(exact) && !isExact(vague) && !speaksFor(vague.place, exact.place, rule)) return Infinity
  if (a.place.type !== 'sector' || b.place.type !== 'sector' || !isSameMast(a.place.apex, b.place.apex))
    return gapMetres(a.place, b.place)
  const turn = Math.abs(((a.place.bearingDegrees - b.place.bearingDegrees + 540) % 360) - 180)
  const isMet = turn <= a.place.halfAngleDegrees + b.place.halfAngleDegrees + TURN_DEGREES
  return isMet ? 0 : Infinity
}

/**
 * Whether something vague says anything of a spot: only where it is not too wide there. A camera that watches half a
 * valley does not mean the kitchen in it, and people must not be sent there for a fire on the hill.
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
  const isOn = ({ lasts, signalKey }: Clue) => lasts && signalKey !== null && activeKeys.includes(signalKey)
  const after = (Date.parse(a.firstAt) - Date.parse(b.lastAt)) / 60_000
  const before = (Date.parse(b.firstAt) - Date.parse(a.lastAt)) / 60_000
  return after <= (isOn(b) ? LASTS_MINUTES : withinMinutes) && before <= (isOn(a) ? LASTS_MINUTES : withinMinutes)
}

function ruleOf(kind: Kind): Rule | undefined {
  return RULES.find(({ kinds }) => kinds.includes(kind))
}
