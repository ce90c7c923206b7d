import { statutoryDay } from '#shared/statutory-days.ts'
import { dayAfter, dayIn, momentIn } from '#shared/township-day.ts'

/** The moments at which a plan is tried: now, in the coming night, on the next day off by law, or as typed. */
export const TRIAL_MOMENTS = ['now', 'night', 'holiday', 'typed'] as const
export type TrialMoment = (typeof TRIAL_MOMENTS)[number]

/** The next day off by law after a day, `2027-01-01`. */
export function nextHoliday(day: string): string {
  let next = dayAfter(day, 1)
  // No more than some months lie between two of them.
  while (statutoryDay(next) === null) next = dayAfter(next, 1)
  return next
}

/** The moment meant, as it goes over the wire; null is now. `typed` is `2026-12-01T02:00` by the township's clock. */
export function trialMoment(chosen: TrialMoment, typed: string, nowMs: number, zone: string): string | null {
  const now = new Date(nowMs)
  const today = dayIn(zone, now)
  switch (chosen) {
    case 'now':
      return null
    case 'night': {
      const tonight = momentIn(zone, today, '02:00')
      return (tonight > now ? tonight : momentIn(zone, dayAfter(today, 1), '02:00')).toISOString()
    }
    case 'holiday':
      return momentIn(zone, nextHoliday(today), '10:00').toISOString()
    case 'typed': {
      const [day = '', time = ''] = typed.split('T')
      return day === '' || time === '' ? null : momentIn(zone, day, time.slice(0, 5)).toISOString()
    }
  }
}
