import type { Values } from '#shared/observation.ts'
import type { Database } from '../../db/connect.ts'
import type { StationReading } from '../domain/station-weather.ts'

/**
 * A device's clock further off than this is not believed. A gateway without a line keeps messages for a day or two, and before
 * noon the day whose rain counts for the last noon began more than two days ago.
 */
const BEHIND_MS = 50 * 3600_000
const AHEAD_MS = 300_000

/** What some devices have said and was received since a moment, each at the time it was measured. */
export async function stationReadings(
  { query }: Database,
  deviceIds: readonly string[],
  since: Date,
): Promise<StationReading[]> {
  const rows = await query<Row>(
    `select device_id, device_at, received_at, "values" from readings
     where device_id = any($1::text[]) and received_at >= $2::timestamptz`,
    [[...deviceIds], since.toISOString()],
  )
  return rows.map(({ device_id: deviceId, device_at: deviceAt, received_at: receivedAt, values }) => {
    return { deviceId, at: measuredAt(deviceAt, new Date(receivedAt)), values }
  })
}

type Row = { device_id: string; device_at: string | null; received_at: string; values: Values }

function measuredAt(deviceAt: string | null, receivedAt: Date): Date {
  if (deviceAt === null) return receivedAt
  const aheadMs = Date.parse(deviceAt) - receivedAt.getTime()
  return aheadMs < -BEHIND_MS || aheadMs > AHEAD_MS ? receivedAt : new Date(deviceAt)
}
