import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { accounts, people, personDetails, sessions, wallScreens } from '../../db/schema.ts'
import { type FaringWall, WALL_GONE_MS } from '../domain/ailing.ts'

/** What a screen was heard to show; a session that has ended meanwhile leaves nothing. */
export async function noteWallScreen(
  { run }: Database,
  { tokenHash, fault, since, heardAt }: typeof wallScreens.$inferInsert,
): Promise<void> {
  await run(
    `insert into wall_screens (token_hash, fault, since, heard_at)
     select $1, $2, $3::timestamptz, $4::timestamptz from sessions where token_hash = $1
     on conflict (token_hash) do update set fault = excluded.fault, since = excluded.since, heard_at = excluded.heard_at`,
    [tokenHash, fault ?? null, since.toISOString(), heardAt.toISOString()],
  )
}

/**
 * How the walls fare whose session has not ended. Only those that came by a link hang there day and night: of somebody
 * who signed in with a password nothing is said once they have gone.
 */
export async function faringWalls({ read }: Database, now: Date): Promise<FaringWall[]> {
  const rows = await read
    .select({
      personId: sessions.personId,
      name: personDetails.name,
      fault: wallScreens.fault,
      since: wallScreens.since,
      heardAt: wallScreens.heardAt,
      passwordHash: accounts.passwordHash,
    })
    .from(wallScreens)
    .innerJoin(sessions, eq(sessions.tokenHash, wallScreens.tokenHash))
    .innerJoin(people, and(eq(people.id, sessions.personId), isNull(people.supersededAt)))
    .innerJoin(personDetails, eq(personDetails.versionId, people.versionId))
    .leftJoin(accounts, eq(accounts.personId, sessions.personId))
    .orderBy(personDetails.name, wallScreens.since)
  const isHere = (heardAt: Date) => now.getTime() - heardAt.getTime() <= WALL_GONE_MS
  return rows.filter(({ passwordHash, heardAt }) => passwordHash === null || isHere(heardAt))
}
