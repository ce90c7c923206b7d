import { createHash } from 'node:crypto'
import { createAttempts } from './attempts.ts'
import { verifyPassword } from './passwords.ts'

/** Whether the token that came with a posted message is its source's. */
export type GatewayTokens = {
  verify(sourceId: string, token: string, address: string): Promise<'right' | 'wrong' | 'too-many'>
}

/** Wrong tokens from one address for one source, and for any, within the window. A village shares one address. */
const WINDOW_MS = 15 * 60_000
const MOST_PER_SOURCE = 10
const MOST_PER_ADDRESS = 300
/** A source that posts now and then is remembered; what it is remembered by ends with its token. */
const REMEMBERED_MS = 3600_000
const MOST_REMEMBERED = 1000

export function createGatewayTokens({
  tokenHashOf,
  now,
}: {
  /** The hash as it holds now; null where there is no such source or it has no token. */
  tokenHashOf: (sourceId: string) => Promise<string | null>
  now: () => Date
}): GatewayTokens {
  const attempts = createAttempts({ now, windowMs: WINDOW_MS })
  /** Until when a token counts as verified, in ms since the epoch, by itself and the hash it was verified against. */
  const verified = new Map<string, number>()

  function remember(key: string): void {
    verified.delete(key)
    const [oldest] = verified.keys()
    if (verified.size >= MOST_REMEMBERED && oldest !== undefined) verified.delete(oldest)
    verified.set(key, now().getTime() + REMEMBERED_MS)
  }

  return {
    async verify(sourceId, token, address) {
      const tokenHash = await tokenHashOf(sourceId)
      const key = createHash('sha256').update(`${token}\0${tokenHash}`).digest('base64')
      // First of all: somebody else's guesses must not keep a camera from telling of a fire.
      if (tokenHash !== null && (verified.get(key) ?? 0) > now().getTime()) {
        remember(key)
        return 'right'
      }
      const [one, any] = [`${address} ${sourceId}`, address]
      if (attempts.tooMany(one, MOST_PER_SOURCE) || attempts.tooMany(any, MOST_PER_ADDRESS)) return 'too-many'
      // Counted before the slow comparison, so that many at once do not all slip through.
      attempts.failed(one)
      attempts.failed(any)
      if (!(await verifyPassword(token, tokenHash))) return 'wrong'
      attempts.succeeded(one)
      attempts.succeeded(any)
      remember(key)
      return 'right'
    },
  }
}
