import { and, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { PersonCard } from '#shared/person.ts'
import type { Database } from '../../db/connect.ts'
import { people, personDetails } from '../../db/schema.ts'

/** The names of everybody in the registry, or of some; nothing else personal. */
export async function personCards(database: Database, ids?: readonly string[]): Promise<PersonCard[]> {
  return (await details(database, ids)).map(({ id, name }) => ({ id, name }))
}

/** The telephones of some people, in the order of the ids; null where none is known. */
export async function personPhones(
  database: Database,
  ids: readonly string[],
): Promise<{ personId: string; phone: string | null }[]> {
  const phones = new Map((await details(database, ids)).map(({ id, phone }) => [id, phone]))
  return ids.map((personId) => ({ personId, phone: phones.get(personId) ?? null }))
}

/** What a password must not hold of its owner. */
export async function personOwner(database: Database, id: string): Promise<{ name: string; phone: string | null }> {
  const [known] = await details(database, [id])
  return { name: known?.name ?? '', phone: known?.phone ?? null }
}

/** Everybody whom WeCom calls so, as the registry has it now. */
export async function personsOfWecomUser({ read }: Database, wecomUser: string): Promise<string[]> {
  const rows = await read
    .select({ id: people.id })
    .from(people)
    .innerJoin(personDetails, eq(personDetails.versionId, people.versionId))
    .where(
      and(
        eq(personDetails.wecomUser, wecomUser),
        isNull(people.supersededAt),
        or(isNull(people.validFrom), lte(people.validFrom, sql`now()`)),
      ),
    )
  return [...new Set(rows.map(({ id }) => id))]
}

/** By what somebody can be told something outside the program. */
export type Reach = { id: string; phone: string | null; wecomUser: string | null; email: string | null }

/** By what some people can be told something. */
export async function reachOf(database: Database, ids: readonly string[]): Promise<Map<string, Reach>> {
  return new Map(
    (await details(database, ids)).map(({ id, phone, wecomUser, email }) => [id, { id, phone, wecomUser, email }]),
  )
}

/** A name with its number. */
export type Contact = { id: string; name: string; phone: string | null }

/** Names and numbers of everybody, or of some. */
export async function contacts(database: Database, ids?: readonly string[]): Promise<Contact[]> {
  return (await details(database, ids)).map(({ id, name, phone }) => ({ id, name, phone }))
}

async function details({ read }: Database, ids?: readonly string[]) {
  const some = ids === undefined ? undefined : inArray(people.id, [...ids])
  if (ids?.length === 0) return []
  const rows = await read
    .select({
      id: people.id,
      name: personDetails.name,
      phone: personDetails.phone,
      wecomUser: personDetails.wecomUser,
      email: personDetails.email,
    })
    .from(people)
    .innerJoin(personDetails, eq(personDetails.versionId, people.versionId))
    .where(and(isNull(people.supersededAt), or(isNull(people.validFrom), lte(people.validFrom, sql`now()`)), some))
    // Of several versions the newest is kept; somebody who has left keeps their last name in the log.
    .orderBy(sql`${people.validFrom} nulls first`)
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}
