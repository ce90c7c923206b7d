import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { sources } from '../../db/schema.ts'

/** The hash of a source's broker password as it holds now; null where there is no such source, or it has none. */
export async function sourceTokenHash({ read }: Database, id: string): Promise<string | null> {
  const [row] = await read
    .select({ tokenHash: sources.tokenHash })
    .from(sources)
    .where(
      and(
        eq(sources.id, id),
        isNull(sources.supersededAt),
        or(isNull(sources.validFrom), lte(sources.validFrom, sql`now()`)),
        or(isNull(sources.validUntil), gt(sources.validUntil, sql`now()`)),
      ),
    )
  return row?.tokenHash ?? null
}
