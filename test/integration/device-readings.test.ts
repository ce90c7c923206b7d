import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Readings, readingsSchema } from '#shared/readings.ts'
import { incidentsWitnessed, readingBuckets, type ReadingsWanted } from '../../server/store/device-readings.ts'
import { ownDatabase } from '../support/own-database.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

describe('the readings of a device, step by step', () => {
  let database: Awaited<ReturnType<typeof ownDatabase>>['database']
  let close: () => Promise<void>
  beforeAll(async () => {
    ;({ database, close } = await ownDatabase())
    // Over the end of a month, on which the tables part.
    await said('readings', '2026-10-31T23:59:10.000Z', { temperatureCelsius: 4, label: 'x' })
    await said('readings', '2026-11-01T00:00:10.000Z', { temperatureCelsius: 5 })
    await said('readings', '2026-11-01T00:02:00.000Z', { temperatureCelsius: -1.5 })
    await said('readings', '2026-11-01T00:04:59.999Z', { temperatureCelsius: 2.5 })
    await said('readings', '2026-11-01T00:10:00.000Z', { temperatureCelsius: 'broken' })
    await said('readings', '2026-11-01T00:20:00.000Z', { temperatureCelsius: 30 }, 'medical')
    await said('observations', '2026-11-01T00:30:00.000Z', { temperatureCelsius: 71 }, 'smoke')
    await said('readings', '2026-11-01T00:01:00.000Z', { temperatureCelsius: 99 }, null, 'another')
  }, 120_000)
  afterAll(() => close())

  let n = 0
  async function said(table: string, at: string, values: object, kind: string | null = null, device = 'station') {
    const [columns, more] =
      table === 'readings' ? ['', ''] : [', incident_id, media_ids, media_links', `, 'fire-1', '{}', '{}'`]
    await database.run(
      `insert into ${table} (id, source_id, external_id, device_id, kind, state, received_at, "values"${columns})
       values ($1, 's', 'e', $2, $3, 'reading', $4::timestamptz, $5::text::jsonb${more})`,
      [`row-${n++}`, device, kind, at, JSON.stringify(values)],
    )
  }
  const wanted: ReadingsWanted = {
    deviceId: 'station',
    name: 'temperatureCelsius',
    from: new Date('2026-10-31T12:00:00.000Z'),
    to: new Date('2026-11-01T12:00:00.000Z'),
    bucketSeconds: 300,
    kinds: ['smoke'],
    incidentIds: [],
  }

  it('are the least, greatest, mean and last of what was received within each, the seldom said left out', async () => {
    const first = { min: 4, max: 4, mean: 4, last: 4 }
    expect(await readingBuckets(database, wanted)).toEqual([
      { at: '2026-10-31T23:59:10.000Z', lastAt: '2026-10-31T23:59:10.000Z', n: 1, ...first },
      {
        at: '2026-11-01T00:00:10.000Z',
        lastAt: '2026-11-01T00:04:59.999Z',
        n: 3,
        min: -1.5,
        max: 5,
        mean: 2,
        last: 2.5,
      },
    ])
  })

  it('count what came with alarms, and what tells of private affairs, only for whoever may see that', async () => {
    const seen = { ...wanted, kinds: ['medical' as const], incidentIds: ['fire-1'] }
    expect((await readingBuckets(database, seen)).map(({ last }) => last)).toEqual([4, 2.5, 30, 71])
    expect(await incidentsWitnessed(database, 'station', wanted.from, wanted.to)).toEqual(['fire-1'])
    expect(await incidentsWitnessed(database, 'station', wanted.from, new Date('2026-11-01T00:30:00.000Z'))).toEqual([])
  })

  it('begin with the span and end before its end', async () => {
    const from = new Date('2026-11-01T00:02:00.000Z')
    const to = new Date('2026-11-01T00:04:59.999Z')
    expect(await readingBuckets(database, { ...wanted, from, to })).toMatchObject([{ n: 1, last: -1.5 }])
    expect(await readingBuckets(database, { ...wanted, name: 'humidityPercent' })).toEqual([])
  })
})

describe('the readings of a device over HTTP', () => {
  const TOKEN = 'readings-token'
  let app: RunningApp
  beforeAll(async () => {
    app = await startApp()
    const admin = visitor(app, await app.signIn('admin'))
    await admin('/api/sources/gauges', { method: 'PUT', json: { format: 'native', prefix: 'gauges', token: TOKEN } })
    for (const id of ['gauge-1', 'gauge-mute'])
      await admin(`/api/devices/${id}`, {
        method: 'PUT',
        json: {
          name: id,
          kind: 'water-level',
          addresses: [{ source: 'gauges', externalId: id }],
          location: [112.196, 36.604],
        },
      })
    for (const level of [1.25, 1.5]) await tell({ state: 'reading', value: level, unit: 'm' })
  }, 120_000)
  afterAll(() => app.stop())

  async function tell(body: object) {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    const path = `${app.url()}/api/ingest/gauges?topic=gauges/gauge-1/event`
    const { status } = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ kind: 'flood', ...body }) })
    expect(status).toBeLessThan(300)
  }
  const ask = async (query: string, user = 'duty', id = 'gauge-1') =>
    app.get(`/api/devices/${id}/readings${query}`, await app.signIn(user))
  const readings = async (query: string, id?: string): Promise<Readings> =>
    readingsSchema.parse((await ask(query, 'duty', id)).body)
  const fields = ({ body }: { body: unknown }) =>
    (body as { fields?: { field: string }[] }).fields?.map(({ field }) => field)

  it('are told at once, with the names and units of all values in numbers', async () => {
    const told = await readings('?name=value&most=2')
    expect(told).toMatchObject({ name: 'value', names: [{ name: 'value', unit: 'm' }] })
    expect(told.items.at(-1)).toMatchObject({ last: 1.5, max: 1.5 })
    expect(told.items.reduce((sum, { n }) => sum + n, 0)).toBe(2)
    // Unasked it is the first value over the last day.
    expect(await readings('')).toMatchObject({ name: 'value', bucketSeconds: 300 })
  })

  it('are none where nothing was said', async () => {
    expect(await readings('', 'gauge-mute')).toMatchObject({ name: null, names: [], items: [] })
    expect(await readings('?to=2025-01-01T00:00:00%2B08:00')).toMatchObject({ items: [] })
  })

  it('are refused with the name of the field that is wrong', async () => {
    for (const [query, field] of [
      ['?from=yesterday', 'from'],
      ['?to=2026-13-01T00:00:00Z', 'to'],
      ['?most=501', 'most'],
      ['?most=1', 'most'],
      [`?name=${'x'.repeat(65)}`, 'name'],
      ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
      ['?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ] as const) {
      const answer = await ask(query)
      expect([query, answer.status, fields(answer)]).toEqual([query, 422, [field]])
    }
  })

  it('are no business of whoever may not see the device', async () => {
    const outside = { addresses: [], kind: 'weather', name: 'far', location: [100, 30] }
    await visitor(app, await app.signIn('admin'))('/api/devices/far', { method: 'PUT', json: outside })
    expect((await ask('', 'member', 'far')).status).toBe(404)
    expect((await ask('', 'admin', 'far')).status).toBe(200)
    expect((await ask('', 'duty', 'none')).status).toBe(404)
    expect((await app.get('/api/devices/gauge-1/readings')).status).toBe(401)
  })
})
