import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const words = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'shared', 'messages', `${locale}.json`), 'utf8'))
const [zh, en] = [words('zh'), words('en')]
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted()

describe('the words', () => {
  it('are there in both languages', () => {
    expect(Object.keys(zh).length).toBeGreaterThan(100)
    expect(Object.keys(en).toSorted()).toEqual(Object.keys(zh).toSorted())
  })

  it('name the same things in both', () => {
    const differing = Object.keys(zh).filter(
      (key) => placeholders(zh[key] ?? '').join() !== placeholders(en[key] ?? '').join(),
    )
    expect(differing).toEqual([])
  })

  it('are never empty', () => {
    const empty = [...Object.entries(zh), ...Object.entries(en)].filter(
      ([, text]) => typeof text === 'string' && text.trim() === '',
    )
    expect(empty).toEqual([])
  })
})
