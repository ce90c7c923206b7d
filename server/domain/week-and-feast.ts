import { dayAfter } from '#shared/township-day.ts'
import type { NamedDay } from './spoken-days.ts'
import { statutoryDaysOf } from '#shared/statutory-days.ts'

/** 五一 is the one feast that people call by another name than the law. */
const BY_LAW: Readonly<Record<string, string>> = { 五一: '劳动节' }
const WEEKDAYS = '一二三四五六日'

/** The Saturday and the Sunday of this week, or of one so many weeks on. */
export function weekendDays(weeksOn: number, today: string): NamedDay[] {
  return [5, 6].map((days) => dateOf(dayAfter(mondayOf(today), weeksOn * 7 + days)))
}

/** A weekday (`一` to `日`) of this week, or of one so many weeks on. */
export function weekDays(weeksOn: number, weekday: string, today: string): NamedDay[] {
  const days = WEEKDAYS.indexOf(weekday === '天' ? '日' : weekday)
  return [dateOf(dayAfter(mondayOf(today), weeksOn * 7 + days))]
}

/** The first and the last day off of the next feast of a name, or of the one that is on; null where the law has none. */
export function feastDays(name: string, today: string): NamedDay[] | null {
  const year = Number(today.slice(0, 4))
  for (const each of [year, year + 1]) {
    const days = [...statutoryDaysOf(each)]
      .filter(([, feast]) => feast.includes(BY_LAW[name] ?? name))
      .map(([day]) => day)
      .toSorted()
    const [first, last] = [days[0], days.at(-1)]
    if (first !== undefined && last !== undefined && last >= today) return [dateOf(first), dateOf(last)]
  }
  return null
}

function mondayOf(day: string): string {
  return dayAfter(day, 1 - (new Date(day).getUTCDay() || 7))
}

function dateOf(day: string): NamedDay {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return { name: 'date', year, month, day: date, said: day }
}
