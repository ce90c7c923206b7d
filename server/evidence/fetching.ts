import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { FetchReason } from '#shared/evidence.ts'
import type { FetchCredentials } from '#shared/source.ts'
import { judgeLink } from '../domain/allowed-link.ts'
import { challengesIn } from '../domain/challenges.ts'
import { digestAnswer } from '../domain/digest-answer.ts'
import { isForbiddenAddress } from '../domain/forbidden-address.ts'

// The one door outwards: whatever a message names is asked for here or not at all. Longer than others because
// everything that keeps a stranger's link from reaching what it should not stands in one place.

/**
 * What to fetch, from where it may come, and what to show there: `credentials` to the origin `showTo`, and to nobody
 * else that is allowed. `validators` are those of the copy that is known.
 */
export type FetchOrder = {
  link: string
  allowed: readonly string[]
  credentials: FetchCredentials | null
  showTo: string | null
  mostBytes: number
  accept: string
  validators?: Validators
}
export type Validators = { etag: string | null; lastModified: string | null }

/** What came; `detail` says more for people and holds neither address nor secret. */
export type Fetched =
  | ({ ok: true; bytes: Buffer; contentType: string | null; url: string } & Validators)
  | { ok: true; bytes: null }
  | { ok: false; reason: FetchReason; detail: string | null }

export type Fetching = {
  fetch(order: FetchOrder): Promise<Fetched>
  /** Gives up what is under way. */
  stop(): void
}

/** From the first question to the last byte, whatever happens in between. */
const PATIENCE_MS = 20_000
const MOST_HOPS = 3
const MOST_HEADER_BYTES = 16 * 1024

export function createFetching({ patienceMs = PATIENCE_MS }: { patienceMs?: number } = {}): Fetching {
  const stopping = new AbortController()

  async function fetchWithin(order: FetchOrder, signal: AbortSignal): Promise<Fetched> {
    let link = order.link
    for (let hop = 0; hop <= MOST_HOPS; hop++) {
      const judged = judgeLink(link, order.allowed)
      if (!judged.ok) return failed(hop === 0 ? judged.reason : 'forbidden-redirect')
      const { url, isLiteral } = judged
      const address = isLiteral ? null : await permitted(url.hostname, signal)
      if (typeof address === 'string') return failed(address)
      // What opens one door is not shown at another, allowed or not.
      const credentials = url.origin === order.showTo ? order.credentials : null
      const answer = await answered({ url, address, order, credentials, signal })
      const { statusCode: status = 0, headers } = answer
      if (status === 304) {
        answer.destroy()
        return { ok: true, bytes: null }
      }
      if (status === 200) return whole(answer, url, order.mostBytes)
      answer.destroy()
      if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) return refusedBy(status)
      const next = URL.parse(headers.location, url)
      if (next === null) return failed('forbidden-redirect')
      link = next.href
    }
    return failed('forbidden-redirect', `more than ${MOST_HOPS} redirects`)
  }

  return {
    async fetch(order) {
      const signal = AbortSignal.any([AbortSignal.timeout(patienceMs), stopping.signal])
      try {
        return await fetchWithin(order, signal)
      } catch (error) {
        return signal.aborted ? failed('too-slow') : failed('no-answer', codeOf(error))
      }
    },
    stop: () => stopping.abort(),
  }
}

type Asked = {
  url: URL
  address: Address | null
  order: FetchOrder
  credentials: FetchCredentials | null
  signal: AbortSignal
}
type Address = { address: string; family: number }

/** Asks, and where the server wants to know who asks, tells it and asks once more. */
async function answered(asked: Asked): Promise<IncomingMessage> {
  const { credentials, url } = asked
  const own = credentials?.scheme === 'header' ? { [credentials.name]: credentials.value } : {}
  const answer = await ask(asked, own)
  if (answer.statusCode !== 401 || credentials?.scheme !== 'password') return answer
  const { username, password } = credentials
  const challenges = answer.rawHeaders.filter(
    (_, n, all) => n % 2 === 1 && /^www-authenticate$/i.test(all[n - 1] ?? ''),
  )
  const request = { username, password, method: 'GET', path: url.pathname + url.search }
  const digests = challenges.flatMap((each) => {
    return digestAnswer(each, { ...request, cnonce: randomBytes(8).toString('hex') }) ?? []
  })
  const isBasic = challenges.flatMap(challengesIn).some(({ scheme }) => scheme === 'basic')
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const authorization = digests.at(-1) ?? (isBasic ? basic : null)
  if (authorization === null) return answer
  answer.destroy()
  return ask(asked, { authorization })
}

function ask({ url, address, order, signal }: Asked, own: Record<string, string>): Promise<IncomingMessage> {
  const { accept, validators } = order
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const request = send(url, {
      agent: false,
      headers: {
        accept,
        'accept-encoding': 'identity',
        'user-agent': 'xiangshao',
        ...(validators?.etag && { 'if-none-match': validators.etag }),
        ...(validators?.lastModified && { 'if-modified-since': validators.lastModified }),
        ...own,
      },
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
      ...(address !== null && { lookup: pinned(address) }),
    })
    request.once('response', resolve).on('error', reject).end()
  })
}

/** Connects to the address that was judged, not to what the name leads to a moment later. */
function pinned({ address, family }: Address): LookupFunction {
  return (_host, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }])
    else callback(null, address, family)
  }
}

/** The address behind a name; of one that leads to anything forbidden, nothing. */
async function permitted(hostname: string, signal: AbortSignal): Promise<Address | FetchReason> {
  const gaveUp = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  gaveUp.catch(() => {})
  const found = await Promise.race([lookup(hostname, { all: true }).catch(() => []), gaveUp])
  const [first] = found
  if (first === undefined) return 'no-address'
  return found.some(({ address }) => isForbiddenAddress(address)) ? 'forbidden-address' : first
}

async function whole(answer: IncomingMessage, url: URL, mostBytes: number): Promise<Fetched> {
  const { headers } = answer
  const encoding = headers['content-encoding'] ?? 'identity'
  const isTooLarge = Number(headers['content-length'] ?? 0) > mostBytes
  if (encoding !== 'identity' || isTooLarge) {
    answer.destroy()
    return isTooLarge ? tooLarge(mostBytes) : failed('packed')
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length
    // Leaving the loop closes the line.
    if (length > mostBytes) return tooLarge(mostBytes)
    chunks.push(chunk)
  }
  const { etag = null, 'last-modified': lastModified = null, 'content-type': contentType = null } = headers
  return { ok: true, bytes: Buffer.concat(chunks), etag, lastModified, contentType, url: url.href }
}

function tooLarge(mostBytes: number): Fetched {
  return failed('too-large', `more than ${Math.floor(mostBytes / 1024 / 1024)} MiB`)
}

function refusedBy(status: number): Fetched {
  if (status === 404 || status === 410) return failed('not-found')
  return failed(status === 401 || status === 403 ? 'refused' : 'error-answer', `HTTP ${status}`)
}

function failed(reason: FetchReason, detail: string | null = null): Fetched {
  return { ok: false, reason, detail }
}

/** The system's word for what went wrong (ECONNREFUSED): the rest of an error may hold the address. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
