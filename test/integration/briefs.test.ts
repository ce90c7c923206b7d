import { randomUUID } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Incident, incidentSchema } from '#shared/incident.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { zipEntry } from '../../server/domain/zip-entry.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { clearRoster } from '../support/own-roster.ts'
import { type Ask, visitor } from '../support/visitor.ts'

let app: RunningApp
let asks: Record<'admin' | 'duty' | 'leader' | 'cadre' | 'member' | 'wall', Ask>
let incidentId = ''

beforeAll(async () => {
  app = await startApp()
  await clearRoster(app)
  const as = async (name: string) => visitor(app, await app.signIn(name))
  asks = {
    admin: await as('admin'),
    duty: await as('duty'),
    leader: await as('leader'),
    cadre: await as('cadre'),
    member: await as('member'),
    wall: await as('wall'),
  }
  const location = demoTownship().households[0]?.location
  const json = { id: randomUUID(), kind: 'fire', description: '柴垛着火，户主王某某', location, accuracyMetres: 30 }
  const reported = await asks.member('/api/reports', { method: 'POST', json })
  expect(reported.status).toBe(201)
  ;({ incidentId } = (await reported.json()) as { incidentId: string })
})
afterAll(() => app.stop())

async function incident(ask: Ask = asks.duty): Promise<Incident> {
  return incidentSchema.loose().parse(await (await ask(`/api/incidents/${incidentId}`)).json())
}

async function drafted(): Promise<Incident['briefs'][number]> {
  await expect.poll(async () => (await incident()).briefs.length, { timeout: 60_000 }).toBeGreaterThan(0)
  const [first] = (await incident()).briefs
  if (first === undefined) throw new Error('no report')
  return first
}

const act = (ask: Ask, body: Record<string, unknown>) =>
  ask(`/api/incidents/${incidentId}/actions`, { method: 'POST', json: { id: randomUUID(), ...body } })

async function personIdOf(ask: Ask): Promise<string> {
  const { person } = (await (await ask('/api/session')).json()) as { person: { personId: string } }
  return person.personId
}

describe('a fire', () => {
  it('has the first report to the county drafted by itself, with its ground and numbers and nobody’s words', async () => {
    const brief = await drafted()
    expect(brief).toMatchObject({ stage: 'first', draftedBy: null, issuedAt: null, told: [] })
    expect(brief.text).toMatch(/^聪子峪乡报告：\d+月\d+日\d+时\d+分，土岭底村.*火情/)
    expect(brief.text).toContain('1人上报')
    expect(JSON.stringify(brief)).not.toMatch(/柴垛|户主|王某某/)
  })

  it('says of each service what was said last, keeps all of it in the log, and names a field that is wrong', async () => {
    expect((await act(asks.duty, { action: 'service', service: '119', isCalled: false })).status).toBe(201)
    expect((await act(asks.cadre, { action: 'service', service: '119', isCalled: true })).status).toBe(201)
    const { services } = await incident()
    expect(services).toMatchObject([{ service: '119', isCalled: true }])
    const refused = await act(asks.duty, { action: 'service', service: '114', isCalled: true })
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('service')])
    const half = await act(asks.duty, { action: 'service', service: '119' })
    expect([half.status, await half.text()]).toEqual([422, expect.stringContaining('isCalled')])
    expect((await act(asks.member, { action: 'service', service: '110', isCalled: true })).status).toBe(403)
    await expect.poll(async () => (await drafted()).text, { timeout: 60_000 }).toContain('已拨打119')
  })

  it('keeps what somebody wrote, and says that facts have moved on', async () => {
    const { id } = await drafted()
    const own = { text: '聪子峪乡报告：改过的话', written: '改过的正文\n第二段' }
    expect((await act(asks.duty, { action: 'draft', briefId: id, ...own })).status).toBe(201)
    expect((await act(asks.duty, { action: 'service', service: '120', isCalled: true })).status).toBe(201)
    await expect.poll(async () => (await drafted()).renewed?.text ?? '', { timeout: 60_000 }).toContain('119、120')
    expect(await drafted()).toMatchObject(own)
  })

  it('has its report signed by who leads alone, or for them by the duty room as witness', async () => {
    const { id } = await drafted()
    expect((await act(asks.cadre, { action: 'issue', briefId: id })).status).toBe(403)
    expect((await act(asks.duty, { action: 'issue', briefId: id })).status).toBe(403)
    const [leader, cadre] = [await personIdOf(asks.leader), await personIdOf(asks.cadre)]
    const byPhone = { action: 'issue', briefId: id, heardBy: 'phone' }
    const wrong = await act(asks.duty, { ...byPhone, onBehalfOf: cadre })
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('onBehalfOf')])
    expect((await act(asks.duty, { ...byPhone, onBehalfOf: leader })).status).toBe(201)
    expect(await drafted()).toMatchObject({ issuedBy: leader, witnessId: await personIdOf(asks.duty) })
    expect((await act(asks.leader, { action: 'issue', briefId: id })).status).toBe(422)
  })

  it('notes to whom it was told, how and when, and its clock is met', async () => {
    const { id } = await drafted()
    const at = new Date(Date.now() - 1000).toISOString()
    const told = { action: 'told', briefId: id, recipient: '县应急管理局', how: 'phone', at }
    expect((await act(asks.member, told)).status).toBe(403)
    expect((await act(asks.duty, told)).status).toBe(201)
    expect((await drafted()).told).toMatchObject([{ recipient: '县应急管理局', how: 'phone', at }])
    const log = ((await (await asks.duty(`/api/incidents/${incidentId}`)).json()) as { actions: { action: string }[] })
      .actions
    expect(log.map(({ action }) => action)).toEqual(expect.arrayContaining(['drafted', 'draft', 'issue', 'told']))
  })

  it('gives its report as a document that opens, and as plain text with what is spoken first', async () => {
    const { id } = await drafted()
    const answer = await asks.duty(`/api/incidents/${incidentId}/briefs/${id}.docx`)
    expect(answer.headers.get('content-type')).toContain('wordprocessingml')
    const entry = zipEntry(new Uint8Array(await answer.arrayBuffer()), (name) => name === 'word/document.xml')
    if (entry === null) throw new Error('the document does not open')
    const xml = (entry.isDeflated ? inflateRawSync(entry.bytes) : Buffer.from(entry.bytes)).toString()
    for (const words of [
      '（首报）',
      '报送单位：聪子峪乡',
      '改过的正文',
      '第二段',
      '签发人：',
      '报送人：',
      '县应急管理局',
    ])
      expect(xml).toContain(words)
    const plain = await (await asks.duty(`/api/incidents/${incidentId}/briefs/${id}.txt`)).text()
    expect(plain.startsWith('聪子峪乡报告：改过的话\n\n关于土岭底村')).toBe(true)
    const paper = await (await asks.duty(`/api/incidents/${incidentId}/briefs/${id}`)).json()
    expect(paper).toMatchObject({ paragraphs: ['改过的正文', '第二段'] })
    expect((await asks.member(`/api/incidents/${incidentId}/briefs/${id}.txt`)).status).toBe(403)
    expect((await asks.duty(`/api/incidents/${incidentId}/briefs/nowhere.docx`)).status).toBe(404)
  })

  it('shows a wall and a phone when it was told and not a word of it', async () => {
    for (const ask of [asks.wall, asks.member]) {
      const [brief] = (await incident(ask)).briefs
      expect(brief).toMatchObject({ text: '', written: '', facts: null, renewed: null, told: [{ recipient: '' }] })
      expect(await (await ask(`/api/incidents/${incidentId}`)).text()).not.toMatch(/改过|县应急管理局/)
    }
  })

  it('has its last report drafted in the step that closes it', async () => {
    for (const action of ['withdraw', 'close']) expect((await act(asks.leader, { action })).status).toBe(201)
    const { closedAt, briefs } = await incident()
    expect(closedAt).not.toBeNull()
    expect(briefs.at(-1)).toMatchObject({ stage: 'final', issuedAt: null })
    expect(briefs.at(-1)?.text).toContain('终报')
    const briefId = briefs.at(-1)?.id
    expect((await act(asks.leader, { action: 'issue', briefId })).status).toBe(201)
    expect((await act(asks.leader, { action: 'told', briefId, recipient: '县应急管理局', how: 'paper' })).status).toBe(
      201,
    )
  })
})

describe('a deadline', () => {
  it('that passes stands in the log once, also after the server was killed', async () => {
    const clocks = { arriveSeconds: 2, handleSeconds: null, closeSeconds: null }
    const tiers = [{ duties: ['household'], waitSeconds: 3600 }]
    const plan = { name: '急', kinds: ['gas'], tiers, respondersNeeded: 1, clocks }
    expect((await asks.admin('/api/plans/plan-gas', { method: 'PUT', json: plan })).status).toBeLessThan(300)
    const location = demoTownship().households[30]?.location
    const json = { id: randomUUID(), kind: 'gas', description: '气味', location }
    const reported = (await (await asks.member('/api/reports', { method: 'POST', json })).json()) as {
      incidentId: string
    }
    const missed = async (ask: Ask) => {
      const body = (await (await ask(`/api/incidents/${reported.incidentId}`)).json()) as {
        actions: { action: string; detail: object }[]
      }
      return body.actions.filter(({ action }) => action === 'clock-missed').map(({ detail }) => detail)
    }
    await expect.poll(() => missed(asks.admin), { timeout: 60_000 }).toHaveLength(1)
    await app.kill9()
    await app.startAgain()
    const again = visitor(app, await app.signIn('admin'))
    // What is due at the start is done before anything else: a later action is behind it in the log.
    const other = { ...json, id: randomUUID(), location: demoTownship().households[60]?.location }
    const later = (await (await again('/api/reports', { method: 'POST', json: other })).json()) as {
      incidentId: string
    }
    await expect
      .poll(
        async () =>
          (
            (await (await again(`/api/incidents/${later.incidentId}`)).json()) as { actions: { action: string }[] }
          ).actions.map(({ action }) => action),
        { timeout: 60_000 },
      )
      .toContain('clock-missed')
    expect(await missed(again)).toMatchObject([{ clock: 'arrive' }])
  })
})
