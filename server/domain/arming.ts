import type { WeekHours } from '#shared/week-hours.ts'
import type { Device } from '#shared/device.ts'
import { zoneOffsetMs } from '#shared/zone-clock.ts'

/**
 * Whether motion, people and open doors alarm at this device at a moment: by its switch, or within one of its armed
 * hours on the clock of `timeZone`. The beginning counts, the end does not. Where clocks are turned, what they show
 * counts: an hour that they skip or repeat is as long as they make it.
 */
export function isArmed({ armed, armedSchedule }: Armable, at: Date, timeZone: string): boolean {
  if (armed) return true
  if (armedSchedule == null || armedSchedule.length === 0) return false
  const shown = shownAt(at, timeZone)
  return armedSchedule.some((hours) => isWithin(hours, shown))
}

type Armable = Pick<Device, 'armed' | 'armedSchedule'>

/** What a clock and a calendar show: `date` as a whole number of days since 1970, for counting. */
type Shown = { date: number; minutes: number }

const DAY_MINUTES = 24 * 60

function isWithin({ days, from, to, firstDate, lastDate }: WeekHours, { date, minutes }: Shown): boolean {
  const [begins, ends] = [minutesOf(from), minutesOf(to)]
  const isBegunOn = (day: number): boolean =>
    days.includes(weekdayOf(day)) &&
    (firstDate == null || day >= dayOf(firstDate)) &&
    (lastDate == null || day <= dayOf(lastDate))
  if (begins < ends) return isBegunOn(date) && minutes >= begins && minutes < ends
  return (isBegunOn(date) && minutes >= begins) || (isBegunOn(date - 1) && minutes < ends)
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function dayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / (DAY_MINUTES * 60_000))
}

/** 1 Monday to 7 Sunday; the first of January 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

function shownAt(at: Date, timeZone: string): Shown {
  const minutes = Math.floor((at.getTime() + zoneOffsetMs(timeZone, at.getTime())) / 60_000)
  const date = Math.floor(minutes / DAY_MINUTES)
  return { date, minutes: minutes - date * DAY_MINUTES }
}
