import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { dutySchema } from './responsibility.ts'

/**
 * The body of `PUT /api/absences/:id`: a person cannot be called in `[validFrom, validUntil)`, and whoever stands in does
 * so for all their duties. From now on where no beginning is given, until it is ended where no end is.
 */
export const absenceBodySchema = z.object({
  personId: idSchema,
  /** Null: the deputies of each duty, then the neighbours. */
  deputyId: idSchema.nullish(),
  reason: z.string().trim().max(200).nullish(),
  validFrom: momentSchema.nullish(),
  validUntil: momentSchema.nullish(),
})

/**
 * The body of `POST /api/absences`: one tap is enough. Without a person whoever asks is meant, without a beginning now,
 * without an end the end of the day of the township on which it begins; null, until it is ended, is for administrators.
 */
export const absenceRequestSchema = absenceBodySchema.extend({ id: idSchema, personId: idSchema.nullish() })
export type AbsenceRequest = z.infer<typeof absenceRequestSchema>

export const absenceSchema = z.object({
  id: idSchema,
  personId: idSchema,
  deputyId: idSchema.nullable(),
  reason: z.string().nullable(),
})
export type Absence = z.infer<typeof absenceSchema>

/** An absence as lists give it: with its dates; a null beginning is since always, a null end until it is ended. */
export const datedAbsenceSchema = absenceSchema.extend({
  validFrom: momentSchema.nullable(),
  validUntil: momentSchema.nullable(),
})
export type DatedAbsence = z.infer<typeof datedAbsenceSchema>

/** What somebody should know before they leave: nobody who can be rung is left for a duty, or the deputy is no help. */
export const absenceWarningSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('nobody-left'), duty: dutySchema, areaId: idSchema }),
  z.object({ type: z.literal('deputy-away'), personId: idSchema }),
  z.object({ type: z.literal('deputy-without-phone'), personId: idSchema }),
])
export type AbsenceWarning = z.infer<typeof absenceWarningSchema>

/** What `POST /api/absences` answers. */
export const takenAbsenceSchema = datedAbsenceSchema.extend({
  recordedAt: momentSchema,
  warnings: z.array(absenceWarningSchema),
})
export type TakenAbsence = z.infer<typeof takenAbsenceSchema>

/** Somebody who could stand in, and why they are proposed. */
export const deputyChoiceSchema = z.object({
  personId: idSchema,
  /** Here, for whoever asks may know of nobody beyond their ground. */
  name: z.string(),
  why: z.enum(['deputy', 'neighbour']),
  duty: dutySchema,
  areaId: idSchema,
})
export type DeputyChoice = z.infer<typeof deputyChoiceSchema>
