import type { Device, DeviceKind } from '#shared/device.ts'
import type { LngLat, Place } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'
import type { StatedPlace } from './decode/format.ts'
import { seenPlace } from './seen-place.ts'

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
 * Where the thing is that a device tells of. A stated point wins; a stated sector opens from the registered location,
 * and so does one told by a box in a camera's picture; a camera that knows its bearing gives the sector it watches (60°
 * and 3000 m where unregistered), one that pans or does not know it the whole disc of its range; any other device the
 * disc its kind speaks for. Without a location, or with the [0, 0] of a receiver without a fix, the place is unknown.
 */
export function locate(evidence: { stated: StatedPlace | null; device: Device | null; kind: Kind | null }): {
  place: Place
} {
  const { stated, device, kind } = evidence
  if (stated?.type === 'point' && isFix(stated.location)) return { place: stated }
  if (stated?.type === 'polygon') return { place: stated }
  const location = device?.location
  if (!device || !location || !isFix(location)) return { place: { type: 'unknown' } }
  if (stated?.type !== 'sector' && (device.kind !== 'camera' || (kind !== null && AT_THE_CAMERA.includes(kind)))) {
    return { place: { type: 'point', location, radiusMetres: RADIUS_METRES[device.kind] } }
  }
  return { place: seenPlace(stated, location, device.camera) }
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
