import { zoneOffsetMs } from './zone-clock.ts'

// Days of a township by its own clock. `zone` is an IANA name such as Asia/Shanghai.

const DAY_MS = 24 * 3600_000

/** The day it is in a zone at a moment, `2026-11-28`. */
export function dayIn(zone: string, at: Date): string {
  return new Date(at.getTime() + offsetMs(zone, at)).toISOString().slice(0, 10)
}

/** A day so many days after another. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

/** The moment a day begins in a zone. */
export function startOfDay(zone: string, day: string): Date {
  return hourOf(zone, day, 0)
}

/**
 * The moment at which clocks of a zone show an hour of a day; hours beyond 24 are those of later days. An hour that the
 * clocks leap over is the moment after the leap.
 */
export function hourOf(zone: string, day: string, hour: number): Date {
  const shown = new Date(Date.parse(day) + hour * 3600_000)
  return new Date(shown.getTime() - offsetMs(zone, new Date(shown.getTime() - offsetMs(zone, shown))))
}

/** The midnight at which the day that it is in a zone ends. */
export function nextMidnight(zone: string, at: Date): Date {
  return momentIn(zone, dayAfter(dayIn(zone, at), 1))
}

/** The moment at which it is a time (`02:00`; midnight unless told) of a day by the clocks of a zone. */
export function momentIn(zone: string, day: string, time = '00:00'): Date {
  const asUtc = new Date(`${day}T${time}:00Z`)
  return new Date(asUtc.getTime() - offsetMs(zone, new Date(asUtc.getTime() - offsetMs(zone, asUtc))))
}

/** Noon of a day by standard time, which knows no summer: the hour that fire weather is measured at. */
export function noonOf(zone: string, day: string): Date {
  const year = day.slice(0, 4)
  const standardMs = Math.min(...['01', '07'].map((month) => offsetMs(zone, new Date(`${year}-${month}-01`))))
  return new Date(Date.parse(day) + DAY_MS / 2 - standardMs)
}

function offsetMs(zone: string, at: Date): number {
  return zoneOffsetMs(zone, at.getTime())
}
