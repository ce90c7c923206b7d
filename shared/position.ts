import { z } from 'zod'
import { lngLatSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'

/**
 * Where somebody is who goes to an incident, by their own phone: the last point alone, while they go and the incident is
 * open. Only the duty room and the others who go there are ever told.
 */
export const responderPositionSchema = z.object({
  incidentId: idSchema,
  personId: idSchema,
  location: lngLatSchema,
  accuracyMetres: z.number().nonnegative().nullable(),
  /** When the phone was there. */
  at: momentSchema,
})
export type ResponderPosition = z.infer<typeof responderPositionSchema>
