import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Handover } from '#shared/handover.ts'
import type { Viewer } from '#shared/session.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'
import { clearRoster, HOUR_MS } from '../support/own-roster.ts'
import { visitor } from '../support/visitor.ts'

// Townships let all their cadres take turns in the duty room: whoever sits there does its work, whatever they are else.

let app: RunningApp
const cookies = new Map<string, string>()

beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'cadre', 'member', 'wall']) cookies.set(name, await app.signIn(name))
})
afterAll(() => app?.stop())
beforeEach(() => clearRoster(app))

async function ask(who: string, method: string, path: string, json?: unknown): Promise<HttpAnswer> {
  return answerOf(await visitor(app, cookies.get(who))(path, { method, ...(json !== undefined && { json }) }))
}
const hours = (n: number) => new Date(Date.now() + n * HOUR_MS).toISOString()
const status = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status
const session = async (who: string) => ((await ask(who, 'GET', '/api/session')).body as { person: Viewer }).person

async function sit(personId: string, post: 'officer' | 'leader' = 'officer'): Promise<string> {
  const id = randomUUID()
  const shift = { areaId: 'township', post, personId, validFrom: hours(0), validUntil: hours(7) }
  const { status: put, body } = await ask('admin', 'PUT', `/api/shifts/${id}`, shift)
  expect([put, body]).toEqual([201, expect.anything()])
  return id
}
async function away(personId: string, deputyId: string): Promise<string> {
  const id = randomUUID()
  const absence = { personId, deputyId, reason: null, validFrom: hours(0), validUntil: hours(7) }
  expect(await status('admin', 'PUT', `/api/absences/${id}`, absence)).toBe(201)
  return id
}
/** A fire outside every area: it is of no village's ground, and every duty room answers for it. */
async function fire(location = [113.9, 37.9]): Promise<string> {
  const json = { id: randomUUID(), kind: 'fire', description: '房子着火了', location }
  return ((await ask('admin', 'POST', '/api/reports', json)).body as { incidentId: string }).incidentId
}
const does = (who: string, incidentId: string, action: string, more: object = {}) =>
  status(who, 'POST', `/api/incidents/${incidentId}/actions`, { id: randomUUID(), action, ...more })

/** Does at the desk what a desk is for; answers with the statuses. */
async function deskWork(who: string, incidentId: string) {
  const directive = { channel: 'call', sender: '县里', receivedAt: hours(0), content: '注意防火', areaId: 'township' }
  const report = { id: randomUUID(), kind: 'hazard', description: '有人打电话来', channel: 'phone' }
  return {
    answer: await does(who, incidentId, 'answer'),
    postpone: await does(who, incidentId, 'postpone', { until: hours(1), note: '等天亮' }),
    resume: await does(who, incidentId, 'resume'),
    assign: await does(who, incidentId, 'assign', { personId: 'duty' }),
    forOther: await does(who, incidentId, 'acknowledge', { onBehalfOf: 'duty' }),
    wake: await does(who, incidentId, 'wake'),
    // A fire is closed only after all have left it.
    left: await does(who, incidentId, 'withdraw'),
    close: await does(who, incidentId, 'close'),
    report: await status(who, 'POST', '/api/reports', report),
    quarantine: await status(who, 'GET', '/api/quarantine'),
    directive: await status(who, 'POST', '/api/directives', { id: randomUUID(), ...directive }),
    note: await status(who, 'POST', '/api/handovers', { id: randomUUID(), areaId: 'township', note: '已处置' }),
  }
}
const DONE = {
  answer: 201,
  postpone: 201,
  resume: 201,
  assign: 201,
  forOther: 201,
  wake: 201,
  left: 201,
  close: 201,
  report: 201,
  quarantine: 200,
  directive: 201,
  note: 201,
}

describe('whoever sits in the duty room', () => {
  it('does the work of its desk while the shift lasts, and no longer', async () => {
    const incidentId = await fire()
    expect(await does('cadre', incidentId, 'answer')).not.toBe(201)
    const shiftId = await sit('cadre')
    expect(await session('cadre')).toMatchObject({ roles: ['cadre', 'duty'], lentRoles: ['duty'] })
    expect(await deskWork('cadre', incidentId)).toEqual(DONE)
    expect(await status('admin', 'DELETE', `/api/shifts/${shiftId}`)).toBe(204)
    expect(await session('cadre')).toMatchObject({ roles: ['cadre'] })
    const next = await fire([113.5, 37.5])
    const over = Object.entries(await deskWork('cadre', next)).filter(([what]) => what !== 'report')
    for (const [what, refused] of over) expect([what, [403, 404].includes(refused)]).toEqual([what, true])
  })

  it('gives nobody the next shift, and takes nobody off theirs', async () => {
    const shiftId = await sit('cadre')
    const next = { areaId: 'township', post: 'officer', personId: 'cadre', validFrom: hours(7), validUntil: hours(9) }
    expect(await status('cadre', 'PUT', `/api/shifts/${randomUUID()}`, next)).toBe(403)
    expect(await status('cadre', 'DELETE', `/api/shifts/${shiftId}`)).toBe(403)
    const absence = { id: randomUUID(), personId: 'duty', deputyId: 'cadre', validUntil: hours(90) }
    expect(await status('cadre', 'POST', '/api/absences', absence)).toBe(403)
  })

  it('learns no user names, and a wall sits nowhere', async () => {
    await sit('cadre')
    type Row = { id: string; phone: string | null; username: string | null }
    const { items } = (await ask('cadre', 'GET', '/api/people')).body as { items: Row[] }
    expect(items.find(({ id }) => id === 'duty')).toMatchObject({ phone: expect.any(String), username: null })
    const shift = { areaId: 'township', post: 'officer', personId: 'wall', validFrom: hours(-1), validUntil: hours(1) }
    expect(await status('admin', 'PUT', `/api/shifts/${randomUUID()}`, shift)).toBe(422)
  })
})

describe('whoever stands in for who sits there', () => {
  it('does the work of the desk, until the other is back', async () => {
    await sit('duty-deputy')
    const absenceId = await away('duty-deputy', 'member')
    expect(await deskWork('member', await fire())).toEqual(DONE)
    expect(await status('admin', 'DELETE', `/api/absences/${absenceId}`)).toBe(204)
    expect(await does('member', await fire([113.5, 37.5]), 'answer')).not.toBe(201)
  })

  it('reads what was handed over, and is asked to', async () => {
    const id = randomUUID()
    expect(await status('duty', 'POST', '/api/handovers', { id, areaId: 'township', note: '北沟口路断了' })).toBe(201)
    const notes = async () =>
      ((await ask('member', 'GET', '/api/handovers')).body as { items: Handover[] }).items.filter(
        (one) => one.id === id,
      )
    expect(await notes()).toEqual([])
    await sit('duty-deputy')
    await away('duty-deputy', 'member')
    expect(await notes()).toMatchObject([{ id, mustRead: true }])
    expect(await status('member', 'POST', `/api/handovers/${id}/read`, {})).toBe(200)
    expect(await notes()).toMatchObject([{ id, mustRead: false }])
  })
})
