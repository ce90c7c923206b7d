import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { HOUSEHOLD_STATES } from './roll-counts.ts'

/** What was found at a household that must be told or moved. */
export const householdStateSchema = z.enum(HOUSEHOLD_STATES)
export type HouseholdState = z.infer<typeof householdStateSchema>

/** How many households there are on some ground, and of how many each was the last word. */
export const householdCountsSchema = z.object({
  total: z.int().nonnegative(),
  told: z.int().nonnegative(),
  moved: z.int().nonnegative(),
  refuses: z.int().nonnegative(),
  away: z.int().nonnegative(),
})
export type HouseholdCounts = z.infer<typeof householdCountsSchema>

/** Somebody who is to be woken at the door: since when, why, and who was called to knock there. */
export const unwokenSchema = z.object({
  personId: idSchema,
  at: momentSchema,
  why: z.enum(['silent', 'unreachable']),
  knockerIds: z.array(idSchema),
})
export type Unwoken = z.infer<typeof unwokenSchema>

/**
 * A roll call (叫应): everybody called must answer, not only the first. Whoever is silent is rung in rounds; who then
 * has not answered is woken at the door. Households are counted by the last word about each.
 */
export const rollCallSchema = z.object({
  since: momentSchema,
  /** Over which areas it is called, each with everything below it. */
  areaIds: z.array(idSchema),
  /** What is warned of, in the words that came; a wall is not told them. */
  text: z.string().nullable(),
  /** How many rounds of telephone calls there have been; with new people, or when it becomes graver, they begin anew. */
  rounds: z.int().nonnegative(),
  /** When the silent are rung again; null: not any more. */
  nextRoundAt: momentSchema.nullable(),
  /** When those who are silent then are to be woken at their doors; null: nobody more is. */
  knockAt: momentSchema.nullable(),
  /** Since when somebody is to be woken at the door; null: not yet. */
  knockingAt: momentSchema.nullable(),
  unwoken: z.array(unwokenSchema),
  households: householdCountsSchema,
})
export type RollCall = z.infer<typeof rollCallSchema>
