import { describe, expect, it } from 'vitest'
import { hashPassword, verifyInTurn, verifyPassword } from '../../server/accounts/passwords.ts'

describe('a password', () => {
  it('is known again by its hash, and no other is', async () => {
    const hash = await hashPassword('密码 with spaces')
    expect(await verifyPassword('密码 with spaces', hash)).toBe(true)
    expect(await verifyPassword('密码 with space', hash)).toBe(false)
    expect(await verifyPassword('', hash)).toBe(false)
  })

  it('never has the same hash twice', async () => {
    expect(await hashPassword('the same')).not.toBe(await hashPassword('the same'))
  })

  it('is never right for somebody who does not exist, or whose hash is damaged', async () => {
    for (const hash of [null, '', '$argon2id$v=19$m=19456,t=2,p=1$$', 'plain text'])
      expect([hash, await verifyPassword('', hash)]).toEqual([hash, false])
  })

  it('is not tried at all where too many from one address wait already, and the devices of the program are', async () => {
    const hash = await hashedAt({ memory: 64, passes: 1 })
    const flood = Array.from({ length: 60 }, () => verifyInTurn({ group: 'strangers', name: 'flood' }, 'no', hash))
    const own = verifyPassword('password', hash)
    const other = verifyInTurn({ group: 'strangers', name: 'other' }, 'password', hash)
    expect([await own, await other]).toEqual([true, true])
    const answers = await Promise.all(flood)
    expect(answers.filter((right) => right === null)).toHaveLength(18)
    expect(new Set(answers)).toEqual(new Set([false, null]))
  })

  it('is still known by a hash that was made at another cost', async () => {
    const made = await hashedAt({ memory: 64, passes: 3 })
    expect(await verifyPassword('password', made)).toBe(true)
    expect(await verifyPassword('Password', made)).toBe(false)
  })
})

async function hashedAt({ memory, passes }: { memory: number; passes: number }): Promise<string> {
  const { argon2Sync } = await import('node:crypto')
  const nonce = Buffer.from('somesaltsomesalt')
  const tag = argon2Sync('argon2id', {
    message: Buffer.from('password'),
    nonce,
    memory,
    passes,
    parallelism: 1,
    tagLength: 32,
  })
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${text(nonce)}$${text(tag)}`
}
