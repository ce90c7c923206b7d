import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident } from '#shared/incident.ts'
import type { ChainLink } from '#shared/responsibility.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { clearRoster, HOUR_MS } from '../support/own-roster.ts'
import { answerOf, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

// A wall and an inspector look on. Whoever could put one of them into a chain could show it what is private.

let app: RunningApp
const cookies = new Map<string, string>()
beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'leader', 'member', 'reviewer', 'wall'])
    cookies.set(name, await app.signIn(name))
  await clearRoster(app)
}, 120_000)
afterAll(() => app?.stop())

const ask = async (who: string, method: string, path: string, json?: unknown) =>
  answerOf(await visitor(app, cookies.get(who))(path, { method, ...(json !== undefined && { json }) }))
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString()
const location = demoTownship().devices.find(({ id }) => id.startsWith('smoke-tulingdi-g1-z1-'))?.location ?? [0, 0]
const refusedAt = (field: string) => ({ status: 422, body: { fields: [{ field, reason: 'only-looks' }] } })
const shift = (personId: string) => {
  return { areaId: 'township', post: 'officer', personId, validFrom: inHours(100), validUntil: inHours(110) }
}

describe.each(['wall', 'reviewer'])('a %s', (looker) => {
  it('is taken for nothing that is answered for', async () => {
    const duty = { personId: looker, duty: 'village', areaId: 'tulingdi', rank: 'primary' }
    expect(await ask('admin', 'PUT', '/api/responsibilities/looks', duty)).toMatchObject(refusedAt('personId'))
    expect(await ask('duty', 'PUT', '/api/shifts/looks', shift(looker))).toMatchObject(refusedAt('personId'))
    const day = inHours(240).slice(0, 10)
    const fill = { areaId: 'township', post: 'officer', from: day, until: day, shiftHours: 24, startHour: 8 }
    expect(await ask('duty', 'POST', '/api/shifts/fill', { ...fill, personIds: ['duty', looker] })).toMatchObject(
      refusedAt('personIds.1'),
    )
    const handOver = { toPersonId: looker, from: new Date().toISOString() }
    expect(await ask('admin', 'POST', '/api/people/member/hand-over', handOver)).toMatchObject(refusedAt('toPersonId'))
  })

  it('stands in for nobody', async () => {
    const absence = { id: randomUUID(), deputyId: looker }
    expect(await ask('member', 'POST', '/api/absences', absence)).toMatchObject(refusedAt('deputyId'))
    const put = { personId: 'member', deputyId: looker }
    expect(await ask('admin', 'PUT', '/api/absences/looks', put)).toMatchObject(refusedAt('deputyId'))
  })

  it('takes no shift of another’s', async () => {
    expect((await ask('duty', 'PUT', '/api/shifts/dutys', shift('duty'))).status).toBeLessThan(300)
    const swap = { id: randomUUID(), shiftId: 'dutys', toPersonId: looker }
    expect(await ask('duty', 'POST', '/api/shift-swaps', swap)).toMatchObject(refusedAt('toPersonId'))
  })

  it('is called to nothing by name', async () => {
    const report = { id: randomUUID(), kind: 'hazard', description: '电线垂下来了', location }
    const { incidentId } = (await ask('member', 'POST', '/api/reports', report)).body as { incidentId: string }
    const assign = { id: randomUUID(), action: 'assign', personId: looker }
    const path = `/api/incidents/${incidentId}/actions`
    expect(await ask('duty', 'POST', path, assign)).toMatchObject(refusedAt('personId'))
  })

  it('asks for nothing that only those do who answer', async () => {
    const tries: [string, string, unknown][] = [
      ['POST', '/api/absences', { id: randomUUID() }],
      ['GET', '/api/absences', undefined],
      ['POST', '/api/shift-swaps', { id: randomUUID(), shiftId: 'dutys', toPersonId: 'duty' }],
      ['POST', '/api/handovers', { id: randomUUID(), areaId: 'township', note: '…' }],
    ]
    for (const [method, path, json] of tries) expect((await ask(looker, method, path, json)).status).toBe(403)
  })
})

describe('a deputy who became a wall afterwards', () => {
  it('is passed over, and sees nothing of what is private', async () => {
    const body = { name: '乙某', phone: '13900000077' }
    await ask('admin', 'PUT', '/api/people/turned', { ...body, username: 'turned', roles: ['member'] })
    const { body: invited } = await ask('admin', 'POST', '/api/people/turned/invitation')
    const token = new URL((invited as { link: string }).link).searchParams.get('invitation')
    const accepted = await visitor(app)('/api/invitation', {
      method: 'POST',
      json: { token, password: 'an orchard behind the school' },
    })
    cookies.set('turned', accepted.headers.getSetCookie()[0]?.split(';')[0] ?? '')
    const absence = { id: randomUUID(), deputyId: 'turned' }
    expect((await ask('member', 'POST', '/api/absences', absence)).status).toBe(201)
    const chain = async () => {
      const path = `/api/responsibility?lng=${location[0]}&lat=${location[1]}&kind=smoke`
      return ((await ask('duty', 'GET', path)).body as { chain: ChainLink[] }).chain
    }
    expect((await chain()).find(({ personId }) => personId === 'turned')?.called).toBe(true)
    await ask('admin', 'PUT', '/api/people/turned', { ...body, roles: ['wall'] })
    expect((await chain()).find(({ personId }) => personId === 'turned')?.called).toBe(false)
    const report = { id: randomUUID(), kind: 'medical', description: '老人摔倒了', location }
    const { incidentId } = (await ask('leader', 'POST', '/api/reports', report)).body as { incidentId: string }
    const { body: incident } = await ask('duty', 'GET', `/api/incidents/${incidentId}`)
    const called = (incident as Incident).alerts.map(({ personId }) => personId)
    expect(called.length).toBeGreaterThan(0)
    expect(called).not.toContain('turned')
    expect((await ask('turned', 'GET', `/api/incidents/${incidentId}`)).status).toBe(404)
    expect(JSON.stringify((await ask('turned', 'GET', '/api/snapshot')).body)).not.toContain(incidentId)
    const { body: session } = await ask('turned', 'GET', '/api/session')
    expect(session).toMatchObject({ person: { duties: [] } })
  })
})
