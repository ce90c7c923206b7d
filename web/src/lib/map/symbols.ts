import type { Grade } from '#shared/grade.ts'
import type { MapInstance } from './maplibre.ts'

/** In pixels of the image, of which two are one on the screen. */
const SIZE = 48
const MIDDLE = SIZE / 2
/** MapLibre's measure: the edge of a shape is at this share of 255, and it falls off to nothing over so many pixels. */
const [EDGE, FALL] = [0.75, 8]

/** Gives the map the three symbols ■ ▲ ● as images `grade-urgent`, …; coloured by `icon-color`, with room for a halo. */
export function addGradeSymbols(map: MapInstance): void {
  for (const grade of ['urgent', 'important', 'ordinary'] as const) {
    if (!map.hasImage(`grade-${grade}`)) map.addImage(`grade-${grade}`, symbol(grade), { sdf: true, pixelRatio: 2 })
  }
}

/** How far outside its symbol a pixel is; negative inside. Halves of planes for straight sides, so that corners stay sharp. */
const OUTSIDE: Readonly<Record<Grade, (x: number, y: number) => number>> = {
  urgent: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 16,
  important: (x, y) => Math.max(y - 15, (Math.abs(x) * 35 - (y + 20) * 19) / Math.hypot(35, 19)),
  ordinary: (x, y) => Math.hypot(x, y) - 17,
}

function symbol(grade: Grade): ImageData {
  const image = new ImageData(SIZE, SIZE)
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) {
      const outside = OUTSIDE[grade](x + 0.5 - MIDDLE, y + 0.5 - MIDDLE)
      image.data.set([255, 255, 255, 255 * (EDGE - outside / FALL)], 4 * (y * SIZE + x))
    }
  return image
}
