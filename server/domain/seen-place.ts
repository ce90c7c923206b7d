import type { Camera } from '#shared/device.ts'
import type { LngLat, Place } from '#shared/geo.ts'
import { mountingSigmaDegrees, sightingSigmaDegrees } from './bearing-sigma.ts'
import type { StatedPlace } from './decode/format.ts'
import { asBearing, headingOf, sectorInPicture } from './picture.ts'

/** What a camera covers where the registry does not say: 60° is the lens most fixed cameras are sold with. */
const DEFAULT_FIELD_OF_VIEW_DEGREES = 60
/** How far off smoke is told apart from haze by a plain fire-watch camera. */
const DEFAULT_RANGE_METRES = 3000

/** So many standard deviations of a bearing hold it in 95 of 100 cases. */
const HOLDS_95 = 1.96

/**
 * What a camera at `apex` says it sees, or watches if it says nothing: a sector, or where its direction is unknown the
 * disc of its range. Each sector carries how exactly its bearing is known, for meeting those of other cameras.
 */
export function seenPlace(stated: StatedPlace | null, apex: LngLat, camera: Camera | null): Place {
  const rangeMetres = camera?.rangeMetres ?? DEFAULT_RANGE_METRES
  const mountingSigma = mountingSigmaDegrees(camera)
  if (stated?.type === 'sector') {
    const { halfAngleDegrees } = stated
    const bearingDegrees = asBearing(stated.bearingDegrees + (camera?.headingOffsetDegrees ?? 0))
    const bearingSigmaDegrees = sightingSigmaDegrees(halfAngleDegrees, mountingSigma)
    const statedRangeMetres = stated.rangeMetres ?? rangeMetres
    return {
      type: 'sector',
      apex,
      bearingDegrees,
      halfAngleDegrees,
      rangeMetres: statedRangeMetres,
      bearingSigmaDegrees,
    }
  }
  const boxed = stated?.type === 'frame' ? sectorInPicture(stated, camera) : null
  if (boxed !== null) {
    const { bearingDegrees } = boxed
    // Somebody is sent to this ground: it must hold what was seen though the camera is mounted a little askew.
    const halfAngleDegrees = Math.min(180, Math.hypot(boxed.halfAngleDegrees, HOLDS_95 * mountingSigma))
    const bearingSigmaDegrees = sightingSigmaDegrees(boxed.halfAngleDegrees, mountingSigma)
    return { type: 'sector', apex, bearingDegrees, halfAngleDegrees, rangeMetres, bearingSigmaDegrees }
  }
  const bearingDegrees = headingOf(stated, camera)
  if (bearingDegrees === null) return { type: 'point', location: apex, radiusMetres: rangeMetres }
  const halfAngleDegrees = (camera?.fieldOfViewDegrees ?? DEFAULT_FIELD_OF_VIEW_DEGREES) / 2
  const bearingSigmaDegrees = sightingSigmaDegrees(halfAngleDegrees, mountingSigma)
  return { type: 'sector', apex, bearingDegrees, halfAngleDegrees, rangeMetres, bearingSigmaDegrees }
}
