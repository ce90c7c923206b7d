import { eq, inArray, sql } from 'drizzle-orm'
import type { PullState } from '#shared/source.ts'
import type { Database } from '../../db/connect.ts'
import { messageKeys, sourcePulls } from '../../db/schema.ts'

export type PullRow = typeof sourcePulls.$inferSelect

/**
 * Takes a source that is due for this process alone until `until`; null where it is not due, or another has it. An
 * address it was never asked at is due, and what was known of the one before is forgotten.
 */
export async function claimPull(
  { read }: Database,
  { sourceId, urlHash, now, until }: { sourceId: string; urlHash: string; now: Date; until: Date },
): Promise<PullRow | null> {
  const fresh = { sourceId, urlHash, nextAt: until, lastTriedAt: now, failures: 0 }
  const [row] = await read
    .insert(sourcePulls)
    .values(fresh)
    .onConflictDoUpdate({
      target: sourcePulls.sourceId,
      set: {
        urlHash,
        nextAt: until,
        lastTriedAt: now,
        failures: sql`case when ${sourcePulls.urlHash} = ${urlHash} then ${sourcePulls.failures} else 0 end`,
        etag: sql`case when ${sourcePulls.urlHash} = ${urlHash} then ${sourcePulls.etag} end`,
        lastModified: sql`case when ${sourcePulls.urlHash} = ${urlHash} then ${sourcePulls.lastModified} end`,
      },
      setWhere: sql`${sourcePulls.nextAt} <= ${now.toISOString()}::timestamptz or ${sourcePulls.urlHash} <> ${urlHash}`,
    })
    .returning()
  return row ?? null
}

/** Makes a source due at once. */
export async function makePullDue({ read }: Database, sourceId: string, now: Date): Promise<void> {
  await read.update(sourcePulls).set({ nextAt: now }).where(eq(sourcePulls.sourceId, sourceId))
}

/** Writes how a try ended, unless the source was given another address meanwhile. */
export async function settlePull({ read }: Database, { sourceId, urlHash, ...rest }: PullRow): Promise<void> {
  await read
    .update(sourcePulls)
    .set(rest)
    .where(sql`${eq(sourcePulls.sourceId, sourceId)} and ${eq(sourcePulls.urlHash, urlHash)}`)
}

/** How the pulling of some sources goes, by source. */
export async function pullStates({ read }: Database, ids: readonly string[]): Promise<Map<string, PullState>> {
  if (ids.length === 0) return new Map()
  const rows = await read
    .select()
    .from(sourcePulls)
    .where(inArray(sourcePulls.sourceId, [...ids]))
  return new Map(
    rows.map(({ sourceId, lastTriedAt, lastSuccessAt, nextAt, reason, detail }) => [
      sourceId,
      {
        lastTriedAt: lastTriedAt.toISOString(),
        lastSuccessAt: lastSuccessAt?.toISOString() ?? null,
        nextAt: nextAt.toISOString(),
        failure: reason === null ? null : { reason, detail },
      },
    ]),
  )
}

/** Notes what was taken from an index, so that it is not asked for again as long as keys are kept. */
export async function noteTaken({ read }: Database, keys: readonly string[], seenAt: Date): Promise<void> {
  if (keys.length === 0) return
  await read
    .insert(messageKeys)
    .values(keys.map((key) => ({ key, seenAt })))
    .onConflictDoUpdate({ target: messageKeys.key, set: { seenAt } })
}
