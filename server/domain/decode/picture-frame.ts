import type { StatedPlace } from './format.ts'

/** A box in a picture, as shares of its width and height from the upper left corner. */
export type Frame = Extract<StatedPlace, { type: 'frame' }>

/**
 * The box between two corners given in a unit of which the picture is `full` wide and high; null where it is none of
 * the picture. What juts out of the picture is cut off.
 */
export function frameIn(
  corners: { left: number; top: number; right: number; bottom: number },
  full: number,
): Frame | null {
  const share = (value: number): number => Math.min(1, Math.max(0, value / full))
  const left = share(corners.left)
  const top = share(corners.top)
  const right = share(corners.right)
  const bottom = share(corners.bottom)
  if (!(left < right && top < bottom)) return null
  return { type: 'frame', left, top, right, bottom, headingDegrees: null }
}

/** The smallest box around all of them; null for none. Several spots that burn are one happening. */
export function frameAround(frames: readonly Frame[]): Frame | null {
  const [first, ...rest] = frames
  if (first === undefined) return null
  return rest.reduce(
    (around, { left, top, right, bottom }) => ({
      ...around,
      left: Math.min(around.left, left),
      top: Math.min(around.top, top),
      right: Math.max(around.right, right),
      bottom: Math.max(around.bottom, bottom),
    }),
    first,
  )
}
