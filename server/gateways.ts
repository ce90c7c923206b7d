import { createHash } from 'node:crypto'
import { createFailures } from './accounts/failures.ts'
import { networkOf } from './network-of.ts'

/** Whether the token of a gateway that posts is that of its source. */
export type Gateways = {
  admit(sourceId: string, token: string | null, ip: string): Promise<'right' | 'wrong' | 'too-many'>
}

const WINDOW_MS = 15 * 60_000
/** A camera with a wrong password posts every second for months; a village shares one address. */
const MOST_PER_SOURCE_AND_ADDRESS = 20
const MOST_PER_ADDRESS = 300
/** A guesser must not shut out the gateway beside it: of an address with too many failures one token a second is tried. */
const SLOWED_MS = 1000
/** Comparing takes a tenth of a second: a token is known again for so long, right or wrong, by its hash. */
const KNOWN_MS = 10 * 60_000
const MOST_KNOWN = 10_000

export function createGateways(parts: {
  tokenHash: (sourceId: string) => Promise<string | null>
  verify: (token: string, hash: string | null) => Promise<boolean>
  now: () => Date
}): Gateways {
  const { tokenHash, verify, now } = parts
  const failures = createFailures({ windowMs: WINDOW_MS, now })
  const known = new Map<string, { verdict: 'right' | 'wrong'; until: number }>()
  const slowed = new Map<string, number>()

  function remember(key: string, verdict: 'right' | 'wrong'): void {
    const [oldest] = known.keys()
    if (known.size >= MOST_KNOWN && oldest !== undefined) known.delete(oldest)
    known.set(key, { verdict, until: now().getTime() + KNOWN_MS })
  }

  /** Whether an address that failed too often has to wait for its turn. */
  function mustWait(address: string): boolean {
    const at = now().getTime()
    if (at < (slowed.get(address) ?? 0)) return true
    if (slowed.size >= MOST_KNOWN) slowed.clear()
    slowed.set(address, at + SLOWED_MS)
    return false
  }

  return {
    async admit(sourceId, token, ip) {
      const network = networkOf(ip)
      const [address, both] = [`address ${network}`, `source ${sourceId} ${network}`]
      const hash = await tokenHash(sourceId)
      // With the hash in it, a changed password is asked for anew.
      const key = createHash('sha256').update(`${sourceId}\0${hash}\0${token}`).digest('base64')
      const before = known.get(key)
      if (before !== undefined && before.until > now().getTime()) return before.verdict
      const isSlowed =
        failures.tooMany(address, MOST_PER_ADDRESS) || failures.tooMany(both, MOST_PER_SOURCE_AND_ADDRESS)
      if (isSlowed && mustWait(address)) return 'too-many'
      // Counted before the slow comparison, so that many at once do not all slip through.
      failures.count(address)
      failures.count(both)
      const verdict = (await verify(token ?? '', hash)) && token !== null ? 'right' : 'wrong'
      remember(key, verdict)
      if (verdict === 'right') {
        failures.takeBack(address)
        failures.forget(both)
      }
      return verdict
    },
  }
}
