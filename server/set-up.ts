import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { forgetInvitations, insertInvitation, setPassword, useInvitation } from './store/invitations.ts'
import { someoneSignsInAs } from './store/sessions.ts'
import { hashPassword } from './passwords.ts'

const LINK_DAYS = 7
const DAY_MS = 24 * 3600_000

/** How an empty installation gets its first administrator, and everybody else their password. */
export type SetUp = {
  isNeeded(): Promise<boolean>
  /** A fresh one-time token for the set-up page; those before it work no longer. */
  link(): Promise<string>
  /** Makes the first administrator; null where the token is not good. */
  begin(token: string, person: { name: string; username: string; password: string }): Promise<string | null>
  /** Makes the administrator without a link, from the setting ADMIN_PASSWORD. */
  beginWith(person: { name: string; username: string; password: string }): Promise<string>
  /** A one-time token with which a person chooses a password. */
  invite(personId: string): Promise<string>
  /** Takes an invitation; null where the token is not good. */
  accept(token: string, password: string): Promise<string | null>
}

const ADMIN_ID = 'admin'

export function createSetUp({ database, decisions, now }: { database: Database; decisions: Decisions; now: () => Date }): SetUp {
  async function makeToken(purpose: 'set-up' | 'invitation', personId: string | null): Promise<string> {
    const token = randomBytes(24).toString('base64url')
    const at = now()
    await insertInvitation(database, { tokenHash: hashOf(token), purpose, personId, createdAt: at, expiresAt: new Date(at.getTime() + LINK_DAYS * DAY_MS), usedAt: null })
    return token
  }

  async function beginWith({ name, username, password }: { name: string; username: string; password: string }): Promise<string> {
    const passwordHash = await hashPassword(password)
    return decisions.decide<string>((facts, { now: at, newId }) => {
      const id = facts.arrangement.people.has(ADMIN_ID) ? newId() : ADMIN_ID
      const versionId = newId()
      const person = { id, versionId, roles: ['admin' as const], validFrom: null, validUntil: null, recordedAt: at, supersededAt: null }
      return {
        result: id,
        step: {
          append: { people: [person], personDetails: [{ versionId, personId: id, name, phone: null }] },
          put: { accounts: [{ username, personId: id, passwordHash, createdAt: at }] },
          changes: [{ change: { type: 'person', person: { id, name } }, areaIds: null, personIds: [] }],
          arranges: true,
        },
      }
    })
  }

  return {
    isNeeded: async () => !(await someoneSignsInAs(database, 'admin')),
    async link() {
      await forgetInvitations(database, 'set-up')
      return makeToken('set-up', null)
    },
    async begin(token, person) {
      const used = await useInvitation(database, hashOf(token), 'set-up', now())
      return used === null ? null : beginWith(person)
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
