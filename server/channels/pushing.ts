import { createECDH, randomBytes } from 'node:crypto'
import type { Carrier, NoticeText } from '#shared/notice-text.ts'
import type { Database } from '../../db/connect.ts'
import type { Log } from '../mqtt/door.ts'
import { handedOver, never, NO_ANSWER, type Outcome, outcomeOfStatus } from '../notify/outcome.ts'
import {
  encryptedPush,
  MOST_PUSH_BYTES,
  pushHeaders,
  type PushSubscription,
  type VapidKeys,
  vapidAuthorization,
} from '../notify/web-push.ts'
import { forgetEndpoint, subscriptionsOf } from '../store/push-subscriptions.ts'

/** What a push may say: it lies on a locked screen, so that it is told what a short message would be. */
export const PUSH_CARRIER: Carrier = { audience: 'person', answersBy: null, limit: { unit: 'bytes', most: 2_000 } }

/** Tells people's browsers, beside everything else: a push may come late or never. */
export type Pushing = {
  publicKey: string
  /** Tells every browser that a person has subscribed; null where there is none. Never rejects for what a service does. */
  pushTo(personId: string, text: NoticeText, incidentId: string): Promise<Outcome | null>
  stop(): void
}

const PATIENCE_MS = 10_000
/** A call that could not be brought for an hour is no news any more. */
const LASTS_SECONDS = 3600

export function createPushing(parts: {
  database: Database
  keys: VapidKeys
  /** Whom a push service may write to: a `mailto:` or `https:` address. */
  subject: string
  now: () => Date
  log: Log
  fetch?: typeof fetch
}): Pushing {
  const { database, keys, subject, now, log } = parts
  const ask = parts.fetch ?? fetch
  const stopping = new AbortController()

  async function pushed(subscription: PushSubscription, words: Buffer, topic: string): Promise<Outcome> {
    const { endpoint } = subscription
    const pair = createECDH('prime256v1')
    pair.generateKeys()
    const body = encryptedPush(words, subscription, { privateKey: pair.getPrivateKey(), salt: randomBytes(16) })
    const headers = pushHeaders(vapidAuthorization(endpoint, keys, { now: now(), subject }), topic, LASTS_SECONDS)
    const signal = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), stopping.signal])
    try {
      // The bytes of a view, which fetch takes.
      const answer = await ask(endpoint, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
        redirect: 'manual',
        signal,
      })
      await answer.body?.cancel()
      const failed = outcomeOfStatus({ status: answer.status, body: '' })
      if (failed !== null && !failed.ok && failed.why === 'gone') await forgetEndpoint(database, endpoint)
      return failed ?? handedOver()
    } catch {
      return NO_ANSWER
    }
  }

  return {
    publicKey: keys.publicKey,
    async pushTo(personId, { title, text }, incidentId) {
      const subscriptions = await subscriptionsOf(database, personId, now())
      if (subscriptions.length === 0) return null
      const words = Buffer.from(JSON.stringify({ title, body: text, tag: incidentId }))
      if (words.length > MOST_PUSH_BYTES) return never('content')
      const outcomes = await Promise.all(
        subscriptions.map((one) =>
          pushed(one, words, incidentId).catch((error: unknown) => {
            log.warn({ error, personId }, 'a browser could not be told')
            return NO_ANSWER
          }),
        ),
      )
      return outcomes.find(({ ok }) => ok) ?? outcomes[0] ?? null
    },
    stop: () => stopping.abort(),
  }
}
