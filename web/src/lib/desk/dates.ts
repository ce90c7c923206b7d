import { dayIn, nextMidnight, noonOf } from '#shared/township-day.ts'

// Days that people type are those of the township; over the wire go moments.

/** The midnight at which a day is over, ISO: whatever holds until then holds on all of that day. */
export const dayIsOver = (zone: string, day: string): string => nextMidnight(zone, noonOf(zone, day)).toISOString()

/** The last day on which something holds that ends at a moment, `2026-11-28`. */
export const lastDayOf = (zone: string, end: string): string => dayIn(zone, new Date(Date.parse(end) - 1))
