import { and, asc, desc, eq, gte, inArray, lt } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { handoverReadings, handovers } from '../../db/schema.ts'

/** A hand-over note as it is kept, with who has read it. */
export type HandoverRow = typeof handovers.$inferSelect & { readings: { personId: string; at: Date }[] }

const MOST = 500

/** The notes of a span (or one note), those of some townships where they are told, newest first. */
export async function handoverRows(
  { read }: Database,
  { id, areaIds, from, to }: { id?: string; areaIds?: readonly string[]; from?: Date; to?: Date },
): Promise<HandoverRow[]> {
  const rows = await read
    .select()
    .from(handovers)
    .where(
      and(
        id === undefined ? undefined : eq(handovers.id, id),
        areaIds === undefined ? undefined : inArray(handovers.areaId, [...areaIds]),
        from === undefined ? undefined : gte(handovers.at, from),
        to === undefined ? undefined : lt(handovers.at, to),
      ),
    )
    .orderBy(desc(handovers.at), desc(handovers.id))
    .limit(MOST)
  if (rows.length === 0) return []
  const readings = await read
    .select()
    .from(handoverReadings)
    .where(
      inArray(
        handoverReadings.handoverId,
        rows.map((row) => row.id),
      ),
    )
    .orderBy(asc(handoverReadings.at))
  const byNote = Map.groupBy(readings, ({ handoverId }) => handoverId)
  return rows.map((row) => ({
    ...row,
    readings: (byNote.get(row.id) ?? []).map(({ personId, at }) => ({ personId, at })),
  }))
}
