import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { media } from '../../db/schema.ts'

export type MediaRow = typeof media.$inferSelect

/** Claims an id for an upload; answers with the row that has it, which may be an older one or another person's. */
export async function claimMedia(
  { read }: Database,
  claim: Pick<MediaRow, 'id' | 'ownerId' | 'bytes' | 'sha256' | 'createdAt'>,
): Promise<MediaRow> {
  await read
    .insert(media)
    .values({ ...claim, contentType: '', receivedBytes: 0 })
    .onConflictDoNothing()
  const [row] = await read.select().from(media).where(eq(media.id, claim.id))
  if (row === undefined) throw new Error(`the upload ${claim.id} was claimed and is not there`)
  return row
}

/** Lets an unfinished upload begin again with other bytes. */
export async function restartMedia(
  { read }: Database,
  id: string,
  { bytes, sha256 }: Pick<MediaRow, 'bytes' | 'sha256'>,
): Promise<void> {
  await read
    .update(media)
    .set({ bytes, sha256, receivedBytes: 0 })
    .where(and(eq(media.id, id), isNull(media.completedAt)))
}

/** Notes that an upload is whole and safe. */
export async function completeMedia(
  { read }: Database,
  id: string,
  { contentType, bytes, completedAt }: { contentType: string; bytes: number; completedAt: Date },
): Promise<void> {
  await read
    .update(media)
    .set({ contentType, bytes, receivedBytes: bytes, completedAt })
    .where(and(eq(media.id, id), isNull(media.completedAt)))
}

/** An upload by its id. */
export async function mediaById({ read }: Database, id: string): Promise<MediaRow | null> {
  const [row] = await read.select().from(media).where(eq(media.id, id))
  return row ?? null
}

/** Whether a picture came with a message that nobody could read. */
export async function isOfQuarantine({ run }: Database, id: string): Promise<boolean> {
  const statement = 'select 1 from evidence_media where media_id = $1 and quarantine_id is not null limit 1'
  return (await run(statement, [id])).length > 0
}

/**
 * The incidents to whose evidence or log an upload was added by its owner, or with whose evidence it came. Somebody else's word that a picture belongs
 * to an incident counts for nothing: who knew an id could otherwise open the picture to himself.
 */
export async function incidentsCiting(database: Database, id: string, ownerId: string): Promise<string[]> {
  const rows = await database.run<{ incident_id: string }>(
    `select incident_id from observations where person_id = $2 and $1 = any(media_ids)
     union select incident_id from actions where actor_id = $2 and $1 = any(media_ids)
     union select e.incident_id from evidence_media m join incident_evidence e using (observation_id)
       where m.media_id = $1 and e.withdrawn_at is null`,
    [id, ownerId],
  )
  return rows.map((row) => row.incident_id)
}

/** The devices whose messages brought a picture; null among them for one that no device is known of. */
export async function devicesShowing({ run }: Database, id: string): Promise<(string | null)[]> {
  const rows = await run<{ device_id: string | null }>(
    `select distinct o.device_id from evidence_media m left join observations o on o.id = m.observation_id
     where m.media_id = $1`,
    [id],
  )
  return rows.map((row) => row.device_id)
}
