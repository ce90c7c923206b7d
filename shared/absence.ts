import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

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

export const absenceSchema = z.object({
  id: idSchema,
  personId: idSchema,
  deputyId: idSchema.nullable(),
  reason: z.string().nullable(),
})
export type Absence = z.infer<typeof absenceSchema>
