import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const { toLngLat } = createTangentPlane([112.196, 36.604])
let app: RunningApp
let duty: string
let member: string
beforeAll(async () => {
  app = await startApp()
  duty = await app.signIn('duty')
  member = await app.signIn('member')
})
afterAll(() => app?.stop())

type Shown = {
  id: string
  mergedInto: string | null
  mergedIds: string[]
  observationCount: number
  observations: { items: { id: string }[] }
  actions: { action: string }[]
  alerts: { personId: string; state: string }[]
}

async function reported(kind: string, east: number, north: number): Promise<{ id: string; observation: string }> {
  const observation = randomUUID()
  const place = { location: toLngLat([east, north]), accuracyMetres: 20 }
  const answer = await app.post('/api/reports', duty, { id: observation, kind, description: 'x', ...place })
  expect(answer.status).toBe(201)
  return { id: (answer.body as { incidentId: string }).incidentId, observation }
}

async function shown(id: string, cookie = duty): Promise<Shown> {
  const answer = await app.get(`/api/incidents/${id}`, cookie)
  expect(answer.status).toBe(200)
  return answer.body as Shown
}

const doing = (id: string, cookie: string, body: object) => app.post(`/api/incidents/${id}/actions`, cookie, body)

describe('two incidents between which a third report lies', () => {
  it('are one, and both names lead to it: for looking, for acting, and for what is sent again', async () => {
    const first = await reported('smoke', 0, 0)
    const second = await reported('fire', 1000, 0)
    expect(second.id).not.toBe(first.id)
    const waiting = { id: randomUUID(), action: 'note', note: 'written before they were one' }
    expect((await doing(second.id, duty, waiting)).status).toBe(201)
    const third = await reported('smoke', 500, 0)
    expect(third.id).toBe(first.id)

    const one = await shown(second.id)
    expect(one).toMatchObject({ id: first.id, mergedIds: [second.id], observationCount: 3 })
    expect(one.observations.items.map(({ id }) => id).toSorted()).toEqual(
      [first, second, third].map(({ observation }) => observation).toSorted(),
    )
    expect(one.actions.map(({ action }) => action)).toEqual(expect.arrayContaining(['note', 'merged', 'merged-into']))

    // A phone that was without a signal meanwhile knows only the old name.
    const going = { id: randomUUID(), action: 'acknowledge' }
    const answer = await doing(second.id, duty, going)
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ incident: { id: first.id }, action: { incidentId: first.id } })
    expect((await doing(second.id, duty, going)).status).toBe(200)
    expect((await doing(second.id, duty, waiting)).status).toBe(200)

    const list = (await app.get('/api/observations?incidentId=' + second.id, duty)).body as { items: unknown[] }
    expect(list.items).toHaveLength(3)
    const replay = (await app.get(`/api/incidents/${second.id}/replay`, duty)).body as { observations: unknown[] }
    expect(replay.observations).toHaveLength(3)
  })

  it('stand apart again when that is undone, also after a restart, and stay so', async () => {
    const first = await reported('smoke', 6000, 6000)
    const second = await reported('fire', 7000, 6000)
    await reported('smoke', 6500, 6000)
    await app.kill9()
    await app.startAgain()
    const undo = { id: randomUUID(), action: 'undo' }
    expect((await doing(first.id, member, undo)).status).toBe(404)
    expect((await doing(first.id, duty, undo)).status).toBe(201)
    const [left, back] = [await shown(first.id), await shown(second.id)]
    expect([left.id, back.id]).toEqual([first.id, second.id])
    expect(left).toMatchObject({ mergedIds: [], observationCount: 2 })
    expect(back).toMatchObject({ mergedInto: null, observationCount: 1 })
    expect(back.alerts.length).toBeGreaterThan(0)
    await reported('smoke', 6510, 6000)
    expect((await shown(second.id)).id).toBe(second.id)
  })
})

describe('an incident whose evidence is of two happenings', () => {
  it('is split by the duty room, each part with its own evidence and calls', async () => {
    const first = await reported('fire', -6000, 6000)
    const second = await reported('smoke', -5700, 6000)
    expect(second.id).toBe(first.id)
    const split = { id: randomUUID(), action: 'split', observationIds: [second.observation] }
    const answer = await doing(first.id, duty, split)
    expect(answer.status).toBe(201)
    const { action } = answer.body as { action: { detail: { incidentId: string } } }
    const other = await shown(action.detail.incidentId)
    expect(other.observations.items.map(({ id }) => id)).toEqual([second.observation])
    expect((await shown(first.id)).observations.items.map(({ id }) => id)).toEqual([first.observation])
    expect((await doing(first.id, duty, { ...split, id: randomUUID() })).status).toBe(422)
    expect((await doing(first.id, duty, { id: randomUUID(), action: 'split' })).status).toBe(422)
    const merge = { id: randomUUID(), action: 'merge', incidentId: other.id }
    expect((await doing(first.id, duty, merge)).status).toBe(201)
    expect((await shown(other.id)).id).toBe(first.id)
  })
})
