import type { LngLat } from '#shared/geo.ts'
import { randomNumbers } from './random-numbers.ts'

/** A rectangle of made-up ground cut into columns × rows irregular polygons of 20 to 60 vertices. Coordinates in degrees. */
export type Tessellation = { rings: LngLat[][]; hull: { minX: number; minY: number; maxX: number; maxY: number } }

/**
 * Cuts the ground east and north of `corner` into cells of about `cellDegrees`. Neighbours share every vertex of their
 * common border to the last bit; the outer border is the straight rectangle.
 */
export function tessellation(options: {
  columns: number
  rows: number
  seed: number
  corner?: LngLat
  cellDegrees?: number
}): Tessellation {
  const { columns, rows, seed, corner = [112, 36.5], cellDegrees = 0.01 } = options
  const random = randomNumbers(seed)
  const jitter = (reach: number) => (random() - 0.5) * 2 * reach * cellDegrees
  const corners = Array.from({ length: (columns + 1) * (rows + 1) }, (_, i): LngLat => {
    const column = i % (columns + 1)
    const row = Math.floor(i / (columns + 1))
    const x = corner[0] + column * cellDegrees
    const y = corner[1] + row * cellDegrees
    return [column === 0 || column === columns ? x : x + jitter(0.15), row === 0 || row === rows ? y : y + jitter(0.15)]
  })
  const cornerAt = (column: number, row: number) => corners[row * (columns + 1) + column]!

  const side = (from: LngLat, to: LngLat, outer: boolean): LngLat[] => {
    const between = 4 + Math.floor(random() * 11)
    const line: LngLat[] = [from]
    for (let i = 1; i <= between; i++) {
      const t = i / (between + 1)
      const bulge = outer ? 0 : (jitter(0.1) / cellDegrees) * Math.sin(Math.PI * t)
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
      // On the outer border one coordinate is copied, not computed: the hull stays exactly straight.
      line.push([
        outer && dx === 0 ? from[0] : from[0] + t * dx - bulge * dy,
        outer && dy === 0 ? from[1] : from[1] + t * dy + bulge * dx,
      ])
    }
    return [...line, to]
  }
  const across = Array.from({ length: columns * (rows + 1) }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)]
    return side(cornerAt(column, row), cornerAt(column + 1, row), row === 0 || row === rows)
  })
  const upward = Array.from({ length: (columns + 1) * rows }, (_, i) => {
    const [column, row] = [i % (columns + 1), Math.floor(i / (columns + 1))]
    return side(cornerAt(column, row), cornerAt(column, row + 1), column === 0 || column === columns)
  })

  const rings = Array.from({ length: columns * rows }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)]
    const south = across[row * columns + column]!
    const east = upward[row * (columns + 1) + column + 1]!
    const north = across[(row + 1) * columns + column]!
    const west = upward[row * (columns + 1) + column]!
    return [...south.slice(0, -1), ...east.slice(0, -1), ...north.toReversed().slice(0, -1), ...west.toReversed()]
  })
  const [minX, minY] = cornerAt(0, 0)
  const [maxX, maxY] = cornerAt(columns, rows)
  return { rings, hull: { minX, minY, maxX, maxY } }
}
