import type { Kind } from '#shared/kinds.ts'
import type { ReadingBucket } from '#shared/readings.ts'
import type { Database } from '../../db/connect.ts'

/** Of which device and value, when, and what the viewer may see: readings of these kinds, evidence of these incidents. */
export type ReadingsWanted = {
  deviceId: string
  name: string
  from: Date
  to: Date
  bucketSeconds: number
  kinds: readonly Kind[]
  incidentIds: readonly string[]
}

/** A value of a device, step by step, oldest first. What came with an alarm lies in the evidence and counts as well. */
export async function readingBuckets({ query }: Database, wanted: ReadingsWanted): Promise<ReadingBucket[]> {
  const { deviceId, name, from, to, bucketSeconds, kinds, incidentIds } = wanted
  const said = (table: string) =>
    `select received_at, "values" -> $2 as value from ${table} where device_id = $1
     and received_at >= $3::timestamptz and received_at < $4::timestamptz and jsonb_typeof("values" -> $2) = 'number'`
  const rows = await query<Omit<ReadingBucket, 'at' | 'lastAt'> & { at: string; last_at: string }>(
    `select min(received_at) as at, max(received_at) as last_at, count(*)::int as n, min(value::float8) as min, max(value::float8) as max,
       avg(value::float8) as mean, (array_agg(value::float8 order by received_at desc))[1] as last
     from (${said('readings')} and (kind is null or kind = any($6::text[]))
       union all ${said('observations')} and incident_id = any($7::text[])) as said
     group by date_bin(make_interval(secs => $5::int), received_at, timestamptz '2000-01-01 00:00Z') order by at`,
    [deviceId, name, from.toISOString(), to.toISOString(), bucketSeconds, [...kinds], [...incidentIds]],
  )
  return rows.map(({ at, last_at: lastAt, ...rest }) => {
    return { at: new Date(at).toISOString(), lastAt: new Date(lastAt).toISOString(), ...rest }
  })
}

/** The incidents for which a device has borne witness within a span, by the ids that they had then. */
export async function incidentsWitnessed(
  { query }: Database,
  deviceId: string,
  from: Date,
  to: Date,
): Promise<string[]> {
  const rows = await query<{ incident_id: string }>(
    `select distinct incident_id from observations where device_id = $1
     and received_at >= $2::timestamptz and received_at < $3::timestamptz`,
    [deviceId, from.toISOString(), to.toISOString()],
  )
  return rows.map((row) => row.incident_id)
}
