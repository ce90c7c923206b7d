import { expect, it } from 'vitest'
import { stationReadings } from '../../server/store/station-readings.ts'
import { ownDatabase } from '../support/own-database.ts'

const HOUR_MS = 3600_000

it('what a station measured counts when it was measured, though it came two days late; a clock further off is not believed', async () => {
  const { database, close } = await ownDatabase()
  try {
    const receivedAt = new Date('2026-12-16T03:50:00.000Z')
    const measured = [1, 49, 51].map((hours) => new Date(receivedAt.getTime() - hours * HOUR_MS))
    for (const [n, deviceAt] of measured.entries())
      await database.run(
        `insert into readings (id, source_id, external_id, device_id, state, device_at, received_at, "values")
         values ($1, 's', 'e', 'station', 'reading', $2::timestamptz, $3::timestamptz, '{}')`,
        [`r${n}`, deviceAt.toISOString(), receivedAt.toISOString()],
      )
    const read = await stationReadings(database, ['station'], new Date(receivedAt.getTime() - HOUR_MS))
    expect(read.map(({ at }) => at).toSorted((a, b) => b.getTime() - a.getTime())).toEqual([
      receivedAt,
      measured[0],
      measured[1],
    ])
  } finally {
    await close()
  }
})
