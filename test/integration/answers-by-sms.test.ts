import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { aNotice, calledTo } from '../support/call-notices.ts'
import { planted } from '../support/planted-rows.ts'
import { answerOf, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const TOKEN = 'sms-gateway-token'
const phoneOf = (id: string) => demoTownship().people.find((person) => person.id === id)?.phone ?? ''

let app: RunningApp
let admin = ''

beforeAll(async () => {
  app = await startApp({ env: { DATABASE_URL: '' } })
  admin = await app.signIn('admin')
  await put('/api/sources/sms', { format: 'sms', token: TOKEN })
})
afterAll(() => app?.stop())

async function put(path: string, json: unknown) {
  expect((await visitor(app, admin)(path, { method: 'PUT', json })).status).toBeLessThan(300)
}
async function send(message: { from: string; text: string; at?: string; id?: string }) {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const answer = await answerOf(await visitor(app)('/api/sms/sms', { method: 'POST', json: message, headers }))
  return answer.body as { outcome: string; incidentId?: string; reason?: string; isLate?: boolean }
}
const reply = (text: string, who = 'member') => send({ from: phoneOf(who), text, id: randomUUID() })
const incident = async (id: string) =>
  (await app.get(`/api/incidents/${id}`, admin)).body as Incident & { actions: Action[] }
const callOf = async (id: string, who = 'member') =>
  (await incident(id)).alerts.findLast(({ personId }) => personId === who)
async function do_(id: string, body: object) {
  const answer = await app.post(`/api/incidents/${id}/actions`, admin, { id: randomUUID(), ...body })
  expect(answer.status).toBe(201)
}
async function notices(...rows: ReturnType<typeof aNotice>[]) {
  await planted(app, async (database) => {
    await database.run(`delete from notices`)
    for (const { sql, parameters } of rows) await database.run(sql, parameters)
  })
}

describe('a reply by short message', () => {
  it('to the call whose key it has is the same as a tap, and comes but once', async () => {
    const [first, second] = [await calledTo(app, admin, 'member'), await calledTo(app, admin, 'member')]
    await notices(
      aNotice({ incidentId: first, personId: 'member', answerCall: 0 }),
      aNotice({ incidentId: second, personId: 'member', answerCall: 1 }),
    )
    const message = { from: `+86${phoneOf('member')}`, text: '3', id: randomUUID() }
    expect(await send(message)).toMatchObject({ outcome: 'answered', incidentId: second, isLate: false })
    expect(await send(message)).toEqual({ outcome: 'repeated' })
    expect((await callOf(second))?.state).toBe('accepted')
    expect((await callOf(first))?.state).toBe('sent')
    const said = (await incident(second)).actions.filter(({ actorId }) => actorId === 'member')
    expect(said).toMatchObject([{ action: 'acknowledge', onBehalfOf: null, detail: { channel: 'sms' } }])
    expect(await reply('2，在县城')).toMatchObject({ outcome: 'answered', incidentId: first })
    expect((await callOf(first))?.state).toBe('declined')
    expect((await incident(first)).actions.find(({ action }) => action === 'decline')?.note).toBe('2，在县城')
  })

  it('in words is kept for the desk where several calls wait, and is one where one does', async () => {
    const [first, second] = [await calledTo(app, admin, 'member'), await calledTo(app, admin, 'member')]
    const one = aNotice({ incidentId: first, personId: 'member', answerCall: 0 })
    await notices(one, aNotice({ incidentId: second, personId: 'member', answerCall: 1 }))
    const message = { from: phoneOf('member'), text: '我去', id: randomUUID() }
    expect(await send(message)).toEqual({ outcome: 'quarantined', reason: 'sms-which-call' })
    expect([(await callOf(first))?.state, (await callOf(second))?.state]).toEqual(['sent', 'sent'])
    const { body } = await app.get('/api/quarantine?limit=1', admin)
    expect((body as { items: unknown[] }).items).toMatchObject([{ reason: 'sms-which-call' }])
    await do_(second, { action: 'close' })
    // What the desk has seen to is not taken by itself when the gateway sends it again.
    expect(await send(message)).toEqual({ outcome: 'repeated' })
    expect(await reply('收到')).toMatchObject({ outcome: 'answered', incidentId: first })
    expect((await callOf(first))?.state).toBe('seen')
    expect(await reply('我去')).toMatchObject({ outcome: 'answered', incidentId: first })
    expect((await callOf(first))?.state).toBe('accepted')
  })

  it('that comes when all is over is noted, in the words of whoever wrote it', async () => {
    const id = await calledTo(app, admin, 'member')
    await notices(aNotice({ incidentId: id, personId: 'member', answerCall: null }))
    await do_(id, { action: 'close' })
    expect(await reply('1，收到，我马上去')).toMatchObject({ outcome: 'answered', incidentId: id, isLate: true })
    const { actions, closedAt } = await incident(id)
    expect(closedAt).not.toBeNull()
    expect(actions.at(-1)).toMatchObject({
      action: 'note',
      actorId: 'member',
      note: '1，收到，我马上去',
      detail: { channel: 'sms', tooLate: 'accept' },
    })
  })

  it('to an incident that turned out to be another counts for that one', async () => {
    const [gone, stays] = [await calledTo(app, admin, 'member'), await calledTo(app, admin, 'member')]
    await notices(aNotice({ incidentId: gone, personId: 'member', answerCall: 4 }))
    await do_(stays, { action: 'merge', incidentId: gone })
    const { incidentId } = await reply('9')
    expect([gone, stays]).toContain(incidentId)
    expect((await callOf(stays))?.state).toBe('accepted')
  })

  it('that says 平安, or has the key, answers whether somebody is well, and takes on nothing else', async () => {
    const [there, waits] = [await calledTo(app, admin, 'member'), await calledTo(app, admin, 'member')]
    await do_(there, { action: 'acknowledge', onBehalfOf: 'member' })
    await do_(there, { action: 'arrive', onBehalfOf: 'member' })
    for (const text of ['我平安', '1', '收到']) {
      await planted(app, async (database) => {
        await database.run(
          `update alerts set check_in_asked_at = now() where incident_id = $1 and person_id = 'member'`,
          [there],
        )
      })
      await notices(
        aNotice({ incidentId: there, personId: 'member', answerCall: 0, occasion: 'check-in' }),
        ...(text === '收到' ? [] : [aNotice({ incidentId: waits, personId: 'member', answerCall: 1 })]),
      )
      expect((await callOf(there))?.checkInAskedAt).not.toBeNull()
      expect(await reply(text)).toMatchObject({ outcome: 'answered', incidentId: there })
      expect((await incident(there)).actions.at(-1)).toMatchObject({ action: 'check-in', actorId: 'member' })
      expect([(await callOf(there))?.checkInAskedAt, (await callOf(waits))?.state]).toEqual([null, 'sent'])
    }
    expect(await reply('我平安')).toMatchObject({ outcome: 'quarantined' })
  })

  it('takes notice for the duty room where it was rung for that, and does not go', async () => {
    const id = await calledTo(app, admin, 'duty')
    await notices(aNotice({ incidentId: id, personId: 'duty', answerCall: 0, occasion: 'unanswered' }))
    expect(await reply('1', 'duty')).toMatchObject({ outcome: 'answered', incidentId: id })
    const { answered, actions } = await incident(id)
    expect(answered).toMatchObject({ personId: 'duty' })
    expect(actions.at(-1)).toMatchObject({ action: 'answer', actorId: 'duty', detail: { channel: 'sms' } })
    expect((await callOf(id, 'duty'))?.state).not.toBe('accepted')
    // Somebody has by then: it is only known that this one knows, too.
    expect(await reply('1', 'duty')).toMatchObject({ outcome: 'answered' })
    expect((await callOf(id, 'duty'))?.state).toBe('seen')
  })

  it('calls for help first of all, whatever waits', async () => {
    const id = await calledTo(app, admin, 'member')
    await notices(aNotice({ incidentId: id, personId: 'member', answerCall: 0 }))
    expect(await reply('1 着火了快来人')).toMatchObject({ outcome: 'reported' })
    expect((await callOf(id))?.state).toBe('sent')
  })

  it('from a number that several have is nobody’s', async () => {
    const id = await calledTo(app, admin, 'member')
    await notices(aNotice({ incidentId: id, personId: 'member', answerCall: 0 }))
    await put('/api/people/twin', { name: '同号', phone: phoneOf('member'), roles: ['member'] })
    expect(await reply('1')).toEqual({ outcome: 'quarantined', reason: 'sms-unknown-sender' })
    expect((await callOf(id))?.state).toBe('sent')
    expect((await visitor(app, admin)('/api/people/twin', { method: 'DELETE' })).status).toBe(204)
  })

  it('is about something else where nobody was called', async () => {
    await notices()
    expect(await reply('收到')).toEqual({ outcome: 'quarantined', reason: 'sms-no-absence' })
  })
})
