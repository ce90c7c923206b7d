import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/** The numbers of the county's services: fire and rescue, police, ambulance. */
export const SERVICES = ['119', '110', '120'] as const
export const serviceSchema = z.enum(SERVICES)
export type Service = z.infer<typeof serviceSchema>

/** The last word about whether a service was called (已报 / 未报), with who said so and when. */
export const serviceCallSchema = z.object({
  service: serviceSchema,
  isCalled: z.boolean(),
  at: momentSchema,
  personId: idSchema,
})
export type ServiceCall = z.infer<typeof serviceCallSchema>
