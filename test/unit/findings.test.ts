import { describe, expect, it } from 'vitest'
import { type Finding, foundBy } from '#lib/desk/findings.ts'
import { answersAt } from '#lib/desk/pinyin.ts'

const finding = (group: Finding['group'], title: string, note = ''): Finding => ({
  key: `${group} ${title}`,
  group,
  title,
  note,
  href: `/${title}`,
})
const all = [
  finding('place', '大槐树'),
  finding('place', '土岭底村'),
  finding('place', '老槐树沟'),
  finding('person', '孔示春'),
  finding('person', '董槐生'),
  finding('device', '土岭底村1网格烟感', '烟感'),
  finding('incident', '疑似火情', '土岭底村 1网格 大槐树以南170米'),
  finding('page', '设备', '页面'),
]
const found = (typed: string, most = 9) => foundBy(all, typed, answersAt, most).map(({ title }) => title)

describe('what the desk finds', () => {
  it('answers to characters, pinyin and initials', () => {
    expect(found('大槐')[0]).toBe('大槐树')
    expect(found('dhs')).toEqual(['董槐生', '大槐树', '疑似火情'])
    expect(found('kongshichun')).toEqual(['孔示春'])
    expect(found('KSC')).toEqual(['孔示春'])
  })

  it('puts what begins with it first, then what happens, and the shorter before the longer', () => {
    expect(found('土岭底')).toEqual(['土岭底村', '土岭底村1网格烟感', '疑似火情'])
    expect(found('槐')).toEqual(['董槐生', '大槐树', '老槐树沟', '疑似火情'])
  })

  it('wants every word answered to, by the title or what stands beside it', () => {
    expect(found('火情 大槐树')).toEqual(['疑似火情'])
    expect(found('土岭底 烟感')).toEqual(['土岭底村1网格烟感'])
    expect(found('大槐树 zzz')).toEqual([])
  })

  it('finds nothing where nothing is typed, and no more than is asked for', () => {
    expect(found('  ')).toEqual([])
    expect(found('土', 2)).toHaveLength(2)
  })
})
