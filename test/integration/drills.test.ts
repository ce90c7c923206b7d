import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Drill, ScoredDrill } from '#shared/drill.ts'
import type { Incident } from '#shared/incident.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const { areas, people } = demoTownship()
const townshipId = areas.find(({ level }) => level === 'township')?.id ?? ''
const PATIENCE = { timeout: 30_000, interval: 100 }

let app: RunningApp
const cookies = new Map<string, string>()
beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'leader', 'member', 'reviewer']) cookies.set(name, await app.signIn(name))
})
afterAll(() => app.stop())

async function as(name: string, method: string, path: string, json?: unknown): Promise<HttpAnswer> {
  const ask = visitor(app, cookies.get(name))
  return answerOf(await ask(path, { method, ...(json === undefined ? {} : { json }) }))
}
const scored = async (id: string) => (await as('duty', 'GET', `/api/drills/${id}`)).body as ScoredDrill
const incidentOf = async (id: string) => (await as('duty', 'GET', `/api/incidents/${id}`)).body as Incident

describe('a drill', () => {
  it('is played once each step over a restart, called as in earnest, and scored without a name', async () => {
    const id = randomUUID()
    const [spot] = demoTownship().placeNames
    const script = [0, 1, 6].map((afterSeconds, n) => ({
      afterSeconds,
      kind: n === 0 ? 'smoke' : 'fire',
      placeNameId: spot?.id,
      words: '演练脚本',
    }))
    const begun = await as('duty', 'POST', '/api/drills', { id, areaId: townshipId, name: '山火演练', script })
    expect(begun.status).toBe(201)
    expect((await as('duty', 'POST', '/api/drills', { id, areaId: townshipId, name: '山火演练', script })).status).toBe(
      200,
    )
    expect(
      (await as('admin', 'POST', '/api/drills', { id, areaId: townshipId, name: '山火演练', script })).status,
    ).toBe(409)
    await vi.waitFor(async () => expect((await scored(id)).played.length).toBeGreaterThanOrEqual(2), PATIENCE)
    await app.kill9()
    await app.startAgain()
    await vi.waitFor(async () => expect((await scored(id)).played).toHaveLength(3), PATIENCE)
    const drill = await scored(id)
    expect(drill.played.map(({ step }) => step)).toEqual([0, 1, 2])
    expect(drill.incidentIds).toHaveLength(1)
    const incident = await incidentOf(drill.incidentIds[0] ?? '')
    expect(incident).toMatchObject({ exercise: true, kind: 'fire', observationCount: 3, drill: { id, loud: false } })
    expect(incident.alerts.length).toBeGreaterThan(0)

    const answering = incident.alerts[0]?.personId ?? ''
    await as('duty', 'POST', `/api/incidents/${incident.id}/actions`, {
      id: randomUUID(),
      action: 'acknowledge',
      onBehalfOf: answering,
      heardBy: 'phone',
    })
    expect((await as('member', 'POST', `/api/drills/${id}/loud`)).status).toBe(403)
    expect((await as('duty', 'POST', `/api/drills/${id}/loud`)).status).toBe(409)
    const loud = await as('admin', 'POST', `/api/drills/${id}/loud`)
    expect(loud).toMatchObject({ status: 200, body: { loudConfirmedBy: 'admin' } })
    expect((await incidentOf(incident.id)).drill).toEqual({ id, loud: true })

    const ended = await as('duty', 'POST', `/api/drills/${id}/end`)
    expect(ended.status).toBe(200)
    expect((await incidentOf(incident.id)).closedAt).not.toBeNull()
    const { score } = ended.body as ScoredDrill
    const [one] = score.incidents
    expect(one?.tiers[0]).toMatchObject({ used: true, answered: 1, answeredInTime: 1, going: 1 })
    const text = JSON.stringify(score)
    for (const person of people) {
      expect(text).not.toContain(person.name)
      expect(text).not.toContain(`:"${person.id}"`)
    }
    expect((await as('reviewer', 'GET', `/api/drills/${id}`)).body).toMatchObject({ score: JSON.parse(text) as object })
    expect((await as('duty', 'POST', `/api/drills/${id}/end`)).body).toMatchObject({
      endedAt: (ended.body as Drill).endedAt,
    })
  })

  it('gives way to what is real on its ground, and two do not meet', async () => {
    const id = randomUUID()
    const body = { id, areaId: townshipId, name: '燃气演练', template: 'kitchen-gas' }
    expect((await as('duty', 'POST', '/api/drills', body)).status).toBe(201)
    expect((await as('admin', 'POST', '/api/drills', { ...body, id: randomUUID() })).status).toBe(409)
    const listed = async () => {
      const { items } = (await as('reviewer', 'GET', '/api/drills')).body as { items: Drill[] }
      return items.find((one) => one.id === id)
    }
    await vi.waitFor(
      async () => expect(await listed()).toMatchObject({ realAlarm: false, played: [{ step: 0 }] }),
      PATIENCE,
    )
    const [exercise] = (await listed())?.incidentIds ?? []
    const place = (await incidentOf(exercise ?? '')).place
    const location = place.type === 'point' ? place.location : [0, 0]
    await as('admin', 'POST', '/api/ingest/native', {
      kind: 'gas',
      device: 'real',
      id: randomUUID(),
      location,
      radius: 20,
    })
    await vi.waitFor(async () => expect(await listed()).toMatchObject({ realAlarm: true }), PATIENCE)
    // What is real did not join what is played.
    expect((await incidentOf(exercise ?? '')).observationCount).toBe(1)
    await as('duty', 'POST', `/api/drills/${id}/end`)
  })

  it('names what is wrong, and is led by nobody else', async () => {
    const body = { id: randomUUID(), areaId: townshipId, name: '演练', template: 'hill-fire' }
    for (const name of ['member', 'reviewer']) expect((await as(name, 'POST', '/api/drills', body)).status).toBe(403)
    const wrong = await as('duty', 'POST', '/api/drills', { ...body, template: null })
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ field: 'script' }] } })
    const nowhere = { ...body, template: null, script: [{ afterSeconds: 0, kind: 'smoke', areaId: 'nowhere' }] }
    expect(await as('duty', 'POST', '/api/drills', nowhere)).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'script.0.areaId' }] },
    })
    expect((await as('duty', 'POST', '/api/drills/none/end')).status).toBe(404)
  })
})
