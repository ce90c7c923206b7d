import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMMON_PASSWORDS } from '../../server/domain/common-passwords.ts'
import { isPasswordExpired, passwordFaults } from '../../server/domain/password-rules.ts'

const owner = { username: 'wangwu', name: '王五妹', phone: '13800005678' }
const asvs = (password: string) => passwordFaults(password, owner, 'asvs')
const dengbao = (password: string) => passwordFaults(password, owner, 'dengbao')

describe('a password by the rules of ASVS', () => {
  it('has ten characters and no other demands on its make', () => {
    expect(asvs('后山的松树今年又高了')).toEqual([])
    expect(asvs('a sentence, pasted whole from somewhere else')).toEqual([])
    expect(asvs('zxkqjhwvbm')).toEqual([])
    expect(asvs('short1!')).toEqual(['too-short'])
  })

  it('is counted in characters people see, not in what the computer makes of them', () => {
    // Nine emoji are eighteen units; ten are enough.
    expect(asvs('🐅🐉🐎🐏🐒🐓🐕🐖🐀')).toEqual(['too-short'])
    expect(asvs('🐅🐉🐎🐏🐒🐓🐕🐖🐀🐂')).toEqual([])
    // A letter and its accent, typed apart, are one.
    expect(asvs('é'.repeat(5) + 'èàôû')).toEqual(['too-short'])
  })

  it('may be as long as a paragraph, and no longer', () => {
    expect(asvs('长城 '.repeat(66) + 'ab')).toEqual([])
    expect(asvs('ab c'.repeat(51))).toEqual(['too-long'])
  })

  it('is none of those that are tried first, however it is written', () => {
    expect(COMMON_PASSWORDS.size).toBeGreaterThan(3000)
    for (const common of [
      '1q2w3e4r5t',
      'Password123',
      'ＱＷＥＲＴＹＵＩＯＰ',
      'woaini1314520',
      '1111111111',
      'abababababab',
    ])
      expect([common, asvs(common)]).toEqual([common, ['too-common']])
  })

  it('is counted and compared by what people see of it, in whatever script that is written', () => {
    const [zeroWidth, blank] = ['\u200B', '\u3000']
    for (const nothing of [
      zeroWidth.repeat(12),
      ' \u00A0\u2003\u3000\t'.repeat(3),
      '\u3164'.repeat(12),
      '\u2800'.repeat(12),
    ])
      expect(asvs(nothing)).toEqual(['too-short', 'too-common'])
    expect(asvs(`ab${zeroWidth.repeat(8)}cd${' '.repeat(20)}`)).toEqual(['too-short'])
    for (const common of ['password123 ', `${zeroWidth}password123`, `pass${zeroWidth}word123`, `password123${blank}`])
      expect([common, asvs(common)]).toEqual([common, ['too-common']])
    // Cyrillic er and a; Greek omicron.
    expect(asvs('\u0440\u0430ssword1234')).toEqual(['too-common'])
    expect(asvs('passw\u03BFrd1234')).toEqual(['too-common'])
    expect(asvs('my-w\u0430ngwu-secret')).toEqual(['holds-name'])
  })

  it('does not hold the user name, the name or the number of its owner', () => {
    for (const held of ['my-WangWu-password', '我就是王五妹本人没有错啦', 'tel 13800005678!'])
      expect([held, asvs(held)]).toEqual([held, ['holds-name']])
  })

  it('may hold letters that are a very short user name by chance', () => {
    expect(passwordFaults('a path through fields', { username: 'th', name: '', phone: null }, 'asvs')).toEqual([])
  })

  it('never gets too old', () => {
    expect(isPasswordExpired(new Date('2001-01-01'), new Date('2026-11-28'), 'asvs')).toBe(false)
  })
})

describe('a password by the usual rules of 等保', () => {
  it('has eight characters of three classes', () => {
    expect(dengbao('Tuling-85')).toEqual([])
    expect(dengbao('tuling-85')).toEqual([])
    expect(dengbao('tulingdi85')).toEqual(['too-plain'])
    expect(dengbao('Tu-85')).toEqual(['too-short'])
  })

  it('is too old on its ninetieth day', () => {
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n))
    expect([89, 90].map((n) => isPasswordExpired(day(0), day(n), 'dengbao'))).toEqual([false, true])
  })
})

it('names every fault of a password at once', () => {
  expect(dengbao('1111')).toEqual(['too-short', 'too-common', 'too-plain'])
})

it('never throws, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (password) => {
      for (const rules of ['asvs', 'dengbao'] as const)
        expect(Array.isArray(passwordFaults(password, owner, rules))).toBe(true)
    }),
  )
})
