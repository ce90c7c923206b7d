import { describe, expect, it } from 'vitest'
import { createGatewayTokens } from '../../server/gateway-tokens.ts'
import { hashPassword } from '../../server/passwords.ts'

const MINUTE = 60_000
const hashes = new Map([
  ['ridge', await hashPassword('ridge-token')],
  ['valley', await hashPassword('valley-token')],
])

function tokens() {
  let at = Date.UTC(2026, 4, 1)
  const { verify } = createGatewayTokens({
    tokenHashOf: async (id) => hashes.get(id) ?? null,
    now: () => new Date(at),
  })
  return { verify, pass: (ms: number) => void (at += ms) }
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

  it('that is guessed is not even looked at after ten wrong ones, until a quarter of an hour has passed', async () => {
    const { verify, pass } = tokens()
    await guesses(verify, 10)
    expect(await verify('ridge', 'ridge-token', 'a')).toBe('too-many')
    expect(await verify('valley', 'valley-token', 'a')).toBe('right')
    expect(await verify('ridge', 'ridge-token', 'b')).toBe('right')
    pass(15 * MINUTE + 1)
    expect(await verify('ridge', 'ridge-token', 'a')).toBe('right')
  })

  it('that was right lately stays right whatever others guess, until it is changed', async () => {
    const { verify, pass } = tokens()
    expect(await verify('ridge', 'ridge-token', 'a')).toBe('right')
    pass(30 * MINUTE)
    await guesses(verify, 10)
    expect(await verify('ridge', 'ridge-token', 'a')).toBe('right')
    const before = hashes.get('ridge') ?? ''
    hashes.set('ridge', await hashPassword('other-token'))
    expect(await verify('ridge', 'ridge-token', 'b')).toBe('wrong')
    hashes.set('ridge', before)
  })

  it('that is right each time it is looked at is never counted as guessed', async () => {
    const { verify } = tokens()
    for (let n = 0; n < 11; n++) {
      // Set anew, and with a salt of its own, it is not the one that is remembered.
      hashes.set('ridge', await hashPassword('ridge-token'))
      expect(await verify('ridge', 'ridge-token', 'a')).toBe('right')
    }
  })
})
