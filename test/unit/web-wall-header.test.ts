import { describe, expect, it } from 'vitest'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { firstOf, headerWords, TERSEST } from '../../web/src/routes/wall/header-words.ts'

overwriteGetLocale(() => 'zh')
const now = Date.parse('2026-11-28T04:00:00.000Z')

describe('the head of the wall', () => {
  it('says first the age of the data shorter, then the day, and last leaves the day out', () => {
    const steps = Array.from({ length: TERSEST + 1 }, (_, terseness) => headerWords(terseness, now, 2000))
    expect(steps.map(({ day, age }) => [day, age])).toEqual([
      ['11月28日 周六', '数据 2秒前'],
      ['11月28日 周六', '2秒前'],
      ['11/28 周六', '2秒前'],
      ['11/28', '2秒前'],
      [null, '2秒前'],
    ])
  })
  it('names the first of several officers and how many they are', () => {
    expect([[], ['李四'], ['李四', '王五', '赵六']].map(firstOf)).toEqual([null, '李四', '李四等3人'])
  })
})
