import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { sources } from '../../db/schema.ts'

/** The hash of a source's broker password; null where there is no such source, or it has none. */
export async function sourceTokenHash({ read }: Database, id: string): Promise<string | null> {
  const [row] = await read
    .select({ tokenHash: sources.tokenHash })
    .from(sources)
    .where(and(eq(sources.id, id), isNull(sources.supersededAt)))
  return row?.tokenHash ?? null
}
