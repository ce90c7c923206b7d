import type { PasswordRules } from '#shared/password.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { RULES } from '../domain/password-rules.ts'
import { createFailures } from './failures.ts'
import { knownDevice } from './known-devices.ts'
import { networkOf } from '../network-of.ts'
import { verifyInTurn } from './passwords.ts'
import { type Account, accountOf, plainUsername } from '../store/sessions.ts'

/** Wrong passwords for one name, and from one address, within the window. A village shares one address. */
const WINDOW_MS = 15 * 60_000
const MOST_PER_ADDRESS = 300
/** Wrong links from one address: nobody mistypes a link a hundred times. */
const MOST_LINKS_PER_ADDRESS = 30

export type Proof = { ok: true; account: Account } | { ok: false; reason: 'wrong-credentials' | 'too-many' | 'busy' }

/** Where a try comes from: an address, and what the browser brings along that it was given earlier. */
export type Origin = { ip: string; cookies?: string | undefined; sessionId?: string | undefined }

/** Whether somebody is who they say; wrong tries are counted in this process, and forgotten with it. */
export type Proving = {
  /** Whether a password would not be tried at all: too many were wrong lately. */
  refuses(origin: Origin, username: string): Promise<boolean>
  /** Whether a link would not be tried at all. */
  refusesLinks(ip: string): boolean
  /** By user name and password. Costs and says the same for a name nobody has; `busy` where too many wait to be tried. */
  byPassword(username: string, password: string, origin: Origin): Promise<Proof>
  /** By a one-time link: null where it is not good, and after too many of those `too-many`. */
  byLink<T>(ip: string, use: () => Promise<T | null>): Promise<T | null | 'too-many'>
}

export function createProving(parts: {
  database: Database
  decisions: Decisions
  now: () => Date
  rules: PasswordRules
}): Proving {
  const { database, decisions, now, rules } = parts
  const failures = createFailures({ windowMs: WINDOW_MS, now })
  const { mostWrong } = RULES[rules]

  /**
   * What tries are counted by. A device on which this account was signed in before has a count of its own: whoever guesses
   * elsewhere locks everybody out but those who have been in.
   */
  function countsOf(username: string, { ip }: Origin, known: string | null): { key: string; most: number }[] {
    if (known !== null) return [{ key: known, most: mostWrong }]
    return [
      { key: `name ${plainUsername(username)}`, most: mostWrong },
      { key: `address ${networkOf(ip)}`, most: MOST_PER_ADDRESS },
    ]
  }
  const isFull = (counts: { key: string; most: number }[]) =>
    counts.some(({ key, most }) => failures.tooMany(key, most))

  function knownAs(account: Account | null, { cookies, sessionId }: Origin): string | null {
    if (account === null) return null
    if (sessionId !== undefined) return `session ${sessionId}`
    const device = knownDevice(account, cookies)
    return device === null ? null : `device ${account.personId} ${device}`
  }

  const refusesLinks = (ip: string) => failures.tooMany(`links ${networkOf(ip)}`, MOST_LINKS_PER_ADDRESS)

  return {
    refusesLinks,
    async refuses(origin, username) {
      if (!isFull(countsOf(username, origin, null))) return false
      const known = knownAs(await accountOf(database, username), origin)
      return known === null || isFull(countsOf(username, origin, known))
    },
    async byPassword(username, password, origin) {
      const account = await accountOf(database, username)
      const known = knownAs(account, origin)
      const counts = countsOf(username, origin, known)
      if (isFull(counts)) return { ok: false, reason: 'too-many' }
      // Counted before the slow comparison, so that many at once do not all slip through.
      for (const { key } of counts) failures.count(key)
      const lane =
        known === null
          ? ({ group: 'strangers', name: networkOf(origin.ip) } as const)
          : ({ group: 'known', name: known } as const)
      const right = await verifyInTurn(lane, password, account?.passwordHash ?? null)
      if (right === null) {
        for (const { key } of counts) failures.takeBack(key)
        return { ok: false, reason: 'busy' }
      }
      const isPerson = account !== null && (await decisions.facts()).arrangement.people.has(account.personId)
      if (!right || account === null || !isPerson) return { ok: false, reason: 'wrong-credentials' }
      const [own, ...others] = counts
      if (own !== undefined) failures.forget(own.key)
      for (const { key } of others) failures.takeBack(key)
      return { ok: true, account }
    },
    async byLink(ip, use) {
      const address = `links ${networkOf(ip)}`
      if (refusesLinks(ip)) return 'too-many'
      failures.count(address)
      const used = await use()
      if (used !== null) failures.takeBack(address)
      return used
    },
  }
}
