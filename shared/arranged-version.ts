import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/**
 * One version of a thing that people arrange, as `GET /api/plans/:id/versions` lists them: true of the world in
 * `[validFrom, validUntil)`, known in `[recordedAt, supersededAt)`; null ends are open. `fields` is the thing as it is
 * shown elsewhere, of a person without name and number for all but administrators.
 */
export const arrangedVersionSchema = z.object({
  versionId: idSchema,
  validFrom: momentSchema.nullable(),
  validUntil: momentSchema.nullable(),
  recordedAt: momentSchema,
  supersededAt: momentSchema.nullable(),
  fields: z.record(z.string(), z.unknown()),
})
export type ArrangedVersion = z.infer<typeof arrangedVersionSchema>
