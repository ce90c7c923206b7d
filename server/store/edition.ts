import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../../db/connect.ts'
import { areas, households, people, responsibilities } from '../../db/schema.ts'

const rowSchema = z.object({ edition: z.coerce.number(), changed_at: z.coerce.date() })

/**
 * The edition of the list of contacts: how many moments there were until `at` at which anything it is made of changed,
 * by being recorded or by a date that came, and the last of them.
 */
export async function editionOf({ read }: Database, at: Date): Promise<{ edition: number; changedAt: string }> {
  const moments = [areas, people, responsibilities, households].flatMap((table) => [
    sql`select ${table.recordedAt} from ${table}`,
    sql`select ${table.supersededAt} from ${table}`,
    // A date in what is no longer known to be so never came.
    sql`select ${table.validFrom} from ${table} where ${table.supersededAt} is null`,
    sql`select ${table.validUntil} from ${table} where ${table.supersededAt} is null`,
  ])
  const [row] = await read.execute(
    sql`select count(distinct moment) as edition, max(moment) as changed_at
      from (${sql.join(moments, sql` union all `)}) as moments (moment)
      where moment is not null and moment <= ${at.toISOString()}::timestamptz`,
  )
  const { edition, changed_at } = rowSchema.parse({ ...row, ...(row?.['changed_at'] == null && { changed_at: at }) })
  return { edition: Math.max(1, edition), changedAt: changed_at.toISOString() }
}
