import type { IncomingMessage } from 'node:http'
import { idSchema } from '#shared/ids.ts'
import type { Message } from '../domain/decode/format.ts'
import type { Gateways } from '../gateways.ts'
import type { Fate } from '../pipeline.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** Pictures come with alarms; what is larger than this no decoder reads. */
const MOST_BYTES = 4 * 1024 * 1024
/** A body that takes longer is a stream without end, or a line that has broken. */
const SLOWEST_MS = 30_000

/** What a gateway or camera that speaks only HTTP posts: the same batch as everything else, answered after the commit. */
export function ingestRoutes(parts: {
  take: (message: Message) => Promise<Fate>
  gateways: Gateways
  /** The demo takes anything that comes from this very machine. */
  anonymousOnLoopback: boolean
  now: () => Date
}): Route[] {
  const { take, gateways, anonymousOnLoopback, now } = parts

  async function admit(source: string, ip: string, token: string | null): Promise<void> {
    if (token === null && anonymousOnLoopback && isLoopback(ip)) return
    const verdict = await gateways.admit(source, token, ip)
    if (verdict === 'too-many') throw new Refusal('too-many')
    if (verdict === 'wrong') throw new Refusal('wrong-credentials', { detail: 'the source or its token is wrong' })
  }

  return [
    {
      method: 'post',
      path: '/api/ingest/:source',
      who: 'anyone',
      says: 'Takes what a source posts, with its token as Bearer, Basic or `?token=`; answered after the commit.',
      rawBody: true,
      async handle({ params, query, raw, ip }) {
        const source = parsed(idSchema, params.source)
        await admit(source, ip, tokenIn(raw.headers.authorization) ?? query.token ?? null)
        const event = query.event === undefined ? '' : `/${query.event.slice(0, 200)}`
        const contentType = raw.headers['content-type']
        const fate = await take({
          topic: `ingest/${source}${event}`,
          payload: await bodyOf(raw),
          retain: false,
          dup: false,
          qos: 1,
          principal: source,
          receivedAt: now(),
          source,
          // Whoever got no answer posts again, and cannot say so.
          mayBeResent: true,
          ...(contentType !== undefined && { contentType }),
        })
        return json(fate, fate.outcome === 'quarantined' ? 202 : 200)
      },
    },
  ]
}

/** The token of an Authorization header; of Basic it is the password, whatever the name. */
function tokenIn(header: string | undefined): string | null {
  const [, scheme, value = ''] = /^(bearer|basic) +(\S+)$/i.exec(header ?? '') ?? []
  if (scheme === undefined) return null
  if (scheme.toLowerCase() === 'bearer') return value
  const pair = Buffer.from(value, 'base64').toString('utf8')
  return pair.slice(pair.indexOf(':') + 1)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) throw new Refusal('too-large')
  const slow = setTimeout(
    () => request.destroy(new Refusal('bad-request', { detail: 'the body came too slowly' })),
    SLOWEST_MS,
  )
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > MOST_BYTES) throw new Refusal('too-large')
      chunks.push(chunk)
    }
  } finally {
    clearTimeout(slow)
  }
  return Buffer.concat(chunks)
}

function isLoopback(ip: string): boolean {
  return ip === '::1' || /^(::ffff:)?127\./.test(ip)
}
