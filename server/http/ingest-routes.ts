import type { Message } from '../domain/decode/format.ts'
import type { Log } from '../mqtt/door.ts'
import type { Fate } from '../reading.ts'
import { type BodyLimits, discardedBody, postedBody } from './posted-body.ts'
import { json, Refusal, type Route } from './route.ts'
import { type Admit, tokenOf } from './source-admission.ts'

/** As large as a packet of MQTT may be: an alarm with its pictures. */
const LIMITS: BodyLimits = {
  mostBytes: 4 * 1024 * 1024,
  /** A picture over a bad line. */
  patienceMs: 60_000,
  tooLarge: 'a message may have 4 MiB',
  tooSlow: 'a message is a request of its own, whole within a minute; streams without end are not read here',
}

/** The door for what speaks only HTTP: cameras that push their alarms, webhooks of other servers. */
export function ingestRoutes(parts: {
  admit: Admit
  /** Takes a message in; settles after its commit. */
  take: (message: Message) => Promise<Fate>
  /** Whether a source may write to a topic of MQTT, as at a broker. */
  mayWrite: (sourceId: string, topic: string) => Promise<boolean>
  now: () => Date
  log: Log
}): Route[] {
  const { admit, take, mayWrite, now, log } = parts

  /** Under which topic a message is read: that which it would have had at a broker, or one of its own. */
  async function topicOf(source: string, { topic, event }: Record<string, string>) {
    if (!topic) return { topic: event ? `ingest/${source}/${event}` : `ingest/${source}`, source }
    if (await mayWrite(source, topic)) return { topic }
    throw new Refusal('not-allowed', { detail: 'the topic is not one of this source' })
  }

  return [
    {
      method: 'post',
      path: '/api/ingest/:source',
      who: 'source',
      says: 'One message of a source, as its device or server sends it, up to 4 MiB of any type; answered after its commit. 202: kept, but not understood. The token goes as Bearer, as the password of Basic, or as `?token=`; Digest is not spoken, nor are streams without end read. What is named by MQTT topics in its format brings its topic as `?topic=`; `?event=` names an event, as ChirpStack does.',
      rawBody: true,
      async handle({ params, query, ip, raw }) {
        const source = params.source ?? ''
        const receivedAt = now()
        try {
          await admit(source, tokenOf(raw.get('authorization'), query.token), ip, raw).catch(async (refusal) => {
            await discardedBody(raw, LIMITS)
            throw refusal
          })
          const payload = await postedBody(raw, LIMITS)
          const contentType = raw.get('content-type')
          const sent: Message = {
            ...(await topicOf(source, query)),
            payload,
            retain: false,
            dup: false,
            qos: 1,
            // Whoever got no answer posts again, and cannot say so.
            mayBeResent: true,
            principal: source,
            receivedAt,
            ...(contentType !== undefined && { contentType }),
          }
          const fate = await take(sent).catch((error: unknown) => {
            log.error({ error, topic: sent.topic }, 'a posted message was not committed')
            throw new Refusal('unavailable')
          })
          return json(fate, fate.outcome === 'quarantined' ? 202 : 200)
        } catch (error) {
          // What is left of a body would be taken for the next request.
          if (!raw.complete) raw.res?.set('connection', 'close')
          throw error
        }
      },
    },
  ]
}
