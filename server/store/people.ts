import { and, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { PersonCard } from '#shared/person.ts'
import type { Database } from '../../db/connect.ts'
import { people, personDetails } from '../../db/schema.ts'

/** The names of everybody in the registry, or of some; nothing else personal. */
export async function personCards({ read }: Database, ids?: readonly string[]): Promise<PersonCard[]> {
  const some = ids === undefined ? undefined : inArray(people.id, [...ids])
  if (ids?.length === 0) return []
  const rows = await read
    .select({ id: people.id, name: personDetails.name })
    .from(people)
    .innerJoin(personDetails, eq(personDetails.versionId, people.versionId))
    .where(and(isNull(people.supersededAt), or(isNull(people.validFrom), lte(people.validFrom, sql`now()`)), some))
    // Of several versions the newest is kept; somebody who has left keeps their last name in the log.
    .orderBy(sql`${people.validFrom} nulls first`)
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}
