import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { kindSchema } from './kinds.ts'
import { weekHoursSchema } from './week-hours.ts'

/**
 * What somebody answers for. The three contracts (三包) are household 包户, zone 包片 and village 包村;
 * the others are duties of their own. `duty-room` 值班室 ends every chain.
 */
export const DUTIES = [
  'household',
  'zone',
  'village',
  'ranger',
  'grid-head',
  'grid-member',
  'village-secretary',
  'fire-crew',
  'hazard-watcher',
  'mediator',
  'village-doctor',
  'police',
  'duty-room',
] as const
export const dutySchema = z.enum(DUTIES)
export type Duty = z.infer<typeof dutySchema>

export const RANKS = ['primary', 'deputy'] as const
export const rankSchema = z.enum(RANKS)
export type Rank = z.infer<typeof rankSchema>

/** The body of `PUT /api/responsibilities/:id`: a person holds a duty for an area, for some kinds or all. */
export const responsibilityBodySchema = z.object({
  personId: idSchema,
  duty: dutySchema,
  areaId: idSchema,
  /** Null: all of them. An empty list would call somebody for nothing. */
  kinds: z.array(kindSchema).min(1, 'must name a kind, or be null for all of them').nullish(),
  rank: rankSchema,
  /** When the holder is on duty; null: at any hour. Without a word of it what is known stays. */
  hours: z.array(weekHoursSchema).min(1).max(14).nullish(),
  /** Whether the hours hold on the days off that the law gives to everybody; true unless told. */
  onStatutoryDays: z.boolean().nullish(),
  validFrom: momentSchema.nullish(),
  validUntil: momentSchema.nullish(),
})

export const responsibilitySchema = z.object({
  id: idSchema,
  personId: idSchema,
  duty: dutySchema,
  areaId: idSchema,
  kinds: z.array(kindSchema).nullable(),
  rank: rankSchema,
  hours: z.array(weekHoursSchema).nullable(),
  onStatutoryDays: z.boolean(),
})
export type Responsibility = z.infer<typeof responsibilitySchema>

/** A responsibility as `GET /api/responsibilities` lists it: with the span in which it holds; null ends are open. */
export const datedResponsibilitySchema = responsibilitySchema.extend({
  from: momentSchema.nullable(),
  until: momentSchema.nullable(),
})
export type DatedResponsibility = z.infer<typeof datedResponsibilitySchema>

/**
 * Why somebody stands in a chain: he holds the duty, is a deputy (AB角), was named by whoever is away, is called from a
 * neighbouring area, or is on shift in the duty room or holds it; or was passed over: absent, off duty, no longer there,
 * keeping out of it (回避).
 * `next-area` stands in old records only.
 */
export const LINK_REASONS = [
  'holder',
  'deputy',
  'stand-in',
  'neighbour',
  'on-shift',
  'duty-room',
  'absent',
  'off-duty',
  'left',
  'nobody-holds',
  'recused',
  'next-area',
] as const
export const linkReasonSchema = z.enum(LINK_REASONS)

/** What can ring a person, wherever they are: a call or a text message. A chat message does not ring, nor does a browser. */
export const RINGS = ['voice', 'sms'] as const
export const ringSchema = z.enum(RINGS)
export type Ring = z.infer<typeof ringSchema>

/** One link of a chain: whom a plan calls for a place, in which tier, and why. */
export const chainLinkSchema = z.object({
  duty: dutySchema,
  areaId: idSchema.nullable(),
  /** Null where nobody holds the duty; such a link is shown as a hole and never called. */
  personId: idSchema.nullable(),
  rank: rankSchema,
  /** The tier of the plan, from 0: everybody of one tier is called together. */
  order: z.int().nonnegative(),
  reason: linkReasonSchema,
  /** A person passed over (absent, off duty, gone) stays visible in the chain and is not called. */
  called: z.boolean(),
  /** Whether anything can ring the person now. */
  reachable: z.boolean(),
  /** For whom the person is called who would have been called otherwise. */
  inPlaceOf: idSchema.nullable(),
  /** Until when whoever is passed over here, or stands behind `inPlaceOf`, is away; for `on-shift` the end of the shift. */
  until: momentSchema.nullable(),
  rings: z.array(ringSchema),
})
export type ChainLink = z.infer<typeof chainLinkSchema>

/** Somebody told of an incident who is expected to do nothing: no call, and nobody waits for an answer. */
export const informedSchema = z.object({
  personId: idSchema,
  duty: dutySchema,
  areaId: idSchema.nullable(),
  /** When they were told; null while nobody has been called yet. */
  at: momentSchema.nullable(),
})
export type Informed = z.infer<typeof informedSchema>
