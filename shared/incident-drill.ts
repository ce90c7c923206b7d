import { z } from 'zod'
import { idSchema } from './ids.ts'

/** What an incident says of the drill it belongs to; `loud`: sirens may sound and the county may be told. */
export const incidentDrillSchema = z.object({ id: idSchema, loud: z.boolean() })
export type IncidentDrill = z.infer<typeof incidentDrillSchema>
