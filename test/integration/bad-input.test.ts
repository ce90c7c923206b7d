import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PROBLEMS, type ProblemCode, problemSchema } from '#shared/problem.ts'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { knock, sayNonsense } from '../support/live-client.ts'
import { until } from '../support/messages-in.ts'
import { storedNumbers } from '../support/numbered-stream.ts'
import { answerOf, type HttpAnswer, type RunningApp, runToEnd, startApp } from '../support/running-app.ts'

let app: RunningApp
let cookie = ''
let publisher: Publisher
beforeAll(async () => {
  app = await startApp()
  cookie = await app.signIn('admin')
  publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
})
afterAll(async () => {
  await publisher?.end()
  await app?.stop()
})

const quarantineSchema = z.object({
  items: z.array(z.object({ topic: z.string(), reason: z.string(), detail: z.string(), payload: z.string() })),
})
const event = (fields: Record<string, unknown>) => JSON.stringify({ kind: 'smoke', ...fields })

describe('a message that cannot be read', () => {
  it.each<[string, string, Buffer | string, string]>([
    ['is empty', 'xiangshao/bad/event', '', 'empty'],
    ['is not JSON', 'xiangshao/bad/event', '{"kind":"smoke"', 'not-json'],
    ['is in GBK', 'xiangshao/bad/event', Buffer.from([0x7b, 0x22, 0xd1, 0xcc, 0xb8, 0xd0, 0x22, 0x7d]), 'not-utf8'],
    ['is nested 60 deep', 'xiangshao/bad/event', '['.repeat(60) + ']'.repeat(60), 'too-deep'],
    ['is nested 100 000 deep', 'xiangshao/bad/event', '['.repeat(100_000), 'too-deep'],
    ['is larger than is read', 'xiangshao/bad/event', ' '.repeat(256 * 1024 + 1), 'too-large'],
    ['is a list', 'xiangshao/bad/event', '[]', 'wrong-shape'],
    ['has a field of the wrong type', 'xiangshao/bad/event', event({ state: 'cleared', id: {} }), 'wrong-shape'],
    ['is of an unknown kind', 'xiangshao/bad/event', event({ kind: 'ufo' }), 'wrong-shape'],
    ['has a time that is none', 'xiangshao/bad/event', event({ state: 'reading', at: 'yesterday' }), 'bad-time'],
    ['lies outside the world', 'xiangshao/bad/event', event({ state: 'reading', location: [200, 100] }), 'bad-place'],
    ['comes under a topic of no format', 'xiangshao/bad/event/extra', event({}), 'bad-topic'],
  ])('that %s is kept whole with its reason', async (_, topic, payload, reason) => {
    await publisher.publish(topic, payload, { qos: 1 })
    const { items } = quarantineSchema.parse((await app.get('/api/quarantine?limit=1', cookie)).body)
    expect(items).toMatchObject([{ topic, reason, detail: expect.stringMatching(/\.$/) }])
    expect(Buffer.from(items[0]?.payload ?? '', 'base64')).toEqual(Buffer.from(payload).subarray(0, 256 * 1024))
  })

  it('that is larger than any packet may be ends its connection and nobody else notices', async () => {
    const sender = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
    // Its library never hears what became of it.
    void sender.publish('xiangshao/bad/event', 'x'.repeat(5 * 1024 * 1024), { qos: 0 }).catch(() => {})
    await sender.end()
    await publisher.publish('xiangshao/good/event', event({ id: 'after', state: 'reading', value: 1 }), { qos: 1 })
    expect((await storedNumbers(app, cookie)).get(1)).toBe(1)
  })

  it('that is a gateway telling all its devices in one large message costs it nothing', async () => {
    const list = JSON.stringify(Array.from({ length: 300 }, (_, n) => ({ ieee: n, definition: 'x'.repeat(4000) })))
    await publisher.publish('zigbee2mqtt/bridge/devices', list, { qos: 1, retain: true })
    const alarm = JSON.stringify({ smoke: true, battery: 80 })
    await publisher.publish('zigbee2mqtt/somebody’s attic', alarm, { qos: 1 })
    const { items } = z
      .object({ items: z.array(z.object({ kind: z.string() })) })
      .parse((await app.get('/api/incidents?kind=smoke&limit=1', cookie)).body)
    expect(items).toHaveLength(1)
  })

  it('in part is an alarm all the same, and what could not be read of it is kept', async () => {
    const doubtful = event({ id: 'doubtful', value: 'doubtful', confidence: 87 })
    await publisher.publish('xiangshao/doubtful/event', doubtful, { qos: 1 })
    const { items } = quarantineSchema.parse((await app.get('/api/quarantine?limit=1', cookie)).body)
    expect(items).toMatchObject([{ topic: 'xiangshao/doubtful/event', detail: expect.stringContaining('confidence') }])
    const { body } = await app.get('/api/observations?limit=5', cookie)
    expect(JSON.stringify(body)).toContain('"value":"doubtful"')
  })

  it('is acknowledged to a native device that waits for it, once it is kept', async () => {
    const heard: string[] = []
    await publisher.subscribe('xiangshao/waiting/ack', (_topic, payload) => heard.push(String(payload)))
    await publisher.publish('xiangshao/waiting/event', event({ id: 'w-1', kind: 'ufo' }), { qos: 1 })
    await until(() => heard.length > 0)
    expect(heard).toEqual(['{"id":"w-1"}'])
  })

  it('under a topic with a NUL, which no topic may have, is kept too', async () => {
    await publisher.publish('xiangshao/a\0b/event', event({}), { qos: 1 })
    const { items } = quarantineSchema.parse((await app.get('/api/quarantine?limit=1', cookie)).body)
    expect(items).toMatchObject([{ topic: 'xiangshao/a\ufffdb/event', reason: 'bad-topic' }])
  })

  // A message that can never be committed would be sent again for ever, and with it everything behind it.
  it.each([
    ['a NUL in its id', event({ id: 'a\u0000b', value: 'nul id' })],
    ['a NUL in its value', event({ id: 'nul', value: 'a\u0000b' })],
    ['a NUL in its value and is no alarm', event({ id: 'nul-2', state: 'reading', value: 'a\u0000b' })],
    ['half a surrogate pair', '{"kind":"smoke","id":"half","value":"a\\ud800"}'],
    ['half a surrogate pair and is no alarm', '{"kind":"smoke","id":"half-2","state":"reading","value":"a\\udc00"}'],
    ['a link with a NUL', event({ id: 'nul-link', media: ['http://a/\u0000'] })],
    ['a time in the year 20000', event({ id: 'late', at: '+020000-01-01T00:00:00Z' })],
    ['a time before Christ', event({ id: 'early', at: '-000500-01-01T00:00:00Z' })],
    ['an endless number', '{"kind":"smoke","id":"endless","value":1e400}'],
    ['a name from JavaScript', '{"kind":"smoke","id":"proto","__proto__":{"x":1},"constructor":1,"value":1e308}'],
  ])('with %s is acknowledged all the same', async (_, payload) => {
    await publisher.publish('xiangshao/odd/event', payload, { qos: 1 })
    expect(app.isRunning()).toBe(true)
  })
})

/** What the answer to a refused request has to be. */
function expectProblem({ status, type, body }: HttpAnswer, code: ProblemCode): void {
  const problem = problemSchema.parse(body)
  expect({ code: problem.code, status, type: type.split(';')[0] }).toEqual({
    code,
    status: PROBLEMS[code].status,
    type: 'application/problem+json',
  })
}

describe('a request that cannot be granted', () => {
  const send = async (method: string, path: string, headers: Record<string, string> = {}, body: string | null = null) =>
    answerOf(await fetch(app.url() + path, { method, headers: { cookie, ...headers }, body }))
  const asJson = { 'content-type': 'application/json' }
  const deep = `{"username":${'['.repeat(60)}${']'.repeat(60)}}`
  it.each<[string, ProblemCode, Parameters<typeof send>]>([
    ['broken JSON', 'bad-json', ['POST', '/api/session', asJson, '{"username":']],
    ['no body', 'bad-json', ['POST', '/api/session']],
    ['a body of a megabyte', 'too-large', ['POST', '/api/session', asJson, `"${'x'.repeat(1024 * 1024)}"`]],
    ['nesting 60 deep', 'bad-request', ['POST', '/api/session', asJson, deep]],
    ['another content type', 'wrong-type', ['POST', '/api/session', { 'content-type': 'text/plain' }, 'hello']],
    ['fields of the wrong type', 'invalid', ['POST', '/api/session', asJson, '{"username":1,"password":[]}']],
    ['JSON that is no object', 'invalid', ['POST', '/api/session', asJson, 'null']],
    ['another origin', 'wrong-origin', ['POST', '/api/session', { ...asJson, origin: 'http://evil.example' }, '{}']],
    ['an origin that is none', 'wrong-origin', ['POST', '/api/session', { ...asJson, origin: 'null' }, '{}']],
    ['an unknown address', 'not-found', ['GET', '/api/nothing']],
    ['another method', 'method-not-allowed', ['POST', '/api/snapshot', asJson, '{}']],
    ['no session', 'not-signed-in', ['GET', '/api/snapshot', { cookie: '' }]],
    ['a made-up session', 'not-signed-in', ['GET', '/api/snapshot', { cookie: 'xiangshao_session=%00\u00ff' }]],
    ['a made-up cursor', 'bad-request', ['GET', '/api/observations?cursor=abc']],
    ['a page of no size', 'invalid', ['GET', '/api/observations?limit=0']],
    ['a broken escape', 'bad-request', ['GET', '/api/incidents/%E0%A4%A']],
    ['a NUL as an id', 'not-found', ['GET', '/api/incidents/%00']],
  ])('with %s is answered as %s', async (_, code, request) => {
    expectProblem(await send(...request), code)
  })

  it('is not one whose text holds what no database stores: a report of smoke is taken all the same', async () => {
    for (const [index, description] of ['a\\u0000b', 'a\\ud800'].entries()) {
      const body = `{"id":"0198c0de-0000-7000-8000-00000000000${index}","kind":"smoke","description":"${description}"}`
      expect((await send('POST', '/api/reports', asJson, body)).status).toBe(201)
    }
  })
})

describe('a screen', () => {
  it('is refused without a session, with a made-up one, and from another site', async () => {
    expect(await knock(app.url(), {})).toBe('not-signed-in')
    expect(await knock(app.url(), { cookie: 'xiangshao_session=abc' })).toBe('not-signed-in')
    expect(await knock(app.url(), { cookie, origin: 'http://evil.example' })).not.toBe('let in')
    expect(await knock(app.url(), { cookie })).toBe('let in')
  })

  it('may say what no screen would say and stays connected', async () => {
    const nonsense: [string, unknown][] = [
      ['drawn', null],
      ['drawn', { seq: 'x' }],
      ['drawn', { seq: -1, muted: [] }],
      ['constructor', {}],
      ['no such event', 'x'.repeat(1000)],
    ]
    expect(await sayNonsense(app.url(), cookie, nonsense)).toMatchObject({ database: true })
  })
})

describe('the start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xiangshao-start-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const inFolder = (name: string) => ({ DATA_DIR: join(folder, name), TMPDIR: folder })

  async function expectOneSentence(env: Record<string, string>, naming: RegExp): Promise<void> {
    const { code, stdout, stderr } = await runToEnd({ ...inFolder('data'), ...env })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^乡哨 .+\n$/)
    expect(stderr).toMatch(naming)
    expect(stderr).not.toMatch(/ at .*:\d+:\d+|nobody foresaw/)
  }

  it.each<[string, Record<string, string>, RegExp]>([
    ['a port that is no number', { PORT: 'http' }, /PORT/],
    ['a switch that is neither on nor off', { SIMULATOR: 'perhaps' }, /SIMULATOR/],
    ['a database address of another kind', { DATABASE_URL: 'mysql://localhost/x' }, /DATABASE_URL/],
    ['a certificate without its key', { TLS_CERT_FILE: '/nowhere' }, /TLS_KEY_FILE/],
    ['a database that does not answer', { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' }, /DATABASE_URL/],
    ['a database host that does not exist', { DATABASE_URL: 'postgres://x@no-such-host.invalid/x' }, /DATABASE_URL/],
    ['a time zone that does not exist', { TZ: 'Mars/Olympus' }, /TZ/],
  ])('with %s ends with one sentence that names the setting', async (_, env, naming) => {
    await expectOneSentence(env, naming)
  })

  it('on a data directory that is a file, or below one, ends with one sentence that names the setting', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expectOneSentence({ DATA_DIR: file }, /DATA_DIR/)
    await expectOneSentence({ DATA_DIR: join(file, 'below') }, /DATA_DIR/)
  })

  it('with certificate files that are not there ends with one sentence that names the setting', async () => {
    const nowhere = join(folder, 'nowhere.pem')
    await expectOneSentence({ TLS_CERT_FILE: nowhere, TLS_KEY_FILE: nowhere }, /TLS_CERT_FILE/)
  })

  it('on a port that is taken ends with one sentence that names the setting', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    // A listening TCP server has an address object.
    const { port } = server.address() as AddressInfo
    await expectOneSentence({ PORT: String(port) }, /PORT/)
    await expectOneSentence({ MQTT_PORT: String(port) }, /MQTT_PORT/)
    server.close()
  })

  it('of a second process on the same embedded database is refused, and the first goes on', async () => {
    const first = await startApp({ env: { DATABASE_URL: '' } })
    await expectOneSentence({ DATA_DIR: first.dataDir }, /DATA_DIR/)
    expect((await first.get('/healthz')).status).toBe(200)
    await first.stop()
  })
})
