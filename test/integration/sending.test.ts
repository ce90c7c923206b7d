import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSending, type Sending } from '../../server/notifying/sending.ts'
import { type FakeProviders, fakeSettings, startFakeProviders } from '../support/fake-providers.ts'
import { messageFor } from '../support/a-notice.ts'
import { type FakeModem, startFakeModem } from '../support/fake-modem.ts'
import { ownDatabase } from '../support/own-database.ts'

let providers: FakeProviders
let sending: Sending
let stored: Awaited<ReturnType<typeof ownDatabase>>
const quiet = { info: () => {}, warn: () => {}, error: () => {} }
let nonces = 0

beforeAll(async () => {
  providers = await startFakeProviders()
  stored = await ownDatabase()
  sending = createSending({
    database: stored.database,
    holder: 'one',
    publish: () => Promise.resolve(),
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
  await stored.close()
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
  const topic = 'cmnd/siren/POWER'
  const siren = (onSeconds: number) => ({ id: 's', channel: 'relay', settings: { topic, onSeconds } })
  const [on, off] = [
    { topic, payload: 'ON' },
    { topic, payload: 'OFF' },
  ]
  let at = Date.now()
  /** A process of its own on the same database; its clock is the test's. */
  const aProcess = (heard: { topic: string; payload: string }[], isTaken = () => true) =>
    createSending({
      database: stored.database,
      holder: 'another',
      publish: (messages) => (isTaken() ? Promise.resolve(void heard.push(...messages)) : Promise.reject(new Error())),
      heard: () => Promise.resolve(),
      now: () => new Date(at),
      newNonce: () => 'n',
      log: quiet,
    })

  it('is switched on by its topic, and off when the program ends', async () => {
    const heard: { topic: string; payload: string }[] = []
    const own = aProcess(heard)
    expect(await own.send(siren(600), messageFor('relay'))).toEqual({ ok: true, receipt: null })
    expect(heard).toEqual([on])
    await own.stop()
    expect(heard).toEqual([on, off])
  })

  it('that a process left sounding is switched off by the next, for as long as the broker has not taken it', async () => {
    const killed: { topic: string; payload: string }[] = []
    await aProcess(killed).send(siren(60), messageFor('relay'))
    const heard: { topic: string; payload: string }[] = []
    let isTaken = false
    const next = aProcess(heard, () => isTaken)
    at += 61_000
    next.start()
    const held = () => stored.database.run('select 1 from due_publishes where held_until is not null')
    await expect.poll(held, { timeout: 10_000 }).toHaveLength(1)
    expect(heard).toEqual([])
    isTaken = true
    at += 9_000
    await expect.poll(() => heard, { timeout: 10_000 }).toEqual([off])
    // A relay that lost its broker with us may only now have come back.
    at += 11_000
    await expect.poll(() => heard, { timeout: 10_000 }).toEqual([off, off])
    await next.stop()
    expect(killed).toEqual([on])
  })

  it('that is switched on again sounds its whole time, whoever switched it on before', async () => {
    const heard: { topic: string; payload: string }[] = []
    const [first, second] = [aProcess(heard), aProcess(heard)]
    await first.send(siren(60), messageFor('relay'))
    at += 50_000
    await second.send(siren(60), messageFor('relay'))
    await first.stop()
    expect(heard).toEqual([on, on])
    await second.stop()
    expect(heard).toEqual([on, on, off])
  })

  it('that the broker did not take is told as not switched on', async () => {
    const refuses = () => {
      throw Object.assign(new Error('Publish error: Not authorized'), { code: 135 })
    }
    const own = aProcess([], () => false)
    expect(await own.send(siren(60), messageFor('relay'))).toMatchObject({ ok: false, why: 'no-answer' })
    const refused = aProcess([], refuses)
    expect(await refused.send(siren(60), messageFor('relay'))).toMatchObject({ ok: false, why: 'forbidden' })
    await refused.stop()
    await own.stop()
  })
})

describe('a modem on the LAN', () => {
  let modem: FakeModem
  const opened: Sending[] = []
  beforeEach(async () => {
    modem = await startFakeModem()
  })
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.stop()
    await modem.stop()
  })

  let at = Date.now()
  const channel = (port = modem.port) => ({ id: 'm', channel: 'sim-modem-text', settings: { port } })
  const text = () => messageFor('sim-modem-text', '13800138000')
  const aProcess = (holder: string): Sending => {
    const one = createSending({
      database: stored.database,
      holder,
      publish: () => Promise.resolve(),
      heard: () => Promise.resolve(),
      now: () => new Date(at),
      newNonce: () => 'n',
      log: quiet,
    })
    opened.push(one)
    return one
  }

  it('sends a text, and its last reference finds the report of its arrival', async () => {
    expect(await aProcess('one').send(channel(), text())).toEqual({ ok: true, receipt: '43' })
    expect(modem.lines.filter((line) => line.includes('AT+CMGS='))).toHaveLength(2)
  })

  it('is one process’s alone; another says so and sends nothing, until that one has let it go', async () => {
    const [one, two] = [aProcess('one'), aProcess('two')]
    await one.attend([channel()])
    await two.attend([channel()])
    expect(await two.send(channel(), text())).toMatchObject({ ok: false, retry: true, why: 'elsewhere' })
    expect([await one.isElsewhere(channel()), await two.isElsewhere(channel())]).toEqual([false, true])
    expect(await two.askQuietly(channel())).toBeNull()
    expect(await one.send(channel(), text())).toMatchObject({ ok: true })
    expect(modem.connections()).toEqual({ now: 1, most: 1 })
    await one.stop()
    await two.attend([channel()])
    expect(await two.isElsewhere(channel())).toBe(false)
    expect(await two.send(channel(), text())).toMatchObject({ ok: true })
  })

  it('goes to another process when the one that had it is gone without a word', async () => {
    const [one, two] = [aProcess('one'), aProcess('two')]
    await one.attend([channel()])
    at += 15_000
    await two.attend([channel()])
    expect(await two.isElsewhere(channel())).toBe(true)
    at += 15_000
    await two.attend([channel()])
    expect(await two.send(channel(), text())).toMatchObject({ ok: true })
    // It was only away for a while: it finds that the modem is another's, and leaves it.
    await one.attend([channel()])
    expect(await one.send(channel(), text())).toMatchObject({ why: 'elsewhere' })
    await expect.poll(() => modem.connections().now).toBe(1)
  })

  it('is never kept from others by a process where there is none, or where it says nothing', async () => {
    const [one, two] = [aProcess('one'), aProcess('two')]
    const absent = channel('/dev/there-is-no-such-modem')
    await one.attend([absent])
    expect(await one.send(absent, text())).toMatchObject({ ok: false, why: 'no-answer' })
    await two.attend([absent])
    expect(await two.isElsewhere(absent)).toBe(false)
    const mute = channel(modem.port)
    await modem.stop()
    await one.attend([mute])
    await two.attend([mute])
    expect(await two.isElsewhere(mute)).toBe(true)
    await expect.poll(() => one.askQuietly(mute)).toMatchObject({ why: 'no-answer' })
    for (let looks = 0; looks < 2; looks++) await one.attend([mute])
    await two.attend([mute])
    expect(await two.isElsewhere(mute)).toBe(false)
    await one.attend([mute])
    expect(await one.isElsewhere(mute)).toBe(true)
  })
})
