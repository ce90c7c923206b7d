import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { kindSchema } from './kinds.ts'
import { dutySchema } from './responsibility.ts'

/** One tier of a response plan: who is called together, and how long before the next tier is called too. */
export const tierSchema = z.object({
  duties: z.array(dutySchema).min(1),
  /** How long this tier has before the next one is called, in seconds. */
  waitSeconds: z.int().positive(),
})
export type Tier = z.infer<typeof tierSchema>

/** How long somebody who is asked to look has to answer, where the plan does not say. */
export const VERIFY_WAIT_SECONDS = 180

/** A response plan (预案) for one or more kinds, as data. */
export const planBodySchema = z.object({
  name: z.string().min(1).max(100),
  kinds: z.array(kindSchema).min(1),
  tiers: z.array(tierSchema).min(1).max(8),
  /** Called first where the place lies in no household zone; empty means the same tiers everywhere. */
  outsideZones: z.array(tierSchema).max(8).nullish(),
  /** Told at once, and expected to do nothing. */
  informed: z.array(dutySchema).nullish(),
  respondersNeeded: z.int().positive().max(50),
  /**
   * A single camera's detection less sure than this asks the nearest member to look before anybody else is called, for
   * fire, smoke and heat. Null: never. Without a word of it what is known stays.
   */
  verifyBelow: z.number().min(0).max(1).nullish(),
  /** How long whoever is asked to look has to answer, in seconds. */
  verifyWaitSeconds: z.int().positive().max(3600).nullish(),
  validFrom: momentSchema.nullish(),
  validUntil: momentSchema.nullish(),
})

export const planSchema = z.object({
  id: idSchema,
  name: z.string(),
  kinds: z.array(kindSchema),
  tiers: z.array(tierSchema),
  outsideZones: z.array(tierSchema).nullable(),
  informed: z.array(dutySchema),
  respondersNeeded: z.int(),
  verifyBelow: z.number().min(0).max(1).nullable(),
  verifyWaitSeconds: z.int(),
})
export type Plan = z.infer<typeof planSchema>
