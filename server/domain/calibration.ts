import type { Calibration, CalibrationBody, CalibrationRefusal } from '#shared/calibration.ts'
import type { Camera } from '#shared/device.ts'
import type { LngLat } from '#shared/geo.ts'
import { UNCALIBRATED_SIGMA_DEGREES } from './bearing-sigma.ts'
import { signedDegrees } from './crossing.ts'
import { pathBetween } from './geodesy.ts'
import { asBearing, sectorInPicture } from './picture.ts'

const RADIANS = Math.PI / 180

/** What a phone's receiver, or a place picked from a map, is off by outdoors. */
const DEFAULT_ERROR_METRES = 10
/** How exactly a landmark is pointed at in a picture, as a share of its width: some ten pixels. */
const POINTED_SHARE = 0.005
/** How well the angles of a lens are known from its data sheet, as a share of the angle from the middle. */
const LENS_SHARE = 0.03
/** How exactly a pan head says where it stands. */
const AZIMUTH_SIGMA_DEGREES = 0.2
const FARTHEST_METRES = 50_000

/** What one landmark tells of where a camera looks, as the registry should have it. */
type Told = Omit<Extract<Calibration, { ok: true }>, 'written'>

/**
 * Where a camera looks, by a landmark that it shows: the bearing of the middle of its picture, or of the direction it
 * calls zero where it said its azimuth. The standard deviation adds up both places' errors as seen over the distance,
 * the pointing, the lens and the pan head.
 */
export function calibrate(
  camera: Camera,
  location: LngLat | null,
  seen: Omit<CalibrationBody, 'apply'>,
): Told | { ok: false; reason: CalibrationRefusal } {
  if (location === null) return { ok: false, reason: 'no-location' }
  const { landmark, x = null, y = null, azimuthDegrees = null } = seen
  if (camera.isPtz === true && azimuthDegrees === null) return { ok: false, reason: 'pans' }
  const { metres, leavesDegrees } = pathBetween(location, landmark)
  const off = Math.hypot(
    seen.landmarkErrorMetres ?? DEFAULT_ERROR_METRES,
    seen.locationErrorMetres ?? DEFAULT_ERROR_METRES,
  )
  const placesSigma = Math.atan2(off, metres) / RADIANS
  if (metres > FARTHEST_METRES) return { ok: false, reason: 'too-far' }
  const aside = x === null ? { degrees: 0, sigmaDegrees: 0 } : asideOf(x, y ?? 0.5, camera)
  if (aside === null) return { ok: false, reason: 'no-field-of-view' }

  const middleDegrees = leavesDegrees - aside.degrees
  const sigmas = [placesSigma, aside.sigmaDegrees, azimuthDegrees === null ? 0 : AZIMUTH_SIGMA_DEGREES]
  const bearingSigmaDegrees = Math.hypot(...sigmas)
  if (bearingSigmaDegrees > UNCALIBRATED_SIGMA_DEGREES)
    return { ok: false, reason: placesSigma > aside.sigmaDegrees ? 'too-near' : 'too-far-aside' }
  const way = { landmarkMetres: metres, landmarkBearingDegrees: asBearing(leavesDegrees) }
  if (azimuthDegrees === null) {
    const bearingDegrees = asBearing(middleDegrees)
    const turnedDegrees = turn(camera.bearingDegrees, bearingDegrees)
    return { ok: true, bearingDegrees, bearingSigmaDegrees, turnedDegrees, ...way }
  }
  const headingOffsetDegrees = signedDegrees(middleDegrees - azimuthDegrees)
  const turnedDegrees = turn(camera.headingOffsetDegrees, headingOffsetDegrees)
  return { ok: true, headingOffsetDegrees, bearingSigmaDegrees, turnedDegrees, ...way }
}

/** The camera as the registry should have it after a calibration. */
export function calibrated(
  camera: Camera,
  { bearingDegrees, headingOffsetDegrees, bearingSigmaDegrees }: Told,
): Camera {
  return {
    ...camera,
    ...(bearingDegrees === undefined ? {} : { bearingDegrees }),
    ...(headingOffsetDegrees === undefined ? {} : { headingOffsetDegrees }),
    bearingSigmaDegrees,
  }
}

/** How far beside the middle of the picture a point lies, and how exactly; null where its width is unknown. */
function asideOf(x: number, y: number, camera: Camera): { degrees: number; sigmaDegrees: number } | null {
  const level = { ...camera, headingOffsetDegrees: 0 }
  const [least, most] = [Math.max(0, x - POINTED_SHARE), Math.min(1, x + POINTED_SHARE)]
  const frame = { type: 'frame', top: y, bottom: y, headingDegrees: 0 } as const
  const point = sectorInPicture({ ...frame, left: x, right: x }, level)
  const around = sectorInPicture({ ...frame, left: least, right: most }, level)
  if (point === null || around === null) return null
  const degrees = signedDegrees(point.bearingDegrees)
  const pointedSigma = (around.halfAngleDegrees * 2 * POINTED_SHARE) / (most - least)
  return { degrees, sigmaDegrees: Math.hypot(pointedSigma, degrees * LENS_SHARE) }
}

function turn(from: number | null | undefined, to: number): number | null {
  return from == null ? null : signedDegrees(to - from)
}
