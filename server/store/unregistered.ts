import type { Database } from '../../db/connect.ts'
import { MOST_COUNTED } from '#shared/inbox.ts'

/** What the database knows of a device that nobody registered; `messages` are counted up to a limit. */
export type Trace = { id: string; firstHeardAt: Date; messages: number; isEvidence: boolean }

const TRACES = `
select given.id,
  (select extract(epoch from min(recorded_at)) * 1000 from devices where devices.id = given.id)::float8 as first,
  (select count(*) from (select from readings where device_id = given.id limit ${MOST_COUNTED}) as counted)::int as readings,
  (select count(*) from (select from observations where device_id = given.id limit ${MOST_COUNTED}) as counted)::int as evidence
from unnest($1::text[]) as given(id)`

/** Since when these devices are known, how much they said, and whether an incident cites them. */
export async function tracesOf({ run }: Database, ids: readonly string[]): Promise<Map<string, Trace>> {
  if (ids.length === 0) return new Map()
  const rows = await run<{ id: string; first: number | null; readings: number; evidence: number }>(TRACES, [ids])
  return new Map(
    rows.map(({ id, first, readings, evidence }) => {
      const messages = Math.min(MOST_COUNTED, readings + evidence)
      return [id, { id, firstHeardAt: new Date(first ?? 0), messages, isEvidence: evidence > 0 }]
    }),
  )
}

const FORGET = `
with gone as (
  delete from devices where not registered and superseded_at < $1::timestamptz
    and not exists (select from observations where observations.device_id = devices.id)
    and not exists (select from devices as other where other.id = devices.id and other.superseded_at is null)
  returning version_id
),
names as (delete from addresses using gone where addresses.version_id = gone.version_id returning source_id, external_id)
delete from device_statuses as status using names
  where status.source_id = names.source_id and status.external_id = names.external_id and status.last_seen_at < $2::timestamptz`

/** Deletes what was superseded before a moment of devices nobody registered and no incident cites. */
export async function forgetSuperseded({ run }: Database, before: Date, unheardSince: Date): Promise<void> {
  await run(FORGET, [before.toISOString(), unheardSince.toISOString()])
}
