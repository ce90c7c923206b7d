import type { PasswordRules } from '#shared/password.ts'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { RULES } from './domain/password-rules.ts'
import { createFailures } from './failures.ts'
import { networkOf } from './network-of.ts'
import { verifyPassword } from './passwords.ts'
import { type Account, accountOf } from './store/sessions.ts'

/** Wrong passwords for one name, and from one address, within the window. A village shares one address. */
const WINDOW_MS = 15 * 60_000
const MOST_PER_ADDRESS = 300
/** Wrong links from one address: nobody mistypes a link a hundred times. */
const MOST_LINKS_PER_ADDRESS = 30

export type Proof = { ok: true; account: Account } | { ok: false; reason: 'wrong-credentials' | 'too-many' }

/** Whether somebody is who they say; wrong tries are counted in this process, and forgotten with it. */
export type Proving = {
  /** Whether a password, or without a name a link, would not be tried at all: too many were wrong lately. */
  refuses(ip: string, username?: string): boolean
  /** By user name and password. Costs and says the same for a name nobody has. */
  byPassword(username: string, password: string, ip: string): Promise<Proof>
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
  const refuses = (ip: string, username?: string) =>
    username === undefined
      ? failures.tooMany(`links ${networkOf(ip)}`, MOST_LINKS_PER_ADDRESS)
      : failures.tooMany(`name ${username}`, RULES[rules].mostWrong) ||
        failures.tooMany(`address ${networkOf(ip)}`, MOST_PER_ADDRESS)
  return {
    refuses,
    async byPassword(username, password, ip) {
      const [name, address] = [`name ${username}`, `address ${networkOf(ip)}`]
      if (refuses(ip, username)) return { ok: false, reason: 'too-many' }
      const account = await accountOf(database, username)
      // Counted before the slow comparison, so that many at once do not all slip through.
      failures.count(name)
      failures.count(address)
      const right = await verifyPassword(password, account?.passwordHash ?? null)
      const isPerson = account !== null && (await decisions.facts()).arrangement.people.has(account.personId)
      if (!right || account === null || !isPerson) return { ok: false, reason: 'wrong-credentials' }
      failures.forget(name)
      failures.takeBack(address)
      return { ok: true, account }
    },
    async byLink(ip, use) {
      const address = `links ${networkOf(ip)}`
      if (refuses(ip)) return 'too-many'
      failures.count(address)
      const used = await use()
      if (used !== null) failures.takeBack(address)
      return used
    },
  }
}
