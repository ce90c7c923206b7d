import { z } from 'zod'
import { momentSchema } from './ids.ts'

const addressSchema = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
  .max(500)

/**
 * The body of `PUT /api/heartbeat`: where somebody else's monitor listens whether this program lives. `illUrl` hears
 * what is ill; without it the monitor hears nothing then. An address that comes back as it was shown stays as it is.
 */
export const heartbeatBodySchema = z.object({
  url: addressSchema,
  illUrl: addressSchema.nullish(),
  everySeconds: z.int().min(20).max(86_400).default(60),
})
export type HeartbeatBody = z.input<typeof heartbeatBodySchema>

/** The heartbeat as it is shown: addresses without what may be a key. */
export const shownHeartbeatSchema = z.object({
  url: z.string(),
  illUrl: z.string().nullable(),
  everySeconds: z.int(),
  /** When it last went out and was answered, and when it last was not. */
  okAt: momentSchema.nullable(),
  failedAt: momentSchema.nullable(),
  failure: z.string().nullable(),
})
export type ShownHeartbeat = z.infer<typeof shownHeartbeatSchema>
