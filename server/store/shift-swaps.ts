import { and, desc, eq, gte, or } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { shiftSwaps } from '../../db/schema.ts'

/** A swap as it is kept. */
export type SwapRow = typeof shiftSwaps.$inferSelect

/** One swap; null where there is none. */
export async function swapById({ read }: Database, id: string): Promise<SwapRow | null> {
  const [row] = await read.select().from(shiftSwaps).where(eq(shiftSwaps.id, id))
  return row ?? null
}

/** The open swaps, newest first; with those asked since a moment, where one is given. */
export async function swapsSince({ read }: Database, since: Date | null): Promise<SwapRow[]> {
  const open = eq(shiftSwaps.state, 'asked')
  return read
    .select()
    .from(shiftSwaps)
    .where(since === null ? open : or(open, gte(shiftSwaps.askedAt, since)))
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
