import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Handover } from '#shared/handover.ts'
import type { FillResult, HeldShift, ListedShift } from '#shared/shift.ts'
import type { ShownSwap } from '#shared/shift-swap.ts'
import { dayAfter, dayIn, hourOf } from '#shared/township-day.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'
import { clearRoster, HOUR_MS } from '../support/own-roster.ts'
import { visitor } from '../support/visitor.ts'

const ZONE = 'Asia/Shanghai'
const township = { areaId: 'township', post: 'officer' } as const

let app: RunningApp
const cookies = new Map<string, string>()

beforeAll(async () => {
  app = await startApp()
  for (const name of ['admin', 'duty', 'leader', 'cadre', 'member', 'reviewer', 'wall'])
    cookies.set(name, await app.signIn(name))
})
afterAll(() => app?.stop())

async function ask(who: string, method: string, path: string, json?: unknown): Promise<HttpAnswer> {
  return answerOf(await visitor(app, cookies.get(who))(path, { method, ...(json !== undefined && { json }) }))
}
/** So many hours from now. */
const hours = (n: number) => new Date(Date.now() + n * HOUR_MS).toISOString()

async function putShift(personId: string, from: number, until: number, post: 'officer' | 'leader' = 'officer') {
  const id = randomUUID()
  const body = { areaId: 'township', post, personId, validFrom: hours(from), validUntil: hours(until) }
  const put = await ask('duty', 'PUT', `/api/shifts/${id}`, body)
  expect([put.status, put.body]).toEqual([201, expect.objectContaining({ id, personId })])
  return id
}
async function shiftsOf(who: string, query = `from=${hours(-1000)}`): Promise<HeldShift[]> {
  return ((await ask(who, 'GET', `/api/shifts?${query}`)).body as { items: HeldShift[] }).items
}
async function shift(id: string): Promise<HeldShift> {
  return (await ask('admin', 'GET', `/api/shifts/${id}`)).body as HeldShift
}

describe('a shift', () => {
  beforeAll(() => clearRoster(app))

  it('is written by the duty room and read by the people of the township, with its hours', async () => {
    const id = await putShift('duty', 1000, 1012)
    for (const who of ['duty', 'leader', 'member', 'reviewer', 'wall', 'cadre'])
      expect((await shiftsOf(who, `from=${hours(999)}&to=${hours(1001)}`)).map((one) => one.id)).toEqual([id])
    expect(await shiftsOf('duty', `from=${hours(1013)}&to=${hours(1020)}`)).toEqual([])
    for (const who of ['member', 'cadre', 'reviewer', 'wall']) {
      expect((await ask(who, 'PUT', `/api/shifts/${id}`, {})).status).toBe(403)
      expect((await ask(who, 'DELETE', `/api/shifts/${id}`)).status).toBe(403)
    }
  })

  it('is put again as a whole: other hours leave nothing of the ones before', async () => {
    const id = await putShift('duty', 1100, 1112)
    const body = { ...township, personId: 'duty-deputy', validFrom: hours(1106), validUntil: hours(1108) }
    expect((await ask('duty', 'PUT', `/api/shifts/${id}`, body)).status).toBe(200)
    const found = await shiftsOf('duty', `from=${hours(1090)}&to=${hours(1120)}`)
    expect(found).toMatchObject([{ id, personId: 'duty-deputy', validUntil: body.validUntil }])
    expect((await ask('duty', 'PUT', `/api/shifts/${id}`, body)).status).toBe(200)
    expect((await ask('duty', 'DELETE', `/api/shifts/${id}`)).status).toBe(204)
    expect(await shiftsOf('duty', `from=${hours(1090)}&to=${hours(1120)}`)).toEqual([])
  })

  it('is refused where it cannot be, each field by name, and doubted where somebody sits at both posts', async () => {
    await putShift('duty', 1200, 1212)
    const good = { ...township, personId: 'duty', validFrom: hours(1220), validUntil: hours(1232) }
    const wrong: [string, object][] = [
      ['validUntil', { ...good, validUntil: hours(1219) }],
      ['validUntil', { ...good, validUntil: hours(1220 + 24 * 7 + 1) }],
      ['areaId', { ...good, areaId: 'tulingdi' }],
      ['areaId', { ...good, areaId: 'nowhere' }],
      ['personId', { ...good, personId: 'nobody' }],
      ['personId', { ...good, validFrom: hours(1211) }],
      ['post', { ...good, post: 'cook' }],
    ]
    for (const [field, body] of wrong) {
      // The administrator: what is nobody's ground is for others not to touch at all.
      const { status, body: problem } = await ask('admin', 'PUT', `/api/shifts/${randomUUID()}`, body)
      expect([status, problem]).toEqual([
        422,
        expect.objectContaining({ fields: [expect.objectContaining({ field })] }),
      ])
    }
    const both = await ask('duty', 'PUT', `/api/shifts/${randomUUID()}`, {
      ...good,
      post: 'leader',
      validFrom: hours(1211),
    })
    expect(both).toMatchObject({ status: 201, body: { warnings: [{ field: 'personId', type: 'both-posts' }] } })
  })

  it('is doubted where its person is on leave then, and says who stood in', async () => {
    const leave = { validFrom: hours(1300), validUntil: hours(1304) }
    const absence = { personId: 'member', deputyId: 'police-1', reason: '进城', ...leave }
    expect((await ask('admin', 'PUT', `/api/absences/${randomUUID()}`, absence)).status).toBe(201)
    const id = randomUUID()
    const body = { ...township, personId: 'member', validFrom: hours(1302), validUntil: hours(1310) }
    const put = await ask('duty', 'PUT', `/api/shifts/${id}`, body)
    const doubt = { type: 'away', personId: 'member', ...leave }
    expect(put).toMatchObject({ status: 201, body: { warnings: [{ field: 'personId', ...doubt }] } })
    const [listed] = (await shiftsOf('cadre', `from=${hours(1301)}&to=${hours(1309)}`)) as ListedShift[]
    const away = [{ personId: 'member', deputyId: 'police-1', validFrom: body.validFrom, validUntil: leave.validUntil }]
    expect(listed).toMatchObject({ id, away })
    // Their names are with it: once they hold nothing any more, no other list has them.
    expect(listed?.people.map((person) => person.id)).toEqual(['member', 'police-1'])
    expect(JSON.stringify(listed)).not.toContain('进城')
    const day = dayIn(ZONE, new Date(Date.now() + 1300 * HOUR_MS))
    const rota = { ...township, post: 'leader', from: day, until: day, shiftHours: 24, startHour: 0 }
    const filled = await ask('duty', 'POST', '/api/shifts/fill', { ...rota, personIds: ['member'], dryRun: true })
    expect(filled).toMatchObject({ status: 200, body: { warnings: [doubt] } })
    const own = await putShift('duty', 1302, 1306, 'leader')
    const swap = { id: randomUUID(), shiftId: own, toPersonId: 'member' }
    const asked = await ask('duty', 'POST', '/api/shift-swaps', swap)
    expect(asked).toMatchObject({ status: 201, body: { warnings: [doubt] } })
  })
})

describe('a rota', () => {
  beforeAll(() => clearRoster(app))
  const from = dayAfter(dayIn(ZONE, new Date()), 100)
  const body = {
    ...township,
    from,
    until: dayAfter(from, 6),
    shiftHours: 12,
    startHour: 8,
    personIds: ['duty', 'duty-deputy', 'police-1'],
  }
  const span = `from=${hourOf(ZONE, from, 0).toISOString()}&to=${hourOf(ZONE, from, 24 * 9).toISOString()}`

  it('is told without being made, then made in one step, and made again makes nothing', async () => {
    const told = (await ask('duty', 'POST', '/api/shifts/fill', { ...body, dryRun: true })).body as FillResult
    expect([told.made.length, told.skipped.length, told.written]).toEqual([14, 0, false])
    expect(await shiftsOf('duty', span)).toEqual([])
    const made = (await ask('duty', 'POST', '/api/shifts/fill', body)).body as FillResult
    expect([made.made.length, made.written]).toEqual([14, true])
    const kept = await shiftsOf('duty', span)
    expect(kept.map(({ personId }) => personId).slice(0, 4)).toEqual(['duty', 'duty-deputy', 'police-1', 'duty'])
    const again = (await ask('duty', 'POST', '/api/shifts/fill', body)).body as FillResult
    expect([again.made.length, again.skipped.length, again.written]).toEqual([0, 14, false])
  })

  it('is the same after the program was killed', async () => {
    const before = await shiftsOf('duty', span)
    await app.kill9()
    await app.startAgain()
    expect(await shiftsOf('duty', span)).toEqual(before)
  })

  it('is for who keeps the roster, and for days and people there are', async () => {
    expect((await ask('member', 'POST', '/api/shifts/fill', body)).status).toBe(403)
    // A leader of one village has no township to keep a roster for.
    expect((await ask('leader', 'POST', '/api/shifts/fill', body)).status).toBe(403)
    const refused = await ask('duty', 'POST', '/api/shifts/fill', {
      ...body,
      until: dayAfter(from, 200),
      personIds: ['nobody'],
    })
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ field: 'until' }, { field: 'personIds.0' }] } })
  })
})

describe('a swap', () => {
  beforeAll(async () => {
    await clearRoster(app)
    // Who leads a village leads no duty room, but for a shift of the post.
    await putShift('leader', 1, 13, 'leader')
  })

  async function swapAsked(more: object = {}) {
    const shiftId = await putShift('duty', next + 24, next + 36)
    const returnShiftId = await putShift('member', next + 48, next + 60)
    next += 100
    const id = randomUUID()
    const asked = await ask('duty', 'POST', '/api/shift-swaps', {
      id,
      shiftId,
      toPersonId: 'member',
      returnShiftId,
      note: '孩子家长会',
      ...more,
    })
    expect(asked.status).toBe(201)
    return { id, shiftId, returnShiftId }
  }
  let next = 0
  const decide = (who: string, id: string, state: string) =>
    ask(who, 'POST', `/api/shift-swaps/${id}/decision`, { state })
  const listed = async (who: string) =>
    ((await ask(who, 'GET', '/api/shift-swaps?open=1')).body as { items: ShownSwap[] }).items

  it('is seen by the two, the roster and the leader, and moves both shifts when the leader consents', async () => {
    const { id, shiftId, returnShiftId } = await swapAsked()
    const seen = async (who: string) => (await listed(who)).find((swap) => swap.id === id)
    expect(await seen('duty')).toMatchObject({ mayDecide: false, mayWithdraw: true })
    expect(await seen('member')).toMatchObject({ mayDecide: false, mayWithdraw: false, note: '孩子家长会' })
    expect(await seen('leader')).toMatchObject({ mayDecide: true, mayWithdraw: false })
    expect(await seen('cadre')).toBeUndefined()
    expect((await ask('wall', 'GET', '/api/shift-swaps')).status).toBe(403)
    expect((await decide('duty', id, 'consented')).status).toBe(403)
    expect((await decide('member', id, 'consented')).status).toBe(403)
    expect((await decide('cadre', id, 'consented')).status).toBe(404)
    expect(await decide('leader', id, 'consented')).toMatchObject({ status: 200, body: { decidedBy: 'leader' } })
    expect([(await shift(shiftId)).personId, (await shift(returnShiftId)).personId]).toEqual(['member', 'duty'])
    expect(await seen('duty')).toBeUndefined()
  })

  it('is asked once however often it is sent, and once for each shift', async () => {
    const { id, shiftId, returnShiftId } = await swapAsked()
    const again = { id, shiftId, toPersonId: 'member', returnShiftId, note: '孩子家长会' }
    expect((await ask('duty', 'POST', '/api/shift-swaps', again)).status).toBe(200)
    expect(await ask('duty', 'POST', '/api/shift-swaps', { ...again, id: randomUUID() })).toMatchObject({
      status: 409,
      body: { code: 'contradiction', state: 'already-asked' },
    })
    expect((await ask('member', 'POST', '/api/shift-swaps', { ...again, id: randomUUID() })).status).toBe(403)
    expect(await ask('duty', 'POST', `/api/shift-swaps/${id}/withdraw`, {})).toMatchObject({
      status: 200,
      body: { state: 'withdrawn' },
    })
    expect(await decide('leader', id, 'consented')).toMatchObject({ status: 409, body: { state: 'withdrawn' } })
    expect((await shift(shiftId)).personId).toBe('duty')
  })

  it('keeps its id when two ask for different things under one at once', async () => {
    const shifts = [await putShift('duty', next + 24, next + 36), await putShift('member', next + 48, next + 60)]
    next += 100
    const id = randomUUID()
    const asked = await Promise.all([
      ask('duty', 'POST', '/api/shift-swaps', { id, shiftId: shifts[0], toPersonId: 'cadre' }),
      ask('member', 'POST', '/api/shift-swaps', { id, shiftId: shifts[1], toPersonId: 'cadre' }),
    ])
    expect(asked.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const kept = (await listed('cadre')).filter((swap) => swap.id === id)
    expect(kept).toMatchObject([{ shiftId: shifts[asked.findIndex(({ status }) => status === 201)] }])
  })

  it('is decided by one of two who decide at once, and told to the other', async () => {
    const { id, shiftId } = await swapAsked()
    const answers = await Promise.all([decide('leader', id, 'consented'), decide('admin', id, 'refused')])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const won = answers.find(({ status }) => status === 200)?.body as ShownSwap
    const lost = answers.find(({ status }) => status === 409)?.body as { state: string }
    expect(lost.state).toBe(won.state)
    expect((await shift(shiftId)).personId).toBe(won.state === 'consented' ? 'member' : 'duty')
  })

  it('is refused when its shift changed meanwhile', async () => {
    const { id, shiftId, returnShiftId } = await swapAsked()
    const { validFrom, validUntil } = await shift(shiftId)
    const other = { ...township, personId: 'police-1', validFrom, validUntil }
    expect((await ask('duty', 'PUT', `/api/shifts/${shiftId}`, other)).status).toBe(200)
    expect(await decide('leader', id, 'consented')).toMatchObject({ status: 409, body: { state: 'shift-changed' } })
    expect((await shift(returnShiftId)).personId).toBe('member')
    const again = await swapAsked()
    const before = await shift(again.shiftId)
    const longer = { ...before, validUntil: new Date(Date.parse(before.validUntil) + HOUR_MS).toISOString() }
    expect((await ask('duty', 'PUT', `/api/shifts/${again.shiftId}`, longer)).status).toBe(200)
    expect(await decide('leader', again.id, 'consented')).toMatchObject({ body: { state: 'shift-changed' } })
  })

  it('survives a restart undecided', async () => {
    const { id, shiftId } = await swapAsked()
    await app.kill9()
    await app.startAgain()
    expect((await decide('leader', id, 'consented')).status).toBe(200)
    expect((await shift(shiftId)).personId).toBe('member')
  })
})

describe('a hand-over note', () => {
  beforeAll(() => clearRoster(app))
  const note = { areaId: 'township', note: '东沟水位偏高，凌晨再看一次' }
  const listed = async (who: string) => ((await ask(who, 'GET', '/api/handovers')).body as { items: Handover[] }).items

  it('carries the open incidents, is left by whoever sits there, and must be read by the next', async () => {
    const report = { id: randomUUID(), kind: 'fire', description: '' }
    const { incidentId } = (await ask('member', 'POST', '/api/reports', report)).body as { incidentId: string }
    const id = randomUUID()
    expect((await ask('cadre', 'POST', '/api/handovers', { id, ...note })).status).toBe(403)
    const left = await ask('duty', 'POST', '/api/handovers', { id, ...note })
    expect(left).toMatchObject({ status: 201, body: { personId: 'duty', readings: [], mustRead: false } })
    expect((left.body as Handover).incidentIds).toContain(incidentId)
    expect((await ask('duty', 'POST', '/api/handovers', { id, ...note })).status).toBe(200)
    expect((await ask('duty', 'POST', '/api/handovers', { id, ...note, note: '别的' })).status).toBe(409)
    expect(await listed('cadre')).toEqual([])

    await putShift('cadre', -0.1, 8)
    expect(await listed('cadre')).toMatchObject([{ id, mustRead: true }])
    await Promise.all([1, 2].map(() => ask('cadre', 'POST', `/api/handovers/${id}/read`, {})))
    expect(await listed('cadre')).toMatchObject([
      { id, mustRead: false, readings: [{ personId: 'cadre' }], people: [{ id: 'duty' }, { id: 'cadre' }] },
    ])
    // On shift now, the cadre leaves one too.
    const own = await ask('cadre', 'POST', '/api/handovers', { ...note, id: randomUUID() })
    expect(own.status).toBe(201)
    expect((await listed('duty')).map(({ personId }) => personId)).toEqual(['cadre', 'duty'])
  })

  it('is kept from those it does not concern', async () => {
    expect((await ask('wall', 'GET', '/api/handovers')).status).toBe(403)
    expect(await listed('member')).toEqual([])
    const [first] = await listed('duty')
    expect((await ask('member', 'GET', `/api/handovers/${first?.id}`)).status).toBe(404)
    expect((await ask('member', 'POST', `/api/handovers/${first?.id}/read`, {})).status).toBe(404)
  })
})
