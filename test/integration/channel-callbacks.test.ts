import { createCipheriv, createDecipheriv, createHash, createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { aChannel, aDelivery, calledTo } from '../support/call-notices.ts'
import { planted } from '../support/planted-rows.ts'
import { answerOf, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const WORD = 'a-word-in-the-address'
const SIGNING_KEY = 'a-key-of-the-telephone'
const WECOM = { token: 'QDG6eK', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', corpId: 'ww1' }
const phoneOf = (id: string) => demoTownship().people.find((person) => person.id === id)?.phone ?? ''

let app: RunningApp
let admin = ''
const incidents = new Map<string, string>()
const of = (name: string) => incidents.get(name) ?? ''

beforeAll(async () => {
  app = await startApp({ env: { DATABASE_URL: '' } })
  admin = await app.signIn('admin')
  for (const name of ['voice', 'voice-2', 'sms', 'sim', 'wecom', 'wecom-over'])
    incidents.set(name, await calledTo(app, admin, 'member'))
  await act(of('wecom-over'), { action: 'close' })
  await planted(app, async (database) => {
    const rows = [
      aChannel('voice', 'aliyun-voice', { heard: { token: WORD } }),
      aChannel('sms', 'aliyun-sms', { heard: { token: WORD } }),
      aChannel('sim', 'sim-http', { heard: { signingKey: SIGNING_KEY } }),
      aChannel('deaf', 'sim-http', {}),
      aChannel('wecom', 'wecom-app', {
        corpId: WECOM.corpId,
        heard: { token: WECOM.token, encodingAesKey: WECOM.encodingAesKey },
      }),
      aDelivery({ ...call('voice'), id: 'd-voice', receipt: 'call-1' }),
      aDelivery({ ...call('voice-2'), channelId: 'voice', id: 'd-voice-2', receipt: null }),
      aDelivery({ ...call('sms'), id: 'd-sms', receipt: 'biz-1' }),
      aDelivery({ ...call('sim'), id: 'd-sim', receipt: null }),
      aDelivery({ ...call('wecom'), id: 'd-wecom', receipt: 'msg-1' }),
      aDelivery({ ...call('wecom-over'), channelId: 'wecom', id: 'd-over', receipt: 'msg-2' }),
    ]
    for (const { sql, parameters } of rows) await database.run(sql, parameters)
    await database.run(`update person_details set wecom_user = 'zhangsan' where person_id = 'member'`)
  })
})
afterAll(() => app?.stop())

/** A moment as Aliyun writes one: by the clock of Beijing. */
function beijing(at: Date): string {
  return new Date(at.getTime() + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ')
}
function call(name: string) {
  return { channelId: name, incidentId: of(name), personId: 'member' }
}
async function act(id: string, body: object) {
  const answer = await app.post(`/api/incidents/${id}/actions`, admin, { id: randomUUID(), ...body })
  expect(answer.status).toBe(201)
}
const incident = async (name: string) =>
  (await app.get(`/api/incidents/${of(name)}`, admin)).body as Incident & { actions: Action[] }
const callOf = async (name: string) => (await incident(name)).alerts.findLast(({ personId }) => personId === 'member')
const answersTo = async (name: string) =>
  (await incident(name)).actions
    .filter(({ actorId }) => actorId === 'member')
    .map(({ action, detail }) => [action, detail['channel']])
const deliveryOf = async (name: string) => {
  const { body } = await app.get(`/api/incidents/${of(name)}/replay`, admin)
  return (
    body as {
      deliveries: {
        channelId: string | null
        failedAt: string | null
        deliveredAt: string | null
        code: string | null
      }[]
    }
  ).deliveries.find(({ channelId }) => channelId !== null)
}
async function post(id: string, body: string, query = '', headers: Record<string, string> = {}) {
  const ask = visitor(app)
  return answerOf(await ask(`/api/channels/${id}/callback${query}`, { method: 'POST', body, headers }))
}
const pushed = (id: string, entries: unknown) => post(id, JSON.stringify(entries), `?token=${WORD}`)

describe('what Aliyun tells of a call', () => {
  const report = {
    call_id: 'call-1',
    out_id: 'x',
    dtmf: '31',
    start_time: '2026-11-29 09:00:00',
    duration: '12',
    status_code: '200000',
  }

  it('with the key that was pressed is an answer, once, and has arrived', async () => {
    for (let times = 0; times < 2; times++)
      expect(await pushed('voice', [report])).toMatchObject({ status: 200, body: { code: 0 } })
    expect(await callOf('voice')).toMatchObject({ state: 'accepted', deliveredAt: expect.any(String) })
    expect(await answersTo('voice')).toEqual([['acknowledge', 'voice']])
  })

  it('names it by our own id where its name was never learned; a key that means nothing answers nothing', async () => {
    const outId = createHash('sha256').update('d-voice-2').digest('hex').slice(0, 15)
    await pushed('voice', [{ ...report, call_id: 'call-2', out_id: outId, dtmf: '9#' }])
    expect(await callOf('voice-2')).toMatchObject({ state: 'delivered' })
    expect(await answersTo('voice-2')).toEqual([])
    await pushed('voice', [{ ...report, call_id: 'call-2', out_id: outId, dtmf: '2' }])
    expect(await answersTo('voice-2')).toEqual([['decline', 'voice']])
  })

  it('and is about nothing that is known is kept for people, and no reason to send it again', async () => {
    for (let times = 0; times < 2; times++)
      expect(await pushed('voice', [{ ...report, call_id: 'other', dtmf: '1' }])).toMatchObject({ status: 200 })
    const { items } = (await app.get('/api/quarantine?limit=50', admin)).body as { items: { reason: string }[] }
    expect(items.filter(({ reason }) => reason === 'answer-to-nothing')).toHaveLength(1)
    expect(await pushed('voice', 'nothing of the kind')).toMatchObject({ status: 200 })
    expect(await post('voice', '{', `?token=${WORD}`)).toMatchObject({ status: 200 })
    expect((await app.get('/metrics')).body).toMatch(/xiangshao_channel_heard_total\{what="unknown"\} [1-9]/)
  })
})

describe('what Aliyun tells of short messages', () => {
  it('is that one did not arrive, or did', async () => {
    const entry = { phone_number: phoneOf('member'), biz_id: 'biz-1', success: false, err_code: 'MK:0008' }
    await pushed('sms', [entry, { ...entry, biz_id: 'never-heard-of' }])
    expect(await deliveryOf('sms')).toMatchObject({ code: 'MK:0008', deliveredAt: null, failedAt: expect.any(String) })
    expect((await callOf('sms'))?.state).toBe('sent')
    await pushed('sms', [{ ...entry, success: true, err_code: 'DELIVERED' }])
    expect(await callOf('sms')).toMatchObject({ state: 'delivered', deliveredAt: expect.any(String) })
  })

  it('and what somebody wrote is taken as from any gateway', async () => {
    const entry = {
      phone_number: phoneOf('member'),
      content: '今天不在',
      send_time: beijing(new Date()),
      sequence_id: 7,
    }
    expect(await pushed('sms', [entry])).toMatchObject({ status: 200 })
    const { items } = (await app.get('/api/absences', admin)).body as { items: { personId: string }[] }
    expect(items.map(({ personId }) => personId)).toContain('member')
    await pushed('sms', [{ ...entry, content: '回来了', sequence_id: 8 }])
  })
})

describe('what a telephone with a SIM tells', () => {
  const signed = (event: object, key = SIGNING_KEY, ageSeconds = 0) => {
    const body = JSON.stringify({ id: randomUUID(), ...event })
    const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds)
    const signature = createHmac('sha256', key)
      .update(body + timestamp)
      .digest('hex')
    return post('sim', body, '', { 'x-timestamp': timestamp, 'x-signature': signature })
  }
  const delivered = { event: 'sms:delivered', payload: { messageId: 'd-sim' } }

  it('is believed by its signature, and by no other or older one', async () => {
    const refusals = [await signed(delivered, 'another-key'), await signed(delivered, SIGNING_KEY, 3600)]
    expect(refusals.map(({ status, body }) => [status, body])).toEqual([
      [401, ''],
      [401, ''],
    ])
    expect((await callOf('sim'))?.state).toBe('sent')
    expect((await signed(delivered)).status).toBe(200)
    expect((await callOf('sim'))?.state).toBe('delivered')
  })

  it('is a message that came, by the number it came from', async () => {
    const received = (text: string) =>
      signed({ event: 'sms:received', payload: { phoneNumber: phoneOf('member'), message: text } })
    expect((await received('今天不在')).status).toBe(200)
    const { items } = (await app.get('/api/absences', admin)).body as { items: { personId: string }[] }
    expect(items.map(({ personId }) => personId)).toContain('member')
    await received('回来了')
  })
})

describe('what WeCom tells', () => {
  const key = Buffer.from(`${WECOM.encodingAesKey}=`, 'base64')
  const sha1 = (...words: string[]) => createHash('sha1').update(words.toSorted().join('')).digest('hex')
  function encrypted(words: string): string {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(Buffer.byteLength(words))
    const plain = Buffer.concat([Buffer.alloc(16, 'r'), length, Buffer.from(words + WECOM.corpId)])
    const fill = 32 - (plain.length % 32)
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(fill, fill)])), cipher.final()]).toString(
      'base64',
    )
  }
  function queryFor(secret: string, more: Record<string, string> = {}): string {
    const timestamp = String(Math.floor(Date.now() / 1000))
    const query = new URLSearchParams({
      msg_signature: sha1(WECOM.token, timestamp, 'n', secret),
      timestamp,
      nonce: 'n',
      ...more,
    })
    return `?${query}`
  }
  function tell(words: string) {
    const secret = encrypted(words)
    const body = `<xml><ToUserName><![CDATA[ww1]]></ToUserName><Encrypt><![CDATA[${secret}]]></Encrypt></xml>`
    return post('wecom', body, queryFor(secret), { 'content-type': 'text/xml' })
  }
  const press = (eventKey: string, responseCode = 'R') =>
    tell(
      `<xml><ToUserName><![CDATA[ww1]]></ToUserName><FromUserName><![CDATA[zhangsan]]></FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[${eventKey}]]></EventKey><TaskId><![CDATA[t]]></TaskId><ResponseCode><![CDATA[${responseCode}]]></ResponseCode></xml>`,
    )
  /** What an answer says to whoever has the key; throws where its signature is not ours. */
  function read(answer: unknown): string {
    const part = (name: string) =>
      new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`).exec(String(answer))?.[1] ?? ''
    const secret = part('Encrypt')
    if (part('MsgSignature') !== sha1(WECOM.token, part('TimeStamp'), part('Nonce'), secret))
      throw new Error('not signed')
    const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const plain = Buffer.concat([cipher.update(Buffer.from(secret, 'base64')), cipher.final()])
    return plain.subarray(20, 20 + plain.readUInt32BE(16)).toString()
  }

  it('is first whether the address is ours', async () => {
    const secret = encrypted('1616140317555161061')
    const answer = await app.get(`/api/channels/wecom/callback${queryFor(secret, { echostr: secret })}`)
    expect([answer.status, answer.body]).toEqual([200, '1616140317555161061'])
    const wrong = await app.get(`/api/channels/wecom/callback${queryFor('else', { echostr: secret })}`)
    expect([wrong.status, wrong.body]).toEqual([401, ''])
  })

  it('is the button of a card: an answer, once, and the card says so', async () => {
    for (let times = 0; times < 2; times++) {
      const answer = await press('accept:d-wecom')
      expect(answer.status).toBe(200)
      expect(read(answer.body)).toContain('<MsgType><![CDATA[update_button]]></MsgType>')
      expect(read(answer.body)).toContain('已答复：我去')
    }
    expect(await answersTo('wecom')).toEqual([['acknowledge', 'card']])
    expect(await callOf('wecom')).toMatchObject({ state: 'accepted', deliveredAt: expect.any(String) })
    expect(read((await press('decline:d-wecom', 'S')).body)).toContain('已答复：去不了')
    expect((await callOf('wecom'))?.state).toBe('declined')
  })

  it('of what is over is noted, and the card says that it is over', async () => {
    expect(read((await press('accept:d-over')).body)).toContain('事件已结束')
    expect(await answersTo('wecom-over')).toEqual([['note', 'card']])
    expect(read((await press('accept:d-unknown')).body)).toContain('没有记下')
  })

  it('is a text of a member, whoever that is here', async () => {
    const words = (text: string) =>
      tell(
        `<xml><FromUserName><![CDATA[zhangsan]]></FromUserName><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>${Date.now()}</MsgId></xml>`,
      )
    expect((await words('今天不在')).status).toBe(200)
    const { items } = (await app.get('/api/absences', admin)).body as { items: { personId: string }[] }
    expect(items.map(({ personId }) => personId)).toContain('member')
  })
})

describe('the door of providers', () => {
  it('lets in nobody without the agreed word, and tells nobody which channels there are', async () => {
    const answers = [
      await post('voice', '[]'),
      await post('voice', '[]', '?token=another-word-of-16'),
      await post('deaf', '[]', `?token=${WORD}`),
      await post('nowhere', '[]', `?token=${WORD}`),
      await app.get('/api/channels/voice/callback?token=a'),
    ]
    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [401, '']))
    expect((await post('voice', 'x'.repeat(300_000), `?token=${WORD}`)).status).toBe(413)
  })

  it('stays open to whoever has the word, however many come without it from the same address', async () => {
    const wrongly = async (id: string) => (await post(id, '[]', '?token=another-word-of-16')).status
    let status = 401
    for (let times = 0; times < 400 && status === 401; times++) status = await wrongly('sms')
    expect(status).toBe(429)
    expect((await pushed('sms', [])).status).toBe(200)
    expect((await pushed('voice', [])).status).toBe(200)
    expect(await wrongly('voice')).toBe(401)
  })

  it('enters in the audit log what people say, and none of their words', async () => {
    const { items } = (await app.get('/api/audit?limit=200', admin)).body as {
      items: { what: string; target: Record<string, string>; status: number | null }[]
    }
    const heard = items.filter(({ what }) => what === 'POST /api/channels/:id/callback')
    expect(heard.length).toBeGreaterThan(5)
    expect(heard).toContainEqual(
      expect.objectContaining({ target: { channel: 'wecom', person: 'member', incident: of('wecom') }, status: 200 }),
    )
    expect(JSON.stringify(heard)).not.toMatch(/今天不在|zhangsan|a-word/)
  })
})
