import fc from 'fast-check'
import type { LngLat } from '#shared/geo.ts'
import { destination, distanceMetres } from '../../server/domain/geodesy.ts'
import type { Terrain } from '../../server/domain/terrain.ts'

/** Where made-up terrain has its middle. */
export const MIDDLE: LngLat = [112.2, 36.6]
const METRES_EAST = 89_480
const METRES_NORTH = 110_980

/** Ground as a function of metres east and north of the middle; null where nobody has measured it. */
export function groundOf(metresAt: (east: number, north: number) => number | null, sigmaMetres = 1): Terrain {
  return {
    sigmaMetres,
    elevationAt: ([lng, lat]) => metresAt((lng - MIDDLE[0]) * METRES_EAST, (lat - MIDDLE[1]) * METRES_NORTH),
  }
}

/** Hills and hollows of every width from a knoll to a mountain, some with a cliff as steep two posts can be. */
export const hills: fc.Arbitrary<Terrain> = fc
  .record({
    swells: fc.array(
      fc.record({
        east: fc.integer({ min: -4000, max: 4000 }),
        north: fc.integer({ min: -4000, max: 4000 }),
        height: fc.integer({ min: -150, max: 350 }),
        width: fc.integer({ min: 120, max: 1500 }),
      }),
      { minLength: 0, maxLength: 8 },
    ),
    cliff: fc.option(
      fc.record({ north: fc.integer({ min: -2500, max: 2500 }), height: fc.integer({ min: 20, max: 150 }) }),
    ),
  })
  .map(({ swells, cliff }) =>
    groundOf((east, north) => {
      const base = 900 + (cliff === null ? 0 : cliff.height * Math.min(1, Math.max(0, (north - cliff.north) / 60)))
      return swells.reduce(
        (sum, s) => sum + s.height * Math.exp(-((east - s.east) ** 2 + (north - s.north) ** 2) / s.width ** 2),
        base,
      )
    }),
  )

/** The elevation at a place that must be known. */
export function groundAt(terrain: Terrain, location: LngLat): number {
  const metres = terrain.elevationAt(location)
  if (metres === null) throw new Error('the ground is unknown there')
  return metres
}

/** How far a level line has risen over the sea after so many metres, by Pythagoras in a circle larger by the refraction. */
export function riseMetres(metres: number): number {
  const radius = 6_371_000 / (1 - 0.13)
  return Math.hypot(radius, metres) - radius
}

/** Walks a ray metre by metre and answers where it first is not above the ground, or null within `reachMetres`. */
export function walkedTo(
  terrain: Terrain,
  from: LngLat,
  ray: { bearingDegrees: number; slope: number; eyeMetres: number; reachMetres: number },
): number | null {
  for (let metres = 1; metres <= ray.reachMetres; metres++) {
    const ground = groundAt(terrain, destination(from, ray.bearingDegrees, metres))
    if (ray.eyeMetres + ray.slope * metres + riseMetres(metres) <= ground) return metres
  }
  return null
}

/** Whether a point above the ground can be seen, walked metre by metre. */
export function walkedSight(terrain: Terrain, from: LngLat, to: LngLat, eyeMetres: number, topMetres: number): boolean {
  const length = distanceMetres(from, to)
  const slope = (topMetres - riseMetres(length) - eyeMetres) / length
  const steps = Math.floor(length)
  for (let metres = 1; metres < steps; metres++) {
    const share = metres / length
    const at: LngLat = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
    if (groundAt(terrain, at) > eyeMetres + slope * metres + riseMetres(metres)) return false
  }
  return true
}
