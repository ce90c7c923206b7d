import { z } from 'zod'

/** The body of `POST /api/push-subscriptions`: what the browser made, as `PushSubscription.toJSON()` gives it. */
export const pushSubscriptionBodySchema = z.object({
  endpoint: z.url({ protocol: /^https$/ }).max(1000),
  keys: z.object({
    // An uncompressed point of P-256, and 16 bytes.
    p256dh: z.base64url().length(87),
    auth: z.base64url().length(22),
  }),
})
