import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Directive, RollCallPreview } from '#shared/directive.ts'
import type { Incident } from '#shared/incident.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { connectLive } from '../support/live-client.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const { areas } = demoTownship()
const areaId = areas.find(({ level }) => level === 'township')?.id ?? ''
const villageId = areas.find(({ level }) => level === 'village')?.id ?? ''

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
const entry = (rest: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  areaId,
  channel: 'call',
  sender: '县应急局 李某某',
  receivedAt: '2026-11-28T02:00:00.000Z',
  content: '今夜有大到暴雨，做好转移准备',
  ...rest,
})
const list = async (query: string, name = 'duty') =>
  ((await as(name, 'GET', `/api/directives?limit=200${query}`)).body as { items: Directive[] }).items

describe('the register of calls and papers from above', () => {
  it('takes an entry once, whoever sends it again, and refuses another under its id', async () => {
    const body = entry()
    const first = await as('duty', 'POST', '/api/directives', body)
    expect(first.status).toBe(201)
    const again = await as('duty', 'POST', '/api/directives', body)
    expect([again.status, again.body]).toEqual([200, first.body])
    expect((await as('duty', 'POST', '/api/directives', { ...body, content: '另一件' })).status).toBe(409)
    expect((await as('admin', 'POST', '/api/directives', body)).status).toBe(409)
    expect((await list('')).filter(({ id }) => id === body.id)).toEqual([first.body])
  })

  it('names each field of a bad entry, and what is no township, nobody, or not there', async () => {
    const bad = await as('duty', 'POST', '/api/directives', entry({ sender: ' ', channel: 'fax', receivedAt: '昨天' }))
    expect(bad).toMatchObject({ status: 422 })
    const { fields } = bad.body as { fields: { field: string }[] }
    expect(fields.map(({ field }) => field).toSorted()).toEqual(['channel', 'receivedAt', 'sender'])
    for (const [field, value] of [
      ['areaId', villageId],
      ['passedTo', ['nobody']],
      ['corrects', 'nothing'],
    ])
      expect(await as('duty', 'POST', '/api/directives', entry({ [String(field)]: value }))).toMatchObject({
        status: 422,
        body: { fields: [{ field }] },
      })
  })

  it('is kept by the duty room and read by leaders, and by nobody else', async () => {
    const body = entry()
    for (const [name, status] of [
      ['member', 403],
      ['cadre', 403],
      ['reviewer', 403],
      ['wall', 403],
      ['leader', 403],
      ['duty', 201],
    ] as const)
      expect([name, (await as(name, 'POST', '/api/directives', body)).status]).toEqual([name, status])
    for (const name of ['member', 'cadre', 'reviewer', 'wall'])
      expect((await as(name, 'GET', '/api/directives')).status).toBe(403)
    expect((await list('', 'leader')).map(({ id }) => id)).toContain(body.id)
    expect((await as('leader', 'POST', `/api/directives/${body.id}/reply`, { text: '好' })).status).toBe(403)
  })

  it('only grows: people are added, a time is set once, an answer stands', async () => {
    const body = entry({ passedTo: ['duty'] })
    await as('duty', 'POST', '/api/directives', body)
    const path = `/api/directives/${body.id}`
    await Promise.all(['leader', 'cadre', 'leader'].map((id) => as('duty', 'PUT', path, { passedTo: [id] })))
    const due = '2026-11-28T06:00:00.000Z'
    expect((await as('duty', 'PUT', path, { replyDueAt: due })).body).toMatchObject({ replyDueAt: due })
    expect((await as('duty', 'PUT', path, { replyDueAt: '2026-11-29T06:00:00.000Z' })).status).toBe(409)
    expect((await as('duty', 'PUT', path, { content: '改' })).body).toMatchObject({ content: body.content })
    expect((await list('&open=1')).map(({ id }) => id)).toContain(body.id)
    const answered = await as('duty', 'POST', `${path}/reply`, { text: '已安排转移' })
    expect(answered).toMatchObject({ status: 201, body: { reply: { text: '已安排转移', personId: 'duty' } } })
    expect((await as('duty', 'POST', `${path}/reply`, { text: '已安排转移' })).status).toBe(200)
    expect((await as('duty', 'POST', `${path}/reply`, { text: '别的' })).status).toBe(409)
    const [after] = (await list('')).filter(({ id }) => id === body.id)
    expect(after?.passedTo.toSorted()).toEqual(['cadre', 'duty', 'leader'])
    expect((await list('&open=1')).map(({ id }) => id)).not.toContain(body.id)
  })

  it('is set right by a new entry that names the old one; both stay, and only the new one goes on', async () => {
    const due = '2026-11-28T06:00:00.000Z'
    const old = entry({ replyDueAt: due })
    await as('duty', 'POST', '/api/directives', old)
    const right = entry({ corrects: old.id, sender: '市应急局 李某某', replyDueAt: due })
    expect((await as('duty', 'POST', '/api/directives', right)).status).toBe(201)
    const items = await list('')
    expect(items.find(({ id }) => id === old.id)).toMatchObject({ sender: old.sender, correctedBy: right.id })
    expect(items.find(({ id }) => id === right.id)).toMatchObject({ corrects: old.id, correctedBy: null })
    expect((await as('duty', 'POST', '/api/directives', entry({ corrects: old.id }))).status).toBe(409)
    expect((await as('duty', 'POST', `/api/directives/${old.id}/reply`, { text: '好' })).status).toBe(409)
    const open = (await list('&open=1')).map(({ id }) => id)
    expect([open.includes(old.id), open.includes(right.id)]).toEqual([false, true])
  })

  it('is paged, and asked by time', async () => {
    const ids = []
    for (const day of ['01', '02', '03']) {
      const body = entry({ receivedAt: `2020-01-${day}T00:00:00.000Z` })
      ids.push(body.id)
      await as('duty', 'POST', '/api/directives', body)
    }
    const span = '&from=2020-01-01T00:00:00Z&to=2020-01-03T00:00:00Z'
    expect((await list(span)).map(({ id }) => id)).toEqual([ids[1], ids[0]])
    const page = async (cursor: string) =>
      (await as('duty', 'GET', `/api/directives?limit=1${span}${cursor}`)).body as {
        items: Directive[]
        nextCursor: string | null
      }
    const first = await page('')
    const second = await page(`&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([ids[1], ids[0]])
    expect(second.nextCursor).toBeNull()
  })
})

describe('a roll call out of a call from above', () => {
  it('says whom it would call, opens one incident, and calls just those; again it changes nothing', async () => {
    const body = entry()
    await as('duty', 'POST', '/api/directives', body)
    const path = `/api/directives/${body.id}/roll-call`
    const preview = await as('duty', 'GET', `${path}?areaIds=${villageId}&severity=severe`)
    const { calledNow } = preview.body as RollCallPreview
    expect(calledNow.length).toBeGreaterThan(0)
    const screen = await connectLive(app.url(), cookies.get('duty') ?? '')
    const wanted = { id: randomUUID(), areaIds: [villageId], severity: 'severe' }
    const begun = await as('duty', 'POST', path, wanted)
    expect(begun.status).toBe(201)
    const { incidentId, directive } = begun.body as { incidentId: string; directive: Directive }
    expect(directive.incidentId).toBe(incidentId)
    const incident = (await as('duty', 'GET', `/api/incidents/${incidentId}`)).body as Incident & {
      observations: { items: { description: string }[] }
    }
    expect(incident).toMatchObject({ kind: 'warning', severity: 'severe' })
    expect(incident.observations.items).toMatchObject([{ description: `${body.sender}：${body.content}` }])
    expect(incident.alerts.map(({ personId }) => personId).toSorted()).toEqual(calledNow.map(({ id }) => id).toSorted())
    await expect.poll(() => screen.incidents.has(incidentId)).toBe(true)
    screen.close()
    const again = await as('duty', 'POST', path, wanted)
    expect([again.status, (again.body as typeof begun.body & { incidentId: string }).incidentId]).toEqual([
      200,
      incidentId,
    ])
    expect((await as('duty', 'POST', path, { ...wanted, id: randomUUID() })).status).toBe(409)
  })

  it('is one, however many ask for it at once', async () => {
    const body = entry()
    await as('duty', 'POST', '/api/directives', body)
    const wanted = () => ({ id: randomUUID(), areaIds: [villageId], severity: 'moderate' })
    const asked = await Promise.all(
      [1, 2, 3, 4].map(() => as('duty', 'POST', `/api/directives/${body.id}/roll-call`, wanted())),
    )
    expect(asked.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409])
  })

  it('over ground that is not of its township is refused', async () => {
    const body = entry()
    await as('duty', 'POST', '/api/directives', body)
    const wanted = { id: randomUUID(), areaIds: ['elsewhere'], severity: 'severe' }
    expect(await as('duty', 'POST', `/api/directives/${body.id}/roll-call`, wanted)).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'areaIds' }] },
    })
  })
})
