import type { Device, DeviceKind } from '#shared/device.ts'
import type { LngLat, Place } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'
import type { StatedPlace } from './decode/format.ts'

/** What a camera covers where the registry does not say: 60° is the lens most fixed cameras are sold with. */
const DEFAULT_FIELD_OF_VIEW_DEGREES = 60
/** How far off smoke is told apart from haze by a plain fire-watch camera. */
const DEFAULT_RANGE_METRES = 3000

/**
 * How far from the device the thing may be, in metres. An indoor sensor speaks for its building (15); a button is
 * pressed within a yard (30); a gauge reads a stretch of water (50); a weather station speaks for its surroundings
 * (500). For a camera this is its own post.
 */
const RADIUS_METRES: Record<DeviceKind, number> = {
  smoke: 15,
  heat: 15,
  gas: 15,
  'water-leak': 15,
  contact: 15,
  motion: 15,
  sos: 30,
  'water-level': 50,
  weather: 500,
  gateway: 15,
  tracker: 30,
  feed: 500,
  camera: 15,
  other: 50,
}

/** A person's position without a stated accuracy: what a phone gives outdoors, with room to spare. */
const DEFAULT_ACCURACY_METRES = 50

/** Kinds that a camera raises about itself or its post, not about what it sees. */
const AT_THE_CAMERA: readonly Kind[] = ['device-fault', 'sos']

/**
 * Where the thing is that a device tells of. A stated point wins; a stated sector opens from the registered location;
 * a camera that knows its bearing gives the sector it watches (60° and 3000 m where unregistered), one that does not the
 * whole disc of its range; any other device the disc its kind speaks for. Without a location, or with the [0, 0] of a receiver without a fix, the
 * place is unknown.
 */
export function locate(evidence: { stated: StatedPlace | null; device: Device | null; kind: Kind | null }): {
  place: Place
} {
  const { stated, device, kind } = evidence
  if (stated?.type === 'point' && isFix(stated.location)) return { place: stated }
  if (stated?.type === 'polygon') return { place: stated }
  const location = device?.location
  if (!device || !location || !isFix(location)) return { place: { type: 'unknown' } }
  const rangeMetres = device.camera?.rangeMetres ?? DEFAULT_RANGE_METRES

  if (stated?.type === 'sector') {
    const { bearingDegrees, halfAngleDegrees } = stated
    const statedRangeMetres = stated.rangeMetres ?? rangeMetres
    return {
      place: { type: 'sector', apex: location, bearingDegrees, halfAngleDegrees, rangeMetres: statedRangeMetres },
    }
  }
  if (device.kind !== 'camera' || (kind !== null && AT_THE_CAMERA.includes(kind))) {
    return { place: { type: 'point', location, radiusMetres: RADIUS_METRES[device.kind] } }
  }
  const bearingDegrees = device.camera?.bearingDegrees ?? null
  if (bearingDegrees === null) return { place: { type: 'point', location, radiusMetres: rangeMetres } }
  const halfAngleDegrees = (device.camera?.fieldOfViewDegrees ?? DEFAULT_FIELD_OF_VIEW_DEGREES) / 2
  return { place: { type: 'sector', apex: location, bearingDegrees, halfAngleDegrees, rangeMetres } }
}

/** Where a person's report places the thing: a disc of the stated accuracy in metres (50 if unstated), or unknown. */
export function placeOfReport(location: LngLat | null | undefined, accuracyMetres: number | null | undefined): Place {
  if (!location || !isFix(location)) return { type: 'unknown' }
  return { type: 'point', location, radiusMetres: accuracyMetres ?? DEFAULT_ACCURACY_METRES }
}

/** Receivers without a fix send [0, 0], which lies in the Atlantic. */
function isFix([lng, lat]: LngLat): boolean {
  return lng !== 0 || lat !== 0
}
