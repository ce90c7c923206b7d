import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PROBLEMS, problemSchema } from '#shared/problem.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const TOKEN = 'ridge-gateway-token'
let app: RunningApp
let cookie = ''
beforeAll(async () => {
  app = await startApp()
  cookie = await app.signIn('admin')
  const put = visitor(app, cookie)
  for (const [id, format] of [
    ['ridge', 'native'],
    ['valley', 'zigbee2mqtt'],
  ] as const) {
    const body = { format, prefix: id, token: id === 'ridge' ? TOKEN : 'another-source-token' }
    expect((await put(`/api/sources/${id}`, { method: 'PUT', json: body })).status).toBe(201)
  }
})
afterAll(() => app?.stop())

type Sent = {
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer> | FormData
  query?: string
  source?: string
}

/** As a device would: no cookie, and with the token unless told otherwise. */
async function post({ headers = bearer(TOKEN), body = '', query = '', source = 'ridge' }: Sent): Promise<HttpAnswer> {
  return answerOf(await fetch(`${app.url()}/api/ingest/${source}${query}`, { method: 'POST', headers, body }))
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})
const event = (fields: Record<string, unknown>) => JSON.stringify({ kind: 'smoke', ...fields })
const onTopic = (device: string) => `?topic=${encodeURIComponent(`ridge/${device}/event`)}`
const taken = { outcome: 'taken', observations: 1, unread: null }

const listSchema = z.object({ items: z.array(z.looseObject({})) })
const items = async (path: string) => listSchema.parse((await app.get(path, cookie)).body).items
const readings = async (value: string) =>
  (await items('/api/observations?limit=200')).filter((each) => JSON.stringify(each).includes(`"${value}"`)).length

describe('a posted message', () => {
  it.each<[string, Sent]>([
    ['as Bearer', { headers: bearer(TOKEN) }],
    ['as Bearer, the scheme in small letters', { headers: { authorization: `bearer ${TOKEN}` } }],
    ['as the password of Basic, under any name', { headers: basic('camera-7', TOKEN) }],
    ['as ?token=', { headers: {}, query: `&token=${TOKEN}` }],
    [
      'as ?token= beside a scheme that is not spoken',
      { headers: { authorization: 'Digest x=y' }, query: `&token=${TOKEN}` },
    ],
  ])(
    'with the token %s is taken, and stands in the readings when that is answered',
    async (how, { headers = {}, query = '' }) => {
      const body = event({ id: how, state: 'reading', value: how })
      const { status, body: answer } = await post({ headers, query: onTopic('token') + query, body })
      expect([status, answer]).toEqual([200, taken])
      expect(await readings(how)).toBe(1)
    },
  )

  it('that is an alarm opens an incident, and sent again, with the same id, changes nothing', async () => {
    const open = async () => (await items('/api/incidents?limit=100')).length
    const before = await open()
    const body = event({ id: 'posted-alarm', value: 'posted-alarm' })
    expect((await post({ query: onTopic('alarm'), body })).body).toEqual(taken)
    expect([await open(), await readings('posted-alarm')]).toEqual([before + 1, 1])
    expect((await post({ query: onTopic('alarm'), body })).status).toBe(200)
    expect([await open(), await readings('posted-alarm')]).toEqual([before + 1, 1])
  })

  it('names its device in its body, or in the address, where no topic does', async () => {
    const body = { device: 'in-body', id: 'b', kind: 'smoke', state: 'reading', value: 'in-body' }
    expect((await post({ body: JSON.stringify(body) })).body).toEqual(taken)
    const { device: _device, ...rest } = { ...body, value: 'in-address' }
    expect((await post({ query: '?event=in-address', body: JSON.stringify(rest) })).body).toEqual(taken)
    expect([await readings('in-body'), await readings('in-address')]).toEqual([1, 1])
  })

  it('that is an alarm with a doubtful field is taken, and the answer names the field', async () => {
    const body = event({ id: 'doubtful', confidence: 87 })
    expect((await post({ query: onTopic('doubtful'), body })).body).toMatchObject({
      outcome: 'taken',
      unread: { reason: 'wrong-shape', detail: expect.stringContaining('confidence') },
    })
  })

  it('that nobody understands is kept whole under its topic, and answered as accepted', async () => {
    const body = new Uint8Array([0xff, 0xd8, 0, 1, 2, 3])
    const headers = { ...bearer(TOKEN), 'content-type': 'image/jpeg' }
    const { status, body: answer } = await post({ headers, body, query: '?event=snapshot' })
    expect([status, answer]).toMatchObject([202, { outcome: 'quarantined', reason: expect.stringMatching(/./) }])
    const [kept] = await items('/api/quarantine?limit=1')
    expect(kept).toMatchObject({
      topic: 'ingest/ridge/snapshot',
      sourceId: 'ridge',
      payloadBytes: 6,
    })
    expect(new Uint8Array(Buffer.from(String(kept?.['payload']), 'base64'))).toEqual(body)
  })

  it.each<[string, Sent]>([
    ['is empty', {}],
    ['is a form with files', { body: form() }],
    ['claims to be JSON and is none', { headers: { ...bearer(TOKEN), 'content-type': 'application/json' }, body: '{' }],
    ['is as large as may be', { body: new Uint8Array(4 * 1024 * 1024) }],
  ])('that %s is kept too', async (_, what) => {
    expect((await post(what)).status).toBe(202)
  })

  it('of which the format says that it is of no concern is answered so', async () => {
    const headers = bearer('another-source-token')
    const query = `?topic=${encodeURIComponent('valley/bridge/logging')}`
    const { status, body } = await post({ source: 'valley', headers, query, body: '{"level":"info","message":"x"}' })
    expect([status, body]).toEqual([200, { outcome: 'ignored' }])
  })

  it('may come in pieces whose length nobody said', async () => {
    const sending = request(`${app.url()}/api/ingest/ridge${onTopic('pieces')}`, {
      method: 'POST',
      headers: bearer(TOKEN),
    })
    const answered = once(sending, 'response')
    const body = event({ id: 'pieces', state: 'reading', value: 'pieces' })
    sending.write(body.slice(0, 9))
    sending.end(body.slice(9))
    // Node's own event carries the answer.
    const [answer] = (await answered) as [{ statusCode: number; resume: () => void }]
    answer.resume()
    expect([answer.statusCode, await readings('pieces')]).toEqual([200, 1])
  })

  it('from this machine needs no token in the demo, but from a page of another site it does', async () => {
    const body = event({ id: 'own', state: 'reading', value: 'own' })
    const query = `?topic=${encodeURIComponent('xiangshao/own/event')}`
    expect((await post({ source: 'native', headers: {}, query, body })).status).toBe(200)
    const foreign = { origin: 'http://evil.example' }
    expect((await post({ source: 'native', headers: foreign, query, body })).status).toBe(401)
    expect((await post({ headers: { ...foreign, ...bearer(TOKEN) }, query: onTopic('own'), body })).status).toBe(200)
  })
})

describe('a posted message that is refused', () => {
  const problemOf = async (sent: Sent) => {
    const { status, headers, body } = await post(sent)
    const { code, title } = problemSchema.parse(body)
    return { status, code, title, asks: headers.get('www-authenticate') }
  }
  const wrongToken = {
    status: 401,
    code: 'wrong-token',
    title: PROBLEMS['wrong-token'].zh,
    asks: 'Basic realm="xiangshao", charset="UTF-8"',
  }

  it.each<[string, Sent]>([
    ['with a wrong token', { headers: bearer('wrong-token-1') }],
    ['with the token of another source', { headers: basic('ridge', 'another-source-token') }],
    ['with an empty password', { headers: basic('ridge', '') }],
    ['for a source that nobody has arranged', { source: 'nowhere', headers: bearer(TOKEN) }],
    ['for one without a token', { source: 'frigate', headers: bearer(TOKEN) }],
    ['for one that cannot be', { source: '%00', headers: {} }],
    ['for nobody’s source, from this machine', { source: 'nowhere', headers: {} }],
    [
      'with a large body, of which it has read all',
      { headers: bearer('wrong-token-2'), body: new Uint8Array(3_000_000) },
    ],
  ])('%s is told the same, and how to say who it is', async (_, what) => {
    expect(await problemOf(what)).toEqual(wrongToken)
  })

  it('because it is too large is told so, whether or not it said its length', async () => {
    const body = new Uint8Array(4 * 1024 * 1024 + 1)
    // Who goes on sending may find the line closed before it reads why.
    await expect.poll(() => problemOf({ body }).catch(() => null)).toMatchObject({ status: 413, code: 'too-large' })
    const pieces = new Blob([body]).stream()
    const init = { method: 'POST', headers: bearer(TOKEN), body: pieces, duplex: 'half' } as RequestInit
    const answer = await fetch(`${app.url()}/api/ingest/ridge`, init).catch(() => null)
    expect(answer === null || answer.status === 413).toBe(true)
    expect(app.isRunning()).toBe(true)
  })

  it('because too many tokens were guessed does not keep out who has said the right one', async () => {
    const guess = (n: number) => post({ headers: bearer(`guess-number-${n}`) })
    const guesses = await Promise.all(Array.from({ length: 40 }, (_, n) => guess(n)))
    expect(guesses.map(({ status }) => status)).toContain(429)
    const body = event({ id: 'guessed', state: 'reading', value: 'guessed' })
    expect((await post({ query: onTopic('guessed'), body })).status).toBe(200)
  })

  it('because its topic is another’s is refused as a broker would', async () => {
    const query = `?topic=${encodeURIComponent('valley/kitchen')}`
    expect(await problemOf({ query, body: event({}) })).toMatchObject({ status: 403, code: 'not-allowed' })
  })

  it('because its token was changed is refused at once', async () => {
    const token = 'a-new-gateway-token'
    const put = visitor(app, cookie)
    await put('/api/sources/ridge', { method: 'PUT', json: { format: 'native', prefix: 'ridge', token } })
    expect((await post({ body: event({}) })).status).not.toBe(200)
  })
})

describe('an answered message', () => {
  it('is there after the power was cut', async () => {
    const own = await startApp({ env: { DATABASE_URL: '' } })
    const body = event({ id: 'power', device: 'hut', value: 'power' })
    const init = { method: 'POST', body }
    expect((await fetch(`${own.url()}/api/ingest/native`, init)).status).toBe(200)
    await own.kill9()
    await own.startAgain()
    const { body: incidents } = await own.get('/api/incidents?limit=9', await own.signIn('admin'))
    expect(listSchema.parse(incidents).items).toHaveLength(1)
    await own.stop()
  })
})

function form(): FormData {
  const parts = new FormData()
  parts.append('xml', '<EventNotificationAlert/>')
  parts.append('picture', new Blob([new Uint8Array([0xff, 0xd8, 0xff])], { type: 'image/jpeg' }), 'a.jpg')
  return parts
}
