import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RollCallPreview } from '#shared/directive.ts'
import type { HouseholdToVisit, VillageProgress } from '#shared/household.ts'
import type { Incident } from '#shared/incident.ts'
import { rollCounts } from '#shared/roll-counts.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const TOKEN = 'county-office-token'
const { areas, responsibilities } = demoTownship()
const village = areas.find(({ id, level }) => level === 'village' && id === 'tulingdi')
const villageId = village?.id ?? ''
const otherId = areas.find(({ id, level }) => level === 'village' && id !== villageId)?.id ?? ''

let app: RunningApp
const cookies = new Map<string, string>()
beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'leader', 'member', 'cadre', 'reviewer', 'wall'])
    cookies.set(name, await app.signIn(name))
  expect((await as('admin', 'PUT', '/api/sources/cap', { format: 'cap', token: TOKEN })).status).toBe(201)
})
afterAll(() => app.stop())

async function as(name: string, method: string, path: string, json?: unknown): Promise<HttpAnswer> {
  const ask = visitor(app, cookies.get(name))
  return answerOf(await ask(path, { method, ...(json === undefined ? {} : { json }) }))
}
const act = (name: string, incidentId: string, action: string, rest: Record<string, unknown> = {}) =>
  as(name, 'POST', `/api/incidents/${incidentId}/actions`, { id: randomUUID(), action, ...rest })
type Sheet = { items: HouseholdToVisit[]; villages: VillageProgress[] }
const sheetOf = async (name: string, incidentId: string) =>
  (await as(name, 'GET', `/api/incidents/${incidentId}/households`)).body as Sheet
const incidentOf = async (id: string, name = 'duty') =>
  (await as(name, 'GET', `/api/incidents/${id}`)).body as Incident & { actions: { action: string }[] }
const typed = (rest: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  areaIds: [villageId],
  severity: 'severe',
  text: '今夜特大暴雨，沟口各户立即转移',
  ...rest,
})
async function begun(rest: Record<string, unknown> = {}): Promise<string> {
  const answer = await as('duty', 'POST', '/api/roll-calls', typed(rest))
  expect(answer.status).toBe(201)
  return (answer.body as { incidentId: string }).incidentId
}

/** Of whom the plan for grave warnings expects an answer in a village. */
function addressed(areaId: string): string[] {
  const lineage = (id: string | null | undefined): string[] =>
    id == null ? [] : [id, ...lineage(areas.find((area) => area.id === id)?.parentId)]
  const duties = ['household', 'zone', 'grid-head', 'village', 'village-secretary']
  const held = responsibilities.filter(
    (one) => one.rank === 'primary' && duties.includes(one.duty) && lineage(one.areaId).includes(areaId),
  )
  return [...new Set(held.map(({ personId }) => personId))].toSorted()
}

describe('a flood warning of the county', () => {
  it('comes in by HTTP and calls everybody of the villages that it names, who are counted as they answer', async () => {
    const now = new Date().toISOString()
    const warning = (id: string, type: string) =>
      `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier><sender>county</sender><sent>${now}</sent><status>Actual</status><msgType>${type}</msgType>${type === 'Alert' ? '' : `<references>county,flood-1,${now}</references>`}<info><language>zh-CN</language><event>山洪灾害</event><severity>Red</severity><headline>山洪灾害红色预警</headline><area><areaDesc>土岭底村</areaDesc><geocode><valueName>行政区划</valueName><value>${village?.code}</value></geocode></area></info></alert>`
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/xml' }
    const post = (body: string) => fetch(`${app.url()}/api/ingest/cap`, { method: 'POST', headers, body })
    const posted = await post(warning('flood-1', 'Alert'))
    expect([posted.status, await posted.text()]).toEqual([200, expect.stringContaining('taken')])
    const { items } = (await as('duty', 'GET', '/api/incidents?kind=warning')).body as { items: Incident[] }
    const called = items.find(({ rollCall }) => rollCall !== null)
    expect(called).toMatchObject({ severity: 'extreme', next: null, rollCall: { areaIds: [villageId], rounds: 1 } })
    const ids = called?.alerts.map(({ personId }) => personId) ?? []
    expect(ids).toEqual(expect.arrayContaining(addressed(villageId)))
    expect(called?.due.map(({ step }) => step)).toContain('ring-round')
    const id = called?.id ?? ''
    expect((await act('member', id, 'seen')).status).toBe(201)
    expect(rollCounts(await incidentOf(id))).toEqual({ called: ids.length, answered: 0 })
    expect((await act('member', id, 'acknowledge')).status).toBe(201)
    await act('cadre', id, 'acknowledge')
    expect(rollCounts(await incidentOf(id))).toEqual({ called: ids.length, answered: 2 })
    // Enough never go: the others are still to be rung.
    expect((await incidentOf(id)).due.find(({ step }) => step === 'ring-round')?.personIds).toHaveLength(ids.length - 2)
    // What is over rings nobody any more, though nobody has closed it.
    await post(warning('flood-2', 'Cancel'))
    await expect
      .poll(async () => (await incidentOf(id)).due.map(({ step }) => step), { timeout: 10_000 })
      .not.toContain('ring-round')
    expect(await incidentOf(id)).toMatchObject({ condition: 'cleared', rollCall: { knockingAt: null } })
    await act('duty', id, 'close')
    expect((await incidentOf(id)).due).toEqual([])
  })
})

describe('a roll call that the duty room types in', () => {
  it('says before whom it would call, and calls just those; the same id again changes nothing', async () => {
    const path = `/api/roll-calls/preview?areaIds=${villageId}&severity=severe`
    const preview = (await as('duty', 'GET', path)).body as RollCallPreview
    expect(preview).toMatchObject({ households: 85, emptyVillageIds: [], cannotRing: [] })
    const body = { ...typed(), kind: 'flood', source: '县防汛办 李某某' }
    const first = await as('duty', 'POST', '/api/roll-calls', body)
    const again = await as('duty', 'POST', '/api/roll-calls', body)
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body])
    expect((await as('admin', 'POST', '/api/roll-calls', body)).status).toBe(409)
    const { incidentId } = first.body as { incidentId: string }
    const incident = (await as('duty', 'GET', `/api/incidents/${incidentId}`)).body as Incident & {
      observations: { items: { description: string; values: unknown }[] }
    }
    expect(incident.observations.items).toMatchObject([
      { description: `${body.source}：${body.text}`, values: { event: 'flood' } },
    ])
    expect(incident.alerts.map(({ personId }) => personId).toSorted()).toEqual(
      preview.calledNow.map(({ id }) => id).toSorted(),
    )
  })

  it('is the duty room’s alone, and names what is wrong with it', async () => {
    for (const name of ['member', 'cadre', 'leader', 'reviewer', 'wall'])
      expect([name, (await as(name, 'POST', '/api/roll-calls', typed())).status]).toEqual([name, 403])
    expect(await as('duty', 'POST', '/api/roll-calls', typed({ areaIds: ['nowhere'], text: 'x' }))).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'areaIds' }] },
    })
    expect(await as('duty', 'POST', '/api/roll-calls', typed({ areaIds: [], text: ' ' }))).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'areaIds' }, { field: 'text' }] },
    })
  })
})

describe('the households of a roll call', () => {
  it('are shown to a member as those of his zone alone, by name and number; to the duty room all, village by village', async () => {
    const id = await begun()
    const own = await sheetOf('member', id)
    // His own zone, and that of which he is the deputy.
    const zones = new Set(responsibilities.flatMap((one) => (one.personId === 'member' ? one.areaId : [])))
    expect(own.items.length).toBeGreaterThanOrEqual(7)
    expect(own.items.filter(({ zoneId }) => zoneId === null || !zones.has(zoneId))).toEqual([])
    expect(own.items.every(({ masked, answer }) => !masked && answer === null)).toBe(true)
    const all = await sheetOf('duty', id)
    expect(all.items).toHaveLength(85)
    expect(all.villages).toEqual([
      { areaId: villageId, households: { total: 85, told: 0, moved: 0, refuses: 0, away: 0 } },
    ])
    expect((await as('wall', 'GET', `/api/incidents/${id}/households`)).status).toBe(403)
    // That they were shown is written down, with the incident as the reason.
    const { items } = (await as('admin', 'GET', '/api/audit?what=reveal&limit=200')).body as {
      items: { personId: string; reason: string }[]
    }
    expect(items.filter((one) => one.personId === 'member' && one.reason.includes(id))).toHaveLength(own.items.length)
  })

  it('are counted by the last word about each, whoever said it; a word said before changes nothing and is kept in the log', async () => {
    const id = await begun()
    const [first, second] = (await sheetOf('member', id)).items
    const body = { id: randomUUID(), action: 'household', householdId: first?.id, householdState: 'refuses' }
    const path = `/api/incidents/${id}/actions`
    const told = await as('member', 'POST', path, { ...body, note: '老人不肯走' })
    expect(told).toMatchObject({
      status: 201,
      body: { incident: { rollCall: { households: { total: 85, refuses: 1 } } } },
    })
    expect((await as('member', 'POST', path, { ...body, note: '老人不肯走' })).status).toBe(200)
    await act('duty', id, 'household', { householdId: first?.id, householdState: 'moved', people: 3 })
    const early = new Date(Date.now() - 60_000).toISOString()
    await act('member', id, 'household', { householdId: first?.id, householdState: 'told', at: early })
    await act('cadre', id, 'household', { householdId: second?.id, householdState: 'away' })
    const { rollCall, actions } = await incidentOf(id)
    expect(rollCall?.households).toEqual({ total: 85, told: 0, moved: 1, refuses: 0, away: 1 })
    expect(actions.filter(({ action }) => action === 'household')).toHaveLength(4)
    const sheet = await sheetOf('member', id)
    expect(sheet.items.find((one) => one.id === first?.id)?.answer).toMatchObject({
      state: 'moved',
      people: 3,
      personId: 'duty',
    })
    // The counts outlive a restart with the incident.
    await app.kill9()
    await app.startAgain()
    expect((await incidentOf(id)).rollCall?.households).toEqual(rollCall?.households)
  })

  it('are nobody’s who does not answer for them, of no other village, and of no other incident', async () => {
    const id = await begun()
    const own = new Set((await sheetOf('member', id)).items.map((one) => one.id))
    const strange = (await sheetOf('duty', id)).items.find((one) => !own.has(one.id))
    const word = (householdId: string | undefined) => ({ householdId, householdState: 'moved' })
    const refused = { status: 422, body: { fields: [{ field: 'householdId' }] } }
    expect(await act('member', id, 'household', word(strange?.id))).toMatchObject(refused)
    expect(await act('duty', id, 'household', word('no-such'))).toMatchObject(refused)
    const elsewhere = await begun({ areaIds: [otherId] })
    expect(await act('duty', elsewhere, 'household', word(strange?.id))).toMatchObject(refused)
    expect((await act('member', elsewhere, 'household', word(strange?.id))).status).toBe(404)
    expect((await act('reviewer', id, 'household', word(strange?.id))).status).toBe(403)
    const report = { id: randomUUID(), kind: 'hazard', description: '路上有石头' }
    const { incidentId } = (await as('member', 'POST', '/api/reports', report)).body as { incidentId: string }
    expect(await act('duty', incidentId, 'household', word(strange?.id))).toMatchObject(refused)
  })

  it('two that are entered at once are both counted', async () => {
    const id = await begun()
    const { items } = await sheetOf('member', id)
    const answers = await Promise.all(
      items.map((one) => act('member', id, 'household', { householdId: one.id, householdState: 'moved' })),
    )
    expect(answers.map(({ status }) => status)).toEqual(items.map(() => 201))
    expect((await incidentOf(id)).rollCall?.households.moved).toBe(items.length)
  })

  it('of a village where none is entered are said to be none', async () => {
    const households = (await sheetOf('duty', await begun({ areaIds: [otherId] }))).items
    for (const { id } of households)
      expect((await as('admin', 'DELETE', `/api/households/${id}`)).status).toBeLessThan(300)
    const id = await begun({ areaIds: [otherId] })
    const { items, villages } = await sheetOf('duty', id)
    expect([items, villages.map(({ areaId, households: { total } }) => [areaId, total])]).toEqual([[], [[otherId, 0]]])
    const preview = await as('duty', 'GET', `/api/roll-calls/preview?areaIds=${otherId}&severity=severe`)
    expect(preview.body).toMatchObject({ households: 0, emptyVillageIds: [otherId] })
  })
})
