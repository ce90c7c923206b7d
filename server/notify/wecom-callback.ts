import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import { childOf, readXml, textAt, type XmlElement } from '../domain/decode/xml.ts'
import type { heardByWecomSchema } from './heard-settings.ts'
import { readButtonKey } from './wecom-app.ts'

/** How an application of WeCom is told what its members do: token and key as its page for receiving shows them. */
type Settings = z.output<typeof heardByWecomSchema> & { corpId: string }

/** What stands in the address of a callback. */
export type CallbackQuery = { msg_signature: string; timestamp: string; nonce: string }

/** What a member did: pressed a button of a card, or wrote something. */
export type WecomHeard =
  | { kind: 'pressed'; userId: string; answer: 'accept' | 'decline'; messageId: string; responseCode: string | null }
  | { kind: 'text'; userId: string; text: string; key: string | null }

export type Decrypted =
  { ok: true; words: string } | { ok: false; reason: 'wrong-signature' | 'too-old' | 'unreadable' | 'another-company' }

/** WeCom tries again for some seconds; whoever comes later has kept an old one. */
const TOLERANCE_MS = 10 * 60_000
const BLOCK = 32
/** Sixteen bytes of chance and four of length stand before the words. */
const AHEAD = 20

/**
 * What a callback says, once its signature is seen to be WeCom's: that of `echostr`, which is answered as it is, or of
 * the `Encrypt` of a body. Source: https://developer.work.weixin.qq.com/document/path/90968 (加解密方案说明), whose
 * published example is a test.
 */
export function decryptedCallback(settings: Settings, query: CallbackQuery, encrypted: string, now: Date): Decrypted {
  const signed = [settings.token, query.timestamp, query.nonce, encrypted].toSorted().join('')
  const expected = createHash('sha1').update(signed).digest()
  const given = Buffer.from(query.msg_signature, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { ok: false, reason: 'wrong-signature' }
  if (!(Math.abs(now.getTime() - Number(query.timestamp) * 1000) <= TOLERANCE_MS))
    return { ok: false, reason: 'too-old' }
  const key = Buffer.from(`${settings.encodingAesKey}=`, 'base64')
  const plain = decrypted(key, Buffer.from(encrypted, 'base64'))
  if (plain === null || plain.length < AHEAD) return { ok: false, reason: 'unreadable' }
  const end = AHEAD + plain.readUInt32BE(16)
  if (end > plain.length) return { ok: false, reason: 'unreadable' }
  if (plain.subarray(end).toString() !== settings.corpId) return { ok: false, reason: 'another-company' }
  return { ok: true, words: plain.subarray(AHEAD, end).toString() }
}

/** The encrypted part of a callback's body; null where there is none. */
export function encryptedIn(body: string): string | null {
  const root = rootOf(body)
  return root === null ? null : textAt(root, 'Encrypt')
}

/**
 * What a decrypted callback tells that concerns us; null for any other event. Sources:
 * https://developer.work.weixin.qq.com/document/path/90240 (模板卡片事件推送), /path/90239 (文本消息).
 */
export function readWecomHeard(words: string): WecomHeard | null {
  const root = rootOf(words)
  const userId = root && textAt(root, 'FromUserName')
  if (root === null || userId === null) return null
  if (textAt(root, 'MsgType') === 'text') {
    const text = childOf(root, 'Content')?.text ?? ''
    return text === '' ? null : { kind: 'text', userId, text, key: textAt(root, 'MsgId') }
  }
  if (textAt(root, 'Event') !== 'template_card_event') return null
  const pressed = readButtonKey(textAt(root, 'EventKey') ?? '')
  return pressed && { kind: 'pressed', userId, ...pressed, responseCode: textAt(root, 'ResponseCode') }
}

/**
 * An answer to a callback, encrypted and signed as WeCom wants it (被动回复包). What stands in front of the words only
 * makes each of them differ; `nonce` is a word never used before.
 */
export function encryptedReply(
  { token, encodingAesKey, corpId }: Settings,
  words: string,
  { timestamp, nonce }: { timestamp: string; nonce: string },
): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const ahead = createHash('sha256').update(nonce).digest().subarray(0, 16)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(words))
  const plain = Buffer.concat([ahead, length, Buffer.from(words + corpId)])
  const filled = BLOCK - (plain.length % BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const encrypted = Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(filled, filled)])),
    cipher.final(),
  ]).toString('base64')
  const signature = createHash('sha1').update([token, timestamp, nonce, encrypted].toSorted().join('')).digest('hex')
  return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
}

function rootOf(text: string): XmlElement | null {
  const read = readXml(Buffer.from(text))
  return read.outcome === 'read' ? read.value : null
}

/** AES-256 in CBC, filled up to 32 bytes, where the platform would fill up to 16. */
function decrypted(key: Buffer, bytes: Buffer): Buffer | null {
  if (bytes.length === 0 || bytes.length % 16 !== 0) return null
  const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const plain = Buffer.concat([cipher.update(bytes), cipher.final()])
  const filled = plain.at(-1) ?? 0
  return filled >= 1 && filled <= BLOCK && filled <= plain.length ? plain.subarray(0, plain.length - filled) : null
}
