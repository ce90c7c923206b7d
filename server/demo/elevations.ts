import type { Elevations } from '../terrain/elevations.ts'
import { type Point, toLngLat, toPoint } from './plane.ts'
import { groundElevationMetres } from './terrain.ts'

/** As far as the made-up hills reach, east, north, west and south of the middle. */
const HALF_METRES = 14_000
const SOUTH_WEST = toLngLat([-HALF_METRES, -HALF_METRES])
const NORTH_EAST = toLngLat([HALF_METRES, HALF_METRES])

/** The made-up ground of the demo, by the same road as elevations from files. */
export const demoElevations: Elevations = {
  sigmaMetres: 2,
  relief: async () => ({ bounds: [...SOUTH_WEST, ...NORTH_EAST], minZoom: 10, maxZoom: 13, generated: true }),
  tileFile: async () => null,
  async lattice(lngs, lats) {
    const metres = new Float32Array(lngs.length * lats.length)
    for (const [row, lat] of lats.entries())
      for (const [column, lng] of lngs.entries()) metres[row * lngs.length + column] = elevation(toPoint([lng, lat]))
    return metres
  },
}

function elevation(point: Point): number {
  return point.some((metres) => Math.abs(metres) > HALF_METRES) ? NaN : groundElevationMetres(point)
}
