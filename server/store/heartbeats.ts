import { eq } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { heartbeats } from '../../db/schema.ts'

/** Where a monitor outside listens, and how it went. There is one. */
export type HeartbeatRow = typeof heartbeats.$inferSelect

const ONE = 'outside'

/** Where the monitor listens; null where none is set up. */
export async function heartbeatRow({ read }: Database): Promise<HeartbeatRow | null> {
  const [row] = await read.select().from(heartbeats).where(eq(heartbeats.id, ONE))
  return row ?? null
}

/** Sets it up anew: how it went before is forgotten. */
export async function putHeartbeat(
  { read }: Database,
  said: Pick<HeartbeatRow, 'url' | 'illUrl' | 'everySeconds'>,
): Promise<void> {
  const fresh = { ...said, okAt: null, failedAt: null, failure: null }
  await read
    .insert(heartbeats)
    .values({ ...fresh, id: ONE })
    .onConflictDoUpdate({ target: heartbeats.id, set: fresh })
}

/** Takes it away; false where there was none. */
export async function removeHeartbeat({ read }: Database): Promise<boolean> {
  return (await read.delete(heartbeats).where(eq(heartbeats.id, ONE)).returning({ id: heartbeats.id })).length > 0
}

/** Notes how one went to an address that is still the one. */
export async function noteBeat({ read }: Database, failure: string | null, at: Date): Promise<void> {
  await read
    .update(heartbeats)
    .set(failure === null ? { okAt: at, failure: null } : { failedAt: at, failure })
    .where(eq(heartbeats.id, ONE))
}
