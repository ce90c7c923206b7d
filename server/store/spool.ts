import type { Kind } from '#shared/kinds.ts'
import type { ObservationState, Values } from '#shared/observation.ts'
import type { Database } from '../../db/connect.ts'
import {
  CADENCE_SECONDS,
  CLOCK_DRIFT_SECONDS,
  CLOCK_OFF_SECONDS,
  GAPS_BELIEVED,
  MOST_SPREAD,
  OFFLINE_INTERVALS,
  TURNS_KEPT,
  UTTERANCE_SECONDS,
} from '../domain/care-rules.ts'

// Telemetry is written twice. First as it comes, a whole batch in one row of `spool`: that is the commit after which
// its messages are acknowledged. Soon after, the oldest batches are settled: taken apart into `readings`, repeats left
// out, and what was last heard of each device noted.

/** What one observation leaves in a batch; what is null or false is left out. Times in epoch milliseconds. */
export type Entry = {
  source: string
  address: string
  device?: string | undefined
  kind?: Kind | undefined
  /** Absent: evidence keeps the observation itself, only that the device was heard is noted. */
  state?: ObservationState | undefined
  at?: number | undefined
  received: number
  confidence?: number | undefined
  values: Values
  /** It is written only if this key is new. */
  key?: string | undefined
  /** Its sender may have sent it before, and it has no key: it is written only if no equal one came lately. */
  again?: true | undefined
  available?: boolean | undefined
  battery?: number | undefined
  /** The gateway it was heard through. */
  via?: string | undefined
  /** The fingerprint of what it measures. */
  gauge?: number | undefined
  /** It was said by others, a last will or the broker's memory: the device itself did not speak. */
  silent?: 'will' | 'replayed' | undefined
}

/** How long a redelivery without id or time is recognised by its content. */
const FOLD = `interval '10 minutes'`
/** By which part of the way an end of the gaps follows one beyond it, and comes back; and the longest way, a factor of four. */
const FOLLOWS = 0.3
const RETURNS = 0.02
const FARTHEST = 1.4
/** So many entries are settled by one statement, and the rest of the batch that reaches the number. */
const SETTLED_AT_ONCE = 1000
const MOST_BATCHES = 256

// `$1` the batch, `$2` its entries, `$3` the signals of which they say that they are off.
const APPEND = `
with ending as (select key from signals where active and key = any($3::text[])),
kept as (insert into spool (batch, entries) select $1, $2::int where not exists (select from ending))
select key from ending`

/** A batch as a row, for a step that writes one beside other things. */
export function spoolRow(entries: readonly Entry[]): { batch: string; entries: number } {
  return { batch: JSON.stringify(entries), entries: entries.length }
}

/**
 * Writes a batch down, unless it would end signals that are on: those concern incidents and take the whole road. Then
 * nothing is written, and the answer names them.
 */
export async function spoolBatch(
  database: Database,
  entries: readonly Entry[],
  clears: readonly string[],
): Promise<Set<string>> {
  const row = spoolRow(entries)
  const rows = await database.run<{ key: string }>(APPEND, [row.batch, row.entries, clears])
  return new Set(rows.map(({ key }) => key))
}

const SAME = `before.source_id = given.source_id and before.external_id = given.external_id and before."values" = given."values"
  and before.state = given.state and before.kind is not distinct from given.kind and before.device_at is not distinct from given.device_at`

/** Batches of several processes may be settled in another order than they were heard in; what lies an hour off was heard before a clock was put back. */
const IS_LATER = `(excluded.last_seen_at >= before.last_seen_at or excluded.last_seen_at < before.last_seen_at - interval '1 hour')`

/** Its availability was said to be another one. */
const TURNED = `(${IS_LATER} and excluded.available <> before.available)`

const SAID_AT =
  'case when excluded.available is not null then coalesce(excluded.available_at, excluded.last_seen_at) end'
/** Its will comes once more after it had spoken without a greeting; what the broker merely remembers does not count. */
const IS_GONE_AGAIN = `(not excluded.available and excluded.available_at > before.last_seen_at and before.last_seen_at > before.available_at)`

// How often a device speaks is learned here, from the gaps between its utterances: their short and their long end, in
// logarithms. An end gives way quickly to what lies beyond it and comes back slowly, so one gap too many proves nothing
// and a device that speaks when it likes has ends far apart. What is believed of it stands in domain/cadence.ts.

const IS_GAP = `excluded.spoke_at >= before.spoke_at + interval '${UTTERANCE_SECONDS} seconds'`
/** Only where somebody listened all the while is silence the device's own. */
const COUNTS = `(${IS_GAP} and coalesce(before.spoke_at >= (select since from listening), true))`
const GAP = 'ln(extract(epoch from excluded.spoke_at - before.spoke_at)::float8)'
const LOW = endOf('before.gap_low', 'least', '<')
const HIGH = endOf('before.gap_high', 'greatest', '>')
const IS_LAPSE = `before.gaps >= ${GAPS_BELIEVED} and before.gap_high - before.gap_low <= ${MOST_SPREAD}
  and ${GAP} > greatest(before.gap_high, ${Math.log(CADENCE_SECONDS.least)}) + ${Math.log(OFFLINE_INTERVALS)}`
/** What it measures is the same to the last digit. */
const IS_STILL = '(excluded.gauge = before.gauge and excluded.gauge_count > 0)'

/** Only a reading tells what time it was when it was sent: alarms may tell when something began. */
const TELLS_TIME = `(where device_at is not null and state = 'reading' and silent is null)`
/** Of several messages that come together the last to be measured has waited least. */
const CLOCK = `max(extract(epoch from device_at - received_at)::float8) filter ${TELLS_TIME}`
/** What was held up on its way and is sent at last comes nearer to the present with every message. */
const GOES_ON = `(before.clock_off_since is not null and sign(excluded.clock_offset_seconds) = sign(before.clock_offset_seconds)
  and (excluded.clock_offset_seconds > 0 or excluded.clock_offset_seconds <= before.clock_offset_seconds + ${CLOCK_DRIFT_SECONDS}))`
const SETS_CLOCK = `(excluded.clock_at is not null and (${IS_LATER} or before.clock_at is null))`

function endOf(end: string, outermost: string, isBeyond: string): string {
  const by = `greatest(-${FARTHEST}, least(${FARTHEST}, ${GAP} - ${end}))`
  return `(case when before.gaps < ${GAPS_BELIEVED} then ${outermost}(${end}, ${GAP}) when ${GAP} ${isBeyond} ${end} then ${end} + ${FOLLOWS} * ${by}
    else ${end} + ${RETURNS} * ${by} end)`
}

/** One statement, whole or absent: the batches are gone when, and only when, what they say stands in its tables. `$1`: up to which. */
const SETTLE = `
with counted as (
  select id, sum(entries) over (order by id) - entries as older from (select id, entries from spool where id <= $1::bigint order by id limit ${MOST_BATCHES}) as oldest
),
taken as (
  delete from spool where id in (select id from counted where older < ${SETTLED_AT_ONCE}) returning id, batch, entries
),
given as materialized (
  select row_number() over (order by taken.id, place) as n, source as source_id, address as external_id, device as device_id, kind, state,
    to_timestamp(at / 1000.0) as device_at, to_timestamp(received / 1000.0) as received_at, confidence, "values", key, again, available, battery, via, gauge, silent,
    case when silent is null then to_timestamp(received / 1000.0) end as spoke_at
  from taken, rows from (jsonb_to_recordset(batch::jsonb) as (source text, address text, device text, kind text, state text, at bigint,
    received bigint, confidence double precision, "values" jsonb, key text, again boolean, available boolean, battery double precision,
    via text, gauge int, silent text))
    with ordinality as e(source, address, device, kind, state, at, received, confidence, "values", key, again, available, battery, via, gauge, silent, place)
),
keyed as materialized (select distinct on (key) key, n, received_at from given where key is not null order by key, n),
fresh as (
  insert into message_keys (key, seen_at) select key, received_at from keyed order by key on conflict (key) do nothing returning key
),
written as (
  insert into readings (id, source_id, external_id, device_id, kind, state, device_at, received_at, confidence, "values")
  select gen_random_uuid()::text, source_id, external_id, device_id, kind, state, device_at, received_at, confidence, "values"
  from given where state is not null and (
    n in (select n from keyed where key in (select key from fresh))
    or key is null and not (coalesce(again, false) and (
      exists (select from given as before where before.n < given.n and ${SAME})
      or exists (select from readings as before where before.device_id = given.device_id
        and before.received_at between given.received_at - ${FOLD} and given.received_at and ${SAME}))))
),
listening as (select since from hearing order by id desc limit 1),
heard as (
  insert into device_statuses as before (source_id, external_id, last_seen_at, available, available_at, battery_percent, "values",
    spoke_at, via, gauge, gauge_since, gauge_count, clock_offset_seconds, clock_at, clock_off_since)
  select source_id, external_id, coalesce(max(spoke_at), max(received_at)), (array_agg(available order by n desc) filter (where available is not null))[1],
    max(received_at) filter (where available is not null and silent is distinct from 'replayed'),
    (array_agg(battery order by n desc) filter (where battery is not null))[1], jsonb_merge("values" order by n),
    min(spoke_at), max(via), max(gauge), min(spoke_at) filter (where gauge is not null),
    case when min(gauge) = max(gauge) then count(gauge) else 0 end,
    ${CLOCK}, max(received_at) filter ${TELLS_TIME}, case when abs(${CLOCK}) > ${CLOCK_OFF_SECONDS} then min(received_at) filter ${TELLS_TIME} end
  from given group by source_id, external_id order by source_id, external_id
  on conflict (source_id, external_id) do update set
    last_seen_at = case when excluded.spoke_at is not null and ${IS_LATER} then excluded.last_seen_at else before.last_seen_at end,
    available = case when ${IS_LATER} then coalesce(excluded.available, before.available) else coalesce(before.available, excluded.available) end,
    available_at = case when ${TURNED} or before.available is null then ${SAID_AT}
      when ${IS_GONE_AGAIN} then excluded.available_at else before.available_at end,
    battery_percent = case when ${IS_LATER} then coalesce(excluded.battery_percent, before.battery_percent)
      else coalesce(before.battery_percent, excluded.battery_percent) end,
    "values" = case when ${IS_LATER} then before."values" || excluded."values" else excluded."values" || before."values" end,
    spoke_at = case when before.spoke_at is null or ${IS_GAP} or ${IS_LATER} and excluded.spoke_at < before.spoke_at
      then coalesce(excluded.spoke_at, before.spoke_at) else before.spoke_at end,
    gaps = before.gaps + case when ${COUNTS} then 1 else 0 end,
    gap_low = case when ${COUNTS} then ${LOW} else before.gap_low end,
    gap_high = case when ${COUNTS} then ${HIGH} else before.gap_high end,
    turns = case when ${TURNED} then (before.turns || ${SAID_AT})[greatest(1, cardinality(before.turns) + 2 - ${TURNS_KEPT}):]
      when ${COUNTS} and ${IS_LAPSE} then (before.turns || excluded.spoke_at)[greatest(1, cardinality(before.turns) + 2 - ${TURNS_KEPT}):]
      else before.turns end,
    via = coalesce(excluded.via, before.via),
    gauge = coalesce(excluded.gauge, before.gauge),
    gauge_since = case when excluded.gauge is null or ${IS_STILL} then before.gauge_since else excluded.gauge_since end,
    gauge_count = case when excluded.gauge is null then before.gauge_count when ${IS_STILL} then before.gauge_count + excluded.gauge_count
      else excluded.gauge_count end,
    clock_offset_seconds = case when ${SETS_CLOCK} then excluded.clock_offset_seconds else before.clock_offset_seconds end,
    clock_at = case when ${SETS_CLOCK} then excluded.clock_at else before.clock_at end,
    clock_off_since = case when not ${SETS_CLOCK} or excluded.clock_off_since is not null and ${GOES_ON} then before.clock_off_since
      else excluded.clock_off_since end
)
select coalesce(sum(entries), 0)::int as entries from taken`

/** Settles the oldest batches, none with a number above `upTo`; resolves with how many entries they had. */
export async function settleOldest({ run }: Database, upTo = Number.MAX_SAFE_INTEGER): Promise<number> {
  const [row] = await run<{ entries: number }>(SETTLE, [upTo])
  return row?.entries ?? 0
}

/** The numbers of the oldest and the newest batch that wait; null when none does. */
export async function spooledRange(database: Database): Promise<{ oldest: number; newest: number } | null> {
  const [row] = await database.run<{ oldest: number; newest: number }>(
    'select min(id)::float8 as oldest, max(id)::float8 as newest from spool having count(*) > 0',
  )
  return row ?? null
}

/**
 * Makes two batches of one, because it cannot be settled as it is; one that is a single entry moves to the quarantine,
 * with `detail` as its reason. So one entry that the database refuses holds up none of the others. The two take new
 * numbers, behind all that wait. It is taken apart here, since what the database refuses it may not even read.
 */
export async function splitBatch({ run }: Database, id: number, detail: string): Promise<void> {
  const [row] = await run<{ batch: string }>('select batch from spool where id = $1::bigint', [id])
  if (row === undefined) return
  // What `spoolRow` wrote.
  const entries = JSON.parse(row.batch) as Entry[]
  const [first] = entries
  if (entries.length > 1 || first === undefined) {
    const middle = entries.length >> 1
    const halves = [entries.slice(0, middle), entries.slice(middle)].filter(({ length }) => length > 0).map(spoolRow)
    await run(
      `with gone as (delete from spool where id = $1::bigint returning id)
      insert into spool (batch, entries) select h.batch, h.entries from gone, unnest($2::text[], $3::int[]) as h(batch, entries)`,
      [id, halves.map(({ batch }) => batch), halves.map((half) => half.entries)],
    )
    return
  }
  const payload = Buffer.from(JSON.stringify(first))
  const text = (words: string) => words.replaceAll('\0', '\ufffd').toWellFormed()
  await run(
    `with gone as (delete from spool where id = $1::bigint returning id)
    insert into quarantine (id, received_at, source_id, topic, payload, payload_bytes, retain, principal, reason, detail)
    select gen_random_uuid()::text, now(), $2, $3, $4, $5::int, false, null, 'unwritable', $6 from gone`,
    [id, text(first.source), text(first.address), payload.toString('base64'), payload.length, text(detail)],
  )
}
