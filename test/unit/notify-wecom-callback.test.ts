import { createCipheriv, createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decryptedCallback, encryptedIn, readWecomHeard } from '../../server/notify/wecom-callback.ts'

const settings = {
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  corpId: 'wx5823bf96d3bd56c7',
}
const ECHO = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=='
const query = { msg_signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3', timestamp: '1409659589', nonce: '263014780' }
const then = new Date(1409659589_000 + 2_000)

/** A callback as WeCom makes one, by the steps of its documentation. */
function made(words: string, corpId = settings.corpId, timestamp = '1409659589') {
  const key = Buffer.from(`${settings.encodingAesKey}=`, 'base64')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(words))
  const plain = Buffer.concat([Buffer.alloc(16, 'r'), length, Buffer.from(words + corpId)])
  const fill = 32 - (plain.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const encrypted = Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(fill, fill)])),
    cipher.final(),
  ]).toString('base64')
  const signed = [settings.token, timestamp, 'n', encrypted].toSorted().join('')
  return { encrypted, query: { msg_signature: createHash('sha1').update(signed).digest('hex'), timestamp, nonce: 'n' } }
}

describe('a callback of WeCom', () => {
  it('is read as the published example', () => {
    expect(decryptedCallback(settings, query, ECHO, then)).toEqual({ ok: true, words: '1616140317555161061' })
  })

  it('is believed by nobody else, no later, and for no other company', () => {
    const refused = (change: Partial<typeof query>, encrypted = ECHO, now = then) =>
      decryptedCallback(settings, { ...query, ...change }, encrypted, now)
    expect(refused({ nonce: '1' })).toEqual({ ok: false, reason: 'wrong-signature' })
    expect(refused({ msg_signature: '' })).toEqual({ ok: false, reason: 'wrong-signature' })
    expect(refused({}, ECHO.replace('P9', 'P8'))).toEqual({ ok: false, reason: 'wrong-signature' })
    expect(refused({}, ECHO, new Date(then.getTime() + 3_600_000))).toEqual({ ok: false, reason: 'too-old' })
    const other = made('<xml/>', 'ww-another')
    expect(decryptedCallback(settings, other.query, other.encrypted, then)).toEqual({
      ok: false,
      reason: 'another-company',
    })
    const odd = made('', settings.corpId, 'NaN')
    expect(decryptedCallback(settings, odd.query, odd.encrypted, then)).toEqual({ ok: false, reason: 'too-old' })
  })

  it('tells who pressed which button, and by what the card is changed', () => {
    const words = `<xml><ToUserName><![CDATA[toUser]]></ToUserName><FromUserName><![CDATA[zhangsan]]></FromUserName>
      <CreateTime>123456789</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event>
      <EventKey><![CDATA[accept:a-1]]></EventKey><TaskId><![CDATA[a-1@n1]]></TaskId>
      <CardType><![CDATA[button_interaction]]></CardType><ResponseCode><![CDATA[R]]></ResponseCode><AgentID>1</AgentID></xml>`
    const { encrypted, query: own } = made(words)
    const body = `<xml><ToUserName><![CDATA[c]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
    const read = decryptedCallback(settings, own, encryptedIn(body) ?? '', then)
    expect(read.ok && readWecomHeard(read.words)).toEqual({
      kind: 'pressed',
      userId: 'zhangsan',
      answer: 'accept',
      messageId: 'a-1',
      responseCode: 'R',
    })
  })

  it('tells what a member wrote, and nothing of what else happens', () => {
    const xml = (inner: string) => `<xml><FromUserName>zhangsan</FromUserName>${inner}</xml>`
    expect(readWecomHeard(xml('<MsgType>text</MsgType><Content>1</Content><MsgId>7</MsgId>'))).toEqual({
      kind: 'text',
      userId: 'zhangsan',
      text: '1',
      key: '7',
    })
    for (const inner of [
      '<MsgType>event</MsgType><Event>subscribe</Event>',
      '<MsgType>image</MsgType>',
      '<MsgType>text</MsgType>',
    ])
      expect(readWecomHeard(xml(inner))).toBeNull()
    expect(readWecomHeard('nothing')).toBeNull()
    expect(encryptedIn('{}')).toBeNull()
  })
})
