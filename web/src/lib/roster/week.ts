import type { HeldShift } from '#shared/shift.ts'
import { dayAfter, dayIn, startOfDay } from '#shared/township-day.ts'

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
  const at = new Date(iso)
  const day = dayIn(zone, at)
  const minutes = Math.round((at.getTime() - startOfDay(zone, day).getTime()) / 60_000)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${day}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The moment that a form means; null where it holds none. */
export function momentOf(zone: string, local: string): string | null {
  const [, day, hours, minutes] = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)/.exec(local) ?? []
  if (day === undefined) return null
  const startMs = startOfDay(zone, day).getTime()
  const wanted = startMs + (Number(hours) * 60 + Number(minutes)) * 60_000
  // On a day on which clocks change, the clock is what counts.
  const off = [0, -3600_000, 3600_000].map((step) => wanted + step)
  const exact = off.find((at) => localMoment(zone, new Date(at).toISOString()) === local.slice(0, 16))
  return new Date(exact ?? wanted).toISOString()
}
