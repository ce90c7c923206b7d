import type { PasswordFault, PasswordRules } from '#shared/password.ts'
import type { Database } from '../../db/connect.ts'
import { passwordFaults, RULES } from '../domain/password-rules.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import type { Origin, Proof, Proving } from './proving.ts'
import { setPassword } from '../store/invitations.ts'
import { personOwner } from '../store/people.ts'
import { type Account, accountOfPerson } from '../store/sessions.ts'

export type Chosen =
  | { ok: true; personId: string }
  | { ok: false; reason: (Proof & { ok: false })['reason'] }
  | { ok: false; reason: 'bad-password'; faults: PasswordFault[] }

/** Choosing and changing passwords by the rules of the installation. Whoever gets a new one is signed out everywhere. */
export type OwnPasswords = {
  /** What is wrong with a password for this person, those before included. */
  faultsOf(personId: string, password: string): Promise<PasswordFault[]>
  /** Sets it, unasked; false where the person has no account. */
  choose(personId: string, password: string): Promise<boolean>
  /** Changes the password of an account whose present one is known. */
  change(account: { username: string } | { personId: string }, typed: Typed, origin: Origin): Promise<Chosen>
}
type Typed = { current: string; next: string }

export function createOwnPasswords(parts: {
  database: Database
  now: () => Date
  proving: Proving
  rules: PasswordRules
}): OwnPasswords {
  const { database, now, proving, rules } = parts
  const { remembered } = RULES[rules]

  async function usedBefore(account: Account | null, password: string): Promise<boolean> {
    if (account === null) return false
    const hashes = [account.passwordHash, ...account.formerHashes].filter((hash) => hash !== null)
    for (const hash of hashes.slice(0, remembered)) if (await verifyPassword(password, hash)) return true
    return false
  }

  async function faultsOf(personId: string, password: string): Promise<PasswordFault[]> {
    const account = await accountOfPerson(database, personId)
    const owner = { username: account?.username ?? '', ...(await personOwner(database, personId)) }
    const faults = passwordFaults(password, owner, rules)
    // Comparing is dear: only what would be taken is compared.
    return faults.length === 0 && (await usedBefore(account, password)) ? ['used-before'] : faults
  }

  const choose = async (personId: string, password: string) =>
    setPassword(database, personId, await hashPassword(password), { now: now(), remembered })

  return {
    faultsOf,
    choose,
    async change(of, { current, next }, origin) {
      const username = 'username' in of ? of.username : (await accountOfPerson(database, of.personId))?.username
      const proof = await proving.byPassword(username ?? '', current, origin)
      if (!proof.ok) return proof
      const { personId } = proof.account
      const faults = await faultsOf(personId, next)
      if (faults.length > 0) return { ok: false, reason: 'bad-password', faults }
      await choose(personId, next)
      return { ok: true, personId }
    },
  }
}
