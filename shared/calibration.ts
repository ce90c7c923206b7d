import { z } from 'zod'
import { lngLatSchema } from './geo.ts'

/**
 * Why a landmark tells nothing of where a camera looks. `no-location`: nobody registered where the camera stands.
 * `pans`: it turns, and where it looked was not said. `no-field-of-view`: a share of a picture of unknown width is no
 * angle. `too-near`: so near, the errors of both places make more than an uncalibrated camera is off; `too-far-aside`:
 * so far from the middle of a wide picture, the lens does. `too-far`: nobody makes out a landmark so far away; one of
 * the places is wrong.
 */
export const CALIBRATION_REFUSALS = [
  'no-location',
  'pans',
  'no-field-of-view',
  'too-near',
  'too-far-aside',
  'too-far',
] as const
export type CalibrationRefusal = (typeof CALIBRATION_REFUSALS)[number]

const share = z.number().min(0).max(1)

/**
 * The body of `POST /api/devices/:id/calibration`: a landmark whose place is known, and where the camera shows it: how
 * far from the left edge of its picture (`x`) and from the upper (`y`, the middle if absent), or at which azimuth the
 * camera says it looks while the landmark is there (in the middle without `x`). Errors are one standard deviation.
 */
export const calibrationBodySchema = z
  .object({
    landmark: lngLatSchema,
    x: share.nullish(),
    y: share.nullish(),
    azimuthDegrees: z.number().min(-360).max(360).nullish(),
    /** How exactly the landmark's place is known, in metres; 10 where it was picked from a map. */
    landmarkErrorMetres: z.number().positive().max(10_000).nullish(),
    /** How exactly the camera's place is known, in metres; 10 where a phone found it. */
    locationErrorMetres: z.number().positive().max(10_000).nullish(),
    /** Writes what comes out into the registry. */
    apply: z.boolean().nullish(),
  })
  .refine(({ x, azimuthDegrees }) => x != null || azimuthDegrees != null, {
    path: ['x'],
    message: 'needs x, azimuthDegrees or both: where the camera shows the landmark',
  })
export type CalibrationBody = z.infer<typeof calibrationBodySchema>

/**
 * What a landmark tells: the bearing to register (of a camera that stated an azimuth: the offset of its zero), its
 * standard deviation, by how much that turns what was registered (null: nothing was), and the way to the landmark.
 */
export const calibrationSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    bearingDegrees: z.number().optional(),
    headingOffsetDegrees: z.number().optional(),
    bearingSigmaDegrees: z.number(),
    turnedDegrees: z.number().nullable(),
    landmarkMetres: z.number(),
    landmarkBearingDegrees: z.number(),
    /** Whether it was written into the registry. */
    written: z.boolean(),
  }),
  z.object({ ok: z.literal(false), reason: z.enum(CALIBRATION_REFUSALS) }),
])
export type Calibration = z.infer<typeof calibrationSchema>
