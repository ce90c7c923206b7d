import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/** What is approved: burning at graves, burning on fields, works, another fire. */
export const PERMIT_USES = ['grave-offering', 'field-burning', 'works', 'other'] as const
export const permitUseSchema = z.enum(PERMIT_USES)
export type PermitUse = z.infer<typeof permitUseSchema>

/** The permit (报备) that an incident was matched to, and why it covers it no longer; `brokenAt` null: it does. */
export const coverSchema = z.object({
  permitId: idSchema,
  use: permitUseSchema,
  approvalNumber: z.string(),
  until: momentSchema.nullable(),
  at: momentSchema,
  brokenAt: momentSchema.nullable(),
  why: z.enum(['ended', 'fire-ban', 'danger', 'wind', 'graver', 'withdrawn']).nullable(),
})
export type Cover = z.infer<typeof coverSchema>
