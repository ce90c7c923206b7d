import { asc, eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { channels } from '../../db/schema.ts'
import { concernsMessageAlone, type Outcome } from '../notify/outcome.ts'

/** A way out of the program as an administrator has set it up, with how it has fared. */
export type ChannelRow = typeof channels.$inferSelect

/** What an administrator says of a channel; the rest is what became of it. */
export type ChannelSaid = Pick<
  ChannelRow,
  'id' | 'channel' | 'name' | 'settings' | 'areaIds' | 'kinds' | 'severities' | 'rank' | 'enabled'
>

/** Every channel, those that are tried first in front. */
export async function channelRows({ read }: Database): Promise<ChannelRow[]> {
  return read.select().from(channels).orderBy(asc(channels.rank), asc(channels.id))
}

/** The channels that may be used, those that are tried first in front. */
export async function enabledChannels({ read }: Database): Promise<ChannelRow[]> {
  return read.select().from(channels).where(eq(channels.enabled, true)).orderBy(asc(channels.rank), asc(channels.id))
}

/** The names of the sirens that would sound for an incident, as told of it (noticed.ts). */
export async function sirensFor(
  { run }: Database,
  { areaIds, kind, severity }: { areaIds: readonly string[]; kind: string; severity: string },
): Promise<string[]> {
  const rows = await run<{ name: string }>(
    `select name from channels where enabled and channel = 'relay'
       and (cardinality(area_ids) = 0 or area_ids && $1::text[])
       and (kinds is null or $2 = any(kinds)) and (severities is null or $3 = any(severities))
     order by rank, id`,
    [areaIds, kind, severity],
  )
  return rows.map(({ name }) => name)
}

/** One channel; null where there is none of that id. */
export async function channelRow({ read }: Database, id: string): Promise<ChannelRow | null> {
  const [row] = await read.select().from(channels).where(eq(channels.id, id))
  return row ?? null
}

/**
 * Sets a channel up, or changes it. With other settings than before it is another channel: how the former one fared is
 * forgotten, and it tries itself as soon as it may.
 */
export async function putChannel({ read }: Database, said: ChannelSaid, now: Date): Promise<ChannelRow> {
  const isAnother = sql`${channels.channel} <> excluded.channel or ${channels.settings} <> excluded.settings`
  const unless = (column: (typeof channels)[keyof ChannelRow]) =>
    sql`case when ${isAnother} then null else ${column} end`
  const { okAt, failedAt, failure, code, illSince, testedAt } = channels
  const [row] = await read
    .insert(channels)
    .values({ ...said, updatedAt: now, selfTestAt: now })
    .onConflictDoUpdate({
      target: channels.id,
      set: {
        ...said,
        updatedAt: now,
        okAt: unless(okAt),
        failedAt: unless(failedAt),
        failure: unless(failure),
        code: unless(code),
        illSince: unless(illSince),
        testedAt: unless(testedAt),
        selfTestAt: sql`case when ${isAnother} then excluded.self_test_at else ${channels.selfTestAt} end`,
      },
    })
    .returning()
  if (row === undefined) throw new Error('a channel was written and is not there')
  return row
}

/** Takes a channel away; false where there was none. */
export async function removeChannel({ read }: Database, id: string): Promise<boolean> {
  return (await read.delete(channels).where(eq(channels.id, id)).returning({ id: channels.id })).length > 0
}

/**
 * Notes what became of handing something over. A failure that is not of the one message alone makes the channel ill; so
 * does silence twice in a row, since the first. What succeeds ends it.
 */
export async function fared(database: Database, id: string, outcome: Outcome, at: Date): Promise<void> {
  if (outcome.ok) {
    await database.run(
      `update channels set ok_at = greatest(ok_at, $2::timestamptz),
         ill_since = case when failed_at > $2::timestamptz then ill_since end,
         failure = case when failed_at > $2::timestamptz then failure end,
         code = case when failed_at > $2::timestamptz then code end
       where id = $1`,
      [id, at.toISOString()],
    )
    return
  }
  const { why, code } = outcome
  // Whoever has not the modem does not know how it fares.
  if (why === 'elsewhere') return
  await database.run(
    `update channels set failed_at = greatest(failed_at, $2::timestamptz), failure = $3, code = $4,
       ill_since = case
         when $5 then coalesce(ill_since, $2::timestamptz)
         when $3 = 'no-answer' and failure = 'no-answer' then coalesce(ill_since, failed_at)
         else ill_since end
     where id = $1 and (ok_at is null or ok_at <= $2::timestamptz)`,
    [id, at.toISOString(), why, code, !concernsMessageAlone(why)],
  )
}

/** Notes that somebody has tried a channel. */
export async function noteTested({ read }: Database, id: string, at: Date): Promise<void> {
  await read.update(channels).set({ testedAt: at }).where(eq(channels.id, id))
}

/**
 * Takes the day's silent question of a channel for this process alone; false where it is not due, or another has it.
 * Since `againBefore`, where that is given, it is due whatever the day says.
 */
export async function claimSelfTest(
  database: Database,
  id: string,
  { now, next, againBefore }: { now: Date; next: Date; againBefore: Date | null },
): Promise<boolean> {
  const rows = await database.run(
    `update channels set self_test_at = $3::timestamptz, self_tested_at = $2::timestamptz
     where id = $1 and enabled and (self_test_at is null or self_test_at <= $2::timestamptz
       or ($4::timestamptz is not null and (self_tested_at is null or self_tested_at <= $4::timestamptz)))
     returning 1`,
    [id, now.toISOString(), next.toISOString(), againBefore?.toISOString() ?? null],
  )
  return rows.length > 0
}

/** Notes that a channel which got no answer can be reached again; whether it takes messages is not known by that. */
export async function noteReached(database: Database, id: string, at: Date): Promise<void> {
  await database.run(
    `update channels set ill_since = null, failure = null, code = null
     where id = $1 and failure = 'no-answer' and failed_at <= $2::timestamptz`,
    [id, at.toISOString()],
  )
}

/** When the oldest notice that waits should have been seen to; null where none waits. */
export async function oldestDueAt(database: Database): Promise<Date | null> {
  const [row] = await database.query<{ at: string | null }>('select min(due_at)::text as at from notices')
  return row?.at == null ? null : new Date(row.at)
}

/** The database's own time, in milliseconds. */
export async function databaseTimeMs(database: Database): Promise<number> {
  const [row] = await database.query<{ ms: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  )
  if (row === undefined) throw new Error('the database did not say its time')
  return Number(row.ms)
}
