import type { Clue } from '#shared/clue.ts'
import { isPutDown } from '#shared/handlings.ts'
import { isSettled } from '#shared/incident.ts'
import { placedBy } from './clues.ts'
import type { IncidentRecord } from './facts.ts'
import { gapMetres } from './place-gap.ts'
import { gapBetween, isExact, isExactPlace, isSameWitness, toleranceMetres } from './two-clues.ts'

// Evidence that says exactly where it is fixes an incident's place and can make one of two incidents. Evidence that
// only says in which direction, or somewhere around, speaks for every incident that it may be of, and joins none
// together: one camera looking over two fires must not make them one. Where nothing exact explains it, each largest set
// of directions that can all mean one spot is an incident. Hence what the incidents are depends on the evidence alone,
// not on the order in which it comes.

/** What one incident has to do with a clue: `gapMetres` 0 is as near as can be told. */
export type Fit = { incident: IncidentRecord; gapMetres: number }

/**
 * The incidents among those given that a clue belongs to by what is exact in them, or by the witness being the same; the
 * nearest first, then the oldest, whatever order they are given in.
 */
export function fitsOf(clue: Clue, exercise: boolean, among: Iterable<IncidentRecord>): Fit[] {
  const fits: Fit[] = []
  for (const incident of among) {
    if (incident.exercise !== exercise || isDealtWith(incident)) continue
    const gap = gapTo(clue, incident)
    if (gap !== null) fits.push({ incident, gapMetres: gap })
  }
  return fits.toSorted((a, b) => a.gapMetres - b.gapMetres || (isOlder(a.incident, b.incident) ? -1 : 1))
}

/** The vague evidence of an incident that a clue of another incident bears out as well. */
export function sightingsFor(clue: Clue, { clues, activeKeys }: IncidentRecord): Clue[] {
  return clues.filter((other) => !isExact(other) && gapBetween(clue, other, activeKeys) !== null)
}

/** Of two incidents the one that keeps its name when they turn out to be one. */
export function isOlder(a: IncidentRecord, b: IncidentRecord): boolean {
  return a.openedAt < b.openedAt || (a.openedAt === b.openedAt && a.id < b.id)
}

/** Whether nothing says exactly where an incident is. */
export function isVague({ clues }: Pick<IncidentRecord, 'clues'>): boolean {
  return !clues.some(isExact)
}

/**
 * Whether vague evidence is of what exact evidence tells of: all of it can mean that, and where its directions meet in a
 * point, that is near. A kitchen's alarm in the way of two cameras does not explain the hill fire behind it.
 */
export function isExplained(vague: readonly Clue[], by: readonly Clue[], activeKeys: readonly string[]): boolean {
  const exact = by.filter(isExact)
  const bearsOut = (clue: Clue) => exact.some((other) => gapBetween(clue, other, activeKeys) !== null)
  if (!vague.every(bearsOut)) return false
  const { place } = placedBy(vague)
  if (place.type !== 'ellipse') return true
  return exact.some(
    (other) => !isExactPlace(place, other.kind) || gapMetres(place, other.place) <= toleranceMetres(other, other),
  )
}

/** What people have dealt with is over, though nobody has closed it yet: what comes after is another happening, to which somebody must be called. */
export function isDealtWith(incident: IncidentRecord): boolean {
  return incident.closedAt !== null || isPutDown(incident) || isSettled(incident.outcome)
}

function gapTo(clue: Clue, { clues, activeKeys }: IncidentRecord): number | null {
  const gaps = clues
    .filter((other) => isExact(other) || isSameWitness(clue, other))
    .flatMap((other) => gapBetween(clue, other, activeKeys) ?? [])
  return gaps.length === 0 ? null : Math.min(...gaps)
}
