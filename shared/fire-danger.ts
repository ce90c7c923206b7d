import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

export { estimateAt, officialAt } from './danger-now.ts'

/** The five grades of forest fire danger (森林火险等级, GB/T 36743), 1 the lowest. */
export const DANGER_GRADES = [1, 2, 3, 4, 5] as const
export const dangerGradeSchema = z.union(DANGER_GRADES.map((grade) => z.literal(grade)))
export type DangerGrade = (typeof DANGER_GRADES)[number]

/** Entered by hand in the duty room, or received as an official warning. */
export const DANGER_SOURCES = ['entered', 'received'] as const
export const dangerSourceSchema = z.enum(DANGER_SOURCES)

/** The official grade of a township from one moment until another. */
export const officialDangerSchema = z.object({
  grade: dangerGradeSchema,
  source: dangerSourceSchema,
  /** Who entered it; null for a received one. */
  by: idSchema.nullable(),
  /** What the warning calls itself; null for an entered one. */
  headline: z.string().nullable(),
  /** Null: since always. */
  from: momentSchema.nullable(),
  /** It ends by itself: a forgotten grade holds for a day, not for a year. */
  until: momentSchema.nullable(),
})
export type OfficialDanger = z.infer<typeof officialDangerSchema>

/** What an estimate could not know, or what it took instead. */
export const ESTIMATE_GAPS = [
  'no-wind',
  'no-rain-gauge',
  'rain-in-part',
  'stations-silent',
  'start-values',
  'carried-over',
] as const
export const estimateGapSchema = z.enum(ESTIMATE_GAPS)
export type EstimateGap = z.infer<typeof estimateGapSchema>

/** The weather at noon (local standard time) as the township's own stations had it together. */
export const noonWeatherSchema = z.object({
  temperatureCelsius: z.number(),
  humidityPercent: z.number(),
  windKilometresPerHour: z.number().nonnegative(),
  /** What fell in the 24 hours before. */
  rainMillimetres: z.number().nonnegative(),
})

/**
 * Our own estimate (系统估算) of a day's fire danger by the Canadian Fire Weather Index, from the township's own stations.
 * Never shown as official.
 */
export const dangerEstimateSchema = z.object({
  /** The day it is of, `2026-11-28`. */
  day: z.iso.date(),
  /** By the thresholds of EFFIS: an FWI of 5.2, 11.2, 21.3 and 38. */
  grade: dangerGradeSchema,
  ffmc: z.number(),
  dmc: z.number(),
  dc: z.number(),
  isi: z.number(),
  bui: z.number(),
  fwi: z.number(),
  /** The constant of the fine fuel code that was used: 147.2, as its published program and table do. */
  constant: z.number(),
  weather: noonWeatherSchema,
  stationIds: z.array(idSchema),
  gaps: z.array(estimateGapSchema),
  /** The day whose codes it goes on from; null where it began with the start values 85, 6 and 15. */
  carriedFrom: z.iso.date().nullable(),
  from: momentSchema.nullable(),
  until: momentSchema.nullable(),
})
export type DangerEstimate = z.infer<typeof dangerEstimateSchema>

/** The fire danger of one township, with what holds now and what is known of later; ask `officialAt` and `estimateAt`. */
export const fireDangerSchema = z.object({
  areaId: idSchema,
  /** The official grades that hold now or will, earliest first. */
  official: z.array(officialDangerSchema),
  /** The last estimate; null before the first. */
  estimate: dangerEstimateSchema.nullable(),
  /** Until when no detection waits for a look first; null when the threshold is in force. */
  verificationOff: z.object({ by: idSchema.nullable(), until: momentSchema }).nullable(),
})
export type FireDanger = z.infer<typeof fireDangerSchema>

/** The body of `PUT /api/fire-danger/:areaId`. */
export const fireDangerBodySchema = z.object({
  grade: dangerGradeSchema,
  /** When it ends; the next midnight of the township where nothing is said. */
  validUntil: momentSchema.nullish(),
})

/** The body of `PUT /api/fire-danger/:areaId/verification-off`. */
export const verificationOffBodySchema = z.object({ until: momentSchema })

/** The answer to `GET /api/fire-danger/:areaId`: what holds, and what held before, the last first. */
export const fireDangerHistorySchema = fireDangerSchema.extend({
  history: z.array(officialDangerSchema),
  estimates: z.array(dangerEstimateSchema),
})
export type FireDangerHistory = z.infer<typeof fireDangerHistorySchema>
