/**
 * How roomy cards are, roomiest first. From `middle` on nothing gets smaller: the size of its words is the least that
 * can be read from five metres, so less is said instead, and where `least` is too much fewer cards are shown.
 */
export const DENSITIES = ['grand', 'wide', 'middle', 'close', 'dense', 'least'] as const
export type Density = (typeof DENSITIES)[number]

/** At which density cards are drawn, how many of them, and how many more incidents as one line each below. */
export type Fit = { density: Density; cards: number; lines: number }

/**
 * The room there is: for everything, between two things, and for one line, in pixels; and how many more incidents there
 * are than cards, so that the line that says how many are missing stands in any case.
 */
export type Room = { height: number; gap: number; line: number; more: number }

/**
 * The roomiest density, not roomier than `from`, at which every card fits; else as many as fit when densest, and at
 * least one, with lines for as many of the others as there is room left beside the line that says how many are missing.
 * `heightsAt` says how high each card is at a density; there are no more cards than may be shown at all.
 */
export function bestFit(heightsAt: (density: Density) => readonly number[], room: Room, from: Density): Fit {
  const step = room.line + room.gap
  const forCards = room.more > 0 ? room.height - step : room.height
  const fits = (heights: readonly number[]) => fitting(heights, forCards, room.gap) === heights.length
  const heights = heightsAt('least')
  // Each density costs the browser a layout: where not even the densest fits, no roomier one is tried.
  if (fits(heights)) {
    const density = DENSITIES.slice(DENSITIES.indexOf(from)).find((wanted) => fits(heightsAt(wanted))) ?? 'least'
    return { density, cards: heights.length, lines: 0 }
  }
  const cards = Math.max(1, fitting(heights, room.height - step, room.gap))
  const rest = heights.length - cards
  const left = room.height - usedBy(heights.slice(0, cards), room.gap)
  // What says how many are missing needs a line of its own; where none is missing nothing does.
  const roomFor = room.more === 0 && rest * step - room.gap <= left ? rest : Math.floor((left - room.line) / step)
  const lines = Math.max(0, Math.min(rest, roomFor))
  const below = lines * step + (lines < rest || room.more > 0 ? room.line : -room.gap)
  // What is left over lets the cards say more, not again more of them.
  const density = MEAGRE.find(
    (wanted) =>
      DENSITIES.indexOf(wanted) >= DENSITIES.indexOf(from) &&
      usedBy(heightsAt(wanted).slice(0, cards), room.gap) + below <= room.height,
  )
  return { density: density ?? 'least', cards, lines }
}

/** Of what cards may say where there is no room for all: a layout is tried for each of these and no others. */
const MEAGRE: readonly Density[] = ['close', 'dense']

/** The height of some cards, each with the gap after it. */
const usedBy = (heights: readonly number[], gap: number) => heights.reduce((sum, height) => sum + height + gap, 0)

function fitting(heights: readonly number[], room: number, gap: number): number {
  let used = -gap
  for (const [at, height] of heights.entries()) {
    used += gap + height
    // Browsers round heights to fractions of a pixel.
    if (used > room + 0.5) return at
  }
  return heights.length
}
