import { and, asc, eq, gt, min, sql } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { changes } from '../../db/schema.ts'
import { upcast } from './upcast.ts'

/** A change as it is kept: body, and whom it concerns. */
export type KeptChange = typeof changes.$inferSelect

/** The changes after `seq`, in order, at most `limit`. Numbers are commit-ordered, so none can appear later in between. */
export async function changesAfter({ read }: Database, seq: number, limit: number): Promise<KeptChange[]> {
  const rows = await read.select().from(changes).where(gt(changes.seq, seq)).orderBy(asc(changes.seq)).limit(limit)
  return rows.map(asOfToday)
}

/** The oldest change still kept; null when none is. */
export async function oldestChange({ read }: Database): Promise<number | null> {
  const [row] = await read.select({ seq: min(changes.seq) }).from(changes)
  return row?.seq ?? null
}

/** Every state of an incident as the screens got it, in order. */
export async function changesOfIncident({ read }: Database, incidentId: string): Promise<KeptChange[]> {
  const rows = await read
    .select()
    .from(changes)
    .where(and(eq(changes.type, 'incident'), sql`${changes.body} -> 'incident' ->> 'id' = ${incidentId}`))
    .orderBy(asc(changes.seq))
  return rows.map(asOfToday)
}

function asOfToday(change: KeptChange): KeptChange {
  return { ...change, body: upcast(change.v, change.body) }
}
