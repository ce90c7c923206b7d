import type { WallSettings } from '#shared/wall-settings.ts'

/** The wall is one picture of 120 by 67.5 units; the smallest words on it are this many of them high. */
const UNITS = { wide: 120, high: 67.5 }
const LEAST_WORD_UNITS = 2.625
/** Chinese characters fill this share of their size. */
const FILLED = 0.925
const LEAST_ARC_MINUTES = 20
/** Beyond this there is no room left for what must be said. */
const MOST_GROWTH = 1.5
const MM_PER_INCH = 25.4

type View = { width: number; height: number }
type Screen = NonNullable<WallSettings['screen']>

/** How large a unit is in CSS pixels, and what that gives for the farthest seat; null where the screen is not known. */
export type ScreenSize = {
  unitPixels: number
  seen: { pixelsPerMm: number; wordMm: number; arcMinutes: number; readableMetres: number } | null
}

/** The size of everything on a wall in a view: as large as the picture allows, larger where the farthest seat needs it. */
export function screenSize(view: View, screen: Screen | null): ScreenSize {
  const whole = Math.min(view.width / UNITS.wide, view.height / UNITS.high)
  if (screen === null) return { unitPixels: whole, seen: null }
  const pixelsPerMm = Math.hypot(view.width, view.height) / (screen.diagonalInches * MM_PER_INCH)
  const needed = (mmSeen(screen.seatMetres) * pixelsPerMm) / FILLED / LEAST_WORD_UNITS
  const unitPixels = Math.min(Math.max(whole, needed), whole * MOST_GROWTH)
  const wordMm = (unitPixels * LEAST_WORD_UNITS * FILLED) / pixelsPerMm
  return {
    unitPixels,
    seen: {
      pixelsPerMm,
      wordMm,
      arcMinutes: (2 * Math.atan(wordMm / 2 / (screen.seatMetres * 1000)) * 180 * 60) / Math.PI,
      readableMetres: wordMm / mmSeen(1),
    },
  }
}

/** How high a character must be to be read from so far. */
function mmSeen(metres: number): number {
  return 2 * metres * 1000 * Math.tan(((LEAST_ARC_MINUTES / 60 / 2) * Math.PI) / 180)
}
