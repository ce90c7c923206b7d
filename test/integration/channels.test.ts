import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ShownChannel, shownChannelSchema } from '#shared/channel.ts'
import type { Problem } from '#shared/problem.ts'
import { z } from 'zod'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'

const listSchema = z.object({ items: z.array(shownChannelSchema) })
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const PASSWORD = 'gateway-password-7'

let app: RunningApp
let admin: string
let duty: string
let gateway: Server
let publisher: Publisher
const asked: { method: string; url: string; body: string; headers: IncomingMessage['headers'] }[] = []
let status = 200

beforeAll(async () => {
  gateway = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      asked.push({ method: request.method ?? '', url: request.url ?? '', body, headers: request.headers })
      response.writeHead(status).end('{}')
    })
  })
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
  app = await startApp()
  ;[admin, duty] = await Promise.all([app.signIn('admin'), app.signIn('duty')])
  publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
}, 120_000)
afterAll(async () => {
  await publisher?.end()
  await app?.stop()
  gateway?.close()
})

const at = () => `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`
async function ask(method: string, path: string, body?: unknown, cookie = admin): Promise<HttpAnswer> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = { cookie, 'content-type': 'application/json' }
  return answerOf(await fetch(app.url() + path, { method, headers, ...json }))
}
const fieldsOf = ({ body }: HttpAnswer) => (body as Problem).fields?.map(({ field }) => field)
const messagesTo = (path: string) => asked.filter(({ url, method }) => method === 'POST' && url === path)
async function shown(id: string, cookie = admin): Promise<ShownChannel> {
  const { items } = listSchema.parse((await ask('GET', '/api/channels', undefined, cookie)).body)
  const found = items.find((item) => item.id === id)
  if (found === undefined) throw new Error(`there is no channel ${id}`)
  return found
}
const sim = (more: object = {}) => ({
  channel: 'sim-http',
  name: '短信网关',
  rank: 1,
  settings: {
    form: { url: `${at()}/messages`, method: 'POST', encoding: 'json', user: { name: 'sms', password: PASSWORD } },
    fields: { to: 'phoneNumbers', text: 'textMessage.text', id: 'id' },
    isToList: true,
  },
  ...more,
})

describe('a channel over HTTP', () => {
  it('is set up, and set up again by the same body', async () => {
    expect((await ask('PUT', '/api/channels/sms', sim())).status).toBe(201)
    expect((await ask('PUT', '/api/channels/sms', sim())).status).toBe(200)
    expect(await shown('sms')).toMatchObject({ name: '短信网关', rings: true, isLocal: true, enabled: true, rank: 1 })
  })

  it('is told apart from a bad one field by field', async () => {
    const bad = { ...sim(), settings: { form: { url: 'ftp://x', method: 'POST', encoding: 'json' } } }
    const refused = await ask('PUT', '/api/channels/bad', bad)
    expect(refused.status).toBe(422)
    expect(fieldsOf(refused)).toEqual(expect.arrayContaining(['settings.form.url', 'settings.fields']))
    expect(fieldsOf(await ask('PUT', '/api/channels/bad', sim({ areaIds: ['nowhere'] })))).toEqual(['areaIds.0'])
    expect(fieldsOf(await ask('PUT', '/api/channels/bad', sim({ channel: 'pigeon', name: '' })))).toEqual([
      'channel',
      'name',
    ])
    expect((await ask('DELETE', '/api/channels/bad')).status).toBe(404)
  })

  it('never gives a secret back, and keeps one that is left out', async () => {
    await ask('PUT', '/api/channels/hook', {
      channel: 'webhook',
      name: '县平台',
      settings: { url: `${at()}/hook`, secrets: [SECRET] },
    })
    const answers = [await ask('GET', '/api/channels'), await ask('PUT', '/api/channels/sms', sim())]
    for (const { body } of answers) {
      expect(JSON.stringify(body)).not.toContain(PASSWORD)
      expect(JSON.stringify(body)).not.toContain(SECRET)
    }
    const { settings, secretsSet } = await shown('hook')
    expect(settings).toEqual({ url: `${at()}/hook`, secrets: null })
    expect(secretsSet).toEqual(['secrets'])
    const kept = await ask('PUT', '/api/channels/hook', { channel: 'webhook', name: '县平台二', settings })
    expect(kept.status).toBe(200)
    await ask('POST', '/api/channels/hook/test', {})
    expect(messagesTo('/hook').at(-1)?.headers['webhook-signature']).toMatch(/^v1,/)
    const log = JSON.stringify((await ask('GET', '/api/audit?limit=200')).body) + app.stderr()
    expect(log).toContain('PUT /api/channels/:id')
    for (const secret of [PASSWORD, SECRET, Buffer.from(`sms:${PASSWORD}`).toString('base64')])
      expect(log).not.toContain(secret)
  })

  it('does not show a kept secret to another host', async () => {
    const { settings } = await shown('hook')
    const moved = await ask('PUT', '/api/channels/hook', {
      channel: 'webhook',
      name: '县平台',
      settings: { ...settings, url: 'http://127.0.0.2:9/hook' },
    })
    expect(moved.status).toBe(422)
    expect(fieldsOf(moved)).toEqual(['settings.secrets'])
  })

  it('is seen by the duty room without its settings, by nobody else, and changed by the administrator alone', async () => {
    expect(await shown('sms', duty)).toMatchObject({ settings: null, secretsSet: null })
    const member = await app.signIn('member')
    expect((await ask('GET', '/api/channels', undefined, member)).status).toBe(403)
    for (const cookie of [member, duty]) {
      expect((await ask('PUT', '/api/channels/sms', sim(), cookie)).status).toBe(403)
      expect((await ask('DELETE', '/api/channels/sms', undefined, cookie)).status).toBe(403)
      expect((await ask('POST', '/api/channels/sms/test', { to: '13800138000' }, cookie)).status).toBe(403)
    }
  })
})

describe('the test button', () => {
  it('sends the words of a drill to the number that was typed, and says what became of it', async () => {
    const { status: answered, body } = await ask('POST', '/api/channels/sms/test', { to: '13800138000' })
    expect(answered).toBe(200)
    expect(body).toMatchObject({ ok: true, code: null })
    const sent = JSON.parse(messagesTo('/messages').at(-1)?.body ?? '{}') as Record<string, unknown>
    expect(sent).toMatchObject({ phoneNumbers: ['+8613800138000'] })
    expect(JSON.stringify(sent)).toContain('这是演练')
    expect((await shown('sms')).testedAt).not.toBeNull()
  })

  it('wants to know to whom', async () => {
    expect(fieldsOf(await ask('POST', '/api/channels/sms/test', {}))).toEqual(['to'])
    expect((await ask('POST', '/api/channels/none/test', {})).status).toBe(404)
  })

  it('says why it failed in words with the code, and the channel is ill until it works again', async () => {
    status = 401
    const { body } = await ask('POST', '/api/channels/sms/test', { to: '13800138000' })
    expect(body).toMatchObject({ ok: false, why: 'credentials', code: '401', zh: '密钥、口令或签名不对' })
    expect((await shown('sms')).illSince).not.toBeNull()
    status = 200
    await ask('POST', '/api/channels/sms/test', { to: '13800138000' })
    expect(await shown('sms')).toMatchObject({ illSince: null, failure: null })
  })

  it('of a siren sounds nothing without a second confirmation', async () => {
    const heard: string[] = []
    await publisher.subscribe('cmnd/siren-1/POWER', (_, payload) => heard.push(payload.toString()))
    const siren = { channel: 'relay', name: '村口警报', settings: { topic: 'cmnd/siren-1/POWER', onSeconds: 1 } }
    expect((await ask('PUT', '/api/channels/siren', siren)).status).toBe(201)
    expect(fieldsOf(await ask('POST', '/api/channels/siren/test', {}))).toEqual(['confirm'])
    expect((await ask('POST', '/api/channels/siren/test', { confirm: true })).body).toMatchObject({ ok: true })
    await expect.poll(() => heard, { timeout: 15_000 }).toEqual(['ON', 'OFF'])
  })

  it('of a loudspeaker says only what was approved for drills', async () => {
    const approvedAt = '2026-11-01T08:00:00+08:00'
    const approved = [
      { id: 'fire', words: '着火了，请撤离', approvedBy: '镇长', approvedAt, isDrill: false },
      { id: 'drill', words: '这是演练：广播测试', approvedBy: '镇长', approvedAt, isDrill: true },
    ]
    const form = { url: `${at()}/speak`, method: 'POST', encoding: 'json' }
    const settings = { form, fields: { words: 'words', terminals: 'terminals' }, terminals: ['1'], approved }
    expect(
      (await ask('PUT', '/api/channels/speaker', { channel: 'loudspeaker', name: '大喇叭', settings })).status,
    ).toBe(201)
    expect((await ask('POST', '/api/channels/speaker/test', { confirm: true })).body).toMatchObject({ ok: true })
    const { body } = await ask('POST', '/api/channels/speaker/test', { confirm: true, to: 'fire' })
    expect(body).toMatchObject({ ok: true })
    const drill = { words: '这是演练：广播测试', terminals: ['1'] }
    expect(messagesTo('/speak').map((said) => JSON.parse(said.body) as unknown)).toEqual([drill, drill])
    expect((await shown('speaker')).illSince).toBeNull()
  })

  it('is gone with its channel', async () => {
    expect((await ask('DELETE', '/api/channels/speaker')).status).toBe(204)
    expect((await ask('POST', '/api/channels/speaker/test', { confirm: true })).status).toBe(404)
  })
})

describe('a channel by itself', () => {
  it('is asked silently once it is set up, by what it is, and not by a message', async () => {
    const pings = () => messagesTo('/quiet').map(({ body }) => (JSON.parse(body) as { type: string }).type)
    const settings = { url: `${at()}/quiet`, secrets: [SECRET] }
    await ask('PUT', '/api/channels/quiet', { channel: 'webhook', name: '静', settings })
    await expect.poll(pings, { timeout: 15_000 }).toEqual(['channel.ping'])
    await expect.poll(async () => (await shown('quiet')).okAt).not.toBeNull()
    expect(await shown('quiet')).toMatchObject({ selfTest: 'silent', testedAt: null })
  })
})

describe('the heartbeat outside', () => {
  it('goes out, shows when, keeps its key to itself, and is taken away', async () => {
    expect(fieldsOf(await ask('PUT', '/api/heartbeat', { url: 'here', everySeconds: 1 }))).toEqual([
      'url',
      'everySeconds',
    ])
    const url = `${at()}/ping/a1b2c3d4e5f6a7b8c9d0`
    const { body } = await ask('PUT', '/api/heartbeat', { url, illUrl: `${at()}/ill`, everySeconds: 20 })
    expect(JSON.stringify(body)).not.toContain('a1b2c3d4')
    // The demo's siren has no silent question and nothing is ill by then.
    await expect
      .poll(() => asked.some(({ url: path }) => path.startsWith('/ping/') || path === '/ill'), { timeout: 15_000 })
      .toBe(true)
    const state = async () =>
      ((await ask('GET', '/api/heartbeat')).body as { heartbeat: { okAt: string | null } | null }).heartbeat
    await expect.poll(async () => (await state())?.okAt).not.toBeNull()
    expect((await ask('GET', '/api/heartbeat', undefined, duty)).status).toBe(403)
    expect((await ask('DELETE', '/api/heartbeat')).status).toBe(204)
    expect(await state()).toBeNull()
  })
})

describe('the demo', () => {
  it('has a loudspeaker and a siren that work without any provider, over its own broker', async () => {
    const heard: string[] = []
    await publisher.subscribe('speakers/tulingdi/say', (_, payload) => heard.push(payload.toString()))
    expect((await ask('POST', '/api/channels/demo-loudspeaker/test', { confirm: true })).body).toMatchObject({
      ok: true,
    })
    await expect.poll(() => heard, { timeout: 15_000 }).toHaveLength(1)
    expect(heard[0]).toContain('这是演练')
    expect(await shown('demo-siren')).toMatchObject({ sounds: true, isLocal: true, selfTest: 'by-hand' })
  })
})
