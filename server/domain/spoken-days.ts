import { dayAfter } from '#shared/township-day.ts'

/** A day as people name it in a message, in the order they do; `said` is the text itself. */
export type NamedDay =
  | { name: 'today'; said?: string }
  | { name: 'ahead'; days: number; said: string }
  | { name: 'weekday'; weekday: number; said: string }
  | { name: 'date'; year: number | null; month: number | null; day: number; said: string }

const NUMBER = '[0-9一二三四五六七八九十]+'
const DAY = new RegExp(
  [
    '(?<both>今明(?:两天)?)',
    '(?<today>今天|今日|今儿|今晚|今早|今下午)',
    '(?<after3>大后天)',
    '(?<after2>后天|后日)',
    '(?<tomorrow>明天|明日|明儿|明早|明晚)',
    '(?<weekday>(?:周|星期|礼拜)(?:[一二三四五六日天]))',
    '(?<iso>\\d{4}-\\d{1,2}-\\d{1,2})',
    `(?:(?<year>\\d{4})年)?(?<month>${NUMBER})月(?<day>${NUMBER})[日号]?`,
    '(?<month2>\\d{1,2})[./](?<day2>\\d{1,2})(?![\\d.])',
    `(?<only>${NUMBER})[日号]`,
  ].join('|'),
  'g',
)
const WEEKDAYS = '一二三四五六日'

/** The days that a plain text names, in order. */
export function daysNamed(plain: string): NamedDay[] {
  return [...plain.matchAll(DAY)].flatMap(({ 0: said, groups: found = {} }): NamedDay[] => {
    if (found.both !== undefined) return [{ name: 'today' }, { name: 'ahead', days: 1, said }]
    if (found.today !== undefined) return [{ name: 'today' }]
    if (found.tomorrow !== undefined) return [{ name: 'ahead', days: 1, said }]
    if (found.after2 !== undefined) return [{ name: 'ahead', days: 2, said }]
    if (found.after3 !== undefined) return [{ name: 'ahead', days: 3, said }]
    if (found.weekday !== undefined) {
      const day = said.at(-1) === '天' ? '日' : (said.at(-1) ?? '')
      return [{ name: 'weekday', weekday: WEEKDAYS.indexOf(day) + 1, said }]
    }
    const [year, month, day] =
      found.iso === undefined
        ? [found.year, found.month ?? found.month2, found.day ?? found.day2 ?? found.only]
        : found.iso.split('-')
    const number = (text: string | undefined) => (text === undefined ? null : (spokenNumber(text) ?? Number.NaN))
    return [{ name: 'date', year: number(year), month: number(month), day: number(day) ?? Number.NaN, said }]
  })
}

/** A whole number as it is written or spoken, up to 99 in words; null where it is none. */
export function spokenNumber(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text)
  const digits = '零一二三四五六七八九'
  const words = text.replaceAll('两', '二')
  if (!/^[一二三四五六七八九]?十?[一二三四五六七八九]?$/.test(words) || words === '') return null
  const [tens, ones] = words.includes('十') ? words.split('十') : ['', words]
  if (!words.includes('十') && words.length > 1) return null
  return (
    (words.includes('十') ? (tens === '' ? 1 : digits.indexOf(tens ?? '')) * 10 : 0) +
    Math.max(0, digits.indexOf(ones || '零'))
  )
}

/**
 * The first and the last of named days: a month or a year that nobody said is the one that makes the end the next from
 * today on. Null where a day is none of the calendar, or lies far off.
 */
export function resolvedDays(named: readonly NamedDay[], today: string): { first: string; last: string } | null {
  const [begin, ...rest] = named
  const end = rest.at(-1)
  if (begin === undefined) return null
  for (const first of candidates(begin, today, null)) {
    const last = end === undefined ? first : candidates(end, first, begin).find((day) => day >= first)
    if (last !== undefined && last >= today && first <= dayAfter(today, 180)) return { first, last }
  }
  return null
}

/** The days that a name may mean, soonest first, seen from a day; an end without a month follows its beginning. */
function candidates(named: NamedDay, from: string, begin: NamedDay | null): string[] {
  switch (named.name) {
    case 'today':
      return [from]
    case 'ahead':
      // Said beside another day it is still counted from the day of the message.
      return [dayAfter(from, named.days - (begin?.name === 'ahead' ? begin.days : 0))]
    case 'weekday': {
      const weekday = new Date(from).getUTCDay() || 7
      return [dayAfter(from, (named.weekday - weekday + 7) % 7)]
    }
    case 'date': {
      const [year = 0, month = 1] = from.split('-').map(Number)
      const years = named.year === null ? [year - 1, year, year + 1] : [named.year]
      if (named.month !== null) return years.flatMap((each) => calendarDay(each, named.month ?? 0, named.day))
      return [-1, 0, 1, 2].flatMap((step) => {
        const index = year * 12 + month - 1 + step
        return calendarDay(Math.floor(index / 12), (index % 12) + 1, named.day)
      })
    }
  }
}

function calendarDay(year: number, month: number, day: number): string[] {
  if (!(year >= 2000 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return []
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCDate() === day ? [at.toISOString().slice(0, 10)] : []
}
