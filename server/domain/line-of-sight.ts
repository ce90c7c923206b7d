import type { LngLat } from '#shared/geo.ts'
import { bearingDegrees, distanceMetres } from './geodesy.ts'
import type { Terrain } from './terrain.ts'
import { createProfiles, dropMetres } from './terrain-profile.ts'

const SHORTEST_STEP_METRES = 2
const MOST_STEPS = 5000

/** Heights above the ground in metres: of the eye, and of what it looks at. */
export type Heights = { fromMetres: number; toMetres: number }

/**
 * Whether the ground leaves the line of sight between two places free, each at its height above the ground, on a round
 * earth with usual air; null where ground on the way, or below one of them, is unknown.
 */
export function isVisible(terrain: Terrain, from: LngLat, to: LngLat, heights: Heights): boolean | null {
  const [below, beyond] = [terrain.elevationAt(from), terrain.elevationAt(to)]
  if (below === null || beyond === null) return null
  const distance = distanceMetres(from, to)
  const steps = Math.ceil(distance / Math.max(SHORTEST_STEP_METRES, distance / MOST_STEPS))
  if (steps < 2) return true
  const eye = below + heights.fromMetres
  const slope = (beyond + heights.toMetres - dropMetres(distance) - eye) / distance
  const step = distance / steps
  const { metres } = createProfiles(terrain, from, distance, step)(bearingDegrees(from, to))
  let isKnown = true
  for (let at = 1; at < steps; at++) {
    const ground = metres[at] ?? NaN
    if (Number.isNaN(ground)) isKnown = false
    else if (ground > eye + slope * at * step) return false
  }
  return isKnown ? true : null
}
