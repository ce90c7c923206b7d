import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WeekHours } from '../../shared/week-hours.ts'
import type { InboxItem } from '../../shared/inbox.ts'
import type { Incident } from '../../shared/incident.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'

let app: RunningApp
let admin: string

beforeAll(async () => {
  app = await startApp()
  admin = await app.signIn('admin')
}, 120_000)
afterAll(() => app.stop())

async function ask(method: string, path: string, body?: unknown, cookie = admin): Promise<HttpAnswer> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = { cookie, 'content-type': 'application/json' }
  return answerOf(await fetch(app.url() + path, { method, headers, ...json }))
}

/** One native message, through the real door; answered after its commit. */
async function says(device: string, body: object): Promise<void> {
  const init = { method: 'POST', body: JSON.stringify({ device, ...body }) }
  const answer = await answerOf(await fetch(`${app.url()}/api/ingest/native`, init))
  expect(answer).toMatchObject({ status: 200, body: { outcome: 'taken' } })
}

/** So far apart that what one of them tells is never joined to what another tells. */
const PLACES = ['pir-armed', 'pir-idle', 'door', 'boiler', 'twice']

async function put(id: string, rest: object): Promise<HttpAnswer> {
  const addresses = [{ source: 'native', externalId: id }]
  const location = [112.1 + PLACES.indexOf(id) * 0.05, 36.6]
  const answer = await ask('PUT', `/api/devices/${id}`, { name: id, addresses, location, ...rest })
  expect([200, 201]).toContain(answer.status)
  return answer
}

async function incidentsOf(deviceId: string): Promise<Incident[]> {
  const { body } = await ask('GET', '/api/incidents?limit=200')
  return (body as { items: Incident[] }).items.filter(({ deviceIds }) => deviceIds.includes(deviceId))
}

async function inboxItem(externalId: string): Promise<InboxItem | undefined> {
  const { body } = await ask('GET', '/api/inbox')
  return (body as { items: InboxItem[] }).items.find(({ device }) =>
    device.addresses.some((address) => address.externalId === externalId),
  )
}

const ALWAYS: WeekHours = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }
/** Hours that have passed for ever. */
const NEVER: WeekHours = { ...ALWAYS, lastDate: '2020-01-01' }
const MOTION = { kind: 'intrusion', state: 'active' }

describe('a movement sensor with armed hours', () => {
  it('opens an incident within them and none outside', async () => {
    await put('pir-armed', { kind: 'motion', armedSchedule: [ALWAYS] })
    await put('pir-idle', { kind: 'motion', armedSchedule: [NEVER] })
    await says('pir-idle', MOTION)
    await says('pir-armed', MOTION)
    expect(await incidentsOf('pir-armed')).toMatchObject([{ kind: 'intrusion', condition: 'active' }])
    expect(await incidentsOf('pir-idle')).toEqual([])
  })

  it('keeps its hours when a body does not speak of them, and loses them when told', async () => {
    const kept = await put('pir-idle', { kind: 'motion', name: '换个名字' })
    expect(kept.body).toMatchObject({ armedSchedule: [NEVER] })
    expect((await put('pir-idle', { kind: 'motion', armedSchedule: null })).body).toMatchObject({ armedSchedule: null })
  })

  it('whose hours say nothing sensible is refused by field', async () => {
    const armedSchedule = [{ ...ALWAYS, to: '00:00' }]
    const addresses = [{ source: 'native', externalId: 'pir-idle' }]
    const answer = await ask('PUT', '/api/devices/pir-idle', { name: 'x', kind: 'motion', addresses, armedSchedule })
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ field: 'armedSchedule.0.to' }] } })
  })
})

describe('a door that stands open', () => {
  it('alarms when somebody arms it, also after a restart, and is over when it is closed', async () => {
    await put('door', { kind: 'contact' })
    await says('door', MOTION)
    expect(await incidentsOf('door')).toEqual([])
    await app.kill9()
    await app.startAgain()
    admin = await app.signIn('admin')
    await put('door', { kind: 'contact', armedSchedule: [ALWAYS] })
    await expect.poll(() => incidentsOf('door'), { timeout: 30_000 }).toMatchObject([{ condition: 'active' }])
    await says('door', { kind: 'intrusion', state: 'cleared' })
    await expect.poll(() => incidentsOf('door')).toMatchObject([{ condition: 'cleared' }])
  }, 120_000)
})

describe('a value with a limit', () => {
  const limit = { value: 'value', above: 60, hysteresis: 5, kind: 'heat' }
  const reads = (value: number) => says('boiler', { kind: 'heat', state: 'reading', value, unit: '°C' })

  it('opens an incident over it, keeps it over a restart, and clears it under it', async () => {
    await put('boiler', { kind: 'heat', limits: [limit] })
    await reads(20)
    await reads(85)
    await reads(59)
    expect(await incidentsOf('boiler')).toEqual([])
    await reads(72)
    expect(await incidentsOf('boiler')).toMatchObject([{ kind: 'heat', condition: 'active', observationCount: 1 }])
    await app.kill9()
    await app.startAgain()
    admin = await app.signIn('admin')
    await reads(73)
    await reads(57)
    expect(await incidentsOf('boiler')).toMatchObject([{ condition: 'active', observationCount: 1 }])
    await reads(55)
    expect(await incidentsOf('boiler')).toMatchObject([{ condition: 'cleared', observationCount: 2 }])
  }, 120_000)

  it('has each reading once, and each crossing as evidence', async () => {
    const { body } = await ask('GET', '/api/observations?deviceId=boiler&limit=200')
    const { items } = body as { items: { incidentId: string | null; state: string; values: { value: number } }[] }
    const readings = items.filter(({ state }) => state === 'reading').map(({ values }) => values.value)
    expect(readings.toSorted((a, b) => a - b)).toEqual([20, 55, 57, 59, 72, 73, 85])
    const crossings = items.filter(({ incidentId }) => incidentId !== null).map(({ values }) => values.value)
    expect(crossings.toSorted((a, b) => a - b)).toEqual([55, 72])
  })

  it('is refused with both bounds or none', async () => {
    const addresses = [{ source: 'native', externalId: 'boiler' }]
    const limits = [limit, { ...limit, kind: 'fire', below: 0 }]
    const answer = await ask('PUT', '/api/devices/boiler', { name: 'x', kind: 'heat', addresses, limits })
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ field: 'limits.1.above' }] } })
  })
})

describe('the inbox of devices nobody registered', () => {
  it('says what was heard, from where, since when and how often', async () => {
    await says('stranger', { kind: 'gas', state: 'reading', value: 3 })
    await says('stranger', { kind: 'gas', state: 'reading', value: 4 })
    const item = await inboxItem('stranger')
    expect(item).toMatchObject({
      device: { kind: 'gas', registered: false, heardOn: 'ingest/native' },
      messages: 2,
      values: { value: 4 },
      alike: [],
    })
    expect(Date.parse(item?.firstHeardAt ?? '')).toBeLessThanOrEqual(Date.parse(item?.lastHeardAt ?? ''))
  })

  it('remembers that one is none of ours, and takes that back; its alarm is an incident all the same', async () => {
    const id = (await inboxItem('stranger'))?.device.id ?? ''
    expect((await ask('PUT', `/api/inbox/${id}`, { dismissed: true })).status).toBe(204)
    expect((await inboxItem('stranger'))?.device.dismissed).toBe(true)
    await says('stranger', { kind: 'gas', state: 'active' })
    expect(await incidentsOf(id)).toHaveLength(1)
    expect((await inboxItem('stranger'))?.device.dismissed).toBe(true)
    expect((await ask('PUT', `/api/inbox/${id}`, { dismissed: false })).status).toBe(204)
    expect((await inboxItem('stranger'))?.device.dismissed).toBe(false)
  })

  it('gives what it hears to a device that another source knows already', async () => {
    const source = { format: 'native', prefix: 'second' }
    expect((await ask('PUT', '/api/sources/second', source)).status).toBe(201)
    await put('twice', { kind: 'smoke', limits: [{ value: 'value', above: 5, kind: 'smoke' }] })
    const init = { method: 'POST', body: JSON.stringify({ device: 'TWICE', kind: 'smoke', state: 'reading' }) }
    const posted = await fetch(`${app.url()}/api/ingest/second`, { ...init, headers: { cookie: admin } })
    expect(posted.status).toBe(200)
    const item = await inboxItem('TWICE')
    expect(item?.alike).toEqual(['twice'])
    const answer = await ask('POST', `/api/inbox/${item?.device.id}/address`, { deviceId: 'twice' })
    expect(answer).toMatchObject({ status: 200, body: { addresses: [{ source: 'native' }, { source: 'second' }] } })
    expect(await inboxItem('TWICE')).toBeUndefined()
    expect((await ask('GET', '/api/devices/twice')).body).toMatchObject({ limits: [{ above: 5 }] })
  })

  it('answers nothing to others, and knows no registered device', async () => {
    const member = await app.signIn('member')
    expect((await ask('GET', '/api/inbox', undefined, member)).status).toBe(403)
    expect((await ask('PUT', '/api/inbox/twice', { dismissed: true })).status).toBe(404)
    expect((await ask('PUT', '/api/inbox/nobody', { dismissed: true })).status).toBe(404)
    const id = (await inboxItem('stranger'))?.device.id
    const refused = await ask('POST', `/api/inbox/${id}/address`, { deviceId: 'nobody' })
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ field: 'deviceId' }] } })
  })
})
