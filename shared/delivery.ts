import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { OCCASIONS } from './notice.ts'

/** What became of telling one person, or everybody of a channel, of an incident over one channel; no number, no address. */
export const deliverySchema = z.object({
  id: idSchema,
  /** Null: a channel that many hear. */
  personId: idSchema.nullable(),
  /** The call it carries; null where it is none. */
  alertId: idSchema.nullable(),
  occasion: z.enum(OCCASIONS),
  /** Which news of the incident it was: what followed has a greater one. */
  revision: z.int().nonnegative(),
  /** `web-push`, a name of a channel, or `none`: nothing was left to try. */
  channel: z.string(),
  channelId: idSchema.nullable(),
  createdAt: momentSchema,
  /** When the provider took it. */
  handedAt: momentSchema.nullable(),
  /** When it reached the telephone, where the provider tells. */
  deliveredAt: momentSchema.nullable(),
  failedAt: momentSchema.nullable(),
  /** Why it was not handed over, or did not arrive. */
  failure: z.string().nullable(),
  /** What the provider calls that. */
  code: z.string().nullable(),
  tries: z.int().nonnegative(),
})
export type Delivery = z.infer<typeof deliverySchema>
