import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { createSending, type Sending } from '../../server/notifying/sending.ts'
import { type FakeProviders, fakeSettings, startFakeProviders } from '../support/fake-providers.ts'
import { messageFor } from '../support/a-notice.ts'

let providers: FakeProviders
let sending: Sending
const published: { topic: string; payload: string }[] = []
const quiet = { info: () => {}, warn: () => {}, error: () => {} }
let nonces = 0

beforeAll(async () => {
  providers = await startFakeProviders()
  sending = createSending({
    publish: (messages) => Promise.resolve(void published.push(...messages)),
    heard: () => Promise.resolve(),
    now: () => new Date(),
    newNonce: () => `nonce-${nonces++}`,
    log: quiet,
    fetch: providers.fetch,
  })
})
afterAll(async () => {
  await sending.stop()
  await providers.stop()
})
beforeEach(() => {
  providers.given.length = 0
})

const ADDRESSES = {
  'sim-http': '13800138000',
  'aliyun-sms': '13800138000',
  'aliyun-voice': '0355-7830001',
  'wecom-app': 'wang',
  mail: 'wang@example.org',
  webhook: null,
  'wecom-robot': null,
  'dingtalk-robot': null,
  'feishu-robot': null,
} as const
type Name = keyof typeof ADDRESSES
const NAMES = Object.keys(ADDRESSES) as Name[] // The keys of an object that is not widened.
const row = (name: Name, change: object = {}) => ({
  id: `c-${name}`,
  channel: name,
  settings: { ...fakeSettings(providers)[name], ...change },
})
const send = (name: Name, change?: object) => sending.send(row(name, change), messageFor(name, ADDRESSES[name]))

describe('what is sent', () => {
  it.each(NAMES)('by %s is taken by a provider that checks signature and form', async (name) => {
    expect(await send(name)).toMatchObject({ ok: true })
    expect(providers.given).toMatchObject([{ fault: null }])
    expect(providers.given[0]?.text).toMatch(/火|土岭底村/)
  })

  it('is refused where the secret is another, and the channel is told why', async () => {
    expect(await send('dingtalk-robot', { secret: 'other' })).toMatchObject({ ok: false, why: 'credentials' })
    expect(await send('aliyun-sms', { accessKeySecret: 'other' })).toMatchObject({ ok: false, why: 'credentials' })
    expect(await send('feishu-robot', { secret: 'other' })).toMatchObject({ ok: false, why: 'clock' })
    expect(await send('wecom-app', { secret: 'other' })).toMatchObject({ ok: false })
  })

  it('is what nobody answered where the connection breaks', async () => {
    providers.answer('sim', { hangsUp: true })
    expect(await send('sim-http')).toMatchObject({ ok: false, why: 'no-answer', retry: true })
    providers.answer('sim', null)
  })

  it('does not follow where it is sent on', async () => {
    providers.answer('webhook', { status: 307 })
    expect(await send('webhook')).toMatchObject({ ok: false, why: 'unreadable' })
    expect(providers.given).toHaveLength(1)
    providers.answer('webhook', null)
  })

  it('waits as long as the provider asks for', async () => {
    providers.answer('mail', { status: 450 })
    expect(await send('mail')).toMatchObject({ ok: false, retry: true, why: 'busy', code: '450' })
    providers.answer('mail', null)
  })
})

describe('the token of WeCom', () => {
  it('is fetched once for many messages, and again when it has lapsed', async () => {
    const change = { agentId: 7 }
    const before = providers.tokens()
    await send('wecom-app', change)
    await send('wecom-app', change)
    expect(providers.tokens()).toBe(before + 1)
    providers.answer('wecom-app', { body: { errcode: 42001, errmsg: 'access_token expired' } })
    expect(await send('wecom-app', change)).toMatchObject({ ok: false, why: 'ticket' })
    providers.answer('wecom-app', null)
    expect(await send('wecom-app', change)).toMatchObject({ ok: true })
    expect(providers.tokens()).toBe(before + 2)
  })
})

describe('a siren', () => {
  it('is switched on by its topic, and off when the program ends', async () => {
    const own = createSending({
      publish: (messages) => Promise.resolve(void published.push(...messages)),
      heard: () => Promise.resolve(),
      now: () => new Date(),
      newNonce: () => 'n',
      log: quiet,
    })
    published.length = 0
    const siren = { id: 's', channel: 'relay', settings: { topic: 'cmnd/siren/POWER', onSeconds: 600 } }
    expect(await own.send(siren, messageFor('relay'))).toEqual({ ok: true, receipt: null })
    expect(published).toEqual([{ topic: 'cmnd/siren/POWER', payload: 'ON' }])
    await own.stop()
    expect(published.at(-1)).toEqual({ topic: 'cmnd/siren/POWER', payload: 'OFF' })
  })
})

/** Where a command ends (CR), or the words of a message (Ctrl-Z); -1: it goes on. */
const ended = (text: string) => Array.from(text).findIndex((sign) => sign === '\r' || sign === '\u001a')

describe('a modem on the LAN', () => {
  let modem: Server
  const said: string[] = []
  beforeAll(async () => {
    modem = createServer((socket) => {
      socket.on('error', () => {})
      let rest = ''
      socket.on('data', (chunk) => {
        rest += chunk.toString('latin1')
        for (let at = ended(rest); at >= 0; at = ended(rest)) {
          const [line, end] = [rest.slice(0, at), rest[at]]
          rest = rest.slice(at + 1)
          said.push(line)
          if (end === '\u001a') socket.write('\r\n+CMGS: 42\r\n\r\nOK\r\n')
          else if (line.includes('AT+CMGS=')) socket.write('\r\n> ')
          else if (line.includes('AT+CPIN?')) socket.write('\r\n+CPIN: READY\r\n\r\nOK\r\n')
          else socket.write('\r\nOK\r\n')
        }
      })
    }).listen(0, '127.0.0.1')
    await once(modem, 'listening')
  })
  afterAll(() => void modem.close())

  it('sends a text, and its last reference finds the report of its arrival', async () => {
    const address = modem.address()
    const port = typeof address === 'object' ? address?.port : 0
    const channel = { id: 'm', channel: 'sim-modem-text', settings: { port: `tcp://127.0.0.1:${port}` } }
    const message = messageFor('sim-modem-text', '13800138000')
    expect(await sending.send(channel, message)).toEqual({ ok: true, receipt: '42' })
    expect(said.filter((line) => line.includes('AT+CMGS='))).toHaveLength(2)
  })
})
