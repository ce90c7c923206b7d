import { describe, expect, it } from 'vitest'
import { createGateways } from '../../server/gateways.ts'
import { hashPassword, verifyPassword } from '../../server/accounts/passwords.ts'

const MINUTE = 60_000
const hashes = new Map([
  ['ridge', await hashPassword('ridge-token')],
  ['valley', await hashPassword('valley-token')],
])

function tokens() {
  let at = Date.UTC(2026, 4, 1)
  const { admit } = createGateways({
    tokenHash: async (id) => hashes.get(id) ?? null,
    verify: verifyPassword,
    now: () => new Date(at),
  })
  return { verify: admit, pass: (ms: number) => void (at += ms) }
}
const guesses = async (verify: ReturnType<typeof tokens>['verify'], many: number, source = 'ridge', address = 'a') => {
  for (let n = 0; n < many; n++) await verify(source, `guess-${n}`, address)
}

describe('a gateway token', () => {
  it('is right for its own source alone, and for none that does not exist', async () => {
    const { verify } = tokens()
    expect(await verify('ridge', 'ridge-token', 'a')).toBe('right')
    expect(await verify('ridge', 'valley-token', 'a')).toBe('wrong')
    expect(await verify('nowhere', 'ridge-token', 'a')).toBe('wrong')
    expect(await verify('nowhere', '', 'a')).toBe('wrong')
  })

  it('after twenty wrong ones is looked at once a second, and as ever after a quarter of an hour', async () => {
    const { verify, pass } = tokens()
    await guesses(verify, 21)
    expect(await verify('ridge', 'ridge-token', 'a')).toBe('too-many')
    expect(await verify('ridge', 'ridge-token', 'b')).toBe('right')
    pass(1001)
    expect(await verify('ridge', 'another-guess', 'a')).toBe('wrong')
    expect(await verify('valley', 'valley-token', 'a')).toBe('right')
    pass(15 * MINUTE + 1)
    expect(await verify('ridge', 'a-late-guess', 'a')).toBe('wrong')
  })

  it('that was right lately stays right whatever others guess, until it is changed', async () => {
    const { verify, pass } = tokens()
    expect(await verify('ridge', 'ridge-token', 'a')).toBe('right')
    pass(5 * MINUTE)
    await guesses(verify, 21)
    expect(await verify('ridge', 'ridge-token', 'a')).toBe('right')
    const before = hashes.get('ridge') ?? ''
    hashes.set('ridge', await hashPassword('other-token'))
    expect(await verify('ridge', 'ridge-token', 'b')).toBe('wrong')
    hashes.set('ridge', before)
  })

  it('that is right each time it is looked at is never counted as guessed', async () => {
    const { verify } = tokens()
    for (let n = 0; n < 22; n++) {
      // Set anew, and with a salt of its own, it is not the one that is remembered.
      hashes.set('ridge', await hashPassword('ridge-token'))
      expect(await verify('ridge', 'ridge-token', 'a')).toBe('right')
    }
  })
})
