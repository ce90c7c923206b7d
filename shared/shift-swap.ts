import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { shiftWarningSchema } from './shift.ts'

/** How far a swap has got; only `asked` is open. */
export const SWAP_STATES = ['asked', 'consented', 'refused', 'withdrawn'] as const

/** The body of `POST /api/shift-swaps`: somebody asks another to take a shift, for one of theirs in return or for none. */
export const swapBodySchema = z.object({
  id: idSchema,
  shiftId: idSchema,
  toPersonId: idSchema,
  returnShiftId: idSchema.nullish(),
  note: z.string().trim().max(500).nullish(),
})
export type SwapBody = z.infer<typeof swapBodySchema>

/** The body of `POST /api/shift-swaps/:id/decision`. */
export const swapDecisionSchema = z.object({ state: z.enum(['consented', 'refused']) })

export const shiftSwapSchema = z.object({
  id: idSchema,
  shiftId: idSchema,
  fromPersonId: idSchema,
  toPersonId: idSchema,
  returnShiftId: idSchema.nullable(),
  note: z.string().nullable(),
  askedBy: idSchema,
  askedAt: momentSchema,
  state: z.enum(SWAP_STATES),
  decidedBy: idSchema.nullable(),
  decidedAt: momentSchema.nullable(),
})
export type ShiftSwap = z.infer<typeof shiftSwapSchema>

/** A swap as lists give it; `mayDecide` and `mayWithdraw` are of whoever asks, `warnings` of an open one. */
export const shownSwapSchema = shiftSwapSchema.extend({
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean(),
  warnings: z.array(shiftWarningSchema),
})
export type ShownSwap = z.infer<typeof shownSwapSchema>
