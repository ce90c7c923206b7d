import { and, desc, eq, lt, or } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { evidenceMedia, quarantine } from '../../db/schema.ts'
import type { EvidenceMediaRow } from './evidence-media.ts'
import { insertFromJson, rowsJson } from './rows.ts'

/** Messages nobody could read, newest first, at most `limit`. */
export async function quarantinePage({ read }: Database, before: { at: Date; id: string } | null, limit: number) {
  const older =
    before &&
    or(lt(quarantine.receivedAt, before.at), and(eq(quarantine.receivedAt, before.at), lt(quarantine.id, before.id)))
  return read
    .select()
    .from(quarantine)
    .where(older ?? undefined)
    .orderBy(desc(quarantine.receivedAt), desc(quarantine.id))
    .limit(limit)
}

/** Keeps messages that nobody could read, whole, with the pictures that were cut out of them. */
export async function writeQuarantine(
  database: Database,
  rows: readonly (typeof quarantine.$inferInsert)[],
  cutOut: readonly EvidenceMediaRow[],
): Promise<void> {
  if (rows.length === 0) return
  const once = '(select 1) as once'
  await database.run(
    `with messages as (${insertFromJson(quarantine, 1, once)}) ${insertFromJson(evidenceMedia, 2, once)}`,
    [rowsJson(quarantine, rows), rowsJson(evidenceMedia, cutOut)],
  )
}
