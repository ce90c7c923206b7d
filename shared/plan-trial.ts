import { z } from 'zod'
import { areaSchema } from './area.ts'
import { idSchema, momentSchema } from './ids.ts'
import { kindSchema, severitySchema } from './kinds.ts'
import { personCardSchema } from './person.ts'
import { planBodySchema } from './plan.ts'
import { chainLinkSchema, dutySchema, informedSchema } from './responsibility.ts'

/** The body of `POST /api/plans/try`: whom a plan that nobody has saved yet would call for a place at a moment. */
export const planTrialBodySchema = z.object({
  /** The plan it would take the place of; null for a new one. */
  id: idSchema.nullish(),
  plan: planBodySchema,
  kind: kindSchema,
  severity: severitySchema,
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  /** Now unless told. */
  at: momentSchema.nullish(),
})

/** A link of a chain with the card of whom it names. */
export const namedLinkSchema = chainLinkSchema.extend({ person: personCardSchema.nullable() })
export type NamedLink = z.infer<typeof namedLinkSchema>

/** A tier as it would be called: together, so many seconds after the incident was opened, unless enough go before. */
export const calledTierSchema = z.object({
  order: z.int().nonnegative(),
  duties: z.array(dutySchema),
  afterSeconds: z.int().nonnegative(),
})
export type CalledTier = z.infer<typeof calledTierSchema>

export const trialSchema = z.object({
  at: momentSchema,
  /** The plan that is used: the one tried, unless another goes before it for this kind; null where none covers it. */
  planId: idSchema.nullable(),
  /** Whether that is the one tried. */
  isTried: z.boolean(),
  areas: z.array(areaSchema.omit({ geometry: true })),
  chain: z.array(namedLinkSchema),
  respondersNeeded: z.int(),
  /** Until when nobody is called, for it may wait for the morning; null where it does not. */
  restsUntil: momentSchema.nullable(),
  tiers: z.array(calledTierSchema),
  /** Who is only told. */
  informed: z.array(informedSchema.omit({ at: true }).extend({ person: personCardSchema.nullable() })),
})
export type Trial = z.infer<typeof trialSchema>

/** What `POST /api/plans/try` answers: the tried plan, and what would happen with what is saved. */
export const planTrialSchema = z.object({ tried: trialSchema, saved: trialSchema })
export type PlanTrial = z.infer<typeof planTrialSchema>
