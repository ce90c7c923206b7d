import { createCipheriv, createECDH, createPrivateKey, hkdfSync, sign } from 'node:crypto'
import type { HttpRequest } from './channel.ts'

/** Keys by which this program is known to push services (RFC 8292), as raw P-256 in Base64url. */
export type VapidKeys = { publicKey: string; privateKey: string }

/** A browser that may be told: where, and by which keys of its own. */
export type PushSubscription = { endpoint: string; p256dh: string; auth: string }

/** What a push is made of besides, new each time: a key pair's private half and 16 bytes of salt. */
export type PushSecrets = { privateKey: Buffer; salt: Buffer }

/** One record holds all of it; push services take 4096 bytes. */
const RECORD_BYTES = 4096
/** What is left for words after header, padding and tag. */
export const MOST_PUSH_BYTES = 3_900
const TOKEN_LASTS_SECONDS = 12 * 3600

/** Words for one browser, which alone can read them (RFC 8291, in one record of RFC 8188). */
export function encryptedPush(
  words: Buffer,
  { p256dh, auth }: PushSubscription,
  { privateKey, salt }: PushSecrets,
): Buffer {
  const theirs = Buffer.from(p256dh, 'base64url')
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey)
  const ours = pair.getPublicKey()
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours])
  const input = hkdf(pair.computeSecret(theirs), Buffer.from(auth, 'base64url'), info, 32)
  const key = hkdf(input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = hkdf(input, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  // 2 marks the last record.
  const sealed = Buffer.concat([cipher.update(words), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()])
  const recordBytes = Buffer.alloc(4)
  recordBytes.writeUInt32BE(RECORD_BYTES)
  return Buffer.concat([salt, recordBytes, Buffer.of(ours.length), ours, sealed])
}

/** What a push service is shown so that it knows who sends (RFC 8292): signed by the keys the browser subscribed with. */
export function vapidAuthorization(
  endpoint: string,
  { publicKey, privateKey }: VapidKeys,
  { now, subject }: { now: Date; subject: string },
): string {
  const expires = Math.floor(now.getTime() / 1000) + TOKEN_LASTS_SECONDS
  const claims = { aud: new URL(endpoint).origin, exp: expires, sub: subject }
  const signed = [{ typ: 'JWT', alg: 'ES256' }, claims].map((part) => encoded(JSON.stringify(part))).join('.')
  const raw = Buffer.from(publicKey, 'base64url')
  const [x, y] = [raw.subarray(1, 33), raw.subarray(33)].map((half) => half.toString('base64url'))
  // Both halves are there: a raw key is 65 bytes.
  const jwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '', d: privateKey }
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  return `vapid t=${signed}.${signature}, k=${publicKey}`
}

/** The headers of a push (RFC 8030): kept while it may still be of use, and of one incident only the newest. */
export function pushHeaders(authorization: string, topic: string, lastsSeconds: number): HttpRequest['headers'] {
  return {
    authorization,
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
    ttl: String(lastsSeconds),
    urgency: 'high',
    // At most 32 characters of Base64url.
    topic: topic.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(-32),
  }
}

/** The push services of browsers: a subscription that names any other host is none. */
const SERVICES = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  'push.services.mozilla.com',
  'push.apple.com',
  'notify.windows.com',
]

/** Whether an address is that of a browser's push service: the program is not to be made to ask any other. */
export function isPushService(endpoint: string): boolean {
  const url = URL.parse(endpoint)
  if (url === null || url.protocol !== 'https:' || url.port !== '' || url.username !== '') return false
  return SERVICES.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))
}

function hkdf(input: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', input, salt, info, bytes))
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url')
}
