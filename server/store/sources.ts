import { and, eq, gt, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import type { FetchCredentials, FormatName, Pull } from '#shared/source.ts'
import type { Database } from '../../db/connect.ts'
import { sources } from '../../db/schema.ts'
import { credentialsOrigin } from '../domain/allowed-link.ts'

/** The hash of a source's broker password as it holds now; null where there is no such source, or it has none. */
export async function sourceTokenHash({ read }: Database, id: string): Promise<string | null> {
  const [row] = await read
    .select({ tokenHash: sources.tokenHash })
    .from(sources)
    .where(and(eq(sources.id, id), holdsNow()))
  return row?.tokenHash ?? null
}

/** From where what a source names may be fetched, and what is shown there to one origin alone. */
export type FetchRules = { fetchFrom: string[]; fetchCredentials: FetchCredentials | null; showTo: string | null }

/** The rules of a source as they hold now; of one that is no more, none. */
export async function fetchRules({ read }: Database, id: string): Promise<FetchRules> {
  const [row] = await read
    .select({ fetchFrom: sources.fetchFrom, fetchCredentials: sources.fetchCredentials, pull: sources.pull })
    .from(sources)
    .where(and(eq(sources.id, id), holdsNow()))
  const fetchFrom = row?.fetchFrom ?? []
  const showTo = credentialsOrigin(fetchFrom, row?.pull?.url ?? null)
  return { fetchFrom, fetchCredentials: row?.fetchCredentials ?? null, showTo }
}

/** A source that is asked by itself. */
export type PulledSource = FetchRules & { id: string; format: FormatName; pull: Pull }

/** Every source that is asked by itself now. */
export async function pulledSources({ read }: Database): Promise<PulledSource[]> {
  const { id, format, pull, fetchFrom, fetchCredentials } = sources
  const rows = await read
    .select({ id, format, pull, fetchFrom, fetchCredentials })
    .from(sources)
    .where(and(isNotNull(pull), holdsNow()))
  return rows.flatMap(({ pull: asked, ...row }) => {
    if (asked === null) return []
    return [
      { ...row, pull: asked, fetchFrom: row.fetchFrom ?? [], showTo: credentialsOrigin(row.fetchFrom, asked.url) },
    ]
  })
}

function holdsNow() {
  return and(
    isNull(sources.supersededAt),
    or(isNull(sources.validFrom), lte(sources.validFrom, sql`now()`)),
    or(isNull(sources.validUntil), gt(sources.validUntil, sql`now()`)),
  )
}
