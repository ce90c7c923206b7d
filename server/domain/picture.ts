import type { Camera } from '#shared/device.ts'
import type { StatedPlace } from './decode/format.ts'

const RADIANS = Math.PI / 180

export type StatedFrame = Extract<StatedPlace, { type: 'frame' }>
type StatedSector = Extract<StatedPlace, { type: 'sector' }>

/**
 * Lenses that keep straight lines straight end about here. Wider pictures are fisheyes or stitched panoramas, in which
 * angles grow evenly with the share of the picture.
 */
const WIDEST_RECTILINEAR_DEGREES = 120
/** Height by width of most surveillance pictures; only for the small effect of tilt on bearings. */
const USUAL_HEIGHT = 9 / 16

/**
 * Where a camera that looks along `headingDegrees` saw the box: the bearing of the middle between the box's edges where
 * they meet its lower edge, half the angle between them, and how far above the horizon the lower edge lies, where smoke
 * or fire meets the ground; that only of a fixed camera whose tilt and height of picture are registered. Null where it
 * is not known which way it looks or how wide its picture is: a share of that tells no angle.
 */
export function sectorInPicture(frame: StatedFrame, camera: Camera | null): StatedSector | null {
  const heading = headingOf(frame, camera)
  const fieldOfView = camera?.fieldOfViewDegrees ?? null
  if (heading === null || fieldOfView === null) return null
  const tilt = camera?.isPtz === true ? null : (camera?.tiltDegrees ?? null)
  const height = camera?.verticalFieldOfViewDegrees ?? null
  const lens = { fieldOfView, height, tilt: tilt ?? 0 }
  const [left, right] = [frame.left, frame.right].map(asShare).toSorted((a, b) => a - b) as [number, number]
  const foot = Math.max(asShare(frame.top), asShare(frame.bottom))
  const from = directionOf(left, foot, lens).offsetDegrees
  const to = directionOf(right, foot, lens).offsetDegrees
  const { elevationDegrees } = directionOf((left + right) / 2, foot, lens)
  return {
    type: 'sector',
    bearingDegrees: asBearing(heading + (from + to) / 2),
    halfAngleDegrees: (to - from) / 2,
    rangeMetres: null,
    ...(tilt === null || height === null ? {} : { elevationDegrees }),
  }
}

/**
 * Which way a camera looks, as a bearing: as it says itself, from its own zero; a fixed one else as registered. Null
 * where that is unknown.
 */
export function headingOf(stated: StatedPlace | null, camera: Camera | null): number | null {
  const said = stated?.type === 'frame' ? stated.headingDegrees : null
  if (said !== null) return asBearing(said + (camera?.headingOffsetDegrees ?? 0))
  return camera?.isPtz === true ? null : (camera?.bearingDegrees ?? null)
}

type Lens = { fieldOfView: number; height: number | null; tilt: number }

/** The direction of a point of the picture: right of the camera's heading, and above the horizon. */
function directionOf(x: number, y: number, { fieldOfView, height, tilt }: Lens) {
  if (fieldOfView >= WIDEST_RECTILINEAR_DEGREES) {
    return { offsetDegrees: (x - 0.5) * fieldOfView, elevationDegrees: tilt + (0.5 - y) * (height ?? 0) }
  }
  const halfWidth = Math.tan((fieldOfView / 2) * RADIANS)
  const halfHeight = height === null ? halfWidth * USUAL_HEIGHT : Math.tan((Math.min(height, 170) / 2) * RADIANS)
  const [aside, up] = [(2 * x - 1) * halfWidth, (1 - 2 * y) * halfHeight]
  const [sine, cosine] = [Math.sin(tilt * RADIANS), Math.cos(tilt * RADIANS)]
  const ahead = cosine - up * sine
  const above = sine + up * cosine
  return {
    offsetDegrees: Math.atan2(aside, ahead) / RADIANS,
    elevationDegrees: Math.atan2(above, Math.hypot(aside, ahead)) / RADIANS,
  }
}

function asShare(value: number): number {
  return Math.min(1, Math.max(0, value))
}

/** The same direction as a bearing, at least 0 and below 360. */
export function asBearing(degrees: number): number {
  return ((degrees % 360) + 360) % 360
}
