import { createHash, randomBytes } from 'node:crypto'
import type { PasswordFault, PasswordRules } from '#shared/password.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { passwordFaults } from '../domain/password-rules.ts'
import type { OwnPasswords } from './own-passwords.ts'
import { hashPassword } from './passwords.ts'
import { isWall } from '../domain/viewer.ts'
import {
  forgetInvitations,
  goodInvitation,
  insertInvitation,
  type Purpose,
  useInvitation,
} from '../store/invitations.ts'
import { accountOf, accountOfPerson, someoneSignsInAs } from '../store/sessions.ts'

const LINK_DAYS = 7
const DAY_MS = 24 * 3600_000

/** The first administrator to be. */
export type FirstPerson = { name: string; username: string; password: string }

/** How the first administrator came about, or why not. */
export type Begun =
  | { ok: true; personId: string }
  | { ok: false; reason: 'bad-token' | 'username-taken' }
  | { ok: false; reason: 'bad-password'; faults: PasswordFault[] }

/** A one-time link that was just made: its token is known to nobody else, and kept nowhere. */
export type Link = { token: string; expiresAt: Date }

/** How an empty installation gets its first administrator, and everybody else their password. */
export type SetUp = {
  isNeeded(): Promise<boolean>
  /** A fresh one-time token for the set-up page; those before it work no longer. */
  link(): Promise<string>
  /** Makes the first administrator; a token is used up only where that succeeds. */
  begin(token: string, person: FirstPerson): Promise<Begun>
  /** Makes the administrator without a link, from the setting ADMIN_PASSWORD. */
  beginWith(person: FirstPerson): Promise<string>
  /** A one-time link with which a person chooses a password, or a wall signs in; those before it work no longer. */
  invite(personId: string, purpose?: 'invitation' | 'kiosk'): Promise<Link>
  /** Whose invitation it is; null where it is not good. Looking does not use it up. */
  invited(token: string): Promise<string | null>
  /** Takes an invitation. Whoever was signed in as this person no longer is. */
  accept(token: string, password: string): Promise<Begun>
  /** Takes the link of a wall; null where it is not good. */
  acceptKiosk(token: string): Promise<string | null>
}

const ADMIN_ID = 'admin'

export function createSetUp({
  database,
  decisions,
  now,
  ownPasswords,
  rules,
}: {
  database: Database
  decisions: Decisions
  now: () => Date
  ownPasswords: OwnPasswords
  rules: PasswordRules
}): SetUp {
  async function makeLink(purpose: Purpose, personId: string | null): Promise<Link> {
    const token = randomBytes(24).toString('base64url')
    const at = now()
    const expiresAt = new Date(at.getTime() + LINK_DAYS * DAY_MS)
    await forgetInvitations(database, purpose, personId)
    await insertInvitation(database, {
      tokenHash: hashOf(token),
      purpose,
      personId,
      createdAt: at,
      expiresAt,
      usedAt: null,
    })
    return { token, expiresAt }
  }

  async function beginWith({ name, username, password }: FirstPerson): Promise<string> {
    const passwordHash = await hashPassword(password)
    return decisions.decide<string>((facts, { now: at, newId }) => {
      const id = facts.arrangement.people.has(ADMIN_ID) ? newId() : ADMIN_ID
      const version = { versionId: newId(), validFrom: null, validUntil: null, recordedAt: at, supersededAt: null }
      const personDetails = [{ versionId: version.versionId, personId: id, name, phone: null }]
      return {
        result: id,
        step: {
          append: { people: [{ ...version, id, roles: ['admin'], areaIds: null }], personDetails },
          put: {
            accounts: [
              { username, personId: id, passwordHash, passwordChangedAt: at, formerHashes: [], createdAt: at },
            ],
          },
          changes: [{ change: { type: 'person', person: { id, name } }, areaIds: null, personIds: [] }],
          arranges: true,
        },
      }
    })
  }

  const isNeeded = async () => !(await someoneSignsInAs(database, 'admin'))

  return {
    isNeeded,
    link: async () => (await makeLink('set-up', null)).token,
    async begin(token, person) {
      const tokenHash = hashOf(token)
      const isGood = (await isNeeded()) && (await goodInvitation(database, tokenHash, 'set-up', now())) !== null
      if (!isGood) return { ok: false, reason: 'bad-token' }
      const faults = passwordFaults(person.password, { ...person, phone: null }, rules)
      if (faults.length > 0) return { ok: false, reason: 'bad-password', faults }
      // An account is found by its name: making one over another's would take that away.
      if ((await accountOf(database, person.username)) !== null) return { ok: false, reason: 'username-taken' }
      if ((await useInvitation(database, tokenHash, 'set-up', now())) === null)
        return { ok: false, reason: 'bad-token' }
      return { ok: true, personId: await beginWith(person) }
    },
    beginWith,
    invite: (personId, purpose = 'invitation') => makeLink(purpose, personId),
    async invited(token) {
      const found = await goodInvitation(database, hashOf(token), 'invitation', now())
      const personId = found?.personId ?? null
      return personId !== null && (await isSomebody(personId)) ? personId : null
    },
    async accept(token, password) {
      const tokenHash = hashOf(token)
      const personId = (await goodInvitation(database, tokenHash, 'invitation', now()))?.personId ?? null
      if (personId === null || !(await isSomebody(personId)) || (await accountOfPerson(database, personId)) === null)
        return { ok: false, reason: 'bad-token' }
      const faults = await ownPasswords.faultsOf(personId, password)
      if (faults.length > 0) return { ok: false, reason: 'bad-password', faults }
      const used = await useInvitation(database, tokenHash, 'invitation', now())
      const isSet = used !== null && (await ownPasswords.choose(personId, password))
      return isSet ? { ok: true, personId } : { ok: false, reason: 'bad-token' }
    },
    async acceptKiosk(token) {
      const found = await goodInvitation(database, hashOf(token), 'kiosk', now())
      const person = (await decisions.facts()).arrangement.people.get(found?.personId ?? '')
      // Whoever may act by now signs in as a person does: a link that hung beside a screen must not do that.
      if (person === undefined || !isWall(person.roles)) return null
      return (await useInvitation(database, hashOf(token), 'kiosk', now()))?.personId ?? null
    },
  }

  /** Whether the person is there now: whoever has left, or is yet to come, gets no session. */
  async function isSomebody(personId: string): Promise<boolean> {
    return (await decisions.facts()).arrangement.people.has(personId)
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
