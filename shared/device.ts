import { z } from 'zod'
import { weekHoursSchema } from './week-hours.ts'
import { datumSchema, lngLatSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'
import { limitSchema, limitsSchema } from './limit.ts'
import { kindSchema } from './kinds.ts'

export const DEVICE_KINDS = [
  'camera',
  'smoke',
  'heat',
  'gas',
  'water-leak',
  'water-level',
  'contact',
  'motion',
  'sos',
  'weather',
  'gateway',
  /** A responder's own phone or radio. */
  'tracker',
  /** Something that tells of a whole region: a satellite, an office that issues warnings. */
  'feed',
  'other',
] as const
export const deviceKindSchema = z.enum(DEVICE_KINDS)
export type DeviceKind = z.infer<typeof deviceKindSchema>

/** Under which name a source knows a device. */
export const addressSchema = z.object({ source: idSchema, externalId: z.string().min(1).max(256) })
export type Address = z.infer<typeof addressSchema>

/**
 * Where a camera looks and how far, for turning what it sees into a sector. Bearings from true north; of a camera that
 * pans (`isPtz`) no bearing is registered: it counts what it says of itself, else its direction is unknown.
 */
export const cameraSchema = z.object({
  mastHeightMetres: z.number().nonnegative().max(500),
  bearingDegrees: z.number().min(0).max(360).nullish(),
  /** How wide the picture is; of a PTZ at the zoom of its patrol. */
  fieldOfViewDegrees: z.number().positive().max(360).nullish(),
  /** How high the picture is; where it is not known, pictures do not tell how steeply something was seen. */
  verticalFieldOfViewDegrees: z.number().positive().max(180).nullish(),
  /** How far above (or, negative, below) the horizon the middle of the picture lies. */
  tiltDegrees: z.number().min(-90).max(90).nullish(),
  rangeMetres: z.number().positive().max(50_000).nullish(),
  /** One standard deviation of the bearing, or of what a PTZ says with its offset; 2° where nobody calibrated it. */
  bearingSigmaDegrees: z.number().positive().max(90).nullish(),
  isPtz: z.boolean().nullish(),
  /** The true bearing of the direction that the camera itself calls zero: added to every azimuth it states. */
  headingOffsetDegrees: z.number().min(-360).max(360).nullish(),
})
export type Camera = z.infer<typeof cameraSchema>

/** The body of `PUT /api/devices/:id`. */
export const deviceBodySchema = z.object({
  name: z.string().min(1).max(100),
  kind: deviceKindSchema,
  addresses: z.array(addressSchema).max(16),
  location: lngLatSchema.nullish(),
  /** In which coordinates `location` is given; WGS-84 when absent. */
  datum: datumSchema.nullish(),
  elevation: z.number().min(-500).max(9000).nullish(),
  expectedIntervalSeconds: z.int().positive().nullish(),
  camera: cameraSchema.nullish(),
  /** Motion, people and open doors alarm only while the device is armed. */
  armed: z.boolean().nullish(),
  /** When it is armed though its switch is off; left as it is when absent, none when null. */
  armedSchedule: z.array(weekHoursSchema).max(20).nullish(),
  /** What alarms though the device itself calls it a reading; left as they are when absent, none when null. */
  limits: limitsSchema.nullish(),
  /** Whose phone or radio a tracker is; null unbinds it, absent leaves it as it was. */
  personId: idSchema.nullish(),
  /** Whether its pictures may show the inside of a home: they are then never on a wall. Null: by its kind; absent leaves it as it was. */
  indoor: z.boolean().nullish(),
  /** Its faults call nobody; its alarms go on calling people. */
  maintenance: z.boolean().nullish(),
  /** When maintenance ends by itself; sets `maintenance` where that is not given. */
  maintenanceUntil: momentSchema.nullish(),
  validFrom: momentSchema.nullish(),
  /** When it is taken down; absent leaves the known end, null takes it away. So it is for everything arranged. */
  validUntil: momentSchema.nullish(),
})

export const HEALTHS = ['online', 'late', 'offline', 'maintenance', 'never-seen'] as const
export const healthSchema = z.enum(HEALTHS)
export type Health = z.infer<typeof healthSchema>

/** A device as the registry keeps it. */
export const deviceSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: deviceKindSchema,
  addresses: z.array(addressSchema),
  location: lngLatSchema.nullable(),
  /** The position as it was given, where that was in other coordinates. */
  statedLocation: z.object({ location: lngLatSchema, datum: datumSchema }).nullable(),
  elevation: z.number().nullable(),
  expectedIntervalSeconds: z.int().nullable(),
  camera: cameraSchema.nullable(),
  armed: z.boolean(),
  armedSchedule: z.array(weekHoursSchema).nullish(),
  limits: z.array(limitSchema).nullish(),
  maintenance: z.boolean(),
  /** Whose phone or radio it is: where it is counts only while that person goes to an open incident. */
  personId: idSchema.nullish(),
  /** When maintenance ends, or (by itself or by somebody) has ended; null: when somebody ends it, or never was. */
  maintenanceUntil: momentSchema.nullable(),
  /** False for a device that was heard before anybody registered it; it waits to be placed. */
  registered: z.boolean(),
  /** Said to be none of ours: it waits no longer. Whatever it alarms of still counts. */
  dismissed: z.boolean().nullish(),
  /** The topic on which a device was first heard that nobody has registered. */
  heardOn: z.string().nullish(),
  /** Whether its pictures may show the inside of a home; null: by its kind. */
  indoor: z.boolean().nullish(),
})
export type Device = z.infer<typeof deviceSchema>

/** What may be wrong with a device beside its being silent, or why it is. */
export const DEVICE_PROBLEMS = [
  'gateway-down',
  'flapping',
  'low-battery',
  'stuck-value',
  'stale-picture',
  'clock-off',
] as const
export const deviceProblemSchema = z.enum(DEVICE_PROBLEMS)
export type DeviceProblem = z.infer<typeof deviceProblemSchema>

/** What was last heard of a device: not a change, sent volatile. Times ISO, battery in percent. */
export const deviceStatusSchema = z.object({
  deviceId: idSchema,
  health: healthSchema,
  /** Of what is late or offline: since when nothing was heard, or since when it is said to be gone. */
  since: momentSchema.nullable(),
  lastSeenAt: momentSchema.nullable(),
  batteryPercent: z.number().nullable(),
  values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  /** `since` null: nobody knows. */
  problems: z.array(z.object({ problem: deviceProblemSchema, since: momentSchema.nullable() })),
  /** How often it speaks, as registered or as learned by listening; null where it has no regular interval. */
  cadence: z.object({ seconds: z.number().positive(), from: z.enum(['registered', 'learned']) }).nullable(),
  /** By how much its own clock was ahead of ours when it last told a time of its own; negative: behind. Null: it tells none. */
  clockOffsetSeconds: z.number().nullable(),
  /** When the newest picture or clip came that was none of those we had; null: none is kept. */
  lastPictureAt: momentSchema.nullable(),
  /** Through what it was last heard: a gateway by its name within the source, or (null) the source itself. */
  gateway: z
    .object({ sourceId: idSchema, externalId: z.string().nullable(), deviceId: idSchema.nullable() })
    .nullable(),
})
export type DeviceStatus = z.infer<typeof deviceStatusSchema>

/** A signal that goes on and off too often for each time to be news: it is damped, and its device should be looked at. */
export const chatteringSignalSchema = z.object({
  signalKey: z.string(),
  deviceId: idSchema,
  /** The kind the signal tells of; null for one series of a camera. */
  kind: kindSchema.nullable(),
  active: z.boolean(),
  /** How often it went on within the last hour. */
  timesLastHour: z.int().positive(),
  /** Since when it goes on and off without a pause of ten minutes. */
  since: momentSchema,
  lastAt: momentSchema,
  /** The open incident it belongs to; null where there is none that the viewer may see. */
  incidentId: idSchema.nullable(),
})
export type ChatteringSignal = z.infer<typeof chatteringSignalSchema>
