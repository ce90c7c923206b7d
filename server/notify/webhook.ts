import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { channel } from './channel.ts'
import { handedOver, outcomeOfStatus } from './outcome.ts'

const secretSchema = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in Base64')

const settingsSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  /** The first signs, and the others besides while the receiver changes over. */
  secrets: z.array(secretSchema).min(1).max(3),
})

/** The signature of a message, `v1,…`: HMAC-SHA256 of `id.seconds.body` under the bytes of the secret. */
export function webhookSignature(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

/**
 * A signed message to another office's program. The id stays the same when it is sent again, so that the receiver
 * counts it once; 410 says that it wants no more. Source:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
 */
export const webhook = channel(
  {
    carrier: { audience: 'system', answersBy: null, limit: { unit: 'bytes', most: 16_384 } },
    rings: false,
    isLocal: false,
    sounds: false,
    secrets: ['secrets'],
    limits: [],
  },
  settingsSchema,
  ({ url, secrets }) => ({
    ticket: null,
    handOff({ id, incidentId, text }, { now }) {
      const seconds = Math.floor(now.getTime() / 1000)
      const { title, fields, isExercise, about } = text
      const data = { incidentId, ...about, isExercise, title, place: fields.place, text: text.text }
      const body = JSON.stringify({ type: 'incident.notice', timestamp: now.toISOString(), data })
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': secrets.map((secret) => webhookSignature(secret, id, seconds, body)).join(' '),
      }
      return { via: 'http', request: { method: 'POST', url, headers, body } }
    },
    outcome: (answer) => outcomeOfStatus(answer) ?? handedOver(),
  }),
)
