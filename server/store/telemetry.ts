import type { Database } from '../../db/connect.ts'
import { quarantine, readings } from '../../db/schema.ts'
import type { ReadingRecord } from '../domain/facts.ts'
import { columnList, insertFromJson, rowsJson } from './rows.ts'

/**
 * One reading on the short road. `foldKey`: it is written only if this key is new (a content key: not seen lately).
 * `contentKey`: what a redelivery without id or time is recognised by, kept with the reading itself, because an index
 * entry for every message would cost more than the message. `clearsKey`: the signal that it says is off; it is written only if
 * that was off already.
 */
export type ShortReading = ReadingRecord & {
  foldKey: string | null
  contentKey: string | null
  clearsKey: string | null
}

/** What was last heard at an address. Null says nothing new. Times ISO. */
export type Heard = {
  sourceId: string
  externalId: string
  lastSeenAt: string
  available: boolean | null
  batteryPercent: number | null
  values: Record<string, number | string | boolean>
}

/** How long a redelivery without id or time is recognised by its content. */
const FOLD_CONTENT = `interval '10 minutes'`
const COLUMNS = columnList(readings)

/** One statement for a batch: its parts are whole or absent together. `$1` readings, `$2` what was heard. */
const WRITE = `
with given as materialized (
  select * from jsonb_to_recordset($1::text::jsonb) as r(id text, source_id text, external_id text, device_id text, kind text, state text,
    device_at timestamptz, received_at timestamptz, confidence double precision, "values" jsonb, fold_key text, content_key text, clears_key text)
),
ending as materialized (select key from signals where active and key in (select clears_key from given)),
input as materialized (select * from given where clears_key is null or clears_key not in (select key from ending)),
fresh as (
  insert into message_keys (key, seen_at) select fold_key, received_at from input where fold_key is not null order by fold_key
  on conflict (key) do update set seen_at = excluded.seen_at
    where message_keys.key like 'c:%' and message_keys.seen_at < excluded.seen_at - ${FOLD_CONTENT}
  returning key
),
fold as materialized (
  select key from fresh where not exists (
    select 1 from input join readings on readings.device_id = input.device_id
      and readings.received_at > input.received_at - ${FOLD_CONTENT} and readings.content_key = key
    where input.fold_key = key and key like 'c:%')
),
written as (
  insert into readings (${COLUMNS}) select ${COLUMNS} from input where fold_key is null or fold_key in (select key from fold) returning 1
),
told as (
insert into device_statuses (source_id, external_id, last_seen_at, available, battery_percent, "values")
select source_id, external_id, last_seen_at, available, battery_percent, "values"
from jsonb_to_recordset($2::text::jsonb) as h(source_id text, external_id text, last_seen_at timestamptz, available boolean, battery_percent double precision, "values" jsonb)
order by source_id, external_id
on conflict (source_id, external_id) do update set
  last_seen_at = greatest(device_statuses.last_seen_at, excluded.last_seen_at),
  available = coalesce(excluded.available, device_statuses.available),
  battery_percent = coalesce(excluded.battery_percent, device_statuses.battery_percent),
  "values" = device_statuses."values" || excluded."values"
returning 1
)
select key from ending`

/**
 * Writes a batch of readings, each once, and what was heard of their devices. Fold keys must not repeat within a batch.
 * Answers with the signals that are on and that some of the readings end: those readings are left unwritten.
 */
export async function writeReadings(
  database: Database,
  batch: readonly ShortReading[],
  heard: readonly Heard[],
): Promise<Set<string>> {
  const rows = await database.run<{ key: string }>(WRITE, [
    JSON.stringify(batch.map(readingFields)),
    JSON.stringify(heard.map(heardFields)),
  ])
  return new Set(rows.map(({ key }) => key))
}

/** What is null is left out: the database reads it as null all the same, and has less to parse. */
function readingFields(r: ShortReading) {
  return {
    id: r.id,
    source_id: r.sourceId,
    external_id: r.externalId,
    device_id: r.deviceId ?? undefined,
    kind: r.kind ?? undefined,
    state: r.state,
    device_at: r.deviceAt ?? undefined,
    received_at: r.receivedAt,
    confidence: r.confidence ?? undefined,
    values: r.values,
    fold_key: r.foldKey ?? undefined,
    content_key: r.contentKey ?? undefined,
    clears_key: r.clearsKey ?? undefined,
  }
}

function heardFields(h: Heard) {
  return {
    source_id: h.sourceId,
    external_id: h.externalId,
    last_seen_at: h.lastSeenAt,
    available: h.available,
    battery_percent: h.batteryPercent,
    values: h.values,
  }
}

/** Keeps messages that nobody could read, whole. */
export async function writeQuarantine(
  database: Database,
  rows: readonly (typeof quarantine.$inferInsert)[],
): Promise<void> {
  if (rows.length === 0) return
  await database.run(insertFromJson(quarantine, 1, '(select 1) as once'), [rowsJson(quarantine, rows)])
}
