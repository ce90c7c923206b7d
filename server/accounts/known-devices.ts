import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Account } from '../store/sessions.ts'

/** For how long a device is known without anybody signing in on it: no browser keeps a cookie for longer. */
const KNOWN_SECONDS = 400 * 86_400

/** By what a device shows later that somebody has signed in on it to this account; it opens nothing. */
export type DeviceMark = { name: string; value: string; maxAgeSeconds: number }

/**
 * A new mark for a device; null for an account without a password. It is signed with the account's own hash, so that
 * nothing more has to be kept, and it ends where the password does (or where the rules forget that it was one).
 */
export function deviceMark(account: Account): DeviceMark | null {
  if (account.passwordHash === null) return null
  const id = randomBytes(12).toString('base64url')
  const value = `${id}.${signatureOf(id, account.personId, account.passwordHash)}`
  return { name: nameFor(account.personId), value, maxAgeSeconds: KNOWN_SECONDS }
}

/** The id of the device a Cookie header comes from, where it is one on which somebody has signed in to this account. */
export function knownDevice(account: Account, cookies: string | undefined): string | null {
  const wanted = nameFor(account.personId)
  for (const pair of (cookies ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=')
    const [id = '', signature = ''] = value.split('.')
    if (name !== wanted || id === '') continue
    for (const hash of [account.passwordHash, ...account.formerHashes])
      if (hash !== null && isSame(signature, signatureOf(id, account.personId, hash))) return id
  }
  return null
}

/** One cookie for each account: a PC of the duty room knows several. */
function nameFor(personId: string): string {
  return `xiangshao_device_${createHash('sha256').update(personId).digest('hex').slice(0, 12)}`
}

function signatureOf(id: string, personId: string, passwordHash: string): string {
  return createHmac('sha256', passwordHash).update(`known device\n${id}\n${personId}`).digest('base64url')
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}
