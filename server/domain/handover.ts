import type { Shift } from '#shared/shift.ts'
import { holdsAt, type Version } from './arrangement.ts'

/** How long before a shift a note may be that the shift must still read. */
const REACH_MS = 72 * 3600_000

/** A note as far as the rule needs it. */
export type Note = { areaId: string; personId: string; at: Date; readers: readonly string[] }

/** Somebody, and whom they stand in for now: a shift of one of those is theirs. */
export type Sitter = { personId: string; standsInFor: readonly string[] }

/**
 * Whether somebody has still to read a note: they are on shift there now, or in the place of who is, did not write it,
 * have not read it, and it was written since they last left a shift of their own there, at most three days before this one.
 */
export function mustRead(
  note: Note,
  { personId, standsInFor }: Sitter,
  shifts: readonly Version<Shift>[],
  now: Date,
): boolean {
  if (note.personId === personId || note.readers.includes(personId)) return false
  const there = shifts.filter(({ areaId }) => areaId === note.areaId)
  const own = there.filter((shift) => shift.personId === personId)
  const current =
    own.find((shift) => holdsAt(shift, now)) ??
    there.find((shift) => standsInFor.includes(shift.personId) && holdsAt(shift, now))
  if (current?.validFrom == null) return false
  const began = current.validFrom.getTime()
  const left = own.flatMap(({ validUntil }) => (validUntil !== null && validUntil <= now ? [validUntil.getTime()] : []))
  return note.at.getTime() >= Math.max(began - REACH_MS, ...left.filter((at) => at <= began)) && note.at <= now
}
