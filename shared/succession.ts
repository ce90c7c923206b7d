import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/**
 * The body of `POST /api/people/:id/hand-over`: what one person answers for from a moment on, another does. `duties`
 * names some of the responsibilities by id; all of them unless told. The same again changes nothing.
 */
export const handOverBodySchema = z.object({
  toPersonId: idSchema,
  from: momentSchema,
  duties: z.array(idSchema).min(1).max(1000).nullish(),
})

/** What was handed over: the responsibility that ends, and the one that begins; null where the other holds the same already. */
export const handOverSchema = z.object({
  handedOver: z.array(z.object({ endedId: idSchema, begunId: idSchema.nullable() })),
})
