import { desc, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { drills } from '../../db/schema.ts'

/** A drill as it is kept. */
export type DrillRow = typeof drills.$inferSelect

/** One drill by its id. */
export async function drillById({ read }: Database, id: string): Promise<DrillRow | null> {
  const [row] = await read.select().from(drills).where(eq(drills.id, id))
  return row ?? null
}

/** The drills that go on. */
export async function runningDrills({ read }: Database): Promise<DrillRow[]> {
  return read.select().from(drills).where(isNull(drills.endedAt))
}

/** The last drills, newest first, at most `limit`. */
export async function lastDrills({ read }: Database, limit: number): Promise<DrillRow[]> {
  return read.select().from(drills).orderBy(desc(drills.startedAt)).limit(limit)
}
