import { describe, expect, it } from 'vitest'
import type { AccountItem } from '#shared/account.ts'
import type { Person } from '#shared/person.ts'
import type { Responsibility } from '#shared/responsibility.ts'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { dayIsOver, lastDayOf } from '#lib/desk/dates.ts'
import { foundRows, personBody, personRows } from '#lib/desk/people.ts'
import { deviceWords } from '#lib/device-words.ts'
import { demandWords, lengthOf, passwordRefusal } from '#lib/password-words.ts'
import { shownPerson } from '#lib/words/people.ts'

overwriteGetLocale(() => 'zh')

const ZONE = 'Asia/Shanghai'
const person = (id: string, name: string, rest: Partial<Person> = {}): Person => {
  return {
    id,
    name,
    username: null,
    phone: null,
    email: null,
    wecomUser: null,
    roles: ['member'],
    areaIds: null,
    ...rest,
  }
}
const account = (personId: string): AccountItem => {
  const nothing = { invitedUntil: null, lastSeenAt: null, validFrom: null, validUntil: null }
  return { personId, username: 'u', state: 'active', sessions: 1, ...nothing }
}

describe('the list of people', () => {
  // The rows are joined by the person alone.
  const held = [{ id: 'r', personId: 'a' }] as Responsibility[]
  const rows = personRows([person('b', '张三', { phone: '138 0000 1234' }), person('a', '李四')], [account('a')], held)

  it('stands by name, each with account and duties', () => {
    expect(rows.map((row) => [row.person.id, row.account?.personId ?? null, row.duties.length])).toEqual([
      ['a', 'a', 1],
      ['b', null, 0],
    ])
  })

  it('is searched by every word, in name, number and what is said of a person', () => {
    const found = (search: string) =>
      foundRows(rows, search, (row) => (row.duties.length > 0 ? '护林员 南沟' : '')).map((row) => row.person.id)
    expect([found(''), found('张'), found('13800001234'), found('南沟 李'), found('南沟 张')]).toEqual([
      ['a', 'b'],
      ['b'],
      ['b'],
      ['a'],
      [],
    ])
  })
})

describe('the form of a person', () => {
  const nowhere = { email: '', wecomUser: ' ' }
  const draft = {
    name: ' 王五 ',
    username: '',
    phone: ' ',
    ...nowhere,
    roles: ['member'] as Person['roles'],
    until: '',
  }
  const isOver = (day: string) => dayIsOver(ZONE, day)

  it('says that what is empty is not there', () => {
    const body = personBody(draft, { until: '', validUntil: null }, isOver)
    expect(body).toEqual({
      name: '王五',
      username: null,
      phone: null,
      email: null,
      wecomUser: null,
      roles: ['member'],
      validUntil: null,
    })
  })

  it('leaves an end as it was that nobody touched, and takes a day whole that somebody chose', () => {
    const noon = '2026-12-01T04:00:00.000Z'
    const before = { until: lastDayOf(ZONE, noon), validUntil: noon }
    expect(before.until).toBe('2026-12-01')
    expect(personBody({ ...draft, until: before.until }, before, isOver).validUntil).toBe(noon)
    const chosen = personBody({ ...draft, until: '2026-12-02' }, before, isOver).validUntil ?? ''
    expect([chosen, lastDayOf(ZONE, chosen)]).toEqual(['2026-12-02T16:00:00.000Z', '2026-12-02'])
  })
})

describe('a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Linux; Android 12; x) AppleWebKit/537.36 Chrome/107 Mobile Safari/537.36 MicroMessenger/8.0',
      '微信 · Android',
    ],
    ['Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 Chrome/109.0 Safari/537.36', 'Chrome · Windows'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120', 'Edge · Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) wxwork/4.1 MicroMessenger/7', '企业微信 · iPhone'],
    ['node', '不明设备'],
  ])('%s is called %s', (userAgent, words) => {
    expect(deviceWords(userAgent)).toBe(words)
  })
})

describe('a password', () => {
  const demands = { rules: 'dengbao', leastLength: 8, mostLength: 200, lastsDays: 90 } as const

  it('is told what is demanded of it before it is typed', () => {
    expect(demandWords(demands)).toMatch(/8 位.*90 天/)
    expect(demandWords({ ...demands, rules: 'asvs', leastLength: 10, lastsDays: null })).not.toContain('天')
  })

  it('is counted as the server counts it', () => {
    expect([lengthOf('🐅🐉'), lengthOf('é'), lengthOf('ＡＢ')]).toEqual([2, 1, 2])
  })

  it('that was refused says each reason, and only of its own field', () => {
    const fields = [
      { field: 'next', message: '', reason: 'too-short' },
      { field: 'next', message: '', reason: 'too-plain' },
    ]
    const problem = { type: '', title: '', status: 422, code: 'invalid' as const, fields }
    expect(passwordRefusal(problem, 'next', demands)).toMatch(/至少 8 个字.*三种/)
    expect(passwordRefusal(problem, 'current', demands)).toBeNull()
  })
})

it('somebody who was erased is called so', () => {
  expect(shownPerson({ id: 'x', name: '' }).name).toBe('已删除人员')
  expect(shownPerson({ id: 'x', name: '王五' }).name).toBe('王五')
})
