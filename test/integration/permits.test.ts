import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Incident } from '#shared/incident.ts'
import type { Guard, ListedPermit } from '#shared/permit.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const { areas, devices } = demoTownship()
const townshipId = areas.find(({ level }) => level === 'township')?.id ?? ''
const station = devices.find(({ id }) => id === 'weather-tulingdi')
const spot = station?.location ?? [0, 0]
const GUARD = { guardName: '看守甲', guardPhone: '13900001234' }
const PATIENCE = { timeout: 30_000, interval: 100 }

let app: RunningApp
const cookies = new Map<string, string>()
beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'leader', 'member', 'cadre', 'reviewer', 'wall'])
    cookies.set(name, await app.signIn(name))
})
afterAll(() => app.stop())

async function as(name: string, method: string, path: string, json?: unknown): Promise<HttpAnswer> {
  const ask = visitor(app, cookies.get(name))
  return answerOf(await ask(path, { method, ...(json === undefined ? {} : { json }) }))
}
const inHours = (hours: number) => new Date(Date.now() + hours * 3600_000).toISOString()
const permit = (more: Record<string, unknown> = {}) => ({
  use: 'grave-offering',
  name: '张家祖坟',
  areaId: townshipId,
  place: { type: 'point', location: spot, radiusMetres: 400 },
  approvalNumber: '报〔2026〕17号',
  ...GUARD,
  windLimitBeaufort: 4,
  validFrom: inHours(-1),
  validUntil: inHours(5),
  ...more,
})
const put = async (more: Record<string, unknown> = {}): Promise<string> => {
  const id = randomUUID()
  expect((await as('duty', 'PUT', `/api/permits/${id}`, permit(more))).status).toBe(201)
  return id
}
const withdraw = (id: string) => as('duty', 'DELETE', `/api/permits/${id}`)
/** Smoke that a device out there tells of, somewhere; answers with what it opened. */
async function smokeAt(location: readonly number[], more: Record<string, unknown> = {}): Promise<Incident> {
  const device = randomUUID()
  const addresses = [{ source: 'native', externalId: device }]
  const outside = { name: '林边烟感', kind: 'smoke', indoor: false, addresses, location: spot }
  expect((await as('admin', 'PUT', `/api/devices/${device}`, outside)).status).toBeLessThan(300)
  const event = { kind: 'smoke', device, id: randomUUID(), location, radius: 30, ...more }
  expect((await as('admin', 'POST', '/api/ingest/native', event)).status).toBeLessThan(300)
  const { items } = (await as('admin', 'GET', '/api/incidents?limit=1')).body as { items: Incident[] }
  const [incident] = items
  if (incident === undefined) throw new Error('nothing was opened')
  return incident
}
type Detail = Incident & { guard: Guard | null }
const detail = async (id: string, name = 'duty') => (await as(name, 'GET', `/api/incidents/${id}`)).body as Detail
async function settle(id: string): Promise<void> {
  await as('duty', 'POST', `/api/incidents/${id}/actions`, {
    id: randomUUID(),
    action: 'verify',
    outcome: 'false-alarm',
  })
  await as('duty', 'POST', `/api/incidents/${id}/actions`, { id: randomUUID(), action: 'close' })
}
const far = (east: number) => [spot[0] + east, spot[1]]

describe('the register of what is approved', () => {
  it('is written by the duty room, leaders and the administrator; whoever stands by it is covered in lists', async () => {
    for (const [name, status] of [
      ['member', 403],
      ['cadre', 403],
      ['reviewer', 403],
      ['wall', 403],
      ['duty', 201],
      ['admin', 201],
    ] as const) {
      const id = randomUUID()
      const put = await as(
        name,
        'PUT',
        `/api/permits/${id}`,
        permit({ place: { type: 'point', location: far(0.2), radiusMetres: 50 } }),
      )
      expect([name, put.status]).toEqual([name, status])
      if (status === 201) await withdraw(id)
    }
    const id = await put({ place: { type: 'point', location: far(0.2), radiusMetres: 50 } })
    const listed = async (name: string) => {
      const { items } = (await as(name, 'GET', '/api/permits')).body as { items: ListedPermit[] }
      return items.find((one) => one.id === id)
    }
    expect(await listed('duty')).toMatchObject({ guardName: '看**', guardPhone: '139****1234', mayWrite: true })
    expect(await listed('duty')).toMatchObject({ standing: { state: 'valid', why: null } })
    expect((await as('wall', 'GET', '/api/permits')).status).toBe(403)
    expect((await as('duty', 'GET', `/api/permits/${id}`)).body).toMatchObject(GUARD)
    const member = await as('member', 'GET', `/api/permits/${id}`)
    expect(JSON.stringify(member.body)).not.toContain(GUARD.guardPhone)
    await withdraw(id)
    expect(await listed('duty')).toMatchObject({ standing: { state: 'over' } })
  })

  it('names what is wrong', async () => {
    const wrong = async (more: Record<string, unknown>) => {
      const { status, body } = await as('admin', 'PUT', `/api/permits/${randomUUID()}`, permit(more))
      const { fields = [] } = body as { fields?: { field: string }[] }
      return [status, fields.map(({ field }) => field)]
    }
    expect(await wrong({ place: null })).toEqual([422, ['place']])
    expect(await wrong({ place: null, placeAreaId: 'nowhere' })).toEqual([422, ['placeAreaId']])
    expect(await wrong({ areaId: 'nowhere' })).toEqual([422, ['areaId']])
    expect(await wrong({ guardName: '看**' })).toEqual([422, ['guardName']])
    expect(await wrong({ windLimitBeaufort: 20, use: 'party' })).toEqual([422, ['use', 'windLimitBeaufort']])
    expect(await wrong({ validUntil: inHours(-2) })).toEqual([422, ['validUntil']])
  })
})

describe('smoke where burning is approved', () => {
  it('asks one member, and shows them and the duty room whom to ring first; a wall never', async () => {
    const id = await put()
    const incident = await smokeAt(spot)
    expect(incident.cover).toMatchObject({ permitId: id, brokenAt: null, windBeaufort: null })
    expect(incident.alerts).toHaveLength(1)
    expect(incident.verification?.state).toBe('asked')
    expect((await detail(incident.id)).guard).toEqual({ name: GUARD.guardName, phone: GUARD.guardPhone })
    const wall = await as('wall', 'GET', `/api/incidents/${incident.id}`)
    expect([wall.status, (wall.body as Detail).guard]).toEqual([200, null])
    expect(JSON.stringify((await as('duty', 'GET', '/api/changes?since=0')).body)).not.toContain(GUARD.guardPhone)
    await settle(incident.id)
    await withdraw(id)
  })

  it('calls the chain when a fire ban is entered, which keeps later smoke from being covered', async () => {
    const id = await put()
    const incident = await smokeAt(spot)
    const ban = randomUUID()
    expect((await as('leader', 'PUT', `/api/fire-bans/${ban}`, {})).status).toBe(422)
    const body = { areaId: townshipId, note: '大风', validFrom: inHours(-1), validUntil: inHours(9) }
    expect((await as('duty', 'PUT', `/api/fire-bans/${ban}`, body)).status).toBe(201)
    await vi.waitFor(async () => {
      expect((await detail(incident.id)).cover).toMatchObject({ why: 'fire-ban' })
    }, PATIENCE)
    const after = await detail(incident.id)
    expect(after.verification).toMatchObject({ state: 'woken', why: 'cover-broken' })
    expect(after.alerts.length).toBeGreaterThanOrEqual(incident.alerts.length)
    const { items } = (await as('member', 'GET', '/api/fire-bans')).body as { items: { id: string }[] }
    expect(items.map((one) => one.id)).toContain(ban)
    await settle(incident.id)
    const later = await smokeAt(spot)
    expect([later.cover, later.id === incident.id]).toEqual([null, false])
    await settle(later.id)
    expect((await as('duty', 'DELETE', `/api/fire-bans/${ban}`)).status).toBe(204)
    await withdraw(id)
  })

  it('calls the chain when its time is over and it still burns, also across a restart', async () => {
    const id = await put({ validUntil: new Date(Date.now() + 4000).toISOString() })
    const incident = await smokeAt(spot)
    expect(incident.cover?.brokenAt).toBeNull()
    await app.kill9()
    await app.startAgain()
    await vi.waitFor(async () => {
      expect((await detail(incident.id)).cover).toMatchObject({ permitId: id, why: 'ended' })
    }, PATIENCE)
    await settle(incident.id)
  })

  it('is a full alarm in wind above the limit, as the nearest station tells it', async () => {
    const id = await put()
    const [address] = station?.addresses ?? []
    expect(address?.source).toBe('chirpstack')
    const uplink = {
      deduplicationId: randomUUID(),
      time: new Date().toISOString(),
      deviceInfo: { applicationId: 'a', devEui: address?.externalId, deviceName: 'w', deviceProfileName: 'w' },
      devAddr: '00189440',
      fCnt: 10,
      fPort: 2,
      object: { windSpeed: 15, temperature: 20 },
    }
    const topic = `application/a/device/${address?.externalId}/event/up`
    await as('admin', 'POST', `/api/ingest/chirpstack?topic=${encodeURIComponent(topic)}&event=up`, uplink)
    const wind = async () => {
      const { items } = (await as('duty', 'GET', '/api/permits')).body as { items: ListedPermit[] }
      return items.find((one) => one.id === id)?.standing
    }
    await vi.waitFor(
      async () => expect(await wind()).toMatchObject({ state: 'void', why: 'wind', windBeaufort: 7 }),
      PATIENCE,
    )
    const incident = await smokeAt(spot)
    expect(incident.cover).toBeNull()
    await settle(incident.id)
    await withdraw(id)
  })
})
