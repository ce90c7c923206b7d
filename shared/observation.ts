import { z } from 'zod'
import { evidenceMediaSchema } from './evidence.ts'
import { datumSchema, placeSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'
import { kindSchema } from './kinds.ts'

/** `active`: it is happening. `cleared`: it has stopped. `reading`: a value or a sign of life, nobody needs to act. */
export const STATES = ['active', 'cleared', 'reading'] as const
export const observationStateSchema = z.enum(STATES)
export type ObservationState = z.infer<typeof observationStateSchema>

export const valuesSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
/** Named measurements of one message; units are part of the names (`temperatureCelsius`). */
export type Values = z.infer<typeof valuesSchema>

/** One decoded message of a device, or one person's report. Never changed. */
export const observationSchema = z.object({
  id: idSchema,
  /** The device, or null for a person's report. */
  deviceId: idSchema.nullable(),
  personId: idSchema.nullable(),
  incidentId: idSchema.nullable(),
  kind: kindSchema.nullable(),
  state: observationStateSchema,
  /** By the device's own clock, where it has one; never used to order things. */
  deviceAt: momentSchema.nullable(),
  receivedAt: momentSchema,
  confidence: z.number().min(0).max(1).nullable(),
  place: placeSchema.nullable(),
  values: valuesSchema,
  description: z.string().nullable(),
  mediaIds: z.array(idSchema),
  /** Pictures and clips that came with the message of a device; left out where there are none. */
  media: z.array(evidenceMediaSchema).optional(),
})
export type Observation = z.infer<typeof observationSchema>

/** The body of `POST /api/reports`: what a person saw. `id` is made by the client and makes it repeatable. */
export const reportBodySchema = z.object({
  id: z.uuid(),
  kind: kindSchema,
  description: z.string().max(2000),
  location: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).nullish(),
  /** In which coordinates `location` is given; WGS-84 when absent. */
  datum: datumSchema.nullish(),
  accuracyMetres: z.number().nonnegative().max(100_000).nullish(),
  observedAt: momentSchema.nullish(),
  photos: z.array(idSchema).max(10).nullish(),
})
export type ReportBody = z.infer<typeof reportBodySchema>
