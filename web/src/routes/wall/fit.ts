/**
 * How roomy cards are, roomiest first. From `middle` on nothing gets smaller: the size of its words is the least that
 * can be read from five metres, so less is said instead, and where `least` is too much fewer cards are shown.
 */
export const DENSITIES = ['grand', 'wide', 'middle', 'close', 'dense', 'least'] as const
export type Density = (typeof DENSITIES)[number]

/** At which density cards are drawn, how many of them, and how many more incidents as one line each below. */
export type Fit = { density: Density; cards: number; lines: number }

/** The room there is: for everything, between two things, and for one line. In pixels. */
export type Room = { height: number; gap: number; line: number }

/**
 * The roomiest density, not roomier than `from`, at which every card fits; else as many as fit when densest, and at
 * least one, with lines for as many of the others as there is room left beside the line that says how many are missing.
 * `heightsAt` says how high each card is at a density; there are no more cards than may be shown at all.
 */
export function bestFit(heightsAt: (density: Density) => readonly number[], room: Room, from: Density): Fit {
  const fits = (heights: readonly number[]) => fitting(heights, room.height, room.gap) === heights.length
  const heights = heightsAt('least')
  // Each density costs the browser a layout: where not even the densest fits, no roomier one is tried.
  if (fits(heights)) {
    const density = DENSITIES.slice(DENSITIES.indexOf(from)).find((wanted) => fits(heightsAt(wanted))) ?? 'least'
    return { density, cards: heights.length, lines: 0 }
  }
  const step = room.line + room.gap
  const cards = Math.max(1, fitting(heights, room.height - step, room.gap))
  const used = heights.slice(0, cards).reduce((sum, height) => sum + height + room.gap, 0)
  const lines = Math.max(0, Math.floor((room.height - used - room.line) / step))
  return { density: 'least', cards, lines: Math.min(lines, heights.length - cards) }
}

function fitting(heights: readonly number[], room: number, gap: number): number {
  let used = -gap
  for (const [at, height] of heights.entries()) {
    used += gap + height
    // Browsers round heights to fractions of a pixel.
    if (used > room + 0.5) return at
  }
  return heights.length
}
