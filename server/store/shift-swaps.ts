import { and, desc, eq, gte, or, sql } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { shiftSwaps } from '../../db/schema.ts'

/** A swap as it is kept. */
export type SwapRow = typeof shiftSwaps.$inferSelect

/** One swap; null where there is none. */
export async function swapById({ read }: Database, id: string): Promise<SwapRow | null> {
  const [row] = await read.select().from(shiftSwaps).where(eq(shiftSwaps.id, id))
  return row ?? null
}

/**
 * The open swaps, newest first; with those asked since a moment, where one is given. Of all shifts, or (`of`) of some, and
 * whatever a person has to do with.
 */
export async function swapsSince(
  { read }: Database,
  since: Date | null,
  of: { personId: string; shiftIds: readonly string[] } | null,
): Promise<SwapRow[]> {
  const { fromPersonId, toPersonId, askedBy, shiftId, state, askedAt } = shiftSwaps
  const isRecent = since === null ? eq(state, 'asked') : or(eq(state, 'asked'), gte(askedAt, since))
  const isTheirs =
    of === null
      ? undefined
      : or(
          ...[fromPersonId, toPersonId, askedBy].map((one) => eq(one, of.personId)),
          sql`${shiftId} = any(${sql.param(of.shiftIds)}::text[])`,
        )
  return read
    .select()
    .from(shiftSwaps)
    .where(and(isRecent, isTheirs))
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
