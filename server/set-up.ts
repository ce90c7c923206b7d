import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { hashPassword } from './passwords.ts'
import {
  forgetInvitations,
  insertInvitation,
  invitationIsGood,
  setPassword,
  useInvitation,
} from './store/invitations.ts'
import { accountOf, someoneSignsInAs } from './store/sessions.ts'

const LINK_DAYS = 7
const DAY_MS = 24 * 3600_000

/** The first administrator to be. */
export type FirstPerson = { name: string; username: string; password: string }

/** How the first administrator came about, or why not. */
export type Begun = { ok: true; personId: string } | { ok: false; reason: 'bad-token' | 'username-taken' }

/** How an empty installation gets its first administrator, and everybody else their password. */
export type SetUp = {
  isNeeded(): Promise<boolean>
  /** A fresh one-time token for the set-up page; those before it work no longer. */
  link(): Promise<string>
  /** Makes the first administrator; a token is used up only where that succeeds. */
  begin(token: string, person: FirstPerson): Promise<Begun>
  /** Makes the administrator without a link, from the setting ADMIN_PASSWORD. */
  beginWith(person: FirstPerson): Promise<string>
  /** A one-time token with which a person chooses a password; those before it work no longer. */
  invite(personId: string): Promise<string>
  /** Takes an invitation; null where the token is not good. Whoever was signed in as this person no longer is. */
  accept(token: string, password: string): Promise<string | null>
}

const ADMIN_ID = 'admin'

export function createSetUp({
  database,
  decisions,
  now,
}: {
  database: Database
  decisions: Decisions
  now: () => Date
}): SetUp {
  async function makeToken(purpose: 'set-up' | 'invitation', personId: string | null): Promise<string> {
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
    return token
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
    link: () => makeToken('set-up', null),
    async begin(token, person) {
      const tokenHash = hashOf(token)
      const isGood = (await isNeeded()) && (await invitationIsGood(database, tokenHash, 'set-up', now()))
      if (!isGood) return { ok: false, reason: 'bad-token' }
      // An account is found by its name: making one over another's would take that away.
      if ((await accountOf(database, person.username)) !== null) return { ok: false, reason: 'username-taken' }
      if ((await useInvitation(database, tokenHash, 'set-up', now())) === null)
        return { ok: false, reason: 'bad-token' }
      return { ok: true, personId: await beginWith(person) }
    },
    beginWith,
    invite: (personId) => makeToken('invitation', personId),
    async accept(token, password) {
      const used = await useInvitation(database, hashOf(token), 'invitation', now())
      if (used?.personId == null) return null
      return (await setPassword(database, used.personId, await hashPassword(password))) ? used.personId : null
    },
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
