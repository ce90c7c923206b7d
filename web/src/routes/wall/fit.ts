/**
 * How roomy cards are, roomiest first. From `dense` on nothing gets smaller: the size of its words is the least that
 * can be read from five metres, so fewer cards are shown instead.
 */
export const DENSITIES = ['grand', 'wide', 'middle', 'dense'] as const
export type Density = (typeof DENSITIES)[number]

/** At which density cards are drawn, and how many of them. */
export type Fit = { density: Density; shown: number }

/** The room there is: for cards, between two of them, and for the line that says how many are not shown. In pixels. */
export type Room = { height: number; gap: number; more: number }

/**
 * The roomiest density, not roomier than `from`, at which every card fits; else as many as fit when densest, and at
 * least one. `heightsAt` says how high each card is at a density.
 */
export function bestFit(heightsAt: (density: Density) => readonly number[], room: Room, from: Density): Fit {
  let heights: readonly number[] = []
  for (const density of DENSITIES.slice(DENSITIES.indexOf(from))) {
    heights = heightsAt(density)
    if (fitting(heights, room.height, room.gap) === heights.length) return { density, shown: heights.length }
  }
  const shown = fitting(heights, room.height - room.more - room.gap, room.gap)
  return { density: 'dense', shown: Math.max(1, shown) }
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
