import type { Camera } from '#shared/device.ts'
import type { Place } from '#shared/geo.ts'

/** How far off a camera's bearing is that was mounted by compass and eye, and never checked against a landmark. */
export const UNCALIBRATED_SIGMA_DEGREES = 2

/** One standard deviation of the camera's own bearing: as registered, or 2° where nobody calibrated it. */
export function mountingSigmaDegrees(camera: Camera | null | undefined): number {
  return camera?.bearingSigmaDegrees ?? UNCALIBRATED_SIGMA_DEGREES
}

/**
 * One standard deviation of the direction of something that lies anywhere within a half-angle around the bearing, all
 * directions alike (half-angle / √3), seen by a camera whose own bearing is off by `mountingSigmaDegrees`.
 */
export function sightingSigmaDegrees(halfAngleDegrees: number, mountingSigmaDegrees: number): number {
  return Math.hypot(halfAngleDegrees / Math.sqrt(3), mountingSigmaDegrees)
}

/** One standard deviation of a sector's bearing, as it says itself or as its half-angle and an unknown camera make it. */
export function sectorSigmaDegrees(sector: Extract<Place, { type: 'sector' }>): number {
  return sector.bearingSigmaDegrees ?? sightingSigmaDegrees(sector.halfAngleDegrees, UNCALIBRATED_SIGMA_DEGREES)
}
