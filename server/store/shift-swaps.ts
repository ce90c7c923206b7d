import { and, desc, eq, gte, inArray, or } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { shifts, shiftSwaps } from '../../db/schema.ts'

/** A swap as it is kept. */
export type SwapRow = typeof shiftSwaps.$inferSelect

/** One swap; null where there is none. */
export async function swapById({ read }: Database, id: string): Promise<SwapRow | null> {
  const [row] = await read.select().from(shiftSwaps).where(eq(shiftSwaps.id, id))
  return row ?? null
}

/**
 * The open swaps, newest first; with those asked since a moment, where one is given. Of somebody: those they have a part
 * in, and those of shifts of some townships.
 */
export async function swapsSince(
  { read }: Database,
  since: Date | null,
  of: { personId: string; areaIds: readonly string[] } | null,
): Promise<SwapRow[]> {
  const open = eq(shiftSwaps.state, 'asked')
  const { fromPersonId, toPersonId, askedBy, shiftId } = shiftSwaps
  const theirs =
    of &&
    or(
      ...[fromPersonId, toPersonId, askedBy].map((column) => eq(column, of.personId)),
      inArray(
        shiftId,
        read
          .select({ id: shifts.id })
          .from(shifts)
          .where(inArray(shifts.areaId, [...of.areaIds])),
      ),
    )
  return read
    .select()
    .from(shiftSwaps)
    .where(and(since === null ? open : or(open, gte(shiftSwaps.askedAt, since)), theirs ?? undefined))
    .orderBy(desc(shiftSwaps.askedAt), desc(shiftSwaps.id))
    .limit(500)
}

/** The open swaps that a shift is part of as the one asked for. */
export async function openSwapsOf({ read }: Database, shiftId: string): Promise<SwapRow[]> {
  return read
    .select()
    .from(shiftSwaps)
    .where(and(eq(shiftSwaps.shiftId, shiftId), eq(shiftSwaps.state, 'asked')))
}
