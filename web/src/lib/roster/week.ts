import type { HeldShift } from '#shared/shift.ts'
import { dayAfter, hourOf, startOfDay } from '#shared/township-day.ts'
import { zoneOffsetMs } from '#shared/zone-clock.ts'
import { dayTime, shortTime } from '../time.ts'

/** A day of the table: its shifts by the post, as far as they touch it, and when it begins and ends. */
export type WeekDay = { day: string; fromMs: number; untilMs: number; shifts: readonly HeldShift[] }

/** The Monday of the week of a day. */
export function mondayOf(day: string): string {
  const weekday = new Date(day).getUTCDay() || 7
  return dayAfter(day, 1 - weekday)
}

/** The seven days from `monday`, each with the shifts that begin on it, or, on the first, that were on already. */
export function weekFrom(monday: string, shifts: readonly HeldShift[], zone: string): WeekDay[] {
  return Array.from({ length: 7 }, (_, n) => {
    const day = dayAfter(monday, n)
    const [fromMs, untilMs] = [startOfDay(zone, day).getTime(), startOfDay(zone, dayAfter(day, 1)).getTime()]
    const own = shifts.filter(({ validFrom, validUntil }) => {
      const begins = Date.parse(validFrom)
      return begins >= fromMs ? begins < untilMs : n === 0 && Date.parse(validUntil) > fromMs
    })
    return { day, fromMs, untilMs, shifts: own }
  })
}

/** A moment as a form shows it by the clock of the township: 2026-11-28T08:00. */
export function localMoment(zone: string, iso: string): string {
  const at = Date.parse(iso)
  return new Date(at + zoneOffsetMs(zone, at)).toISOString().slice(0, 16)
}

/** The moment that a form means; null where it holds none. */
export function momentOf(zone: string, local: string): string | null {
  const [, day, hours, minutes] = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)/.exec(local) ?? []
  return day === undefined ? null : hourOf(zone, day, Number(hours) + Number(minutes) / 60).toISOString()
}

/** When something ends, in the township: midnight is 24:00 of the day before, as people say it. */
export function endWord(iso: string): string {
  return shortTime(iso) === '00:00' ? dayTime(Date.parse(iso) - 60_000).replace('23:59', '24:00') : dayTime(iso)
}
