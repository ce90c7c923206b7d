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
