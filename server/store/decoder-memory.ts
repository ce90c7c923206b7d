import type { Database } from '../../db/connect.ts'

// What formats remember between messages: one row a key, JSON as text, read by head (see the schema).

/** Some JSON text that a source remembers under a key; null where it forgets it. */
export type Remembered = { sourceId: string; key: string; head: string; value: string | null }

/** Which part of a source's memory somebody wants to know. */
export type Asked = { sourceId: string; head: string }

/** More than the entities of a large house, and still read in no time. */
const MOST_KEYS = 20_000
/** Each is a subscription at the broker. */
const MOST_TOPICS = 5000

/** What stands under the heads asked for. */
export async function rememberedUnder(
  database: Database,
  asked: readonly Asked[],
): Promise<(Remembered & { value: string })[]> {
  if (asked.length === 0) return []
  return database.run<Remembered & { value: string }>(
    `select m.source_id as "sourceId", m.key, m.head, m.value
    from (select distinct source_id, head from unnest($1::text[], $2::text[]) as a(source_id, head)) as asked
    join decoder_memory as m using (source_id, head)`,
    [asked.map(({ sourceId }) => sourceId), asked.map(({ head }) => head)],
  )
}

// What is there already is locked in the order of the keys, and what is new comes in that order, so that two processes
// that remember the same things do not wait for each other for ever.
const REMEMBER = `
with given as materialized (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as g(source_id, key, head, value)
),
there as materialized (
  select m.source_id, m.key from decoder_memory as m
  where (m.source_id, m.key) in (select source_id, key from given) order by m.source_id, m.key for update
),
gone as (
  delete from decoder_memory as m using there, given as g
  where m.source_id = there.source_id and m.key = there.key and g.source_id = m.source_id and g.key = m.key and g.value is null
),
fresh as materialized (
  select g.source_id, g.key,
    row_number() over (partition by g.source_id order by g.key) as nth_key,
    case when g.head like 'topic:%' then dense_rank() over (partition by g.source_id, g.head like 'topic:%' order by g.head) else 0 end as nth_topic
  from given as g left join there using (source_id, key) where g.value is not null and there.key is null
),
counted as (
  select source_id, count(*) as keys, count(distinct head) filter (where head like 'topic:%') as topics
  from decoder_memory where source_id in (select source_id from fresh) group by source_id
),
refused as materialized (
  select fresh.source_id, fresh.key from fresh left join counted using (source_id)
  where nth_key + coalesce(keys, 0) > ${MOST_KEYS} or (nth_topic > 0 and nth_topic + coalesce(topics, 0) > ${MOST_TOPICS})
),
kept as (
  insert into decoder_memory (source_id, key, head, value)
  select g.source_id, g.key, g.head, g.value from given as g left join refused using (source_id, key)
  where g.value is not null and refused.key is null order by g.source_id, g.key
  on conflict (source_id, key) do update set value = excluded.value
)
select source_id as "sourceId", key from refused`

/**
 * Remembers and forgets in one statement; no key may be given twice. Resolves with the new keys that were refused,
 * because their source remembers as many keys as it may, or has announced as many topics.
 */
export async function writeRemembered(
  database: Database,
  rows: readonly Remembered[],
): Promise<{ sourceId: string; key: string }[]> {
  if (rows.length === 0) return []
  return database.run<{ sourceId: string; key: string }>(REMEMBER, [
    rows.map(({ sourceId }) => sourceId),
    rows.map(({ key }) => key),
    rows.map(({ head }) => head),
    rows.map(({ value }) => value),
  ])
}

/** The heads under which these sources have announced topics. */
export async function announcingHeads(database: Database, sourceIds: readonly string[]): Promise<Asked[]> {
  if (sourceIds.length === 0) return []
  return database.run<Asked>(
    `select distinct source_id as "sourceId", head from decoder_memory
    where source_id = any($1::text[]) and head like 'topic:%' order by source_id, head`,
    [sourceIds],
  )
}
