import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { accounts, invitations } from '../../db/schema.ts'

export type Purpose = typeof invitations.$inferSelect.purpose

/** Keeps a one-time link; only the hash of its token. */
export async function insertInvitation({ read }: Database, invitation: typeof invitations.$inferInsert): Promise<void> {
  await read.insert(invitations).values(invitation)
}

/** Forgets the unused links of one purpose (of one person): only the newest works. */
export async function forgetInvitations({ read }: Database, purpose: Purpose, personId: string | null): Promise<void> {
  const ofPerson = personId === null ? isNull(invitations.personId) : eq(invitations.personId, personId)
  await read.delete(invitations).where(and(eq(invitations.purpose, purpose), ofPerson, isNull(invitations.usedAt)))
}

function good(tokenHash: string, purpose: Purpose, now: Date) {
  const { usedAt, expiresAt } = invitations
  return and(eq(invitations.tokenHash, tokenHash), eq(invitations.purpose, purpose), isNull(usedAt), gt(expiresAt, now))
}

/** A link that would work now; null where it would not. */
export async function goodInvitation({ read }: Database, tokenHash: string, purpose: Purpose, now: Date) {
  const [found] = await read
    .select()
    .from(invitations)
    .where(good(tokenHash, purpose, now))
  return found ?? null
}

/** The links of one purpose that nobody has used and that still work. */
export async function openInvitations({ read }: Database, purpose: Purpose, now: Date) {
  const { personId, usedAt, expiresAt } = invitations
  return read
    .select({ personId, expiresAt })
    .from(invitations)
    .where(and(eq(invitations.purpose, purpose), isNull(usedAt), gt(expiresAt, now)))
}

/** Uses a link up; null where there is none like it, or it was used, or is too old. One statement: two cannot both use it. */
export async function useInvitation({ read }: Database, tokenHash: string, purpose: Purpose, now: Date) {
  const [used] = await read
    .update(invitations)
    .set({ usedAt: now })
    .where(good(tokenHash, purpose, now))
    .returning()
  return used ?? null
}

/**
 * Sets the password of whoever the account belongs to, ends all their sessions and the links they have not used: one that
 * lies about would take the new password away again. False where the person has no account.
 * `remembered` is how many of the hashes before are kept.
 */
export async function setPassword(
  database: Database,
  personId: string,
  passwordHash: string,
  { now, remembered }: { now: Date; remembered: number },
): Promise<boolean> {
  const rows = await database.run(
    `with changed as (update accounts set password_hash = $2, password_changed_at = $3::timestamptz,
         former_hashes = (case when password_hash is null then former_hashes
           else array_prepend(password_hash, former_hashes) end)[1:$4::int]
       where person_id = $1 returning person_id),
       ended as (delete from sessions using changed where sessions.person_id = changed.person_id),
       forgotten as (delete from invitations using changed
         where invitations.person_id = changed.person_id and invitations.used_at is null)
     select 1 from changed`,
    [personId, passwordHash, now.toISOString(), remembered],
  )
  return rows.length > 0
}

/** Every account with what may be shown of it: no hashes. */
export async function shownAccounts({ read }: Database) {
  const { username, personId, passwordHash, passwordChangedAt } = accounts
  const rows = await read.select({ username, personId, passwordHash, passwordChangedAt }).from(accounts)
  return rows.map(({ passwordHash: hash, ...account }) => ({ ...account, hasPassword: hash !== null }))
}
