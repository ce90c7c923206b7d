import { and, eq, gt, isNull, lte, or } from 'drizzle-orm'
import type { Role } from '#shared/person.ts'
import type { Database } from '../../db/connect.ts'
import { accounts, people, personDetails, sessions } from '../../db/schema.ts'

export type Account = { username: string; personId: string; passwordHash: string | null }

/** The account of a user name. */
export async function accountOf({ read }: Database, username: string): Promise<Account | null> {
  const [row] = await read.select().from(accounts).where(eq(accounts.username, username))
  return row ?? null
}

/** Whether anybody with the role can sign in. */
export async function someoneSignsInAs(database: Database, role: Role): Promise<boolean> {
  const rows = await database.run(
    `select 1 from accounts a join people p on p.id = a.person_id and p.superseded_at is null
       and (p.valid_from is null or p.valid_from <= now()) and (p.valid_until is null or now() < p.valid_until)
     where $1 = any(p.roles) and a.password_hash is not null limit 1`,
    [role],
  )
  return rows.length > 0
}

/** A new session; only the hash of its token is kept. */
export async function insertSession({ read }: Database, session: typeof sessions.$inferInsert): Promise<void> {
  await read.insert(sessions).values(session)
}

/** Whom a live session belongs to, as the person is known and holds now. */
export async function sessionPerson({ read }: Database, tokenHash: string, now: Date) {
  const [row] = await read
    .select({
      sessionId: sessions.id,
      personId: sessions.personId,
      lastSeenAt: sessions.lastSeenAt,
      roles: people.roles,
      name: personDetails.name,
    })
    .from(sessions)
    .innerJoin(
      people,
      and(
        eq(people.id, sessions.personId),
        isNull(people.supersededAt),
        or(isNull(people.validFrom), lte(people.validFrom, now)),
        or(isNull(people.validUntil), gt(people.validUntil, now)),
      ),
    )
    .innerJoin(personDetails, eq(personDetails.versionId, people.versionId))
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, now)))
  return row ?? null
}

/** Notes that a session was used, and until when it lasts from there. */
export async function touchSession({ read }: Database, tokenHash: string, lastSeenAt: Date): Promise<void> {
  await read.update(sessions).set({ lastSeenAt }).where(eq(sessions.tokenHash, tokenHash))
}

/** Forgets sessions past their end. */
export async function forgetSessions({ read }: Database, now: Date): Promise<void> {
  await read.delete(sessions).where(lte(sessions.expiresAt, now))
}

/** Ends a session. */
export async function endSession({ read }: Database, tokenHash: string): Promise<void> {
  await read.delete(sessions).where(eq(sessions.tokenHash, tokenHash))
}
