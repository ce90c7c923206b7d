import type { Request } from 'express'
import type { Message } from '../domain/decode/format.ts'
import type { Gateways } from '../gateways.ts'
import type { Log } from '../mqtt/door.ts'
import { isLoopback } from '../mqtt/loopback.ts'
import type { Fate } from '../reading.ts'
import { type BodyLimits, discardedBody, postedBody } from './posted-body.ts'
import { json, Refusal, type Route } from './route.ts'

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
  gateways: Gateways
  /** Takes a message in; settles after its commit. */
  take: (message: Message) => Promise<Fate>
  isSource: (id: string) => Promise<boolean>
  /** Whether a source may write to a topic of MQTT, as at a broker. */
  mayWrite: (sourceId: string, topic: string) => Promise<boolean>
  /** Whether this machine's own programs need no token: as anonymous publishers in the demo. */
  isOpenOnLoopback: boolean
  isSameOrigin: (request: Request) => boolean
  now: () => Date
  log: Log
}): Route[] {
  const { gateways, take, isSource, mayWrite, isOpenOnLoopback, isSameOrigin, now, log } = parts

  /** Lets a sender in, or throws the refusal of everybody else, in the same words whatever is wrong. */
  async function admit(sourceId: string, token: string | null, ip: string, raw: Request): Promise<void> {
    if (token === null) {
      // A page of another site, open in a browser on this machine, is not one of its programs.
      const isOwn = isOpenOnLoopback && isLoopback(ip) && isSameOrigin(raw)
      if (isOwn && (await isSource(sourceId))) return
      throw new Refusal('wrong-token')
    }
    const verdict = await gateways.admit(sourceId, token, ip)
    if (verdict !== 'right') throw new Refusal(verdict === 'wrong' ? 'wrong-token' : 'too-many')
  }

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

/** The gateway token of a request, null where it brings none. Who speaks another scheme may still say it in the address. */
export function tokenOf(authorization: string | undefined, inAddress: string | undefined): string | null {
  const [, scheme = '', credentials = ''] = /^(\w+) +(\S+) *$/.exec(authorization ?? '') ?? []
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return credentials
    case 'basic': {
      const pair = Buffer.from(credentials, 'base64').toString('utf8')
      return pair.slice(pair.indexOf(':') + 1)
    }
    default:
      return inAddress || null
  }
}
