import type { Clue } from '#shared/clue.ts'
import { uncertaintyMetres } from './clues.ts'
import { haveOneSpot } from './one-spot.ts'
import { gapBetween, isExact, toleranceMetres } from './two-clues.ts'

/** More vague evidence than this around one spot makes it no clearer; the most exact counts. */
const MOST_TOGETHER = 12

/** Whether one more goes with evidence that goes together. */
type IsOne = (set: readonly Clue[], added: Clue) => boolean

/**
 * The largest sets of vague evidence that can, each with this clue, all mean one spot, the largest first; without the
 * clue itself. One empty set where nothing goes with it. What people `parted` is never in one set.
 */
export function largestSets(
  clue: Clue,
  pool: readonly Clue[],
  activeKeys: readonly string[],
  parted: (a: Clue, b: Clue) => boolean,
): Clue[][] {
  const known = pool
    .filter((other) => !isExact(other) && gapBetween(clue, other, activeKeys) !== null)
    .toSorted((a, b) => uncertaintyMetres(a.place) - uncertaintyMetres(b.place) || (keyOf(a) < keyOf(b) ? -1 : 1))
    .slice(0, MOST_TOGETHER)
  const isOne: IsOne = (set, added) =>
    !set.some((other) => parted(other, added)) && goesWith([clue, ...set], added, activeKeys)
  const sets = known.reduce<Clue[][]>((before, added) => withMember(before, added, isOne), [[]])
  return sets.toSorted((a, b) => b.length - a.length)
}

/** Whether evidence can all mean one spot. */
export function canBeOne(clues: readonly Clue[], activeKeys: readonly string[]): boolean {
  return clues.every((clue, index) => goesWith(clues.slice(0, index), clue, activeKeys))
}

/** Of two, that each touches the other says it all; of more, each two may touch elsewhere. */
function goesWith(set: readonly Clue[], added: Clue, activeKeys: readonly string[]): boolean {
  if (!set.every((other) => gapBetween(other, added, activeKeys) !== null)) return false
  const all = [...set, added]
  const places = all.flatMap(({ place }) => (place.type === 'unknown' ? [] : [place]))
  return places.length < 3 || haveOneSpot(places, Math.max(...all.map((clue) => toleranceMetres(clue, clue))) / 2)
}

/** Every largest set once one more may be a member: those it fits grow, of the others what fits it is one of its own. */
function withMember(sets: readonly Clue[][], added: Clue, isOne: IsOne): Clue[][] {
  const parts = sets.flatMap((set) => largestParts(set, added, isOne))
  return largestOf([...sets, ...parts.map((part) => [...part, added])])
}

/** The largest parts of a set that go with one more. */
function largestParts(set: readonly Clue[], added: Clue, isOne: IsOne): Clue[][] {
  if (isOne(set, added)) return [[...set]]
  return largestOf(set.flatMap((_, index) => largestParts(set.toSpliced(index, 1), added, isOne)))
}

/** Those that are not within another one. */
function largestOf(sets: readonly Clue[][]): Clue[][] {
  return sets.filter(
    (set, index) =>
      !sets.some((other, at) => at !== index && isWithin(set, other) && (other.length > set.length || at < index)),
  )
}

function isWithin(part: readonly Clue[], whole: readonly Clue[]): boolean {
  return part.every((clue) => whole.includes(clue))
}

/** What a clue says, for an order that does not depend on who spoke first. */
function keyOf({ deviceId, personId, place }: Clue): string {
  return JSON.stringify([deviceId, personId, place])
}
