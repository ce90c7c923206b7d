import { z } from 'zod'
import { momentSchema } from './ids.ts'

/** What was found at a household that must be told or moved: 已通知, 已转移, 不愿转移, 不在家. */
export const HOUSEHOLD_STATES = ['told', 'moved', 'refuses', 'away'] as const
export const householdStateSchema = z.enum(HOUSEHOLD_STATES)
export type HouseholdState = z.infer<typeof householdStateSchema>

/**
 * A roll call (叫应): everybody called must answer, not only the first. Whoever is silent is rung in rounds; who then
 * has not answered is woken at the door. Households are counted by the last word about each.
 */
export const rollCallSchema = z.object({
  since: momentSchema,
  /** How many rounds of telephone calls there have been. */
  rounds: z.int().nonnegative(),
  /** When the silent are rung again; null: not any more. */
  nextRoundAt: momentSchema.nullable(),
  /** Since when those who did not answer are to be woken at their doors; null: not yet. */
  knockingAt: momentSchema.nullable(),
  households: z.object({
    total: z.int().nonnegative(),
    told: z.int().nonnegative(),
    moved: z.int().nonnegative(),
    refuses: z.int().nonnegative(),
    away: z.int().nonnegative(),
  }),
})
export type RollCall = z.infer<typeof rollCallSchema>
