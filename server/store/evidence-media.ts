import { and, asc, eq, getTableColumns, inArray, isNotNull, isNull, lte } from 'drizzle-orm'
import type { EvidenceMedia } from '#shared/evidence.ts'
import type { Observation } from '#shared/observation.ts'
import type { Database } from '../../db/connect.ts'
import { evidenceMedia, incidentEvidence, media } from '../../db/schema.ts'
import type { Attached } from '../domain/attached.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { standingIncident } from './incidents.ts'

export type EvidenceMediaRow = typeof evidenceMedia.$inferSelect
type Belonging = Pick<EvidenceMediaRow, 'observationId' | 'quarantineId' | 'sourceId'>

/** The rows of what came with a message, due at once. */
export function attachedRows(
  attached: readonly Attached[],
  belonging: Belonging,
  now: Date,
  newId: () => string,
): EvidenceMediaRow[] {
  return attached.map((one, position) => ({
    ...belonging,
    ...one,
    id: newId(),
    position,
    state: 'waiting',
    mediaId: null,
    contentType: null,
    reason: null,
    tries: 0,
    createdAt: now,
    nextAt: now,
    holder: null,
    settledAt: null,
  }))
}

/** Takes what is due, the longest due first, for one process alone until `until`. */
export async function claimDue(
  { read }: Database,
  { holder, now, until, most }: { holder: string; now: Date; until: Date; most: number },
): Promise<EvidenceMediaRow[]> {
  const due = read
    .select({ id: evidenceMedia.id })
    .from(evidenceMedia)
    .where(lte(evidenceMedia.nextAt, now))
    .orderBy(asc(evidenceMedia.nextAt))
    .limit(most)
    .for('update', { skipLocked: true })
  return read.update(evidenceMedia).set({ holder, nextAt: until }).where(inArray(evidenceMedia.id, due)).returning()
}

/** Makes due what a process of this name was at when it ended. */
export async function releaseClaims({ read }: Database, holder: string, now: Date): Promise<void> {
  await read
    .update(evidenceMedia)
    .set({ holder: null, nextAt: now })
    .where(and(eq(evidenceMedia.holder, holder), isNotNull(evidenceMedia.nextAt)))
}

/** One row by its id. */
export async function evidenceMediaById({ read }: Database, id: string): Promise<EvidenceMediaRow | null> {
  const [row] = await read.select().from(evidenceMedia).where(eq(evidenceMedia.id, id))
  return row ?? null
}

/** A picture of a source with the same bytes that is kept already. */
export async function keptCopy(
  { read }: Database,
  sha256: string,
  bytes: number,
): Promise<{ mediaId: string; contentType: string } | null> {
  const [row] = await read
    .select({ mediaId: media.id, contentType: media.contentType })
    .from(media)
    .where(and(eq(media.sha256, sha256), eq(media.ownerId, ''), eq(media.bytes, bytes), isNotNull(media.completedAt)))
    .limit(1)
  return row ?? null
}

/** The incidents that an observation speaks for, as they stand today, and every id that leads to them from it. */
export async function incidentsOfObservation(
  database: Database,
  observationId: string,
): Promise<{ standing: IncidentRecord[]; ids: string[] }> {
  const links = await database.read
    .select({ id: incidentEvidence.incidentId })
    .from(incidentEvidence)
    .where(and(eq(incidentEvidence.observationId, observationId), isNull(incidentEvidence.withdrawnAt)))
  const found = await Promise.all(links.map(({ id }) => standingIncident(database, id)))
  const standing = found.filter((incident) => incident !== null)
  const ids = new Set([...links, ...standing].map(({ id }) => id))
  return { standing: [...new Map(standing.map((incident) => [incident.id, incident])).values()], ids: [...ids] }
}

/** Observations with what came with each, in its order. */
export async function withMedia(database: Database, observations: readonly Observation[]): Promise<Observation[]> {
  const ids = observations.map(({ id }) => id)
  const byObservation = Map.groupBy(await mediaOf(database, 'observationId', ids), ({ observationId }) => observationId)
  return observations.map((observation) => {
    const found = byObservation.get(observation.id)
    return found === undefined ? observation : { ...observation, media: found.map(wireMedia) }
  })
}

/** What came with messages that nobody could read, by the id of each in quarantine. */
export async function mediaOfQuarantine(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, EvidenceMedia[]>> {
  const rows = Map.groupBy(await mediaOf(database, 'quarantineId', ids), ({ quarantineId }) => quarantineId ?? '')
  return new Map([...rows].map(([id, some]) => [id, some.map(wireMedia)]))
}

async function mediaOf({ read }: Database, column: 'observationId' | 'quarantineId', ids: readonly string[]) {
  if (ids.length === 0) return []
  const { content: _content, ...columns } = getTableColumns(evidenceMedia)
  return read
    .select(columns)
    .from(evidenceMedia)
    .where(inArray(evidenceMedia[column], [...ids]))
    .orderBy(asc(evidenceMedia.position))
}

/** What everybody may know of a picture or clip: of its link the host alone, for the rest may hold a key. */
export function wireMedia(row: Omit<EvidenceMediaRow, 'content'>): EvidenceMedia {
  const { id, observationId, state, host, mediaId, contentType, bytes, sha256, reason, tries } = row
  const nextAt = state === 'waiting' ? (row.nextAt?.toISOString() ?? null) : null
  const settledAt = row.settledAt?.toISOString() ?? null
  return { id, observationId, state, host, mediaId, contentType, bytes, sha256, reason, tries, nextAt, settledAt }
}
