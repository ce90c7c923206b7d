import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DatedAbsence, DeputyChoice, TakenAbsence } from '#shared/absence.ts'
import type { HeldShift } from '#shared/shift.ts'
import { dayAfter, dayIn, nextMidnight, startOfDay } from '#shared/township-day.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const ZONE = 'Asia/Shanghai'
const people = demoTownship().people
const phoneOf = (id: string) => people.find((person) => person.id === id)?.phone ?? ''
const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? ''
const TOKEN = 'sms-gateway-token'

let app: RunningApp
const cookies = new Map<string, string>()

beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'leader', 'cadre', 'member', 'reviewer', 'wall'])
    cookies.set(name, await app.signIn(name))
  const source = { format: 'sms', token: TOKEN }
  expect((await ask('admin', 'PUT', '/api/sources/sms', source)).status).toBe(201)
  // On shift a leader of one village has the township for their ground.
  const shifts = (await ask('admin', 'GET', '/api/shifts?from=2020-01-01T00:00:00Z')).body as { items: HeldShift[] }
  for (const { id } of shifts.items.filter(({ personId }) => personId === 'leader'))
    await ask('admin', 'DELETE', `/api/shifts/${id}`)
})
afterAll(() => app?.stop())
beforeEach(async () => {
  for (const { id } of await listed('admin', '?from=2020-01-01T00:00:00Z'))
    await ask('admin', 'DELETE', `/api/absences/${id}`)
})

async function ask(who: string | null, method: string, path: string, json?: unknown, headers?: Record<string, string>) {
  const cookie = who === null ? undefined : cookies.get(who)
  return answerOf(
    await visitor(app, cookie)(path, { method, ...(json !== undefined && { json }), ...(headers && { headers }) }),
  )
}
async function listed(who: string, query = ''): Promise<DatedAbsence[]> {
  return ((await ask(who, 'GET', `/api/absences${query}`)).body as { items: DatedAbsence[] }).items
}
const away = (who: string, more: object = {}) => ask(who, 'POST', '/api/absences', { id: randomUUID(), ...more })
const midnight = () => nextMidnight(ZONE, new Date()).toISOString()

/** Whom the zone of the demo's member would call for smoke. */
async function chain() {
  const place = demoTownship().devices.find(({ id }) => id.startsWith('smoke-tulingdi-g1-z1-'))?.location ?? [0, 0]
  const { body } = await ask('duty', 'GET', `/api/responsibility?lng=${place[0]}&lat=${place[1]}&kind=smoke`)
  return (body as { chain: { personId: string | null; called: boolean }[] }).chain
}

describe('an absence', () => {
  it('is one tap: until midnight in the township, whoever taps is away at once, and back with another', async () => {
    const [deputy] = ((await ask('member', 'GET', '/api/absence-deputies')).body as { items: DeputyChoice[] }).items
    const taken = await away('member', { deputyId: deputy?.personId })
    expect(deputy?.name).toBe(nameOf(deputy?.personId ?? ''))
    const absence = taken.body as TakenAbsence
    expect([taken.status, absence.personId, absence.validUntil, absence.warnings]).toEqual([
      201,
      'member',
      midnight(),
      [],
    ])
    expect((await chain()).find(({ personId }) => personId === 'member')?.called).toBe(false)
    expect((await chain()).find(({ personId }) => personId === deputy?.personId)?.called).toBe(true)
    expect((await ask('member', 'DELETE', `/api/absences/${absence.id}`)).status).toBe(204)
    expect((await chain()).find(({ personId }) => personId === 'member')?.called).toBe(true)
    expect((await ask('member', 'DELETE', `/api/absences/${absence.id}`)).status).toBe(404)
    expect(await listed('member')).toEqual([])
  })

  it('sent again under its id is the same one, whenever it arrives', async () => {
    const body = { id: randomUUID(), reason: '赶集' }
    const first = await ask('member', 'POST', '/api/absences', body)
    const second = await ask('member', 'POST', '/api/absences', body)
    expect([first.status, second.status]).toEqual([201, 200])
    expect((second.body as TakenAbsence).validFrom).toBe((first.body as TakenAbsence).validFrom)
    expect((await ask('cadre', 'POST', '/api/absences', body)).status).toBe(409)
    expect(await listed('member')).toHaveLength(1)
  })

  it('is known to the person, the deputy and the duty room', async () => {
    await away('member', { deputyId: 'cadre', reason: '去县医院' })
    const seen = async (who: string) => (await listed(who)).map(({ personId }) => personId)
    expect(await seen('member')).toEqual(['member'])
    expect(await seen('cadre')).toEqual(['member'])
    expect(await seen('duty')).toEqual(['member'])
    expect(await seen('leader')).toEqual(['member'])
    for (const who of ['wall', 'reviewer']) expect((await ask(who, 'GET', '/api/absences')).status).toBe(403)
  })

  it('is said for others by the duty room and by a leader of their ground', async () => {
    const stranger = people.find(({ id }) => id.endsWith('-secretary') && !id.startsWith('tulingdi'))?.id
    expect((await away('duty', { personId: 'member' })).status).toBe(201)
    expect((await away('leader', { personId: 'member' })).status).toBe(201)
    expect((await away('leader', { personId: stranger })).status).toBe(403)
    expect((await away('cadre', { personId: 'member' })).status).toBe(403)
    const [absence] = await listed('duty')
    expect((await ask('cadre', 'DELETE', `/api/absences/${absence?.id}`)).status).toBe(404)
  })

  it('is said by nobody for whoever holds more than lies on their ground, and heard of all the same', async () => {
    const cadre = { personId: 'cadre', duty: 'police', areaId: 'township', rank: 'primary' }
    expect((await away('leader', { personId: 'cadre' })).status).toBe(201)
    const [absence] = await listed('leader')
    const above = await ask('admin', 'PUT', '/api/responsibilities/above', cadre)
    expect(above.status).toBe(201)
    expect((await away('leader', { personId: 'cadre', deputyId: 'leader' })).status).toBe(403)
    expect((await ask('leader', 'DELETE', `/api/absences/${absence?.id}`)).status).toBe(403)
    expect((await ask('leader', 'GET', '/api/absence-deputies?personId=cadre')).status).toBe(404)
    expect(await listed('leader')).toMatchObject([{ personId: 'cadre' }])
    await ask('admin', 'DELETE', '/api/responsibilities/above')
  })

  it('is arranged as a version by the administrator alone', async () => {
    const years = { personId: 'member', deputyId: 'leader', validUntil: '2099-01-01T00:00:00Z' }
    for (const who of ['duty', 'leader', 'member'])
      expect((await ask(who, 'PUT', '/api/absences/for-years', years)).status).toBe(403)
    expect((await ask('admin', 'PUT', '/api/absences/for-years', years)).status).toBe(201)
  })

  it('has an end, but for what an administrator says, and makes sense', async () => {
    const wrong: [string, object][] = [
      ['validUntil', { validUntil: null }],
      ['validUntil', { validUntil: '2020-01-01T00:00:00Z' }],
      ['validUntil', { validUntil: '2099-01-01T00:00:00Z' }],
      ['deputyId', { deputyId: 'nobody' }],
      ['deputyId', { deputyId: 'member' }],
    ]
    for (const [field, more] of wrong)
      expect(await away('member', more)).toMatchObject({ status: 422, body: { fields: [{ field }] } })
    expect((await away('admin', { personId: 'member', validUntil: null })).body).toMatchObject({ validUntil: null })
  })

  it('said later stands where it meets an earlier one', async () => {
    const today = dayIn(ZONE, new Date())
    const day = (n: number) => startOfDay(ZONE, dayAfter(today, n)).toISOString()
    await away('member', { deputyId: 'cadre', validFrom: day(3), validUntil: day(8) })
    await away('member', { deputyId: 'leader', validFrom: day(5), validUntil: day(6) })
    const spans = (await listed('member', `?from=${day(2)}&to=${day(9)}`)).map(
      ({ deputyId, validFrom, validUntil }) => [deputyId, validFrom, validUntil],
    )
    expect(spans).toEqual([
      ['cadre', day(3), day(5)],
      ['leader', day(5), day(6)],
      ['cadre', day(6), day(8)],
    ])
  })

  it('is taken with a warning where the deputy is away, and nobody is left', async () => {
    await away('cadre')
    const { status, body } = await away('member', { deputyId: 'cadre' })
    expect([status, (body as TakenAbsence).warnings]).toEqual([
      201,
      expect.arrayContaining([{ type: 'deputy-away', personId: 'cadre' }]),
    ])
  })
})

describe('a short message', () => {
  const send = (json: unknown, token = TOKEN): Promise<HttpAnswer> =>
    ask(null, 'POST', '/api/sms/sms', json, { authorization: `Bearer ${token}` })
  const quarantined = async () =>
    ((await ask('duty', 'GET', '/api/quarantine?limit=50')).body as { items: { reason: string; detail: string }[] })
      .items

  it('says who is away and who stands in, by number and by name', async () => {
    const deputy = ((await ask('member', 'GET', '/api/absence-deputies')).body as { items: DeputyChoice[] }).items[0]
    const text = `今天不在村，请${nameOf(deputy?.personId ?? '')}代`
    const at = new Date().toISOString()
    const answer = await send({ from: `+86 ${phoneOf('member')}`, text, at })
    expect(answer).toMatchObject({ status: 200, body: { outcome: 'away', personId: 'member' } })
    expect(await listed('duty')).toMatchObject([
      { personId: 'member', deputyId: deputy?.personId, validUntil: midnight(), reason: null },
    ])
    expect((await send({ from: phoneOf('member'), text, at })).body).toMatchObject({ outcome: 'away' })
    expect(await listed('duty')).toHaveLength(1)
    expect((await send({ from: phoneOf('member'), text: '回来了' })).body).toMatchObject({ outcome: 'back' })
    expect(await listed('duty')).toEqual([])
  })

  it('is entered in the audit log with whose number it is and what came of it, and none of its words', async () => {
    const newest = async () =>
      ((await ask('admin', 'GET', '/api/audit?limit=1')).body as { items: Record<string, unknown>[] }).items[0]
    const what = 'POST /api/sms/:source'
    const deputy = ((await ask('member', 'GET', '/api/absence-deputies')).body as { items: DeputyChoice[] }).items[0]
    await send({ from: phoneOf('member'), text: `今天不在村，请${nameOf(deputy?.personId ?? '')}代` })
    const target = { source: 'sms', person: 'member', deputy: deputy?.personId }
    expect(await newest()).toMatchObject({ what, personId: null, target, reason: null, status: 200 })
    await send({ from: phoneOf('member'), text: '回来了' })
    expect(await newest()).toMatchObject({ what, target: { source: 'sms', person: 'member' }, status: 200 })
    await send({ from: '13999999998', text: '今天不在' })
    expect(await newest()).toMatchObject({ what, target: { source: 'sms' }, status: 200 })
    expect(JSON.stringify(await newest())).not.toMatch(/13999999998|今天不在/)
  })

  it('delivered twice changes nothing the second time', async () => {
    const message = { from: phoneOf('member'), text: '今天不在', id: randomUUID() }
    expect((await send(message)).body).toMatchObject({ outcome: 'away' })
    await send({ from: phoneOf('member'), text: '回来了', id: randomUUID() })
    expect((await send(message)).body).toEqual({ outcome: 'repeated' })
    expect(await listed('duty')).toEqual([])
  })

  it('takes back a leave that is to come, and where there are several leaves it to people', async () => {
    const say = async (text: string) =>
      (await send({ from: phoneOf('member'), text, id: randomUUID() })).body as { outcome: string }
    const coming = async () => {
      const to = new Date(Date.now() + 9 * 24 * 3600_000).toISOString()
      const { body } = await ask('duty', 'GET', `/api/absences?from=${new Date().toISOString()}&to=${to}`)
      return (body as { items: unknown[] }).items.length
    }
    expect(await say('后天不在，如有火情请联系值班室')).toMatchObject({ outcome: 'away' })
    expect(await coming()).toBe(1)
    expect(await say('回来了')).toMatchObject({ outcome: 'back' })
    expect(await coming()).toBe(1)
    expect(await say('取消请假')).toMatchObject({ outcome: 'back' })
    expect(await coming()).toBe(0)
    for (const text of ['后天不在', '大后天不在']) await say(text)
    expect(await say('取消请假')).toEqual({ outcome: 'quarantined', reason: 'sms-which-days' })
    expect(await coming()).toBe(2)
  })

  it('comes in lists as Aliyun pushes them, each taken by itself', async () => {
    const at = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ')
    const list = [
      {
        phone_number: phoneOf('member'),
        content: '3天不在',
        send_time: at,
        sequence_id: 1234567890,
        sign_name: '乡哨',
      },
      { phone_number: '13888888888', text: '错了名字的一条', send_time: at },
      { phone_number: '13999999999', content: '今天不在', send_time: at, sequence_id: 1234567891 },
    ]
    for (let n = 0; n < 2; n++) expect((await send(list)).body).toEqual({ code: 0, msg: '成功' })
    const end = startOfDay(ZONE, dayAfter(dayIn(ZONE, new Date()), 3)).toISOString()
    expect(await listed('duty')).toMatchObject([{ personId: 'member', deputyId: null, validUntil: end }])
    const kept = await quarantined()
    expect(kept.filter(({ detail }) => detail.includes('13999999999'))).toHaveLength(1)
    // One that cannot be read is kept, once, and keeps none behind it from being taken.
    expect(kept.filter(({ reason, detail }) => reason === 'wrong-shape' && detail === 'content')).toHaveLength(1)
  })

  it('with a deputy nobody knows still counts, and the duty room is told', async () => {
    expect((await send({ from: phoneOf('member'), text: '今天不在村，请诸葛孔明代' })).body).toMatchObject({
      outcome: 'away',
      deputyId: null,
    })
    expect((await quarantined())[0]).toMatchObject({ reason: 'sms-unknown-deputy' })
  })

  it('that calls for help is a report of who wrote, once, and somebody is called', async () => {
    const message = { from: phoneOf('member'), text: '我不在村，3组着火了', id: randomUUID() }
    const { body } = await send(message)
    expect(body).toMatchObject({ outcome: 'reported', personId: 'member' })
    const { incidentId } = body as { incidentId: string }
    const { body: incident } = await ask('duty', 'GET', `/api/incidents/${incidentId}`)
    expect(incident).toMatchObject({
      kind: 'fire',
      reporterIds: ['member'],
      observations: { items: [{ description: message.text }] },
    })
    expect((incident as { alerts: { personId: string }[] }).alerts.map(({ personId }) => personId)).toContain('duty')
    expect((await send(message)).body).toMatchObject({ outcome: 'reported', incidentId })
    expect(await ask('duty', 'GET', `/api/incidents/${incidentId}`)).toMatchObject({ body: { observationCount: 1 } })
    expect(await listed('duty')).toEqual([])
  })

  it('that calls for help from a number nobody knows is one too, with the number to ring back', async () => {
    const message = { from: '13999999998', text: '后山冒烟，快来人\0', id: randomUUID() }
    const { body } = await send(message)
    expect(body).toMatchObject({ outcome: 'reported', personId: null })
    const { incidentId } = body as { incidentId: string }
    const incident = await ask('duty', 'GET', `/api/incidents/${incidentId}`)
    expect(incident.body).toMatchObject({
      kind: 'smoke',
      reporterIds: [],
      observations: { items: [{ personId: null }] },
    })
    expect(JSON.stringify(incident.body)).toContain('13999999998：后山冒烟')
    expect((incident.body as { alerts: { personId: string }[] }).alerts.map(({ personId }) => personId)).toContain(
      'duty',
    )
    expect((await send(message)).body).toMatchObject({ outcome: 'reported', incidentId })
  })

  it('that nobody can make sense of is kept', async () => {
    for (const [text, reason] of [
      ['收到', 'sms-no-absence'],
      ['13月1日不在', 'sms-which-days'],
    ]) {
      expect((await send({ from: phoneOf('member'), text })).body).toMatchObject({ outcome: 'quarantined', reason })
      expect((await quarantined())[0]).toMatchObject({ reason, detail: expect.stringContaining(text ?? '') })
    }
    expect(await listed('duty')).toEqual([])
  })

  it('is taken from a gateway of short messages alone: no device says who wrote', async () => {
    const camera = { format: 'native', prefix: 'barn-camera', token: TOKEN }
    expect((await ask('admin', 'PUT', '/api/sources/barn-camera', camera)).status).toBe(201)
    const message = { from: phoneOf('member'), text: '今天不在' }
    const authorization = `Bearer ${TOKEN}`
    expect((await ask(null, 'POST', '/api/sms/barn-camera', message, { authorization })).status).toBe(403)
    expect(await listed('duty')).toEqual([])
  })

  it('gives nobody a deputy in the duty room', async () => {
    const { name, id } = people.find((one) => one.id === 'leader') ?? { name: '', id: '' }
    expect(id).toBe('leader')
    const answer = await send({ from: phoneOf('duty'), text: `今天不在，请${name}代` })
    expect(answer.body).toMatchObject({ outcome: 'away', personId: 'duty', deputyId: null })
    expect((await quarantined())[0]).toMatchObject({
      reason: 'sms-unknown-deputy',
      detail: expect.stringContaining(name),
    })
  })

  it('is taken from whoever has the token of the source, and only as what it is', async () => {
    expect((await send({ from: '1', text: '今天不在' }, 'wrong-token')).status).toBe(401)
    expect((await send({ from: '13800000000' })).status).toBe(422)
  })
})
