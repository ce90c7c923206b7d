import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { type Kind, kindSchema, type Severity, severitySchema } from './kinds.ts'
import { dutySchema } from './responsibility.ts'
import { REPORTED_KINDS } from './reported.ts'

export { FIRE_RULE } from './fire-rule.ts'

/** No wait and no clock of a plan is longer than this, 30 days: what is longer is a slip of the keyboard. */
export const MOST_SECONDS = 30 * 86_400
/** No tier waits longer than this for the next one, a day. */
export const MOST_WAIT_SECONDS = 86_400

/** One tier of a response plan: who is called together, and how long before the next tier is called too. */
export const tierSchema = z.object({
  duties: z.array(dutySchema).min(1),
  /** How long this tier has before the next one is called, in seconds. */
  waitSeconds: z.int().positive().max(MOST_WAIT_SECONDS),
})
export type Tier = z.infer<typeof tierSchema>

/** How long somebody who is asked to look has to answer, where the plan does not say. */
export const VERIFY_WAIT_SECONDS = 180

/** How the wall and the desk sound for an incident until the duty room takes notice. */
export const SOUNDS = ['loop', 'once', 'none'] as const
export const soundSchema = z.enum(SOUNDS)
export type Sound = z.infer<typeof soundSchema>

const hourSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 06:30')

/** The hours by the township's clock in which nobody is called for what can wait, though the duty room sees it: from 22:00 until 06:30. */
export const nightRestSchema = z
  .object({ from: hourSchema, until: hourSchema })
  .refine(({ from, until }) => from !== until, { path: ['until'], message: 'must differ from the beginning' })
export type NightRest = z.infer<typeof nightRestSchema>

/** What never waits for the morning, whatever a plan says. */
export const NEVER_RESTS: readonly Kind[] = [
  'fire',
  'smoke',
  'heat',
  'gas',
  'flood',
  'geohazard',
  'sos',
  'medical',
  'missing-person',
  'accident',
  'warning',
]

/** Where one alone would be in danger: at a fire or what may turn out to be one, in gas, in a flood, at a slope, on a search. */
export const NEVER_ALONE: readonly Kind[] = [
  'fire',
  'smoke',
  'heat',
  'gas',
  'flood',
  'geohazard',
  'missing-person',
  'accident',
]

/** What is as bad as this does not wait either, of whatever kind. */
export const NEVER_RESTING_SEVERITIES: readonly Severity[] = ['extreme', 'severe']

/** Where whoever goes is asked every half hour whether they are well, unless the plan says otherwise. */
const CHECKED_IN: readonly Kind[] = ['fire', 'flood', 'geohazard', 'missing-person']
const CHECK_IN_SECONDS = 1800

/** How often a plan for these kinds asks those on the scene whether they are well, where nobody says; null: never. */
export function usualCheckIn(kinds: readonly Kind[]): number | null {
  return kinds.some((kind) => CHECKED_IN.includes(kind)) ? CHECK_IN_SECONDS : null
}

/** A plan whose first tier has as long as this to answer is of nothing for which anybody hurries there. */
const UNHURRIED_SECONDS = 300
const ARRIVE_WITHIN_SECONDS = 600
const ARRIVE_UNHURRIED_SECONDS = 86_400

/** How long whoever says that they go has to come or be heard of, where nobody says: ten minutes, a day where nobody hurries. */
export function usualArrival(tiers: readonly Pick<Tier, 'waitSeconds'>[]): number {
  const [first] = tiers
  return first !== undefined && first.waitSeconds >= UNHURRIED_SECONDS
    ? ARRIVE_UNHURRIED_SECONDS
    : ARRIVE_WITHIN_SECONDS
}

const clockSecondsSchema = z.int().positive().max(MOST_SECONDS).nullable()

/** How long people have for each step from the first call on, in seconds; null: no limit. */
export const planClocksSchema = z.object({
  arriveSeconds: clockSecondsSchema,
  handleSeconds: clockSecondsSchema,
  closeSeconds: clockSecondsSchema,
  /** Until the county has the first report (首报). */
  reportSeconds: clockSecondsSchema,
  /** From one report to the next (续报), while it goes on. */
  followUpSeconds: clockSecondsSchema,
  /** From its end to the final report (终报). */
  finalSeconds: clockSecondsSchema,
})
export type PlanClocks = z.infer<typeof planClocksSchema>

/** No clock at all. */
export const NO_CLOCKS: PlanClocks = {
  arriveSeconds: null,
  handleSeconds: null,
  closeSeconds: null,
  reportSeconds: null,
  followUpSeconds: null,
  finalSeconds: null,
}

/** What a plan says of its clocks; one from before there were reports says nothing of these, and what is not said is kept. */
const planClocksBodySchema = planClocksSchema.extend({
  reportSeconds: clockSecondsSchema.optional(),
  followUpSeconds: clockSecondsSchema.optional(),
  finalSeconds: clockSecondsSchema.optional(),
})

/**
 * The clocks of reporting of a new plan for these kinds. By the usual rule of general emergency plans (总体应急预案) the
 * township tells its county within half an hour by telephone and an hour in writing; the desk asks for half of the first, and
 * counties set their own, some of 20 and 40 minutes.
 */
export function usualReports(
  kinds: readonly Kind[],
): Pick<PlanClocks, 'reportSeconds' | 'followUpSeconds' | 'finalSeconds'> {
  const isReported = kinds.some((kind) => REPORTED_KINDS.includes(kind))
  return isReported
    ? { reportSeconds: 900, followUpSeconds: 3600, finalSeconds: 86_400 }
    : { reportSeconds: null, followUpSeconds: null, finalSeconds: null }
}

/** What is to be done, line by line, in the order of doing. */
const checklistSchema = z.array(z.string().trim().min(1).max(200)).max(30)

/** A response plan (预案) for one or more kinds, and for some severities or all, as data. */
export const planBodySchema = z.object({
  name: z.string().min(1).max(100),
  kinds: z.array(kindSchema).min(1),
  /** Null: all. A plan that names the severity goes before one for all of them. */
  severities: z.array(severitySchema).min(1).nullish(),
  tiers: z.array(tierSchema).min(1).max(8),
  /** Called first where the place lies in no household zone; empty means the same tiers everywhere. */
  outsideZones: z.array(tierSchema).max(8).nullish(),
  /** Told at once, and expected to do nothing. */
  informed: z.array(dutySchema).nullish(),
  respondersNeeded: z.int().positive().max(50),
  /** How many tiers are called together at the beginning; 1 unless told. */
  tiersAtOnce: z.int().positive().max(8).nullish(),
  /** How often whoever was called and has not answered is reminded until the next tier's turn, in seconds; null: never. */
  remindSeconds: z.int().min(15).max(86_400).nullish(),
  /** Null: people are called at any hour. */
  nightRest: nightRestSchema.nullish(),
  clocks: planClocksBodySchema.nullish(),
  checklist: checklistSchema.nullish(),
  sound: soundSchema.nullish(),
  /**
   * A single camera's detection less sure than this asks the nearest member to look before anybody else is called, for
   * fire, smoke and heat. Null: never. Without a word of it what is known stays.
   */
  verifyBelow: z.number().min(0).max(1).nullish(),
  /** How long whoever is asked to look has to answer, in seconds. */
  verifyWaitSeconds: z.int().positive().max(3600).nullish(),
  /**
   * How long whoever said that they go has to come or be heard of before others are called on; null: for ever. A new plan has
   * 600 unless told, a day where its first tier has five minutes or more to answer.
   */
  arriveWithinSeconds: z.int().min(60).max(86_400).nullish(),
  /**
   * How often those on the scene or sent to look are asked whether they are well; null: never. A new plan for what endangers
   * whoever goes there asks every half hour unless told.
   */
  checkInSeconds: z.int().min(60).max(86_400).nullish(),
  validFrom: momentSchema.nullish(),
  validUntil: momentSchema.nullish(),
})

export const planSchema = z.object({
  id: idSchema,
  name: z.string(),
  kinds: z.array(kindSchema),
  severities: z.array(severitySchema).nullable(),
  tiers: z.array(tierSchema),
  outsideZones: z.array(tierSchema).nullable(),
  informed: z.array(dutySchema),
  respondersNeeded: z.int(),
  tiersAtOnce: z.int(),
  remindSeconds: z.int().nullable(),
  nightRest: nightRestSchema.nullable(),
  clocks: planClocksSchema,
  checklist: z.array(z.string()),
  sound: soundSchema,
  verifyBelow: z.number().min(0).max(1).nullable(),
  verifyWaitSeconds: z.int(),
  arriveWithinSeconds: z.int().nullable(),
  checkInSeconds: z.int().nullable(),
})
export type Plan = z.infer<typeof planSchema>

/** What a plan is without a word of any of these. */
export const PLAN_DEFAULTS: Pick<
  Plan,
  | 'severities'
  | 'tiersAtOnce'
  | 'remindSeconds'
  | 'nightRest'
  | 'clocks'
  | 'checklist'
  | 'sound'
  | 'arriveWithinSeconds'
  | 'checkInSeconds'
> = {
  severities: null,
  tiersAtOnce: 1,
  remindSeconds: null,
  nightRest: null,
  clocks: NO_CLOCKS,
  checklist: [],
  sound: 'loop',
  arriveWithinSeconds: ARRIVE_WITHIN_SECONDS,
  checkInSeconds: null,
}
