import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { channelTestText } from '#shared/notice-text.ts'
import type { Database } from '../../db/connect.ts'
import { createBeating } from '../../server/channels/beating.ts'
import { createPushing, PUSH_CARRIER } from '../../server/channels/pushing.ts'
import { createSelfTesting } from '../../server/channels/self-testing.ts'
import { vapidKeys } from '../../server/channels/vapid.ts'
import { createLog } from '../../server/log.ts'
import { handedOver, later, never, NO_ANSWER } from '../../server/notify/outcome.ts'
import { SAID } from '../../server/notify/words.ts'
import { channelRow, fared, putChannel, removeChannel } from '../../server/store/channels.ts'
import { heartbeatRow, putHeartbeat } from '../../server/store/heartbeats.ts'
import { putSubscription, subscriptionsOf } from '../../server/store/push-subscriptions.ts'
import { insertSession } from '../../server/store/sessions.ts'
import { freePort } from '../support/free-port.ts'
import { ownDatabase } from '../support/own-database.ts'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let database: Database
let close: () => Promise<void>
let hook: Server
let asked = 0
let at = new Date('2026-11-29T02:00:00Z')
const log = createLog('silent')
const now = () => at
const passed = (ms: number) => (at = new Date(at.getTime() + ms))
let n = 0
const newId = () => `id-${++n}`

beforeAll(async () => {
  ;({ database, close } = await ownDatabase())
  hook = createServer((request, response) => {
    asked++
    request.resume()
    response.end('{}')
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
}, 120_000)
afterAll(async () => {
  hook.close()
  await close()
})

const port = () => (hook.address() as AddressInfo).port
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const webhook = (url: string, id = 'hook') => ({
  id,
  channel: 'webhook',
  name: '县平台',
  areaIds: [],
  kinds: null,
  severities: null,
  rank: 1,
  enabled: true,
  settings: { url, secrets: [SECRET] },
})
const row = async (id = 'hook') => {
  const found = await channelRow(database, id)
  if (found === null) throw new Error('the channel is gone')
  return found
}
const testing = (isElsewhere = false) =>
  createSelfTesting({
    database,
    zone: 'Asia/Shanghai',
    now,
    newId,
    log,
    askDevice: () => Promise.resolve(null),
    isElsewhere: () => Promise.resolve(isElsewhere),
  })

describe('how a channel has fared', () => {
  beforeEach(async () => void (await putChannel(database, webhook(`http://127.0.0.1:${port()}/`), at)))

  it('is ill by what concerns every message, since the first, until something succeeds', async () => {
    const first = at
    await fared(database, 'hook', never('unpaid', 'isv.AMOUNT_NOT_ENOUGH'), at)
    await fared(database, 'hook', later('busy', 5), passed(1000))
    expect(await row()).toMatchObject({ illSince: first, failure: 'busy', code: null })
    await fared(database, 'hook', handedOver(), passed(1000))
    expect(await row()).toMatchObject({ illSince: null, failure: null, okAt: at })
  })

  it('is not ill by what concerns one message', async () => {
    await fared(database, 'hook', never('recipient', '1'), passed(1000))
    expect(await row()).toMatchObject({ illSince: null, failure: 'recipient', failedAt: at })
  })

  it('is ill by silence only twice in a row, since the first', async () => {
    const first = passed(1000)
    await fared(database, 'hook', NO_ANSWER, at)
    expect((await row()).illSince).toBeNull()
    await fared(database, 'hook', NO_ANSWER, passed(1000))
    expect((await row()).illSince).toEqual(first)
    await fared(database, 'hook', handedOver(), passed(1000))
  })

  it('is not undone by an older success that is told late', async () => {
    const before = at
    await fared(database, 'hook', never('credentials'), passed(1000))
    await fared(database, 'hook', handedOver(), before)
    expect((await row()).failure).toBe('credentials')
  })

  it('is forgotten with other settings, and kept with the same', async () => {
    await fared(database, 'hook', never('credentials'), passed(1000))
    await putChannel(database, webhook(`http://127.0.0.1:${port()}/`), at)
    expect((await row()).illSince).not.toBeNull()
    await putChannel(database, webhook(`http://127.0.0.1:${port()}/other`), at)
    expect((await row()).illSince).toBeNull()
  })
})

describe('the silent question', () => {
  it('is asked once a day by the clock, by one of two processes', async () => {
    await putChannel(database, webhook(`http://127.0.0.1:${port()}/`, 'daily'), at)
    await removeChannel(database, 'hook')
    const [one, other] = [testing(), testing()]
    asked = 0
    await Promise.all([one.look(), other.look()])
    expect(asked).toBe(1)
    passed(3600_000)
    await one.look()
    expect(asked).toBe(1)
    passed(24 * 3600_000)
    await Promise.all([one.look(), other.look()])
    expect(asked).toBe(2)
    expect(await row('daily')).toMatchObject({ okAt: at, selfTestedAt: at, illSince: null })
    await removeChannel(database, 'daily')
  })

  it('is left by who has not the modem to who has, and an answer of the former says nothing of it', async () => {
    const modem = { ...webhook(''), id: 'modem', channel: 'sim-modem-text', settings: { port: '/dev/ttyUSB2' } }
    await putChannel(database, modem, at)
    await testing(true).look()
    expect((await row('modem')).selfTestedAt).toBeNull()
    await testing().look()
    expect((await row('modem')).selfTestedAt).toEqual(at)
    await fared(database, 'modem', later('elsewhere', 3_000), at)
    expect(await row('modem')).toMatchObject({ illSince: null, failedAt: null, failure: null })
    await removeChannel(database, 'modem')
  })

  it('does not take back what it cannot know of', async () => {
    await putChannel(database, webhook(`http://127.0.0.1:${port()}/`), at)
    await fared(database, 'hook', never('unpaid'), at)
    passed(24 * 3600_000)
    await testing().look()
    expect((await row()).failure).toBe('unpaid')
    await removeChannel(database, 'hook')
  })

  it('finds out by itself that nobody answers, and that somebody does again', async () => {
    const nobody = await freePort()
    await putChannel(database, webhook(`http://127.0.0.1:${nobody}/`), at)
    const looking = testing()
    await looking.look()
    passed(6_000)
    await looking.look()
    expect(await row()).toMatchObject({ failure: 'no-answer', illSince: new Date(at.getTime() - 6_000) })
    const back = createServer((request, response) => void (request.resume(), response.end()))
    await new Promise<void>((resolve) => back.listen(nobody, '127.0.0.1', resolve))
    passed(120_000)
    await looking.look()
    expect(await row()).toMatchObject({ failure: null, illSince: null })
    back.close()
    await removeChannel(database, 'hook')
  })
})

it('the monitor outside hears from one of two processes, and nothing while something is ill and it has no address for that', async () => {
  await putHeartbeat(database, { url: `http://127.0.0.1:${port()}/beat`, illUrl: null, everySeconds: 60 })
  let ill: { part: 'no-ringing' }[] | { part: 'broker'; since: string }[] = [{ part: 'no-ringing' }]
  const beating = (holder: string) => createBeating({ database, holder, ill: () => ill, now, log })
  const [one, other] = [beating('one'), beating('other')]
  asked = 0
  await Promise.all([one.look(), other.look()])
  expect(asked).toBe(1)
  expect(await heartbeatRow(database)).toMatchObject({ okAt: at, failure: null })
  ill = [{ part: 'broker', since: at.toISOString() }]
  passed(61_000)
  await one.look()
  expect(asked).toBe(1)
  expect(await heartbeatRow(database)).toMatchObject({ failedAt: at, failure: 'ill' })
})

describe('Web Push', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xiangshao-vapid-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const endpoint = 'https://fcm.googleapis.com/fcm/send/one'
  const keys = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  }
  const text = channelTestText(PUSH_CARRIER, SAID.zh)
  let status = 201
  const pushed: { url: string; body: Uint8Array; authorization: string | undefined }[] = []
  const pushing = () =>
    createPushing({
      database,
      now,
      log,
      keys: vapidKeys(folder),
      subject: 'mailto:a@example.org',
      fetch: (url, init) => {
        const headers = new Headers(init?.headers)
        // The body is what the part under test has made.
        const body = init?.body as Uint8Array
        pushed.push({ url: String(url), body, authorization: headers.get('authorization') ?? undefined })
        return Promise.resolve(new Response(null, { status }))
      },
    })
  async function subscribed(sessionId: string, expiresAt: Date) {
    const shared = { createdAt: at, lastSeenAt: at, expiresAt, userAgent: '' }
    await insertSession(database, { id: sessionId, tokenHash: `hash-${sessionId}`, personId: 'member', ...shared })
    await putSubscription(database, { id: newId(), personId: 'member', sessionId, endpoint, ...keys, createdAt: at })
  }

  it('is sealed and signed by keys that are made once and are for their owner alone', async () => {
    await subscribed('s1', new Date(at.getTime() + 3600_000))
    expect(await pushing().pushTo('member', text, 'incident-1')).toEqual(handedOver())
    expect(pushed[0]).toMatchObject({ url: endpoint, authorization: expect.stringMatching(/^vapid t=/) as string })
    expect(Buffer.from(pushed[0]?.body ?? []).toString()).not.toContain('演练')
    expect(pushing().publicKey).toBe(pushing().publicKey)
    expect(statSync(join(folder, 'vapid.json')).mode & 0o777).toBe(0o600)
  })

  it('reaches nobody who has not subscribed', async () => {
    expect(await pushing().pushTo('nobody', text, 'incident-1')).toBeNull()
  })

  it('ends with the session', async () => {
    passed(3600_000)
    expect(await pushing().pushTo('member', text, 'incident-1')).toBeNull()
  })

  it('ends when the service says that the browser is gone', async () => {
    await subscribed('s2', new Date(at.getTime() + 3600_000))
    status = 410
    expect(await pushing().pushTo('member', text, 'incident-1')).toMatchObject({ ok: false, why: 'gone' })
    expect(await subscriptionsOf(database, 'member', at)).toEqual([])
  })
})
