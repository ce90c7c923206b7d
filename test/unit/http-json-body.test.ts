import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readableText, soundJson } from '../../server/http/json-body.ts'

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

describe('the texts of a request', () => {
  it('are left alone where a database can keep them', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('\\u0000'))
        const sound = soundJson(value, 100)
        expect(sound.ok && JSON.stringify(sound.value)).toBe(JSON.stringify(value))
      }),
    )
  })

  it('never hold NUL or half a character afterwards, and keep their length', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          const readable = readableText(text)
          expect(readable.isWellFormed() && !readable.includes('\0')).toBe(true)
          expect(readable).toHaveLength(text.length)
        },
      ),
    )
  })

  it('are made readable in keys and at any depth', () => {
    expect(soundJson({ 'a\0': [{ b: 'c\ud800' }] }, 32)).toEqual({ ok: true, value: { 'a\ufffd': [{ b: 'c\ufffd' }] } })
  })

  it('cannot reach the prototype of anything', () => {
    const sound = soundJson(JSON.parse('{"__proto__": {"isAdmin": true}}'), 32)
    expect(sound.ok && Object.getPrototypeOf(sound.value)).toBe(Object.prototype)
  })
})

describe('the depth of a request', () => {
  it('may be as much as allowed and no more', () => {
    expect(soundJson(nested(32), 32).ok).toBe(true)
    expect(soundJson(nested(33), 32)).toEqual({ ok: false, reason: 'too-deep' })
  })

  it('is no burden where the nesting is endless or the list is long', () => {
    expect(soundJson(nested(100_000), 32).ok).toBe(false)
    expect(
      soundJson(
        Array.from({ length: 200_000 }, () => 0),
        32,
      ).ok,
    ).toBe(true)
  })
})
