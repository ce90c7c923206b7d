import { createECDH, createPublicKey, verify } from 'node:crypto'
import { expect, it } from 'vitest'
import { encryptedPush, isPushService, pushHeaders, vapidAuthorization } from '../../server/notify/web-push.ts'

// RFC 8291, appendix A: https://www.rfc-editor.org/rfc/rfc8291#appendix-A
const SUBSCRIPTION = {
  endpoint: 'https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
}
const SECRETS = {
  privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
  salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'),
}
const SEALED =
  'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN'

it('a push is sealed byte for byte as the example of RFC 8291', () => {
  const words = Buffer.from('When I grow up, I want to be a watermelon')
  expect(encryptedPush(words, SUBSCRIPTION, SECRETS).toString('base64url')).toBe(SEALED)
})

it('a push service is shown a token for its own origin, signed by the key that browsers know', () => {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  const raw = pair.getPublicKey()
  const keys = { publicKey: raw.toString('base64url'), privateKey: pair.getPrivateKey('base64url') }
  const now = new Date('2026-11-29T02:00:00Z')
  const shown = vapidAuthorization(SUBSCRIPTION.endpoint, keys, { now, subject: 'mailto:a@example.org' })
  const [, header = '', claims = '', signature = '', key] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(shown) ?? []
  expect(key).toBe(keys.publicKey)
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    aud: 'https://push.example.net',
    exp: now.getTime() / 1000 + 12 * 3600,
    sub: 'mailto:a@example.org',
  })
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: raw.subarray(1, 33).toString('base64url'),
    y: raw.subarray(33).toString('base64url'),
  }
  const publicKey = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const
  const isGood = verify('sha256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))
  expect(isGood).toBe(true)
})

it('of one incident a service keeps only the newest, by a topic it takes', () => {
  const { topic } = pushHeaders('', '01993f2e-7b1c-7a55-b7a0-5f0b9e2d1c11', 3600)
  expect(topic).toMatch(/^[\w-]{1,32}$/)
})

it('only the push services of browsers are asked', () => {
  expect(isPushService('https://fcm.googleapis.com/fcm/send/x')).toBe(true)
  expect(isPushService('https://web.push.apple.com/x')).toBe(true)
  for (const other of [
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com:8443/x',
    'https://fcm.googleapis.com.evil.example/x',
    'https://evilpush.apple.com.cn/x',
    'https://127.0.0.1/x',
    'no address',
  ])
    expect([other, isPushService(other)]).toEqual([other, false])
})
