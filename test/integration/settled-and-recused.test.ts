import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import { smokeAlarmIn } from '../support/demo-alarms.ts'
import { connectLive } from '../support/live-client.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

type Detail = Incident & { actions: Action[] }
const PEOPLE = ['duty', 'member', 'cadre', 'leader', 'reviewer', 'wall'] as const
const SECRET = '金丝雀宅基地'
let app: RunningApp
const asks = new Map<string, Ask>()

beforeAll(async () => {
  app = await startApp()
  for (const one of PEOPLE) asks.set(one, visitor(app, await app.signIn(one)))
}, 120_000)
afterAll(() => app.stop())

const as = (who: (typeof PEOPLE)[number]): Ask => asks.get(who)!
const act = (who: Ask, incidentId: string, body: Record<string, unknown>) =>
  who(`/api/incidents/${incidentId}/actions`, { method: 'POST', json: { id: randomUUID(), ...body } })
const detail = async (who: Ask, id: string) => (await (await who(`/api/incidents/${id}`)).json()) as Detail

async function reported(kind: string): Promise<string> {
  const location = smokeAlarmIn('tulingdi-g1-z1').location
  const json = { id: randomUUID(), kind, description: SECRET, location, accuracyMetres: 20 }
  return ((await (await as('duty')('/api/reports', { method: 'POST', json })).json()) as { incidentId: string })
    .incidentId
}

describe('a checklist', () => {
  it('has one tick where two press at once, and both in the log; sent again it is the same', async () => {
    const id = await reported('gas')
    const both = await Promise.all(
      (['member', 'duty'] as const).map((who) => act(as(who), id, { action: 'tick', line: 1 })),
    )
    expect(both.map(({ status }) => status)).toEqual([201, 201])
    const again = { id: randomUUID(), action: 'tick', line: 2, at: new Date().toISOString() }
    for (const status of [201, 200]) expect((await act(as('member'), id, again)).status).toBe(status)
    const { ticks, actions, checklist } = await detail(as('duty'), id)
    expect(ticks.map(({ line }) => line)).toEqual([1, 2])
    expect(actions.filter(({ action }) => action === 'tick').map(({ detail: { lineWords } }) => lineWords)).toEqual([
      checklist[1],
      checklist[1],
      checklist[2],
    ])
    expect((await act(as('member'), id, { action: 'tick', line: 99 })).status).toBe(422)
    expect((await act(as('reviewer'), id, { action: 'tick', line: 0 })).status).toBe(403)
  })
})

describe('a dispute', () => {
  it('that is not settled stands among the revisits, closed or not, until somebody says what came of it', async () => {
    const id = await reported('dispute')
    const revisitAt = new Date(Date.now() + 3 * 86_400_000).toISOString()
    expect((await act(as('duty'), id, { action: 'settle', isSettled: false, revisitAt })).status).toBe(201)
    expect((await act(as('duty'), id, { action: 'close' })).status).toBe(201)
    const listed = async (who: Ask) => {
      const { items } = (await (await who('/api/revisits')).json()) as {
        items: { incident: Incident; dueAt: string; isDue: boolean }[]
      }
      return items.filter(({ incident }) => incident.id === id)
    }
    expect(await listed(as('duty'))).toMatchObject([{ isDue: false, incident: { settlement: { isSettled: false } } }])
    for (const who of ['wall', 'reviewer', 'member'] as const) expect(await listed(as(who))).toEqual([])
    expect((await act(as('duty'), id, { action: 'settle', isSettled: true })).status).toBe(201)
    expect(await listed(as('duty'))).toEqual([])
    expect((await act(as('duty'), id, { action: 'settle' })).status).toBe(422)
  })
})

describe('whoever keeps out of a private affair', () => {
  it('sees nothing of it from then on, on the screen they have open as little as when they ask for what was', async () => {
    const id = await reported('dispute')
    const [member, leader] = [as('member'), as('leader')]
    expect((await act(as('duty'), id, { action: 'assign', personId: 'member' })).status).toBe(201)
    expect(JSON.stringify(await detail(member, id))).toContain(SECRET)
    expect((await leader(`/api/incidents/${id}`)).status).toBe(200)
    const screen = await connectLive(app.url(), await app.signIn('member'))
    try {
      expect(screen.incidents.has(id)).toBe(true)
      expect((await act(member, id, { action: 'recuse', note: '是我表亲' })).status).toBe(201)
      await expect.poll(() => screen.incidents.has(id), { timeout: 30_000 }).toBe(false)
    } finally {
      screen.close()
    }
    expect((await act(as('duty'), id, { action: 'recuse', personId: 'leader', note: '一方当事人' })).status).toBe(201)
    await act(as('duty'), id, { action: 'note', note: '金丝雀后话' })
    for (const who of [member, leader]) {
      expect((await who(`/api/incidents/${id}`)).status).toBe(404)
      expect((await act(who, id, { action: 'note', note: '…' })).status).toBe(404)
      for (const path of ['/api/snapshot', '/api/incidents?limit=200', '/api/observations?kind=dispute&limit=200'])
        expect([path, (await (await who(path)).text()).includes(id)]).toEqual([path, false])
      const { changes } = (await (await who('/api/changes?since=0')).json()) as {
        changes: { type: string; incident?: Incident }[]
      }
      expect(changes.filter(({ incident }) => incident?.id === id)).toEqual([])
    }
    const { chain, recusedIds } = await detail(as('duty'), id)
    expect(recusedIds).toEqual(['member', 'leader'])
    expect(chain.filter(({ called }) => called).map(({ personId }) => personId)).not.toContain('leader')
    const refused = await act(as('duty'), id, { action: 'assign', personId: 'leader' })
    expect([refused.status, ((await refused.json()) as { state: string }).state]).toEqual([409, 'recused'])
  })
})
