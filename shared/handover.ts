import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { personCardSchema } from './person.ts'

/** The body of `POST /api/handovers`: what one shift leaves to the next. */
export const handoverBodySchema = z.object({
  id: idSchema,
  areaId: idSchema,
  note: z.string().trim().min(1).max(4000),
  /** Without them: every incident of the township that is open now. */
  incidentIds: z.array(idSchema).max(500).nullish(),
})
export type HandoverBody = z.infer<typeof handoverBodySchema>

/** A hand-over note (交接), with who has read it. */
export const handoverSchema = z.object({
  id: idSchema,
  areaId: idSchema,
  personId: idSchema,
  note: z.string(),
  /** Incidents that were open then. */
  incidentIds: z.array(idSchema),
  at: momentSchema,
  readings: z.array(z.object({ personId: idSchema, at: momentSchema })),
  /** Whether whoever asks is on shift and has still to read it. */
  mustRead: z.boolean(),
  /** The names of who wrote and who read it: some hold nothing any more. */
  people: z.array(personCardSchema),
})
export type Handover = z.infer<typeof handoverSchema>
