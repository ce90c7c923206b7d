import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import { aChannel, calledTo } from '../support/call-notices.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { planted } from '../support/planted-rows.ts'
import { answerOf, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const tokens = new Map<string, string>()
const incidents = new Map<string, string>()
const of = (name: string) => incidents.get(name) ?? ''
const path = (name: string) => `/a/${tokens.get(name) ?? 'nothing'}`
const NAMES = [
  'fetched',
  'twice',
  'racing',
  'lapsed',
  'gone',
  'over',
  'merged',
  'private',
  'other',
  'elsewhere',
  'rung',
  'noticed',
]

let app: RunningApp
let admin = ''
/** A gateway with a SIM: what it was given, and whoever waits for the next of it. */
let gateway: Server
const texts: string[] = []
const waiting: (() => void)[] = []

beforeAll(async () => {
  gateway = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      texts.push(body)
      for (const wake of waiting.splice(0)) wake()
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
  app = await startApp({ env: { DATABASE_URL: '', PUBLIC_URL: 'https://x.example' } })
  admin = await app.signIn('admin')
  const leaver = { name: '离任', phone: '13900000007', roles: ['member'] }
  expect((await visitor(app, admin)('/api/people/leaver', { method: 'PUT', json: leaver })).status).toBe(201)
  const outsider = { name: '外村', phone: '13900000008', roles: ['member'] }
  expect((await visitor(app, admin)('/api/people/outsider', { method: 'PUT', json: outsider })).status).toBe(201)
  for (const name of NAMES)
    incidents.set(
      name,
      await calledTo(
        app,
        admin,
        name === 'elsewhere' ? 'member' : personOf(name),
        name === 'private' ? 'dispute' : 'hazard',
      ),
    )
  expect((await visitor(app, admin)('/api/people/leaver', { method: 'DELETE' })).status).toBe(204)
  await planted(app, async (database) => {
    await database.run(`update notices set occasion = 'unanswered' where person_id = 'duty'`)
    for (const name of NAMES) {
      const token = randomBytes(16).toString('base64url')
      tokens.set(name, token)
      await database.run(
        `insert into notice_links (token_hash, incident_id, person_id, expires_at) values ($1, $2, $3, now() + $4::interval)`,
        [
          createHash('sha256').update(token).digest('hex'),
          of(name),
          personOf(name),
          name === 'lapsed' ? '-1 minute' : '1 day',
        ],
      )
    }
  })
})
afterAll(async () => {
  await app?.stop()
  gateway.closeAllConnections()
  await new Promise((resolve) => gateway.close(resolve))
})

function personOf(name: string): string {
  return { gone: 'leaver', elsewhere: 'outsider', rung: 'duty', noticed: 'duty' }[name] ?? 'member'
}
const open = async (name: string) => answerOf(await visitor(app)(path(name)))
const press = async (name: string, answer = 'accept', headers: Record<string, string> = {}) => {
  const body = `answer=${answer}`
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'null', ...headers }
  return answerOf(await visitor(app)(path(name), { method: 'POST', body, headers: form }))
}
const incident = async (name: string) =>
  (await app.get(`/api/incidents/${of(name)}`, admin)).body as Incident & { actions: Action[] }
const stateOf = async (name: string) =>
  (await incident(name)).alerts.findLast(({ personId }) => personId === 'member')?.state
const answersTo = async (name: string) =>
  (await incident(name)).actions.filter(({ detail }) => detail['channel'] === 'link').map(({ action }) => action)
async function act(name: string, body: object) {
  const answer = await app.post(`/api/incidents/${of(name)}/actions`, admin, { id: randomUUID(), ...body })
  expect(answer.status).toBe(201)
}

describe('a link in a text', () => {
  it('opened fifty times changes nothing, and pressed then answers', async () => {
    const opened = await Promise.all(Array.from({ length: 50 }, () => open('fetched')))
    expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await stateOf('fetched')).toBe('sent')
    expect(opened[0]?.body).toMatch(/收到，我去[^]*去不了/)
    const { headers } = opened[0] ?? { headers: new Headers() }
    expect(headers.getSetCookie()).toEqual([])
    expect(['cache-control', 'referrer-policy', 'x-robots-tag'].map((name) => headers.get(name))).toEqual([
      'no-store',
      'no-referrer',
      'noindex, nofollow',
    ])
    expect(String(opened[0]?.body)).not.toMatch(/<script|javascript:/)
    const pressed = await press('fetched')
    expect([pressed.status, pressed.headers.getSetCookie()]).toEqual([200, []])
    expect(pressed.body).toContain('您答复“我去”')
    expect(await stateOf('fetched')).toBe('accepted')
    expect(await answersTo('fetched')).toEqual(['acknowledge'])
  })

  it('answers once: pressed again it says what was answered, and changes nothing', async () => {
    expect((await press('twice', 'decline')).body).toContain('您答复“去不了”')
    const again = await press('twice', 'accept')
    expect(again.body).toMatch(/已用过[^]*您答复“去不了”/)
    expect(await stateOf('twice')).toBe('declined')
    const opened = await open('twice')
    expect([opened.status, opened.body]).toEqual([410, expect.stringContaining('您答复“去不了”')])
    expect(opened.body).toMatch(/href="tel:\d+"/)
  })

  it('pressed twice in one moment is one answer', async () => {
    const pressed = await Promise.all([press('racing', 'accept'), press('racing', 'decline')])
    expect(pressed.map(({ status }) => status)).toEqual([200, 200])
    expect(await answersTo('racing')).toHaveLength(1)
  })

  it('that has lapsed, or is of somebody who is here no longer or whose ground it is not, answers nothing and names the duty room', async () => {
    for (const name of ['lapsed', 'gone', 'elsewhere']) {
      for (const answer of [await open(name), await press(name)]) {
        expect([name, answer.status]).toEqual([name, 410])
        expect(answer.body).toMatch(/已用过或已过期[^]*打电话给值班室/)
      }
      expect(await answersTo(name)).toEqual([])
    }
    expect((await answerOf(await visitor(app)('/a/AAAAAAAAAAAAAAAAAAAAAA'))).status).toBe(404)
    expect((await press('nowhere')).status).toBe(404)
  })

  it('to what is over says so; a press from a page that was open is noted', async () => {
    await act('over', { action: 'close' })
    const opened = await open('over')
    expect(opened.body).toContain('已结束')
    expect(opened.body).not.toContain('<form')
    expect((await press('over')).body).toContain('您的答复已记下')
    expect(await answersTo('over')).toEqual(['note'])
  })

  it('to what turned out to be another incident answers that one', async () => {
    await act('other', { action: 'merge', incidentId: of('merged') })
    expect((await press('merged')).status).toBe(200)
    expect(await stateOf('other')).toBe('accepted')
  })

  it('of whoever is rung for the duty room asks them to take notice, and sends them nowhere', async () => {
    expect((await open('rung')).body).toMatch(/接警[^]*不能接警/)
    expect((await press('rung', 'notice')).body).toContain('您已接警')
    const { answered, alerts } = await incident('rung')
    expect([answered?.personId, new Set(alerts.map(({ state }) => state))]).toEqual(['duty', new Set(['sent'])])
    expect((await open('rung')).body).toContain('您已接警')
    // Somebody else took notice: then the page asks whether they go, and that is what is entered.
    await act('noticed', { action: 'answer' })
    expect((await open('noticed')).body).toMatch(/收到，我去/)
    await press('noticed', 'accept')
    expect(await answersTo('noticed')).toEqual(['acknowledge'])
  })

  it('to a private affair says that something waits, and where to ring', async () => {
    const { body } = await open('private')
    expect(body).toMatch(/您有一件事项待办[^]*打电话给值班室/)
    expect(body).not.toMatch(/纠纷|矛盾|土岭底|月\d+日/)
  })

  it('with no answer in it answers nothing', async () => {
    expect((await press('private', 'perhaps')).status).toBe(422)
    expect(await stateOf('private')).toBe('sent')
  })

  it('is nowhere in the audit log, which has who answered what', async () => {
    const { items } = (await app.get('/api/audit?limit=200', admin)).body as {
      items: { what: string; target: Record<string, string> }[]
    }
    const entries = items.filter(({ what }) => what === 'POST /a/:token')
    expect(entries).toContainEqual(
      expect.objectContaining({ target: { token: '-', person: 'member', incident: of('fetched') } }),
    )
    for (const token of tokens.values()) expect(JSON.stringify(items)).not.toContain(token)
  })

  it('stands at the end of a text only where the channel wants one, and works', async () => {
    const { port } = gateway.address() as AddressInfo
    const settings = {
      form: { url: `http://127.0.0.1:${port}/messages`, method: 'POST', encoding: 'json' },
      fields: { to: 'to', text: 'text', id: 'id' },
      links: true,
    }
    await planted(app, async (database) => {
      await database.run(`update notices set due_at = null`)
      const { sql, parameters } = aChannel('sim', 'sim-http', settings)
      await database.run(sql.replace('false, now()', 'true, now()'), parameters)
    })
    const id = await calledTo(app, admin, 'member', 'fire')
    const { phone } = demoTownship().people.find((person) => person.id === 'member') ?? {}
    const link = () =>
      texts
        .filter((text) => text.includes(String(phone)) && text.includes('火情'))
        .map((text) => /https:\/\/x\.example(\/a\/[\w-]{22})/.exec(text)?.[1])
        .find(Boolean)
    while (link() === undefined) await new Promise<void>((resolve) => waiting.push(resolve))
    const found = link() ?? ''
    incidents.set('sent', id)
    tokens.set('sent', found.slice('/a/'.length))
    expect((await open('sent')).body).toContain('火情')
    expect((await press('sent')).body).toContain('您答复“我去”')
    expect(await stateOf('sent')).toBe('accepted')
  })
})
