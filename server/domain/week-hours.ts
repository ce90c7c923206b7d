import type { WeekHours } from '#shared/week-hours.ts'
import { zoneOffsetMs } from '#shared/zone-clock.ts'

/** What a clock and a calendar show: `date` as a whole number of days since 1970, for counting. */
export type Shown = { date: number; minutes: number }

const DAY_MINUTES = 24 * 60
const MINUTE_MS = 60_000
const DAY_MS = DAY_MINUTES * MINUTE_MS

/** What the clocks of a zone show at a moment. */
export function shownAt(at: Date, timeZone: string): Shown {
  const minutes = Math.floor((at.getTime() + zoneOffsetMs(timeZone, at.getTime())) / MINUTE_MS)
  const date = Math.floor(minutes / DAY_MINUTES)
  return { date, minutes: minutes - date * DAY_MINUTES }
}

/** The moment at which the clocks of a zone show this; where they skip it, when they would have. */
export function momentShown({ date, minutes }: Shown, timeZone: string): Date {
  const localMs = date * DAY_MS + minutes * MINUTE_MS
  return new Date(localMs - zoneOffsetMs(timeZone, localMs - zoneOffsetMs(timeZone, localMs)))
}

/**
 * Whether what the clock shows lies in any of these hours. The beginning counts, the end does not. Where clocks are
 * turned, what they show counts: an hour that they skip or repeat is as long as they make it.
 */
export function isWithinHours(hours: readonly WeekHours[], shown: Shown): boolean {
  return hours.some((some) => isWithin(some, shown))
}

/** The moments in `(from, until)` at which any of these hours begin or end, in no order. */
export function turnsOf(hours: readonly WeekHours[], from: Date, until: Date, timeZone: string): Date[] {
  const first = shownAt(from, timeZone).date - 1
  const last = shownAt(until, timeZone).date
  const turns: Date[] = []
  for (const some of hours) {
    const [begins, ends] = [minutesOf(some.from), minutesOf(some.to)]
    for (let date = first; date <= last; date++) {
      if (!isBegunOn(some, date)) continue
      turns.push(momentShown({ date, minutes: begins }, timeZone))
      turns.push(momentShown({ date: begins < ends ? date : date + 1, minutes: ends }, timeZone))
    }
  }
  return turns.filter((turn) => turn > from && turn < until)
}

/** When a daily rest, from one time of day until another, ends that lasts at `at`; null where none does. */
export function endOfRest(rest: { from: string; until: string }, at: Date, timeZone: string): Date | null {
  const shown = shownAt(at, timeZone)
  const everyDay = { days: [1, 2, 3, 4, 5, 6, 7], from: rest.from, to: rest.until }
  if (!isWithin(everyDay, shown)) return null
  const ends = minutesOf(rest.until)
  return momentShown({ date: shown.minutes < ends ? shown.date : shown.date + 1, minutes: ends }, timeZone)
}

function isWithin(hours: WeekHours, { date, minutes }: Shown): boolean {
  const [begins, ends] = [minutesOf(hours.from), minutesOf(hours.to)]
  if (begins < ends) return isBegunOn(hours, date) && minutes >= begins && minutes < ends
  return (isBegunOn(hours, date) && minutes >= begins) || (isBegunOn(hours, date - 1) && minutes < ends)
}

function isBegunOn({ days, firstDate, lastDate }: WeekHours, date: number): boolean {
  return (
    days.includes(weekdayOf(date)) &&
    (firstDate == null || date >= dayOf(firstDate)) &&
    (lastDate == null || date <= dayOf(lastDate))
  )
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function dayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS)
}

/** 1 Monday to 7 Sunday; the first of January 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}
