import { randomUUID } from 'node:crypto'
import { connect, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Drill, ScoredDrill } from '#shared/drill.ts'
import type { Problem } from '#shared/problem.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const { areas, placeNames } = demoTownship()
const townshipId = areas.find(({ level }) => level === 'township')?.id ?? ''
const PATIENCE = { timeout: 30_000, interval: 100 }

let app: RunningApp
let listener: MqttClient
const cookies = new Map<string, string>()
const heard: string[] = []

beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'leader', 'member', 'reviewer']) cookies.set(name, await app.signIn(name))
  listener = connect(`mqtt://127.0.0.1:${app.mqttPort()}`)
  listener.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`))
  await listener.subscribeAsync('sirens/#')
  const siren = (id: string, areaIds: string[], settings: object = {}) =>
    as('admin', 'PUT', `/api/channels/${id}`, {
      channel: 'relay',
      name: id,
      areaIds,
      settings: { topic: `sirens/${id}`, onSeconds: 1, ...settings },
    })
  expect((await siren('here', [townshipId])).status).toBe(201)
  expect((await siren('rehearsing', [], { soundsInDrills: true })).status).toBe(201)
  const elsewhere = areas.find(({ id, level }) => level === 'village' && id !== 'tulingdi')?.id ?? ''
  expect((await siren('elsewhere', [elsewhere])).status).toBe(201)
})
afterAll(async () => {
  await listener?.endAsync(true)
  await app?.stop()
})

async function as(name: string, method: string, path: string, json?: unknown): Promise<HttpAnswer> {
  const ask = visitor(app, cookies.get(name))
  return answerOf(await ask(path, { method, ...(json === undefined ? {} : { json }) }))
}
const sound = (name: string, incidentId: string, id = randomUUID()) =>
  as(name, 'POST', `/api/incidents/${incidentId}/actions`, { id, action: 'siren' })

describe('sirens', () => {
  it('sound when the duty room wants it, those of the ground alone, once for a press, and go silent by themselves', async () => {
    const report = {
      id: randomUUID(),
      kind: 'flood',
      description: '水漫桥',
      location: placeNames[0]?.location,
      accuracyMetres: 20,
    }
    const { incidentId } = (await as('duty', 'POST', '/api/reports', report)).body as { incidentId: string }
    const { sirens } = (await as('duty', 'GET', `/api/incidents/${incidentId}`)).body as Record<string, string[]>
    expect(sirens).toEqual(expect.arrayContaining(['here', 'rehearsing']))
    expect(sirens).not.toContain('elsewhere')
    expect((await as('reviewer', 'GET', `/api/incidents/${incidentId}`)).body).toMatchObject({ sirens: [] })
    expect(heard).toEqual([])
    expect((await sound('reviewer', incidentId)).status).toBe(403)
    const id = randomUUID()
    expect([(await sound('duty', incidentId, id)).status, (await sound('duty', incidentId, id)).status]).toEqual([
      201, 200,
    ])
    const all = ['sirens/here ON', 'sirens/rehearsing ON', 'sirens/here OFF', 'sirens/rehearsing OFF']
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(all.toSorted()), PATIENCE)
    expect((await sound('duty', incidentId)).status).toBe(201)
    await vi.waitFor(() => expect(heard.toSorted()).toEqual([...all, ...all].toSorted()), PATIENCE)
    const { deliveries } = (await as('duty', 'GET', `/api/incidents/${incidentId}`)).body as {
      deliveries: { channelId: string; handedAt: string | null }[]
    }
    const handed = deliveries.filter(({ handedAt }) => handedAt !== null).map(({ channelId }) => channelId)
    expect(handed.filter((channelId) => channelId === 'here')).toHaveLength(2)
  })

  it('stay silent in a drill until a second person agrees, and then sound where they may be tried', async () => {
    heard.length = 0
    const id = randomUUID()
    const script = [{ afterSeconds: 0, kind: 'fire', placeNameId: placeNames[0]?.id, words: '演练脚本' }]
    expect((await as('duty', 'POST', '/api/drills', { id, areaId: townshipId, name: '山火演练', script })).status).toBe(
      201,
    )
    const scored = async () => (await as('duty', 'GET', `/api/drills/${id}`)).body as ScoredDrill
    await vi.waitFor(async () => expect((await scored()).incidentIds).toHaveLength(1), PATIENCE)
    const [incidentId = ''] = (await scored()).incidentIds
    const refused = await sound('duty', incidentId)
    expect([refused.status, (refused.body as Problem).state]).toEqual([409, 'quiet-drill'])
    const told = { id: randomUUID(), action: 'told', briefId: 'r', recipient: '县应急局', how: 'phone' }
    expect((await as('duty', 'POST', `/api/incidents/${incidentId}/actions`, told)).body).toMatchObject({
      state: 'quiet-drill',
    })
    const loud = await as('admin', 'POST', `/api/drills/${id}/loud`, {})
    expect((loud.body as Drill).loudConfirmedBy).toBe('admin')
    expect((await sound('duty', incidentId)).status).toBe(201)
    await vi.waitFor(() => expect(heard).toEqual(['sirens/rehearsing ON', 'sirens/rehearsing OFF']), PATIENCE)
  })
})
