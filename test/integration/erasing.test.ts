import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'
import { tablesWith, wholeDatabase } from '../support/whole-database.ts'

const NAME = '钱多米'
const SECOND_NAME = '钱多米（小卖部）'
const PHONE = '13912340077'
const MAIL = 'duomi@nangou.example'
const WECOM = 'QianDuoMi'
const PUSHED = 'the-browser-of-duomi'
const HEAD = '户主贺兰春'

let dataDir: string
let app: RunningApp
let admin: Ask
let person: Ask
let incidentId: string
let seqBefore = 0

const post = async (ask: Ask, path: string, json: unknown = {}) => {
  const response = await ask(path, { method: 'POST', json })
  const text = await response.text()
  // What each route answers is stated where it is used.
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, never>), response }
}
const put = (path: string, json: unknown) => admin(path, { method: 'PUT', json })
const erase = (noun: string, id: string, reason = '本人要求') => post(admin, `/api/${noun}/${id}/erase`, { reason })

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'xiangshao-erase-'))
  app = await startApp({ dataDir, env: { DATABASE_URL: '' } })
  admin = visitor(app, await app.signIn('admin'))
  const reach = { phone: PHONE, email: MAIL, wecomUser: WECOM }
  const body = { name: NAME, username: 'qianduomi', ...reach, roles: ['member', 'duty'] }
  await put('/api/people/qian', body)
  const { email: _known, ...rest } = body
  await put('/api/people/qian', { ...rest, name: SECOND_NAME })
  // Without a word of it what is known stays.
  expect(await (await admin('/api/people/qian')).json()).toMatchObject({ name: SECOND_NAME, ...reach })
  const { features } = (await (await admin('/api/areas')).json()) as { features: { id: string }[] }
  const areaId = features[0]?.id
  await put('/api/responsibilities/qians', { personId: 'qian', duty: 'mediator', areaId, rank: 'primary' })
  await put('/api/absences/qians-leave', { personId: 'qian', reason: `${NAME}去医院` })
  const past = { validFrom: '2020-01-01T00:00:00Z', validUntil: '2020-02-01T00:00:00Z' }
  await put('/api/absences/others-leave', { personId: 'member', deputyId: 'qian', reason: `请${NAME}代`, ...past })
  const [validFrom, validUntil] = [50, 50.5].map((days) => new Date(Date.now() + days * 24 * 3600_000).toISOString())
  await put('/api/shifts/qians', { areaId: 'township', post: 'leader', personId: 'qian', validFrom, validUntil })
  const swap = { id: crypto.randomUUID(), shiftId: 'qians', toPersonId: 'member', note: `${NAME}有事` }
  expect((await post(admin, '/api/shift-swaps', swap)).status).toBe(201)
  await admin('/api/shifts/qians', { method: 'DELETE' })
  const token = 'a-gateway-of-short-messages'
  await put('/api/sources/sms', { format: 'sms', token })
  const wrote = await visitor(app)('/api/sms/sms', {
    method: 'POST',
    json: { from: PHONE, text: `收到，${NAME}` },
    headers: { authorization: `Bearer ${token}` },
  })
  expect(await wrote.json()).toMatchObject({ outcome: 'quarantined' })
  const { body: invited } = await post(admin, '/api/people/qian/invitation')
  const invitation = String(invited['link']).split('invitation=')[1]
  const entered = await visitor(app)('/api/invitation', {
    method: 'POST',
    json: { token: invitation, password: 'an orchard behind the school' },
    headers: { 'user-agent': 'qianduomi on a phone' },
  })
  person = visitor(app, entered.headers.getSetCookie()[0]?.split(';')[0])
  const subscription = {
    endpoint: `https://updates.push.services.mozilla.com/${PUSHED}`,
    keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
  }
  expect((await post(person, '/api/push-subscriptions', subscription)).status).toBe(204)
  await post(admin, '/api/people/qian/invitation')
  const report = { id: crypto.randomUUID(), kind: 'hazard', description: '路边电线垂下来了' }
  incidentId = String((await post(person, '/api/reports', report)).body['incidentId'])
  await post(person, `/api/incidents/${incidentId}/actions`, {
    id: crypto.randomUUID(),
    action: 'note',
    note: '已围起来',
  })
  await put('/api/households/he', { head: HEAD, phone: PHONE, location: [112.3, 36.7], people: 3, occupied: true })
  await put('/api/households/he', { head: HEAD, phone: PHONE, location: [112.3, 36.7], people: 4, occupied: true })
  const { seq } = (await (await admin('/api/snapshot')).json()) as { seq: number }
  seqBefore = seq
}, 120_000)
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

describe('a person', () => {
  it('is not erased while anything is theirs to answer for, and it is said what', async () => {
    const refused = await erase('people', 'qian')
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'conflict', fields: [{ field: 'responsibilities.qians' }] },
    })
    expect((await person('/api/session')).status).toBe(200)
  })

  it('is erased by nobody but the administrator, and not without a reason', async () => {
    expect((await post(person, '/api/people/qian/erase', { reason: 'x' })).status).toBe(403)
    expect((await erase('people', 'qian', ' ')).status).toBe(422)
    expect((await erase('people', 'nobody')).status).toBe(404)
  })

  it('is signed out at once, and the screens are told', async () => {
    await admin('/api/responsibilities/qians', { method: 'DELETE' })
    expect((await erase('people', 'qian')).status).toBe(204)
    expect((await person('/api/session')).status).toBe(401)
    const { changes } = (await (await admin(`/api/changes?since=${seqBefore}`)).json()) as { changes: unknown[] }
    expect(changes).toContainEqual(expect.objectContaining({ type: 'person', person: { id: 'qian', name: '' } }))
    expect((await admin('/api/people/qian')).status).toBe(404)
    const signIn = { username: 'qianduomi', password: 'an orchard behind the school' }
    expect((await post(visitor(app), '/api/session', signIn)).status).toBe(401)
  })

  it('stays in the log by id, and what they did is replayed as before', async () => {
    const replay = (await (await admin(`/api/incidents/${incidentId}/replay`)).json()) as {
      actions: { actorId: string; note: string | null }[]
      people: { id: string; name: string }[]
    }
    expect(replay.actions).toContainEqual(expect.objectContaining({ actorId: 'qian', note: '已围起来' }))
    expect(replay.people).toContainEqual({ id: 'qian', name: '' })
  })
})

describe('a household', () => {
  it('is erased in the same way', async () => {
    expect((await erase('households', 'he')).status).toBe(204)
    expect((await admin('/api/households/he')).status).toBe(404)
    expect((await erase('households', 'nowhere')).status).toBe(404)
  })
})

it('leaves the names and numbers in no table of the database', async () => {
  await app.stop()
  const rows = await wholeDatabase(dataDir)
  expect(tablesWith(rows, [NAME, PHONE, HEAD, MAIL, WECOM, PUSHED, 'qianduomi'])).toEqual([])
  expect(tablesWith(rows, ['qian', '已围起来'])).toEqual(
    expect.arrayContaining(['actions: qian', 'actions: 已围起来', 'people: qian']),
  )
}, 60_000)
