import { desc, eq, gte, or, sql } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { decision, incidents, signals } from '../../db/schema.ts'
import { type ChangeDraft, type Decision, type EvidenceLink, type Signal } from '../domain/facts.ts'
import { wireIncident } from '../domain/wire-incident.ts'
import { dangerChange } from '../domain/fire-danger.ts'
import { scopeOf } from '../domain/viewer.ts'
import { searchesEnded } from '../domain/searching.ts'
import { positionsEnded } from '../domain/whereabouts.ts'
import type { Step } from './commit.ts'
import { attachedRows } from './evidence-media.ts'
import { actionRow, alertRow, incidentRow } from './incidents.ts'

/** The last sequence, and the last at which people arranged something. */
export async function currentSeq({ read }: Database): Promise<{ seq: number; arrangementSeq: number }> {
  const [row] = await read.select().from(decision)
  if (row === undefined) throw new Error('the decision row is missing: the database was not made by its migrations')
  return row
}

/** How long a signal that is off is still known, so that a late update of it opens nothing. */
const REMEMBER_MS = 24 * 3600_000

/** Signals that are on, and those lately off, by key. */
export async function knownSignals({ read }: Database, now: Date): Promise<Map<string, Signal>> {
  const since = new Date(now.getTime() - REMEMBER_MS)
  const rows = await read
    .select()
    .from(signals)
    .where(
      or(
        eq(signals.active, true),
        gte(signals.since, since),
        // One that chattered when the server was stopped has still to be told over.
        sql`exists (select from ${incidents} where closed_at is null and ${signals.key} = any(${incidents.activeKeys}))`,
      ),
    )
    .orderBy(desc(signals.since))
  return new Map(rows.map((row) => [row.key, { ...row, since: row.since.toISOString() }]))
}

/** Which of these keys have been seen already: `forever` at any time, `lately` since a moment. */
export async function keysSeen(
  { run }: Database,
  { forever, lately, since }: { forever: string[]; lately: string[]; since: Date },
): Promise<Set<string>> {
  if (forever.length + lately.length === 0) return new Set()
  const rows = await run<{ key: string }>(
    `select key from message_keys where key = any($1::text[]) or (key = any($2::text[]) and seen_at >= $3::timestamptz)`,
    [forever, lately, since.toISOString()],
  )
  return new Set(rows.map(({ key }) => key))
}

/** The step that writes a decision: every incident touched becomes one change that carries it whole. */
export function stepOf(decided: Decision, now: Date, newId: () => string): Omit<Step, 'readAt' | 'at'> {
  const versions = decided.devices.map((device) => ({ ...device, versionId: newId() }))
  const changes: ChangeDraft[] = [
    // Heard for the first time, they stand nowhere yet.
    ...decided.devices.map((device): ChangeDraft => ({
      change: { type: 'device', device },
      areaIds: [],
      personIds: [],
    })),
    ...decided.incidents.map((incident): ChangeDraft => {
      const { areaIds, personIds } = scopeOf(incident)
      return {
        change: { type: 'incident', incident: wireIncident(incident) },
        areaIds: [...(areaIds ?? [])],
        personIds: [...personIds],
      }
    }),
    ...decided.fireDangers.shown.map(dangerChange),
  ]
  return {
    append: {
      observations: decided.evidence.map((row) => ({
        ...row,
        incidentId: row.incidentId ?? '',
        deviceAt: date(row.deviceAt),
        receivedAt: new Date(row.receivedAt),
      })),
      evidenceMedia: decided.evidence.flatMap(({ id, sourceId, attached }) =>
        attachedRows(attached, { observationId: id, quarantineId: null, sourceId }, now, newId),
      ),
      readings: decided.readings.map((row) => ({
        ...row,
        deviceAt: date(row.deviceAt),
        receivedAt: new Date(row.receivedAt),
      })),
      actions: decided.actions.map(actionRow),
      deliveries: decided.deliveries.map((row) => ({
        ...row,
        createdAt: new Date(row.createdAt),
        deliveredAt: date(row.deliveredAt),
        tries: 0,
        triedAt: [],
      })),
      messageKeys: decided.keys.map((key) => ({ key, seenAt: now })),
      devices: versions.map(({ addresses: _addresses, ...device }) => ({ ...device, recordedAt: now })),
      fireDangers: decided.fireDangers.append.map((row) => ({ ...row, recordedAt: now, supersededAt: null })),
      addresses: versions.flatMap(({ versionId, id, addresses }) =>
        addresses.map(({ source, externalId }) => ({ versionId, deviceId: id, sourceId: source, externalId })),
      ),
    },
    put: {
      incidents: decided.incidents.map(incidentRow),
      alerts: decided.incidents.flatMap(({ alerts }) => alerts.map(alertRow)),
      signals: decided.signals.map((signal) => ({ ...signal, since: new Date(signal.since) })),
      incidentEvidence: lastOfEach(decided.links).map((link) => ({ ...link, withdrawnAt: date(link.withdrawnAt) })),
    },
    supersede: { fireDangers: decided.fireDangers.supersede },
    changes,
    endPositions: positionsEnded(decided.incidents),
    endSearches: searchesEnded(decided.incidents),
    recusals: Object.fromEntries(
      decided.incidents.flatMap(({ id, recusedIds }) => (recusedIds.length === 0 ? [] : [[id, recusedIds]])),
    ),
    arranges: decided.devices.length > 0 || decided.fireDangers.shown.length > 0,
    decided,
  }
}

/** A statement may put a row once. */
function lastOfEach(links: readonly EvidenceLink[]): EvidenceLink[] {
  return [...new Map(links.map((link) => [`${link.incidentId} ${link.observationId}`, link])).values()]
}

function date(at: string | null): Date | null {
  return at === null ? null : new Date(at)
}
