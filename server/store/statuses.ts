import { asc } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { deviceStatuses, hearing } from '../../db/schema.ts'
import { HEARING_PATIENCE_MS } from '../domain/care-rules.ts'
import type { Span } from '../domain/hearing.ts'
import { addressKey, type HeardAt } from '../domain/watched.ts'

/** What was last heard at each address, by `addressKey`. */
export async function heardAtAddresses({ read }: Database): Promise<Map<string, HeardAt>> {
  const rows = await read.select().from(deviceStatuses)
  return new Map(rows.map((row) => [addressKey(row.sourceId, row.externalId), row]))
}

/** Notes that a picture or clip came with an observation; nothing else may be known of its address yet. */
export async function notePicture({ run }: Database, observationId: string, at: Date): Promise<void> {
  await run(
    `insert into device_statuses as before (source_id, external_id, last_seen_at, "values", last_picture_at)
     select source_id, external_id, received_at, '{}', $2::timestamptz from observations
     where id = $1 and source_id is not null and external_id is not null
     on conflict (source_id, external_id) do update set last_picture_at = greatest(before.last_picture_at, excluded.last_picture_at)`,
    [observationId, at.toISOString()],
  )
}

/** From when to when anybody here listened, oldest first. */
export async function hearingSpans({ read }: Database): Promise<Span[]> {
  return read.select({ since: hearing.since, until: hearing.until }).from(hearing).orderBy(asc(hearing.id))
}

/** Notes that somebody listens at `now`: the newest span goes on, or after a pause a new one begins. */
export async function noteHearing({ run }: Database, now: Date): Promise<void> {
  await run(
    `with newest as (select id, until from hearing order by id desc limit 1),
    going as (update hearing set until = greatest(hearing.until, $1::timestamptz) from newest where hearing.id = newest.id
      and abs(extract(epoch from $1::timestamptz - newest.until)) * 1000 <= $2::float8 returning 1)
    insert into hearing (since, until) select $1::timestamptz, $1::timestamptz where not exists (select from going)`,
    [now.toISOString(), HEARING_PATIENCE_MS],
  )
}
