import { eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { media } from '../../db/schema.ts'

/** Notes a finished upload; the same again changes nothing. */
export async function noteMedia({ read }: Database, row: typeof media.$inferInsert): Promise<void> {
  await read.insert(media).values(row).onConflictDoNothing()
}

/** An upload by its id. */
export async function mediaById({ read }: Database, id: string) {
  const [row] = await read.select().from(media).where(eq(media.id, id))
  return row ?? null
}

/** The incidents whose evidence or log cites an upload. */
export async function incidentsCiting({ read }: Database, id: string): Promise<string[]> {
  const rows = await read.execute<{ incident_id: string }>(sql`
    select incident_id from observations where ${id} = any(media_ids) union select incident_id from actions where ${id} = any(media_ids)`)
  return rows.map((row) => row.incident_id)
}
