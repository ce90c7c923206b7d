import { networkOf } from '../network-of.ts'
import type { Route } from './route.ts'

/** A bucket of tokens: `burst` at once, and from then on `perSecond`. */
export type Rate = { burst: number; perSecond: number }
/**
 * The rates of one session for writing, for reading, and for what answers an alarm; of one address for everything, and for
 * what strangers write: signing in, and what is done with a link.
 */
export type Rates = { writes: Rate; reads: Rate; answers: Rate; address: Rate; strangers: Rate }

/**
 * So generous that no person and no script of an administrator meets them, and low enough that one phone gone mad, or one
 * stolen session, cannot take the server from the others. A village shares an address.
 */
export const RATES: Rates = {
  writes: { burst: 3000, perSecond: 30 },
  reads: { burst: 3000, perSecond: 60 },
  answers: { burst: 3000, perSecond: 100 },
  address: { burst: 10_000, perSecond: 300 },
  // Each of these leaves entries in the audit log, and whoever sends them need not be anybody.
  strangers: { burst: 400, perSecond: 2 },
}

/** What somebody does to an alarm has a limit of its own: no list that was read, no import, uses it up. */
const ANSWERS: ReadonlySet<string> = new Set(['/api/incidents/:id/actions', '/api/reports'])
const MOST_COUNTED = 20_000

/** How often may be asked. Counted in this process, by session and address; forgotten with it. */
export type RequestLimits = {
  /** Counts a request; answers how many seconds to wait where it was one too many, else null. */
  waitSeconds(route: Pick<Route, 'method' | 'path' | 'who'>, sessionId: string | null, ip: string): number | null
}

export function createRequestLimits({ nowMs, rates = RATES }: { nowMs: () => number; rates?: Rates }): RequestLimits {
  const buckets = new Map<string, { tokens: number; atMs: number }>()

  function take(key: string, { burst, perSecond }: Rate): number | null {
    const atMs = nowMs()
    const before = buckets.get(key) ?? { tokens: burst, atMs }
    const tokens = Math.min(burst, before.tokens + ((atMs - before.atMs) / 1000) * perSecond)
    // Set anew, so that whoever was not heard longest stands first and is forgotten first.
    buckets.delete(key)
    const [oldest] = buckets.keys()
    if (buckets.size >= MOST_COUNTED && oldest !== undefined) buckets.delete(oldest)
    buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, atMs })
    return tokens < 1 ? Math.ceil((1 - tokens) / perSecond) : null
  }

  return {
    waitSeconds({ method, path, who }, sessionId, ip) {
      // Devices wait for nobody: their tokens are limited where they are checked.
      if (who === 'source') return null
      const isReading = method === 'get' || method === 'head'
      if (sessionId === null) {
        const wait = take(`address ${networkOf(ip)}`, rates.address)
        return wait === null && who === 'anyone' && !isReading
          ? take(`strangers ${networkOf(ip)}`, rates.strangers)
          : wait
      }
      if (ANSWERS.has(path)) return take(`answers ${sessionId}`, rates.answers)
      return isReading ? take(`reads ${sessionId}`, rates.reads) : take(`writes ${sessionId}`, rates.writes)
    },
  }
}
