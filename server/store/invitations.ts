import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { invitations } from '../../db/schema.ts'

export type Purpose = 'set-up' | 'invitation'

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

/** Whether a link would work now. */
export async function invitationIsGood(
  { read }: Database,
  tokenHash: string,
  purpose: Purpose,
  now: Date,
): Promise<boolean> {
  const rows = await read
    .select()
    .from(invitations)
    .where(good(tokenHash, purpose, now))
  return rows.length > 0
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

/** Sets the password of whoever the account belongs to and ends their sessions; false where the person has none. */
export async function setPassword(database: Database, personId: string, passwordHash: string): Promise<boolean> {
  const rows = await database.run(
    `with changed as (update accounts set password_hash = $2 where person_id = $1 returning person_id),
       ended as (delete from sessions using changed where sessions.person_id = changed.person_id)
     select 1 from changed`,
    [personId, passwordHash],
  )
  return rows.length > 0
}
