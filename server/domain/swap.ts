import type { ShiftSwap } from '#shared/shift-swap.ts'
import type { Viewer } from '#shared/session.ts'
import type { ShiftVersion } from './arrangement.ts'
import { leadsIn } from './duty-ground.ts'
import { meet } from './rota.ts'
import { hasRole } from './viewer.ts'

/** A shift as it is known now. */
export type OneShift = ShiftVersion

/** What the two shifts of a swap are now; null where there is none. */
export type SwapShifts = { shift: OneShift | null; back: OneShift | null }

/** The shifts that a swap is about. */
export function shiftsOf(
  { shiftId, returnShiftId }: Pick<ShiftSwap, 'shiftId' | 'returnShiftId'>,
  shifts: readonly OneShift[],
): SwapShifts {
  const find = (id: string | null) => shifts.find((shift) => shift.id === id) ?? null
  return { shift: find(shiftId), back: find(returnShiftId) }
}

/**
 * Why a swap no longer holds, in a word: a shift is gone, is another than when the swap was asked for, or has begun; or
 * one of the two would sit at one post twice at once. Null while it holds.
 */
export function swapFault(
  swap: Pick<ShiftSwap, 'fromPersonId' | 'toPersonId' | 'returnShiftId'> & { askedAt: Date },
  { shift, back }: SwapShifts,
  shifts: readonly OneShift[],
  now: Date,
): 'shift-gone' | 'shift-changed' | 'shift-begun' | 'sits-twice' | null {
  if (shift === null || (swap.returnShiftId !== null && back === null)) return 'shift-gone'
  if (shift.personId !== swap.fromPersonId) return 'shift-changed'
  if (back !== null && (back.personId !== swap.toPersonId || back.areaId !== shift.areaId)) return 'shift-changed'
  const isRewritten = (one: OneShift | null) => one?.recordedAt !== undefined && one.recordedAt > swap.askedAt
  if (isRewritten(shift) || isRewritten(back)) return 'shift-changed'
  if ([shift, back].some((one) => one !== null && (one.validFrom === null || one.validFrom <= now)))
    return 'shift-begun'
  const others = shifts.filter(({ id }) => id !== shift.id && id !== back?.id)
  const sitsTwice = (personId: string, span: OneShift) =>
    others.some((one) => one.personId === personId && one.post === span.post && meet(one, span))
  if (sitsTwice(swap.toPersonId, shift)) return 'sits-twice'
  return back !== null && sitsTwice(swap.fromPersonId, back) ? 'sits-twice' : null
}

/**
 * Whether a viewer may decide on a swap: whoever sits as leader in charge, then or at another time since it was asked for,
 * a leader of the whole township, or the administrator; never one of the two who swap.
 */
export function mayDecide(
  viewer: Viewer,
  swap: Pick<ShiftSwap, 'fromPersonId' | 'toPersonId'> & { askedAt: Date },
  shift: OneShift | null,
  shifts: readonly OneShift[],
): boolean {
  if (viewer.personId === swap.fromPersonId || viewer.personId === swap.toPersonId) return false
  if (hasRole(viewer, 'admin')) return true
  if (shift === null) return false
  return leadsIn(viewer, shift.areaId, shifts, swap.askedAt)
}
