import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FireDanger, FireDangerHistory } from '#shared/fire-danger.ts'
import type { Incident } from '#shared/incident.ts'
import { weatherOfLastNoon, wiresOf } from '../../server/demo/telemetry.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { dayIn } from '#shared/township-day.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { connectLive } from '../support/live-client.ts'
import { randomNumbers } from '../support/random-numbers.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'

const { toLngLat } = createTangentPlane([112.196, 36.604])
const township = demoTownship()
const areaId = township.areas.find(({ level }) => level === 'township')?.id ?? ''
const path = `/api/fire-danger/${areaId}`

/** Two cores, and others at work on them: what comes soon may come late. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 })

let app: RunningApp
let publisher: Publisher
let [admin, duty, member, wall] = ['', '', '', '']

async function connect() {
  publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
}
beforeAll(async () => {
  app = await startApp()
  admin = await app.signIn('admin')
  duty = await app.signIn('duty')
  member = await app.signIn('member')
  wall = await app.signIn('wall')
  await connect()
})
afterAll(async () => {
  await publisher?.end()
  await app?.stop()
})

async function asking(method: string, where: string, cookie: string, body?: unknown): Promise<HttpAnswer> {
  const headers = { cookie, 'content-type': 'application/json' }
  return answerOf(
    await fetch(app.url() + where, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
  )
}
const dangerShown = async (): Promise<FireDangerHistory> => (await app.get(path, member)).body as FireDangerHistory

describe('the official grade', () => {
  it('is entered by the duty room and seen by every screen, until it ends by itself or is ended', async () => {
    const screen = await connectLive(app.url(), wall)
    try {
      const put = await asking('PUT', path, duty, { grade: 4 })
      expect(put.status).toBe(200)
      const { official } = put.body as FireDanger
      expect(official).toMatchObject([{ grade: 4, source: 'entered', by: 'duty' }])
      const untilMs = Date.parse(official[0]?.until ?? '')
      expect(new Date(untilMs).toISOString()).toMatch(/T16:00:00\.000Z$/)
      expect(untilMs - Date.now()).toBeLessThanOrEqual(24 * 3600_000)
      await soon(() => screen.dangers.get(areaId)?.official[0]?.grade).toBe(4)
      // The same again changes nothing.
      expect((await asking('PUT', path, duty, { grade: 4 })).body).toEqual(put.body)
      const { fireDanger } = (await app.get('/api/snapshot', member)).body as { fireDanger: FireDanger[] }
      expect(fireDanger).toEqual([put.body])
      expect((await app.get('/api/fire-danger', member)).body).toEqual({ items: [put.body], nextCursor: null })

      expect((await asking('DELETE', path, duty)).status).toBe(200)
      await soon(() => screen.dangers.get(areaId)?.official).toEqual([])
      expect((await asking('DELETE', path, duty)).status).toBe(404)
      expect((await dangerShown()).history).toMatchObject([{ grade: 4 }])
      expect(screen.gaps).toEqual([])
    } finally {
      screen.close()
    }
  })

  it('is refused with the field that is wrong, and to whoever may not say it', async () => {
    const bad = await asking('PUT', path, duty, { grade: 6 })
    expect(bad).toMatchObject({ status: 422, body: { fields: [{ field: 'grade' }] } })
    const past = await asking('PUT', path, duty, { grade: 2, validUntil: '2020-01-01T00:00:00Z' })
    expect(past).toMatchObject({ status: 422, body: { fields: [{ field: 'validUntil' }] } })
    expect((await asking('PUT', path, member, { grade: 2 })).status).toBe(403)
    expect((await asking('PUT', '/api/fire-danger/tulingdi', duty, { grade: 2 })).status).toBe(404)
    expect((await asking('PUT', `${path}/verification-off`, duty, { until: '2020-01-01T00:00:00Z' })).status).toBe(422)
  })

  it('comes with a warning of forest fire danger, and goes with its end', async () => {
    const warning = (id: string, type: string, references = '') =>
      `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier><sender>office</sender><sent>${new Date().toISOString()}</sent><status>Actual</status><msgType>${type}</msgType><references>${references}</references><info><event>森林火险</event><severity>Red</severity><expires>${new Date(Date.now() + 3600_000).toISOString()}</expires><headline>森林火险红色预警</headline><area><areaDesc>${'聪子峪乡'}</areaDesc><circle>36.604,112.196 8</circle></area></info></alert>`
    expect((await asking('PUT', '/api/sources/cap', admin, { format: 'cap' })).status).toBeLessThan(300)
    await publisher.publish('cap/office', warning('w1', 'Alert'), { qos: 1 })
    await expect
      .poll(async () => (await dangerShown()).official[0])
      .toMatchObject({ grade: 5, source: 'received', by: null })
    await publisher.publish('cap/office', warning('w2', 'Cancel', `office,w1,${new Date().toISOString()}`), { qos: 1 })
    await soon(async () => (await dangerShown()).official).toEqual([])
  })

  it('of today is ended without the one of later: what was to come back after it comes', async () => {
    const untilHours = (hours: number) => new Date(Date.now() + hours * 3600_000).toISOString()
    const [today, tomorrow] = [untilHours(2), untilHours(30)]
    await asking('PUT', path, duty, { grade: 5, validUntil: tomorrow })
    await asking('PUT', path, duty, { grade: 2, validUntil: today })
    const ended = await asking('DELETE', path, duty)
    expect(ended).toMatchObject({ status: 200, body: { official: [{ grade: 5, from: today, until: tomorrow }] } })
    // None holds now: there is nothing to end.
    expect((await asking('DELETE', path, duty)).status).toBe(404)
    expect((await dangerShown()).official).toHaveLength(1)
  })
})

describe('a weak detection of a single camera', () => {
  const bearing = { halfAngle: 2, range: 1500 }
  async function camera(id: string, east: number, north: number): Promise<void> {
    const body = {
      name: id,
      kind: 'camera',
      addresses: [{ source: 'native', externalId: id }],
      location: toLngLat([east, north]),
      camera: { mastHeightMetres: 20, bearingDegrees: 0, fieldOfViewDegrees: 60, rangeMetres: 3000 },
    }
    expect((await asking('PUT', `/api/devices/${id}`, admin, body)).status).toBe(201)
  }
  const sees = (id: string, towards: number, confidence: number) =>
    publisher.publish(
      `xiangshao/${id}/event`,
      JSON.stringify({ id: randomUUID(), kind: 'smoke', confidence, bearing: towards, ...bearing }),
      { qos: 1 },
    )
  async function seenBy(id: string): Promise<Incident | undefined> {
    const { items } = (await app.get('/api/incidents', duty)).body as { items: Incident[] }
    return items.find(({ deviceIds }) => deviceIds.includes(id))
  }

  it('asks one, also after a restart, and a second camera calls the chain', async () => {
    await camera('west', -700, 200)
    await camera('east', 700, 200)
    await sees('west', 45, 0.4)
    await soon(() => seenBy('west')).toBeDefined()
    const first = await seenBy('west')
    expect(first?.verification).toMatchObject({ state: 'asked', threshold: 0.6, confidence: 0.4, grade: null })
    expect(first?.alerts).toHaveLength(1)

    await publisher.end()
    await app.kill9()
    await app.startAgain()
    await connect()
    expect(await seenBy('west')).toEqual(first)

    await sees('east', 315, 0.4)
    await soon(async () => (await seenBy('west'))?.verification?.state).toBe('woken')
    const woken = await seenBy('west')
    expect(woken?.verification?.why).toBe('another-witness')
    expect(woken?.alerts.length).toBeGreaterThan(1)
    expect(woken?.deviceIds.toSorted()).toEqual(['east', 'west'])
    const { actions } = (await app.get(`/api/incidents/${woken?.id}`, duty)).body as { actions: { action: string }[] }
    expect(actions.map(({ action }) => action).slice(0, 2)).toEqual(['opened', 'asked'])
    expect(actions.map(({ action }) => action)).toContain('woken')
    await app.post(`/api/incidents/${woken?.id}/actions`, duty, { id: randomUUID(), action: 'close' })
  })

  it('calls the chain when nobody answers in the time the plan gives, and when the duty room says so', async () => {
    await camera('north', 0, 1500)
    const plan = (await app.get('/api/plans/plan-smoke', admin)).body as object
    const put = await asking('PUT', '/api/plans/plan-smoke', admin, { ...plan, verifyWaitSeconds: 1 })
    expect(put).toMatchObject({ status: 200, body: { verifyBelow: 0.6, verifyWaitSeconds: 1 } })
    await sees('north', 200, 0.4)
    await soon(async () => (await seenBy('north'))?.verification?.why).toBe('unanswered')

    await asking('PUT', '/api/plans/plan-smoke', admin, { ...plan, verifyWaitSeconds: 600 })
    await camera('south', 0, -3300)
    await sees('south', 180, 0.4)
    await soon(async () => (await seenBy('south'))?.verification?.state).toBe('asked')
    const id = (await seenBy('south'))?.id
    const wake = { id: randomUUID(), action: 'wake' }
    expect((await app.post(`/api/incidents/${id}/actions`, duty, wake)).status).toBe(201)
    expect((await app.post(`/api/incidents/${id}/actions`, duty, wake)).status).toBe(200)
    expect((await seenBy('south'))?.verification).toMatchObject({ state: 'woken', why: 'duty-room' })
  })

  it('waits no longer once the duty room has turned verification off, which ends by itself', async () => {
    await camera('far', 3300, 2600)
    await sees('far', 90, 0.4)
    await soon(async () => (await seenBy('far'))?.verification?.state).toBe('asked')
    const until = new Date(Date.now() + 3600_000).toISOString()
    const off = await asking('PUT', `${path}/verification-off`, duty, { until })
    expect(off).toMatchObject({ status: 200, body: { verificationOff: { by: 'duty', until } } })
    await expect.poll(async () => (await seenBy('far'))?.verification?.why).toBe('verification-off')
    const on = await asking('DELETE', `${path}/verification-off`, duty)
    expect(on).toMatchObject({ status: 200, body: { verificationOff: null } })
  })
})

describe('the estimate', () => {
  it('is made once of what the stations told of noon, also by a server that was not there at noon', async () => {
    const noonToldOf = weatherOfLastNoon(wiresOf(township), new Date(), randomNumbers(1))
    for (const { topic, payload } of noonToldOf) await publisher.publish(topic, payload, { qos: 1 })
    await publisher.end()
    await app.kill9()
    await app.startAgain()
    await connect()
    await soon(async () => (await dangerShown()).estimate).not.toBeNull()
    const { estimate, estimates } = await dangerShown()
    const noonDay = dayIn('Asia/Shanghai', new Date(Date.now() - 12 * 3600_000 - 5 * 60_000))
    expect(estimate).toMatchObject({ day: noonDay, constant: 147.2, gaps: ['start-values'], carriedFrom: null })
    expect(Math.abs((estimate?.weather.temperatureCelsius ?? 0) - 16)).toBeLessThanOrEqual(1)
    expect(Math.abs((estimate?.weather.humidityPercent ?? 0) - 33)).toBeLessThanOrEqual(3)
    expect(estimate?.weather.rainMillimetres).toBeCloseTo(0.4, 5)
    expect(estimate?.stationIds).toHaveLength(4)
    expect(estimates).toHaveLength(1)
  }, 60_000)
})
