import { z } from 'zod'

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 22:00')
const dateSchema = z.iso.date()

/**
 * Hours of the week by the township's clock: when a device is armed, or somebody on duty. `days` are the days of the
 * week on which they begin (1 Monday to 7 Sunday); where `to` is not after `from` they end on the day after. A whole
 * day is 00:00 to 24:00. `firstDate` and `lastDate` are the first and the last date on which they begin: a fire ban's.
 */
export const weekHoursSchema = z
  .object({
    days: z
      .array(z.int().min(1).max(7))
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'a day stands here twice'),
    from: timeOfDay.refine((from) => from !== '24:00', 'must be a time from 00:00 to 23:59'),
    to: timeOfDay,
    firstDate: dateSchema.nullish(),
    lastDate: dateSchema.nullish(),
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'must differ from the beginning; a day ends at 24:00',
  })
  .refine(({ firstDate, lastDate }) => firstDate == null || lastDate == null || firstDate <= lastDate, {
    path: ['lastDate'],
    message: 'lies before the first date',
  })
export type WeekHours = z.infer<typeof weekHoursSchema>
