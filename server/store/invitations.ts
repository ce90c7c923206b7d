import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { accounts, invitations } from '../../db/schema.ts'

/** Keeps a one-time link; only the hash of its token. */
export async function insertInvitation({ read }: Database, invitation: typeof invitations.$inferInsert): Promise<void> {
  await read.insert(invitations).values(invitation)
}

/** Forgets the unused links of one purpose: only the newest works. */
export async function forgetInvitations({ read }: Database, purpose: 'set-up'): Promise<void> {
  await read.delete(invitations).where(and(eq(invitations.purpose, purpose), isNull(invitations.usedAt)))
}

/** Uses a link up; null where there is none like it, or it was used, or is too old. One statement: two cannot both use it. */
export async function useInvitation({ read }: Database, tokenHash: string, purpose: 'set-up' | 'invitation', now: Date) {
  const [used] = await read
    .update(invitations)
    .set({ usedAt: now })
    .where(and(eq(invitations.tokenHash, tokenHash), eq(invitations.purpose, purpose), isNull(invitations.usedAt), gt(invitations.expiresAt, now)))
    .returning()
  return used ?? null
}

/** Sets the password of whoever the account belongs to; false where the person has none. */
export async function setPassword({ read }: Database, personId: string, passwordHash: string): Promise<boolean> {
  const set = await read.update(accounts).set({ passwordHash }).where(eq(accounts.personId, personId)).returning()
  return set.length > 0
}
