import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Database } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { type ShortReading, writeReadings } from '../../server/store/telemetry.ts'

let database: Database
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'xiangshao-telemetry-'))
  database = await connect({ url: null, dataDir: directory })
  await migrate(database)
})
afterAll(async () => {
  await database.stop()
  await rm(directory, { recursive: true, force: true })
})

const reading = (id: string, receivedAt: string, keys: Partial<ShortReading>): ShortReading => ({
  id,
  sourceId: 'zigbee2mqtt',
  externalId: 'kitchen',
  deviceId: null,
  kind: 'smoke',
  state: 'cleared',
  deviceAt: null,
  receivedAt,
  confidence: null,
  values: { linkquality: 90 },
  foldKey: null,
  contentKey: null,
  clearsKey: null,
  ...keys,
})
const idsWritten = async (like: string) =>
  (await database.run<{ id: string }>('select id from readings where id like $1 order by id', [like])).map(
    ({ id }) => id,
  )

describe('the bulk write of readings', () => {
  it('keeps two reports in the same words that came in one batch', async () => {
    const batch = [
      reading('same-1', '2026-05-01T08:00:00.000Z', { contentKey: 'c:same' }),
      reading('same-2', '2026-05-01T08:00:00.005Z', { contentKey: 'c:same' }),
    ]
    await writeReadings(database, batch, [])
    expect(await idsWritten('same-%')).toEqual(['same-1', 'same-2'])
  })

  it('keeps a batch in which a redelivery comes before a report in the same words', async () => {
    const batch = [
      reading('again-1', '2026-05-01T08:00:00.000Z', { foldKey: 'c:again' }),
      reading('again-2', '2026-05-01T08:00:00.005Z', { contentKey: 'c:again' }),
    ]
    await writeReadings(database, batch, [])
    expect(await idsWritten('again-%')).toEqual(['again-1', 'again-2'])
  })

  it('folds a redelivery into the reading it repeats, and not into one of another device or of an hour ago', async () => {
    const said = { deviceId: 'twin', contentKey: 'c:twin' }
    const again = { ...said, foldKey: 'c:twin' }
    await writeReadings(database, [reading('twin-1', '2026-05-01T08:00:00.000Z', said)], [])
    await writeReadings(database, [reading('twin-2', '2026-05-01T08:00:09.000Z', again)], [])
    expect(await idsWritten('twin-%')).toEqual(['twin-1'])
    const other = { ...again, deviceId: 'other', contentKey: 'c:other', foldKey: 'c:other' }
    await writeReadings(database, [reading('twin-3', '2026-05-01T08:00:10.000Z', other)], [])
    await writeReadings(database, [reading('twin-4', '2026-05-01T09:00:10.000Z', again)], [])
    expect(await idsWritten('twin-%')).toEqual(['twin-1', 'twin-3', 'twin-4'])
  })

  it('writes a reading under a key that is known already not a second time', async () => {
    await writeReadings(database, [reading('once-1', '2026-05-01T08:00:00.000Z', { foldKey: 'once' })], [])
    await writeReadings(database, [reading('once-2', '2026-05-01T08:01:00.000Z', { foldKey: 'once' })], [])
    expect(await idsWritten('once-%')).toEqual(['once-1'])
  })

  it('leaves the end of a signal that is on unwritten, key and all, and says which it was', async () => {
    await database.run(
      `insert into signals (key, active, since, incident_id) values ('kitchen/on', true, now(), 'i'), ('kitchen/off', false, now(), 'i')`,
    )
    const batch = [
      reading('ends-1', '2026-05-01T08:00:00.000Z', { foldKey: 'ends', clearsKey: 'kitchen/on' }),
      reading('ends-2', '2026-05-01T08:00:00.000Z', { clearsKey: 'kitchen/off' }),
      reading('ends-3', '2026-05-01T08:00:00.000Z', {}),
    ]
    expect(await writeReadings(database, batch, [])).toEqual(new Set(['kitchen/on']))
    expect(await idsWritten('ends-%')).toEqual(['ends-2', 'ends-3'])
    expect(await database.run('select key from message_keys where key = $1', ['ends'])).toEqual([])
  })

  it('leaves what a reading does not say empty', async () => {
    await writeReadings(database, [reading('bare-1', '2026-05-01T08:00:00.000Z', { kind: null, state: 'reading' })], [])
    const rows = await database.run('select kind, device_id, device_at, confidence from readings where id = $1', [
      'bare-1',
    ])
    expect(rows).toEqual([{ kind: null, device_id: null, device_at: null, confidence: null }])
  })
})
