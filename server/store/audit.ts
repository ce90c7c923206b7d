import { and, asc, desc, eq, gt, gte, isNull, lt, notExists, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Database } from '../../db/connect.ts'
import { auditEntries, auditSeals } from '../../db/schema.ts'
import { type AuditEntry, type AuditSeal, type ChainEnd, NO_CHAIN } from '../domain/audit-chain.ts'
import { insertFromJson, rowsJson } from './rows.ts'

const UNIQUE_VIOLATION = '23505'
const RETENTION = 'retention'
const INSERTED = insertFromJson(auditEntries, 1, '(select 1) as one')

/** Writes one entry down. */
export async function insertAuditEntry({ aside }: Database, entry: AuditEntry): Promise<void> {
  await aside(INSERTED, [rowsJson(auditEntries, [rowOf(entry)])])
}

/** Writes reveals down; one of a household for an incident to a person that is written down already stays the only one. */
export async function insertReveals({ aside }: Database, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length > 0)
    await aside(`${INSERTED} on conflict do nothing`, [rowsJson(auditEntries, entries.map(rowOf))])
}

function rowOf(entry: AuditEntry) {
  return { ...entry, at: new Date(entry.at) }
}

/** The last seal; the beginning where there is none. */
export async function chainEnd({ read }: Database): Promise<ChainEnd & { sealedAt: string | null }> {
  const [last] = await read.select().from(auditSeals).orderBy(desc(auditSeals.position)).limit(1)
  return last === undefined
    ? { ...NO_CHAIN, sealedAt: null }
    : { position: last.position, hash: last.hash, sealedAt: last.entryAt.toISOString() }
}

/** The hash of the seal at a position; null where there is none. */
export async function sealHash({ read }: Database, position: number): Promise<string | null> {
  const [seal] = await read.select({ hash: auditSeals.hash }).from(auditSeals).where(eq(auditSeals.position, position))
  return seal?.hash ?? null
}

/** Entries without a seal in the order of sealing, at most `most`; of those since a moment, or (null) of all. */
export async function unsealedEntries({ read }: Database, since: Date | null, most: number): Promise<AuditEntry[]> {
  // A seal has the moment of its entry: of a chain of years only the end is looked at.
  const isOfEntry = and(
    eq(auditSeals.entryId, auditEntries.id),
    since === null ? undefined : gte(auditSeals.entryAt, since),
  )
  const seal = read.select({ id: auditSeals.entryId }).from(auditSeals).where(isOfEntry)
  const rows = await read
    .select()
    .from(auditEntries)
    .where(and(notExists(seal), since === null ? undefined : gte(auditEntries.at, since)))
    .orderBy(asc(auditEntries.at), asc(auditEntries.id))
    .limit(most)
  return rows.map(entryOf)
}

/**
 * Adds seals to the chain, all or none. False: another process has sealed meanwhile, so that a position, or an entry,
 * has its seal already.
 */
export async function appendSeals({ run }: Database, seals: readonly AuditSeal[]): Promise<boolean> {
  try {
    await run(insertFromJson(auditSeals, 1, '(select 1) as one'), [
      rowsJson(
        auditSeals,
        seals.map((seal) => ({ ...seal, entryAt: new Date(seal.entryAt) })),
      ),
    ])
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return false
    throw error
  }
}

/** The next seals after a position, each with its entry where that is still there. */
export async function linksAfter({ read }: Database, position: number, most: number) {
  const rows = await read
    .select({ seal: auditSeals, entry: auditEntries })
    .from(auditSeals)
    .leftJoin(auditEntries, eq(auditEntries.id, auditSeals.entryId))
    .where(gt(auditSeals.position, position))
    .orderBy(asc(auditSeals.position))
    .limit(most)
  return rows.map(({ seal, entry }) => ({
    seal: { ...seal, entryAt: seal.entryAt.toISOString() },
    entry: entry && entryOf(entry),
  }))
}

/** Up to when the retention has removed entries, as its own entries say; null: it never has. */
export async function removedBefore({ read }: Database): Promise<string | null> {
  const [row] = await read
    .select({ before: sql<string | null>`max(${auditEntries.target} ->> 'before')` })
    .from(auditEntries)
    .where(eq(auditEntries.what, RETENTION))
  return row?.before ?? null
}

/**
 * Removes the sealed entries from before a moment, and says so in an entry of its own, in one statement; resolves to how
 * many. Their seals stay.
 */
export async function removeEntriesBefore({ run }: Database, before: Date, said: { id: string; at: Date }) {
  const rows = await run<{ n: number }>(
    `with gone as (delete from audit_entries e where e.at < $1::timestamptz
       and exists (select from audit_seals s where s.entry_id = e.id) returning 1),
     said as (insert into audit_entries (id, at, what, target)
       select $2, $3::timestamptz, '${RETENTION}', jsonb_build_object('before', $4::text)
       where exists (select from gone) returning 1)
     select count(*)::int as n from gone`,
    [before.toISOString(), said.id, said.at.toISOString(), before.toISOString()],
  )
  return rows[0]?.n ?? 0
}

/** What is asked of the log: of one person, of one kind, in a time. */
export type AuditFilter = { personId?: string; what?: string; from?: Date; to?: Date }

/** One page of what was wanted or uncovered, newest first, each with how it ended. */
export async function auditPage(
  { read }: Database,
  { personId, what, from, to }: AuditFilter,
  before: { at: Date; id: string } | null,
  most: number,
) {
  const ends = alias(auditEntries, 'ends')
  const rows = await read
    .select({ entry: auditEntries, end: ends })
    .from(auditEntries)
    .leftJoin(ends, eq(ends.wantedBy, auditEntries.id))
    .where(
      and(
        isNull(auditEntries.wantedBy),
        personId === undefined ? undefined : concerning(personId),
        what === undefined ? undefined : eq(auditEntries.what, what),
        from === undefined ? undefined : gte(auditEntries.at, from),
        to === undefined ? undefined : lt(auditEntries.at, to),
        before === null
          ? undefined
          : or(lt(auditEntries.at, before.at), and(eq(auditEntries.at, before.at), lt(auditEntries.id, before.id))),
      ),
    )
    .orderBy(desc(auditEntries.at), desc(auditEntries.id))
    .limit(most)
  return rows.map(({ entry, end }) => ({ entry: entryOf(entry), end: end && entryOf(end) }))

  /** Also whoever was found out to be meant only by what they brought: a password, an invitation. */
  function concerning(id: string) {
    const found = read
      .select({ id: ends.id })
      .from(ends)
      .where(and(eq(ends.wantedBy, auditEntries.id), sql`${ends.target} ->> 'personId' = ${id}`))
    return or(
      eq(auditEntries.personId, id),
      and(isNull(auditEntries.personId), sql`(${auditEntries.target} ->> 'personId' = ${id} or exists ${found})`),
    )
  }
}

function entryOf(row: typeof auditEntries.$inferSelect): AuditEntry {
  return { ...row, at: row.at.toISOString() }
}
