import { lunarMonthBegins, solarTermDay } from './lunar-days.ts'

// The days off that the law gives to everybody: 全国年节及纪念日放假办法, art. 2 (2013), and as revised from 2025 on. Shifted
// working days are made anew by decree every year and are not the law: nobody can know them here.

const DAY_MS = 24 * 3600_000
const REVISED = 2025
/** 清明 begins where the sun is when it has this longitude. */
const CLEAR_BRIGHT_DEGREES = 15

const years = new Map<number, ReadonlyMap<string, string>>()

/** The name of the day off by law that a date (`2027-01-01`) is, in Chinese as in the law; null where it is none. */
export function statutoryDay(date: string): string | null {
  return statutoryDaysOf(Number(date.slice(0, 4))).get(date) ?? null
}

/** The days off by law of a year, by date; one that is two feasts at once has both names. */
export function statutoryDaysOf(year: number): ReadonlyMap<string, string> {
  const known = years.get(year)
  if (known !== undefined) return known
  const days = new Map<string, string>()
  const give = (dayMs: number, name: string): void => {
    const date = new Date(dayMs).toISOString().slice(0, 10)
    const other = days.get(date)
    days.set(date, other === undefined ? name : `${other}、${name}`)
  }
  const run = (fromMs: number, count: number, name: string): void => {
    for (let day = 0; day < count; day++) give(fromMs + day * DAY_MS, name)
  }
  run(Date.UTC(year, 0, 1), 1, '元旦')
  const newYear = lunarMonthBegins(year, 1)
  // The revision took the eve in.
  if (year >= REVISED) run(newYear - DAY_MS, 4, '春节')
  else run(newYear, 3, '春节')
  run(solarTermDay(Date.UTC(year, 3, 2), CLEAR_BRIGHT_DEGREES), 1, '清明节')
  run(Date.UTC(year, 4, 1), year >= REVISED ? 2 : 1, '劳动节')
  run(lunarMonthBegins(year, 5) + 4 * DAY_MS, 1, '端午节')
  run(Date.UTC(year, 9, 1), 3, '国庆节')
  run(lunarMonthBegins(year, 8) + 14 * DAY_MS, 1, '中秋节')
  years.set(year, days)
  return days
}
