import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatteringSignal } from '#shared/device.ts'
import type { Incident } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { answerOf, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

// A leader knows that somebody in her village is ill, and not where: no question she can ask tells it either.

const TOKEN = 'token-of-the-buttons'
const [lng, lat] = demoTownship().devices.find(({ id }) => id.startsWith('smoke-tulingdi-g1-z1-'))?.location ?? [0, 0]

let app: RunningApp
const cookies = new Map<string, string>()
let incidentId = ''
beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'leader']) cookies.set(name, await app.signIn(name))
  const d = 0.0004
  const ring = [
    [lng - d, lat - d],
    [lng + d, lat - d],
    [lng + d, lat + d],
    [lng - d, lat + d],
    [lng - d, lat - d],
  ]
  const properties = { code: 'HZ1', level: 'hazard-zone', name: '隐患点', parentId: null }
  const zone = { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties }
  expect((await ask('admin', 'PUT', '/api/areas/hz1', zone)).status).toBe(201)
  await ask('admin', 'PUT', '/api/sources/buttons', { format: 'native', prefix: 'buttons', token: TOKEN })
  const addresses = [{ source: 'buttons', externalId: 'b1' }]
  const device = { name: '呼救按钮', kind: 'sos', addresses, location: [lng, lat] }
  expect((await ask('admin', 'PUT', '/api/devices/button', device)).status).toBe(201)
  for (let time = 0; time < 12; time++) await press(time % 2 === 0 ? 'active' : 'cleared')
  const [found] = (await items<Incident>('duty', '/api/incidents?kind=medical&areaId=hz1')) ?? []
  incidentId = found?.id ?? ''
}, 120_000)
afterAll(() => app?.stop())

const ask = async (who: string, method: string, path: string, json?: unknown) =>
  answerOf(await visitor(app, cookies.get(who))(path, { method, ...(json !== undefined && { json }) }))
async function items<T>(who: string, path: string): Promise<T[]> {
  return ((await ask(who, 'GET', path)).body as { items: T[] }).items
}
async function press(state: string): Promise<void> {
  const path = `/api/ingest/buttons?topic=${encodeURIComponent('buttons/b1/event')}`
  const headers = { authorization: `Bearer ${TOKEN}` }
  const answer = await visitor(app)(path, { method: 'POST', headers, json: { kind: 'medical', state } })
  expect(answer.status).toBeLessThan(300)
}
const idsIn = async (who: string, query: string) =>
  (await items<Incident>(who, `/api/incidents?${query}`)).map(({ id }) => id)

describe('a place that somebody may know but coarsely', () => {
  it('is found by the areas that are shown, and by no layer beside them', async () => {
    expect(incidentId).not.toBe('')
    expect(await idsIn('leader', 'kind=medical&areaId=tulingdi')).toContain(incidentId)
    expect(await idsIn('leader', 'kind=medical&areaId=hz1')).toEqual([])
    expect(await idsIn('duty', 'kind=medical&areaId=hz1')).toContain(incidentId)
    expect(await idsIn('duty', 'kind=medical&areaId=tulingdi')).toContain(incidentId)
  })

  it('is not told by asking which device said something', async () => {
    const seen = (who: string, query: string) => items<Observation>(who, `/api/observations?${query}`)
    expect((await seen('leader', `incidentId=${incidentId}`)).length).toBeGreaterThan(0)
    expect(await seen('leader', 'deviceId=button')).toEqual([])
    expect(await seen('leader', `incidentId=${incidentId}&deviceId=button`)).toEqual([])
    expect((await seen('duty', 'deviceId=button')).length).toBeGreaterThan(0)
  })

  it('is not told by what chatters', async () => {
    const chatter = async (who: string) =>
      (await items<ChatteringSignal>(who, '/api/signals/chattering')).map(({ deviceId }) => deviceId)
    expect(await chatter('duty')).toContain('button')
    expect(await chatter('leader')).not.toContain('button')
  })
})
