import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** What an Android telephone with SMS Gateway tells of a short message that came, or of one that was sent. */
export type SimHeard =
  | { kind: 'received'; from: string; text: string; at: string | null; key: string }
  | { kind: 'report'; messageId: string; isDelivered: boolean; why: string | null }

const bodySchema = z.object({
  id: z.string(),
  event: z.string(),
  payload: z.looseObject({
    messageId: z.string().nullish(),
    message: z.string().nullish(),
    phoneNumber: z.string().nullish(),
    sender: z.string().nullish(),
    receivedAt: z.string().nullish(),
    reason: z.string().nullish(),
  }),
})

/** A telephone's clock and ours may differ so much. */
const TOLERANCE_MS = 5 * 60_000

/**
 * Reads a webhook of SMS Gateway for Android: `sms:received`, `sms:delivered`, `sms:failed`; null for any other.
 * Source: https://docs.sms-gate.app/features/webhooks/.
 */
export function readSimHeard(body: unknown): SimHeard | null {
  const read = bodySchema.safeParse(body)
  if (!read.success) return null
  const { id, event, payload } = read.data
  if (event === 'sms:received') {
    const from = payload.sender ?? payload.phoneNumber
    if (from == null || payload.message == null) return null
    return { kind: 'received', from, text: payload.message, at: payload.receivedAt ?? null, key: id }
  }
  if ((event !== 'sms:delivered' && event !== 'sms:failed') || payload.messageId == null) return null
  const isDelivered = event === 'sms:delivered'
  return { kind: 'report', messageId: payload.messageId, isDelivered, why: payload.reason ?? null }
}

/** Whether a webhook of that telephone is signed with our key: HMAC-SHA256 in hexadecimal of body and timestamp, not older than five minutes. */
export function isSignedBySim(
  key: string,
  raw: { body: string; timestamp: string; signature: string },
  now: Date,
): boolean {
  const ageMs = Math.abs(now.getTime() - Number(raw.timestamp) * 1000)
  if (!/^\d{1,12}$/.test(raw.timestamp) || ageMs > TOLERANCE_MS) return false
  const expected = createHmac('sha256', key)
    .update(raw.body + raw.timestamp)
    .digest()
  const given = Buffer.from(raw.signature, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
