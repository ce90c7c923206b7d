import { z } from 'zod'
import { deviceSchema } from './device.ts'
import { idSchema, momentSchema } from './ids.ts'
import { valuesSchema } from './observation.ts'

/** Counting stops here: that a device says much is all that anybody wants to know of it. */
export const MOST_COUNTED = 1000

/** A device that was heard and that nobody has registered, with what is known of it. */
export const inboxItemSchema = z.object({
  device: deviceSchema,
  firstHeardAt: momentSchema,
  lastHeardAt: momentSchema.nullable(),
  /** How many of its messages are kept, up to `MOST_COUNTED`. */
  messages: z.int(),
  /** What it last said, by name. */
  values: valuesSchema,
  /** Registered devices that another source knows by the same name: perhaps the same thing through another gateway. */
  alike: z.array(idSchema),
})
export type InboxItem = z.infer<typeof inboxItemSchema>

/** The body of `PUT /api/inbox/:id`: that a device is none of ours, or that it waits again. */
export const dismissalBodySchema = z.object({ dismissed: z.boolean() })

/** The body of `POST /api/inbox/:id/address`: as which registered device it is to be heard from now on. */
export const sameDeviceBodySchema = z.object({ deviceId: idSchema })
