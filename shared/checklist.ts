import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/** That a line of an incident's checklist was done: which one, counted from 0, when, and who said so. */
export const tickSchema = z.object({ line: z.int().nonnegative(), at: momentSchema, personId: idSchema })
export type Tick = z.infer<typeof tickSchema>
