import {
  and,
  asc,
  count,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  sql,
  type SQLWrapper,
} from 'drizzle-orm'
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

/** How many pictures of one host may be under way, so that a camera that is dead holds up its own alone. */
const MOST_OF_HOST = 2

type Claiming = { holder: string; now: Date; until: Date; most: number }

/** Takes links that are due, the longest due first, few of each host, for one process alone until `until`. */
export async function claimLinked({ read }: Database, claiming: Claiming): Promise<EvidenceMediaRow[]> {
  const { now, most } = claiming
  const busy = read
    .select({ host: evidenceMedia.host, pictures: count().as('pictures') })
    .from(evidenceMedia)
    .where(and(isNotNull(evidenceMedia.holder), gt(evidenceMedia.nextAt, now)))
    .groupBy(evidenceMedia.host)
    .as('busy')
  const nth = sql<number>`row_number() over (partition by ${evidenceMedia.host} order by ${evidenceMedia.nextAt})`
  const ranked = read
    .select({ id: evidenceMedia.id, host: evidenceMedia.host, nth: nth.as('nth') })
    .from(evidenceMedia)
    .where(and(lte(evidenceMedia.nextAt, now), isNull(evidenceMedia.content)))
    .as('ranked')
  const due = read
    .select({ id: evidenceMedia.id })
    .from(evidenceMedia)
    .innerJoin(ranked, eq(ranked.id, evidenceMedia.id))
    .leftJoin(busy, eq(busy.host, ranked.host))
    .where(and(lte(evidenceMedia.nextAt, now), sql`${ranked.nth} + coalesce(${busy.pictures}, 0) <= ${MOST_OF_HOST}`))
    .orderBy(asc(evidenceMedia.nextAt))
    .limit(most)
    .for('update', { of: evidenceMedia, skipLocked: true })
  return claim(read, due, claiming)
}

/** Takes pictures that lay inside messages and are due: they need no camera, and wait for none. */
export async function claimEnclosed({ read }: Database, claiming: Claiming): Promise<EvidenceMediaRow[]> {
  const due = read
    .select({ id: evidenceMedia.id })
    .from(evidenceMedia)
    .where(and(lte(evidenceMedia.nextAt, claiming.now), isNotNull(evidenceMedia.content)))
    .orderBy(asc(evidenceMedia.nextAt))
    .limit(claiming.most)
    .for('update', { skipLocked: true })
  return claim(read, due, claiming)
}

async function claim(read: Database['read'], due: SQLWrapper, { holder, until }: Claiming) {
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
