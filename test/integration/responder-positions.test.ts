import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ServerEvents } from '#shared/change.ts'
import type { ResponderPosition } from '#shared/position.ts'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { smokeAlarmIn, soundAlarm } from '../support/demo-alarms.ts'
import { hearsBroker, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const PHONE = 'member-phone'
let app: RunningApp
let publisher: Publisher
let incidentId = ''
const sockets: Socket<ServerEvents>[] = []
/** What each screen was told of positions. */
const told = new Map<string, ResponderPosition[]>()

beforeAll(async () => {
  app = await startApp({ env: { DATABASE_URL: '' } })
  publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
  await hearsBroker(app, publisher)
  const ask = visitor(app, await app.signIn('admin'))
  expect((await ask('/api/sources/owntracks', { method: 'PUT', json: { format: 'owntracks' } })).status).toBe(201)
  await soundAlarm(app.mqttPort() ?? 0, smokeAlarmIn('tulingdi-g1-z1'))
  for (const username of ['duty', 'cadre', 'leader', 'wall', 'admin', 'reviewer', 'member']) {
    const heard: ResponderPosition[] = []
    told.set(username, heard)
    const cookie = await app.signIn(username)
    const socket: Socket<ServerEvents> = io(app.url(), { extraHeaders: { cookie }, transports: ['websocket'] })
    sockets.push(socket)
    await new Promise<void>((resolve) => void socket.once('snapshot', () => resolve()))
    socket.on('positions', (positions) => void heard.push(...positions))
  }
})
afterAll(async () => {
  for (const socket of sockets) socket.disconnect()
  await publisher?.end()
  await app?.stop()
})

async function walk(lng: number, at = new Date()): Promise<void> {
  const body = { _type: 'location', lat: 36.61, lon: lng, acc: 12, vel: 5, tst: Math.floor(at.getTime() / 1000) }
  await publisher.publish('owntracks/member/phone', JSON.stringify(body), { qos: 1 })
}

const positions = async (username: string) =>
  app.get(`/api/incidents/${incidentId}/positions`, await app.signIn(username))

async function act(username: string, action: string, more: object = {}): Promise<void> {
  const body = { id: `${username}-${action}-${Math.random().toString(36).slice(2)}`, action, ...more }
  const { status } = await app.post(`/api/incidents/${incidentId}/actions`, await app.signIn(username), body)
  expect(status).toBe(201)
}

/** Everything that anybody may read of what was said, as text. */
async function everythingSaid(): Promise<string> {
  const cookie = await app.signIn('admin')
  const paths = ['/api/snapshot', `/api/observations?deviceId=${PHONE}`, '/api/quarantine', '/api/changes?since=0']
  return JSON.stringify(await Promise.all(paths.map(async (path) => (await app.get(path, cookie)).body)))
}

it('a tracker belongs to a person, nothing else does, and moving it does not unbind it', async () => {
  const ask = visitor(app, await app.signIn('admin'))
  const addresses = [{ source: 'owntracks', externalId: 'member/phone' }]
  const phone = { name: '包户手机', kind: 'tracker', addresses }
  const put = async (json: object) => ask(`/api/devices/${PHONE}`, { method: 'PUT', json })
  expect((await put({ ...phone, personId: 'nobody' })).status).toBe(422)
  expect((await put({ ...phone, kind: 'smoke', personId: 'member' })).status).toBe(422)
  expect((await put({ ...phone, personId: 'member' })).status).toBe(201)
  await put({ ...phone, name: '手机' })
  expect((await app.get(`/api/devices/${PHONE}`, await app.signIn('admin'))).body).toMatchObject({ personId: 'member' })
})

it('before somebody says that he goes, nobody learns where he is', async () => {
  const { body } = await app.get('/api/incidents', await app.signIn('duty'))
  // The body is the contract's list of incidents.
  incidentId = (body as { items: { id: string }[] }).items[0]?.id ?? ''
  await walk(112.111111)
  expect((await positions('duty')).body).toMatchObject({ items: [] })
  await act('member', 'acknowledge')
  expect((await positions('duty')).body).toMatchObject({ items: [] })
})

it('a point of before that, sent late, is not kept either', async () => {
  await walk(112.222222, new Date(Date.now() - 3600_000))
  await walk(112.333333)
  await expect
    .poll(async () => (await positions('duty')).body)
    .toMatchObject({ items: [{ location: [112.333333, 36.61] }] })
  expect(JSON.stringify([...told.values()])).not.toContain('112.222222')
})

it('while he goes the duty room and its wall see his last point, live and when they ask', async () => {
  await walk(112.444444)
  await expect
    .poll(async () => (await positions('duty')).body)
    .toMatchObject({ items: [{ incidentId, personId: 'member', location: [112.444444, 36.61], accuracyMetres: 12 }] })
  for (const username of ['duty', 'wall'])
    await expect.poll(() => told.get(username)?.at(-1)?.location).toEqual([112.444444, 36.61])
  expect((await positions('wall')).body).toMatchObject({ items: [{ personId: 'member' }] })
})

it('so does whoever goes there too, and nobody else: neither leader, administrator nor reviewer', async () => {
  expect((await positions('cadre')).status).toBe(403)
  for (const username of ['leader', 'admin', 'reviewer']) {
    expect([username, (await positions(username)).status]).toEqual([username, 403])
    expect([username, told.get(username)]).toEqual([username, []])
  }
  await act('duty', 'assign', { personId: 'cadre' })
  await act('cadre', 'acknowledge')
  await walk(112.555555)
  await expect.poll(() => told.get('cadre')?.at(-1)?.location).toEqual([112.555555, 36.61])
  expect((await positions('cadre')).body).toMatchObject({ items: [{ personId: 'member' }] })
})

it('it is in no reading, status, change or quarantine', async () => {
  const said = await everythingSaid()
  expect(said).toContain(PHONE)
  for (const secret of ['112.333333', '112.444444', '112.555555', 'speedKilometresPerHour'])
    expect([secret, said.includes(secret)]).toEqual([secret, false])
})

it('whoever turns back is gone at once, and comes again with his next point', async () => {
  await act('member', 'decline')
  expect((await positions('duty')).body).toMatchObject({ items: [] })
  await walk(112.666666)
  await act('member', 'acknowledge')
  // What was known before is not there any more, not only hidden.
  expect((await positions('duty')).body).toMatchObject({ items: [] })
  await walk(112.777777)
  await expect
    .poll(async () => (await positions('duty')).body)
    .toMatchObject({ items: [{ location: [112.777777, 36.61] }] })
  expect(JSON.stringify(told.get('duty'))).not.toContain('112.666666')
})

it('closing the incident erases it, and what is sent afterwards is dropped', async () => {
  await act('duty', 'close')
  expect((await positions('duty')).body).toMatchObject({ items: [] })
  await walk(112.888888)
  await act('duty', 'reopen')
  await act('duty', 'assign', { personId: 'member' })
  await act('member', 'acknowledge')
  // Were the old point only hidden, it would be shown again now.
  expect((await positions('duty')).body).toMatchObject({ items: [] })
  expect(JSON.stringify([...told.values()])).not.toContain('112.888888')
})
