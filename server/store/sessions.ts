import { and, count, desc, eq, gt, isNull, lte, max, ne, or, sql } from 'drizzle-orm'
import type { Role } from '#shared/person.ts'
import type { Database } from '../../db/connect.ts'
import { accounts, people, personDetails, sessions } from '../../db/schema.ts'

/** How a person signs in, as it is kept. */
export type Account = typeof accounts.$inferSelect

/** A user name as it is told from others: `Admin` is `admin`. */
export function plainUsername(username: string): string {
  return username.toLowerCase()
}

/** The account of a user name, in capitals or not; of two from before that differ in that alone the one as written. */
export async function accountOf({ read }: Database, username: string): Promise<Account | null> {
  const [row] = await read
    .select()
    .from(accounts)
    .where(sql`lower(${accounts.username}) = ${plainUsername(username)}`)
    .orderBy(sql`${accounts.username} <> ${username}`, accounts.createdAt)
    .limit(1)
  return row ?? null
}

/** The account of a person. */
export async function accountOfPerson({ read }: Database, personId: string): Promise<Account | null> {
  const [row] = await read.select().from(accounts).where(eq(accounts.personId, personId))
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
      createdAt: sessions.createdAt,
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

/** Those of the hashes whose session has not ended, and whose owner has not left. */
export async function liveSessions(
  { query }: Database,
  tokenHashes: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const rows = await query<{ token_hash: string }>(
    `select s.token_hash from sessions s join people p on p.id = s.person_id and p.superseded_at is null
       and (p.valid_from is null or p.valid_from <= $2::timestamptz)
       and (p.valid_until is null or $2::timestamptz < p.valid_until)
     where s.token_hash = any($1::text[]) and s.expires_at > $2::timestamptz`,
    [tokenHashes, now.toISOString()],
  )
  return new Set(rows.map(({ token_hash }) => token_hash))
}

/** The sessions of a person that have not ended, the one last seen first; neither token nor hash. */
export async function sessionsOf({ read }: Database, personId: string, now: Date) {
  const { id, label, userAgent, createdAt, lastSeenAt, expiresAt } = sessions
  return read
    .select({ id, personId: sessions.personId, label, userAgent, createdAt, lastSeenAt, expiresAt })
    .from(sessions)
    .where(and(eq(sessions.personId, personId), gt(expiresAt, now)))
    .orderBy(desc(lastSeenAt), desc(createdAt))
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

function named(id: string, personId: string | null) {
  return personId === null ? eq(sessions.id, id) : and(eq(sessions.id, id), eq(sessions.personId, personId))
}

/** Ends a session by its id, only of this person where one is given; false where there is none like it. */
export async function endSessionOf({ read }: Database, id: string, personId: string | null): Promise<boolean> {
  const ended = await read.delete(sessions).where(named(id, personId)).returning({ id: sessions.id })
  return ended.length > 0
}

/** Ends all sessions of a person but one. */
export async function endOtherSessions({ read }: Database, personId: string, keptId: string): Promise<void> {
  await read.delete(sessions).where(and(eq(sessions.personId, personId), ne(sessions.id, keptId)))
}

/** Names a session, only of this person where one is given; false where there is none like it. */
export async function labelSession(
  { read }: Database,
  id: string,
  personId: string | null,
  label: string | null,
): Promise<boolean> {
  const renamed = await read.update(sessions).set({ label }).where(named(id, personId)).returning({ id: sessions.id })
  return renamed.length > 0
}

/** When each person was last seen on any device they are signed in on, and on how many they are. */
export async function lastSeen({ read }: Database, now: Date): Promise<Map<string, { at: Date; sessions: number }>> {
  const { personId, lastSeenAt, expiresAt } = sessions
  const rows = await read
    .select({ personId, at: max(lastSeenAt), sessions: count() })
    .from(sessions)
    .where(gt(expiresAt, now))
    .groupBy(personId)
  return new Map(rows.flatMap((row) => (row.at === null ? [] : [[row.personId, { ...row, at: row.at }]])))
}
