import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { addressKey, type HeardAt } from '../../server/domain/watched.ts'
import { type Entry, settleOldest, spoolBatch } from '../../server/store/spool.ts'
import { heardAtAddresses, notePicture } from '../../server/store/statuses.ts'
import { pictureOf } from '../support/heard-devices.ts'
import { ownDatabase } from '../support/own-database.ts'

// How far a device's clock is off is noted by the statement that settles telemetry.

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await ownDatabase())
})
afterAll(() => close())

const START = Date.UTC(2026, 4, 1, 8)
const HOUR = 3600

/** A reading that came so many seconds after the start, and says a time that is off by so many. */
const reading = (address: string, seconds: number, off: number | null, rest: Partial<Entry> = {}): Entry => {
  const received = START + seconds * 1000
  const at = off === null ? undefined : received + off * 1000
  return { source: 'lora', address, state: 'reading', received, at, values: {}, ...rest }
}
async function hear(...entries: Entry[]): Promise<HeardAt> {
  await spoolBatch(database, entries, [])
  while ((await settleOldest(database)) > 0);
  const row = (await heardAtAddresses(database)).get(addressKey('lora', entries[0]?.address ?? ''))
  if (row === undefined) throw new Error('it was not heard')
  return row
}
const statusAfter = (row: HeardAt, format?: 'firms') =>
  pictureOf([row], { now: new Date(START), ...(format && { format }) }).devices[0]?.status
const isWrong = (row: HeardAt) => statusAfter(row)?.problems.some(({ problem }) => problem === 'clock-off')
const startPlus = (seconds: number) => new Date(START + seconds * 1000)

describe('the clock of a device', () => {
  it('is as far off as its newest reading says, which may tell no time at all', async () => {
    expect(await hear(reading('fine', 0, -1.5))).toMatchObject({ clockOffsetSeconds: -1.5, clockOffSince: null })
    const mute = await hear(reading('fine', 60, null))
    expect(mute).toMatchObject({ clockOffsetSeconds: -1.5, clockAt: startPlus(0) })
    expect(statusAfter(mute)).toMatchObject({ clockOffsetSeconds: -1.5, problems: [] })
    expect(await hear(reading('timeless', 0, null))).toMatchObject({ clockOffsetSeconds: null })
  })

  it('is wrong at once when it is ahead, since the first time, until it is right again', async () => {
    expect(isWrong(await hear(reading('ahead', 0, 299)))).toBe(false)
    expect(isWrong(await hear(reading('ahead', 60, 8 * HOUR)))).toBe(true)
    const still = await hear(reading('ahead', 120, 8 * HOUR + 3))
    expect(still.clockOffSince).toEqual(startPlus(60))
    expect(statusAfter(still)).toMatchObject({ clockOffsetSeconds: 8 * HOUR + 3 })
    expect(isWrong(await hear(reading('ahead', 180, 2)))).toBe(false)
  })

  it('that is behind is wrong when a later reading is as far behind: a clock that stands still falls further', async () => {
    expect(isWrong(await hear(reading('behind', 0, -HOUR)))).toBe(false)
    expect(isWrong(await hear(reading('behind', 600, -HOUR - 20)))).toBe(true)
    await hear(reading('stopped', 0, -HOUR))
    expect(isWrong(await hear(reading('stopped', 600, -HOUR - 600)))).toBe(true)
  })

  it('is not told by what was held up on its way and is sent at last', async () => {
    for (const [after, off] of [
      [0, -6 * HOUR],
      [60, -4 * HOUR],
      [120, -HOUR],
    ] as const)
      expect(isWrong(await hear(reading('held', after, off)))).toBe(false)
    const together = [-3 * HOUR, -2 * HOUR, -4].map((off, n) => reading('held', 180 + n, off))
    expect(await hear(...together)).toMatchObject({ clockOffsetSeconds: -4, clockOffSince: null })
  })

  it('is not told by what the broker remembers, by alarms, or by sources that tell of the past', async () => {
    const replayed = reading('others', 0, -HOUR, { silent: 'replayed' })
    const alarm = reading('others', 60, -HOUR, { state: 'active' })
    expect(await hear(replayed, alarm)).toMatchObject({ clockOffsetSeconds: null, clockAt: null })
    await hear(reading('satellite', 0, -HOUR))
    const seen = await hear(reading('satellite', 600, -HOUR))
    expect(isWrong(seen)).toBe(true)
    expect(statusAfter(seen, 'firms')).toMatchObject({ clockOffsetSeconds: null, problems: [] })
  })
})

describe('the last picture of a camera', () => {
  it('is the newest that came, also where nothing else was heard yet', async () => {
    for (const id of ['seen-1', 'seen-2'])
      await database.run(
        `insert into observations (id, incident_id, source_id, external_id, state, received_at, "values", media_ids, media_links)
         values ($1, 'i', 'lora', 'ridge', 'active', $2::timestamptz, '{}', '{}', '{}')`,
        [id, startPlus(0).toISOString()],
      )
    await notePicture(database, 'seen-1', startPlus(90))
    await notePicture(database, 'seen-2', startPlus(30))
    await notePicture(database, 'unknown', startPlus(99))
    const heard = await hear(reading('ridge', 120, null))
    expect(heard).toMatchObject({ lastPictureAt: startPlus(90), lastSeenAt: startPlus(120) })
    expect(statusAfter(heard)).toMatchObject({ lastPictureAt: startPlus(90).toISOString() })
  })

  it('is known of what was kept before this was noted', async () => {
    await hear(reading('old-mast', 0, null))
    const at = startPlus(5).toISOString()
    await database.run(
      `insert into observations (id, incident_id, source_id, external_id, state, received_at, "values", media_ids, media_links)
       values ('old', 'i', 'lora', 'old-mast', 'active', $1::timestamptz, '{}', '{}', '{}')`,
      [at],
    )
    await database.run(
      `insert into media (id, owner_id, content_type, bytes, received_bytes, sha256, created_at, completed_at)
       values ('old-picture', '', 'image/jpeg', 1, 1, 'x', $1::timestamptz, $1::timestamptz)`,
      [at],
    )
    await database.run(
      `insert into evidence_media (id, observation_id, position, state, media_id, tries, created_at)
       values ('old-link', 'old', 0, 'kept', 'old-picture', 1, $1::timestamptz)`,
      [at],
    )
    const migration = readFileSync(join(import.meta.dirname, '../../db/migrations/0008_device_clock.sql'), 'utf8')
    await database.run(migration.split('--> statement-breakpoint').at(-1) ?? '')
    const row = (await heardAtAddresses(database)).get(addressKey('lora', 'old-mast'))
    expect(row).toMatchObject({ lastPictureAt: startPlus(5) })
  })
})
