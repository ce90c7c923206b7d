import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { clearRoster } from '../support/own-roster.ts'
import { answerOf, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

let app: RunningApp
const cookies = new Map<string, string>()
beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'member']) cookies.set(name, await app.signIn(name))
  await clearRoster(app)
}, 120_000)
afterAll(() => app?.stop())

const ask = async (who: string, method: string, path: string, json?: unknown) =>
  answerOf(await visitor(app, cookies.get(who))(path, { method, ...(json !== undefined && { json }) }))
const location = demoTownship().devices.find(({ id }) => id.startsWith('smoke-tulingdi-g1-z1-'))?.location ?? [0, 0]

async function report(kind = 'smoke'): Promise<string> {
  const body = { id: randomUUID(), kind, description: '屋后冒烟', location }
  return ((await ask('duty', 'POST', '/api/reports', body)).body as { incidentId: string }).incidentId
}
const does = (who: string, incidentId: string, action: string, more = {}) =>
  ask(who, 'POST', `/api/incidents/${incidentId}/actions`, { id: randomUUID(), action, ...more })
const whole = async (id: string) =>
  (await ask('duty', 'GET', `/api/incidents/${id}`)).body as Incident & { actions: Action[] }

async function enter(id: string, roles: string[], password: string | null): Promise<void> {
  await ask('admin', 'PUT', `/api/people/${id}`, { name: `某${id}`, username: id, phone: '13900000088', roles })
  if (password === null) return
  const { body } = await ask('admin', 'POST', `/api/people/${id}/invitation`)
  const token = new URL((body as { link: string }).link).searchParams.get('invitation')
  const entered = await visitor(app)('/api/invitation', { method: 'POST', json: { token, password } })
  cookies.set(id, entered.headers.getSetCookie()[0]?.split(';')[0] ?? '')
}

describe('somebody who is called to an open incident', () => {
  it('is not erased while it waits for them', async () => {
    await enter('going', ['member'], 'an orchard behind the school')
    const id = await report()
    expect((await does('duty', id, 'assign', { personId: 'going' })).status).toBe(201)
    const erase = () => ask('admin', 'POST', '/api/people/going/erase', { reason: '本人要求' })
    expect(await erase()).toMatchObject({ status: 409, body: { fields: [{ field: `incidents.${id}` }] } })
    expect((await does('going', id, 'acknowledge')).status).toBe(201)
    expect((await erase()).status).toBe(409)
    await does('duty', id, 'close', { note: '已处理' })
    expect((await erase()).status).toBe(204)
  })

  it('leaves, and others are called in their place in the same step', async () => {
    const id = await report('hazard')
    const [called] = (await whole(id)).alerts
    const leaver = called?.personId ?? ''
    expect((await does('duty', id, 'acknowledge', { onBehalfOf: leaver })).status).toBe(201)
    const before = await whole(id)
    expect(before.alerts.find(({ personId }) => personId === leaver)?.state).toBe('accepted')
    // Somebody goes, and that is enough: nothing more is due.
    expect(before.next).toBe(null)
    expect((await ask('admin', 'DELETE', `/api/people/${leaver}`)).status).toBe(204)
    const after = await whole(id)
    expect(after.alerts.find(({ personId }) => personId === leaver)?.state).toBe('declined')
    expect(after.alerts.some(({ personId, state }) => personId !== leaver && state !== 'declined')).toBe(true)
    expect(after.chain.some((link) => link.personId === leaver && link.called)).toBe(false)
    expect(after.actions).toContainEqual(
      expect.objectContaining({ action: 'decline', actorId: null, onBehalfOf: leaver, detail: { left: true } }),
    )
  })
})

describe('the last administrator who can sign in', () => {
  const lastAdmin = { status: 409, body: { code: 'conflict', fields: [{ field: 'roles', reason: 'last-admin' }] } }
  const put = async (more: object) => {
    const { name, phone, roles } = (await ask('admin', 'GET', '/api/people/admin')).body as Record<string, unknown>
    return ask('admin', 'PUT', '/api/people/admin', { name, phone, roles, ...more })
  }

  it('cannot go, be ended or be without the role, also where another has no password yet', async () => {
    await enter('second', ['admin'], null)
    expect(await ask('admin', 'POST', '/api/people/admin/erase', { reason: '离任' })).toMatchObject(lastAdmin)
    expect(await ask('admin', 'DELETE', '/api/people/admin')).toMatchObject(lastAdmin)
    expect(await put({ roles: ['duty'] })).toMatchObject(lastAdmin)
    expect(await put({ roles: ['duty'], validFrom: '2098-01-01T00:00:00Z' })).toMatchObject(lastAdmin)
    expect(await put({ username: null })).toMatchObject(lastAdmin)
    expect(await put({ validUntil: '2099-01-01T00:00:00Z' })).toMatchObject(lastAdmin)
    expect((await put({ roles: ['admin', 'duty'] })).status).toBe(200)
  })

  it('goes once another can sign in', async () => {
    await enter('second', ['admin'], 'a bridge below the old mill')
    expect((await ask('admin', 'DELETE', '/api/people/admin')).status).toBe(204)
    expect((await ask('second', 'GET', '/api/session')).status).toBe(200)
    expect(await ask('second', 'DELETE', '/api/people/second')).toMatchObject(lastAdmin)
  })
})
