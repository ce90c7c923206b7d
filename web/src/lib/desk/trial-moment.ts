import { dayAfter, dayIn, momentIn } from '#shared/township-day.ts'

/** The moments at which a plan is tried: now, in the coming night, on the next day off by law, or as typed. */
export const TRIAL_MOMENTS = ['now', 'night', 'holiday', 'typed'] as const
export type TrialMoment = (typeof TRIAL_MOMENTS)[number]

/** The first days of the days off by law that have the same date every year: 元旦, 劳动节, 国庆节. */
const FIXED_HOLIDAYS = ['01-01', '05-01', '10-01']

/** The next day off by law with a fixed date after a day, `2027-01-01`. */
export function nextHoliday(day: string): string {
  const year = Number(day.slice(0, 4))
  const dates = [year, year + 1].flatMap((of) => FIXED_HOLIDAYS.map((date) => `${of}-${date}`))
  return dates.find((date) => date > day) ?? `${year + 1}-01-01`
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
