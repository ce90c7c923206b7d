import { POSTS } from '#shared/posts.ts'
import type { ListedShift, Post } from '#shared/shift.ts'
import { statutoryDay } from '#shared/statutory-days.ts'
import { dayAfter, startOfDay } from '#shared/township-day.ts'
import { dayTime, shortTime } from '../time.ts'

const DAY_MS = 24 * 3600_000

/** Hours of a day that nobody covers at a post. */
export type Uncovered = { post: Post; fromMs: number; untilMs: number }

/**
 * A day of the table: the shifts that begin on it, those that go on from days before, what nobody covers, the feast of the
 * law that it is, and when it begins and ends.
 */
export type WeekDay = {
  day: string
  feast: string | null
  fromMs: number
  untilMs: number
  shifts: readonly ListedShift[]
  goingOn: readonly ListedShift[]
  uncovered: readonly Uncovered[]
}

/** The day that an address names, `2026-11-28`; null where it names none. */
export function dayNamed(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text))) return null
  return dayAfter(text, 0) === text ? text : null
}

/** The Monday of the week of a day. */
export function mondayOf(day: string): string {
  const weekday = new Date(day).getUTCDay() || 7
  return dayAfter(day, 1 - weekday)
}

/** The seven days from `monday`; on the first, shifts that were on already stand with those that begin. */
export function weekFrom(monday: string, shifts: readonly ListedShift[], zone: string): WeekDay[] {
  return Array.from({ length: 7 }, (_, n) => {
    const day = dayAfter(monday, n)
    const [fromMs, untilMs] = [startOfDay(zone, day).getTime(), startOfDay(zone, dayAfter(day, 1)).getTime()]
    const touching = shifts.filter(
      ({ validFrom, validUntil }) => Date.parse(validFrom) < untilMs && Date.parse(validUntil) > fromMs,
    )
    const isOwn = ({ validFrom }: ListedShift) => n === 0 || Date.parse(validFrom) >= fromMs
    return {
      day,
      feast: statutoryDay(day),
      fromMs,
      untilMs,
      shifts: touching.filter(isOwn),
      goingOn: touching.filter((shift) => !isOwn(shift)),
      uncovered: POSTS.flatMap((post) => uncoveredAt(post, touching, fromMs, untilMs)),
    }
  })
}

function uncoveredAt(post: Post, shifts: readonly ListedShift[], fromMs: number, untilMs: number): Uncovered[] {
  const line = shifts
    .filter((shift) => shift.post === post)
    .map(({ validFrom, validUntil }) => ({ fromMs: Date.parse(validFrom), untilMs: Date.parse(validUntil) }))
    .toSorted((a, b) => a.fromMs - b.fromMs)
  const found: Uncovered[] = []
  let coveredMs = fromMs
  for (const one of [...line, { fromMs: untilMs, untilMs }]) {
    if (one.fromMs > coveredMs) found.push({ post, fromMs: coveredMs, untilMs: one.fromMs })
    coveredMs = Math.max(coveredMs, one.untilMs)
  }
  return found
}

/** Hours as people say them: the end of the day is 24:00, and an end days later is told with its day. */
export function hoursWord(from: string | number, until: string | number): string {
  const [fromMs, untilMs] = [new Date(from).getTime(), new Date(until).getTime()]
  const end = shortTime(untilMs) === '00:00' ? '24:00' : shortTime(untilMs)
  const isLong = untilMs - fromMs > DAY_MS
  return `${shortTime(fromMs)}–${isLong ? endWord(new Date(untilMs).toISOString()) : end}`
}

/** When something ends, in the township: midnight is 24:00 of the day before, as people say it. */
export function endWord(iso: string): string {
  return shortTime(iso) === '00:00' ? dayTime(Date.parse(iso) - 60_000).replace('23:59', '24:00') : dayTime(iso)
}
