import type { HttpRequest } from '../notify/channel.ts'
import type { Answer } from '../notify/outcome.ts'

/** From the first byte to the last. */
const PATIENCE_MS = 10_000
/** Answers of providers are some hundred bytes. */
const MOST_BYTES = 64 * 1024

/** Sends requests over HTTP and reads what is answered; null where nothing was heard. Redirects are not followed. */
export function createHttpSending(parts: { fetch: typeof fetch; signal: AbortSignal; now: () => Date }) {
  return async ({ method, url, headers, body }: HttpRequest): Promise<Answer | null> => {
    const signal = AbortSignal.any([parts.signal, AbortSignal.timeout(PATIENCE_MS)])
    try {
      const response = await parts.fetch(url, { method, headers, body, redirect: 'manual', signal })
      return {
        status: response.status,
        body: await textOf(response),
        retryAfterSeconds: retryAfter(response.headers.get('retry-after'), parts.now()),
      }
    } catch {
      // The address may hold a key: an error that names it is told nobody.
      return null
    }
  }
}

async function textOf({ body }: Response): Promise<string> {
  if (body === null) return ''
  const pieces: Uint8Array[] = []
  let bytes = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    pieces.push(value)
    bytes += value.byteLength
    if (bytes < MOST_BYTES) continue
    await reader.cancel()
    break
  }
  return Buffer.concat(pieces).subarray(0, MOST_BYTES).toString('utf8')
}

/** The header of that name, in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | null, now: Date): number | null {
  if (value === null) return null
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now.getTime()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null
}
