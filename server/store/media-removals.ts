import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { mediaRemovals } from '../../db/schema.ts'

export type MediaRemoval = typeof mediaRemovals.$inferSelect

/**
 * The part of a statement that ends searches: pictures given to describe somebody, and those that came with reports of them, are
 * to be taken away. A picture is its owner's to give: one that somebody else cited stays. `n` is the parameter of the
 * incidents, `at` that of the moment.
 */
export function endedSearchPart(n: number, at: number): string {
  return `insert into media_removals (media_id, incident_id, asked_at)
    select distinct on (cited.id) cited.id, cited.incident_id, $${at}::timestamptz from decided, (
      select unnest(media_ids) as id, incident_id, actor_id as owner_id from actions
        where incident_id = any($${n}::text[]) and action = 'describe'
      union all select unnest(media_ids), incident_id, person_id from observations
        where incident_id = any($${n}::text[]) and kind = 'missing-person' and person_id is not null
    ) as cited
    where not exists (select from media where media.id = cited.id and media.owner_id <> cited.owner_id)
    order by cited.id
    on conflict do nothing`
}

/** Whether a picture is shown no more. */
export async function isRemoved({ read }: Database, mediaId: string): Promise<boolean> {
  const rows = await read.select().from(mediaRemovals).where(eq(mediaRemovals.mediaId, mediaId))
  return rows.length > 0
}

/** Every picture that was to be taken away, whether or not it has been. */
export async function allRemovals({ read }: Database): Promise<MediaRemoval[]> {
  return read.select().from(mediaRemovals)
}

/** The pictures that have yet to be taken away, or of those one. */
export async function openRemovals({ read }: Database, mediaId?: string): Promise<MediaRemoval[]> {
  const isOpen = isNull(mediaRemovals.removedAt)
  return read
    .select()
    .from(mediaRemovals)
    .where(mediaId === undefined ? isOpen : and(isOpen, eq(mediaRemovals.mediaId, mediaId)))
}
