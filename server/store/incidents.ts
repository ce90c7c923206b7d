import { and, desc, eq, gte, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm'
import type { Alert } from '#shared/incident.ts'
import type { Action } from '#shared/action.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Handling } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import type { Database } from '../../db/connect.ts'
import { actions, alerts, deliveries, incidentEvidence, incidents, observations } from '../../db/schema.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { linkOfToday } from './upcast.ts'

/** Every incident that is not closed, with its calls. */
export async function openIncidents(database: Database): Promise<IncidentRecord[]> {
  return incidentsWhere(database, isNull(incidents.closedAt))
}

/** One incident, closed or not. */
export async function incidentById(database: Database, id: string): Promise<IncidentRecord | null> {
  const [found] = await incidentsWhere(database, eq(incidents.id, id))
  return found ?? null
}

/** The incident that an id stands for today: itself, or what it turned out to be. */
export async function standingIncident(database: Database, id: string): Promise<IncidentRecord | null> {
  const seen = new Set<string>()
  let incident = await incidentById(database, id)
  while (incident !== null && incident.mergedInto !== null && !seen.has(incident.id)) {
    seen.add(incident.id)
    incident = await incidentById(database, incident.mergedInto)
  }
  return incident
}

/** Incidents by their ids, closed or not, newest first. */
export async function incidentsByIds(database: Database, ids: readonly string[]): Promise<IncidentRecord[]> {
  return ids.length === 0 ? [] : incidentsWhere(database, inArray(incidents.id, [...ids]))
}

/** What a list of incidents may be narrowed to. `before` is where the page before it ended. */
export type IncidentFilter = {
  handling?: Handling
  kind?: Kind
  areaId?: string
  from?: Date
  to?: Date
  before?: { openedAt: Date; id: string }
}

/** Incidents newest first, at most `limit`. The caller leaves out what its viewer may not see. */
export async function incidentsPage(
  database: Database,
  filter: IncidentFilter,
  limit: number,
): Promise<IncidentRecord[]> {
  const { handling, kind, areaId, from, to, before } = filter
  const narrow: (SQL | undefined)[] = [
    handling && eq(incidents.handling, handling),
    kind && eq(incidents.kind, kind),
    areaId ? sql`${areaId} = any(${incidents.areaIds})` : undefined,
    from && gte(incidents.openedAt, from),
    to && lt(incidents.openedAt, to),
    before &&
      or(
        lt(incidents.openedAt, before.openedAt),
        and(eq(incidents.openedAt, before.openedAt), lt(incidents.id, before.id)),
      ),
  ]
  return incidentsWhere(database, and(...narrow), limit)
}

async function incidentsWhere({ read }: Database, where: SQL | undefined, limit = 100_000): Promise<IncidentRecord[]> {
  const rows = await read
    .select()
    .from(incidents)
    .where(where)
    .orderBy(desc(incidents.openedAt), desc(incidents.id))
    .limit(limit)
  if (rows.length === 0) return []
  const calls = await read
    .select()
    .from(alerts)
    .where(
      inArray(
        alerts.incidentId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(alerts.sentAt, alerts.id)
  const callsOf = Map.groupBy(calls, ({ incidentId }) => incidentId)
  return rows.map((row) => fromRow(row, callsOf.get(row.id) ?? []))
}

/** An incident with the ids of those that became it. */
type IncidentIds = Pick<IncidentRecord, 'id' | 'mergedIds'>

type IncidentRow = typeof incidents.$inferSelect
type AlertRow = typeof alerts.$inferSelect

function fromRow(row: IncidentRow, calls: AlertRow[]): IncidentRecord {
  const { answeredAt, answeredBy, ...rest } = row
  return {
    ...rest,
    startedAt: iso(row.startedAt),
    openedAt: row.openedAt.toISOString(),
    lastEvidenceAt: row.lastEvidenceAt.toISOString(),
    clearedAt: iso(row.clearedAt),
    closedAt: iso(row.closedAt),
    postponedUntil: iso(row.postponedUntil),
    restsUntil: iso(row.restsUntil),
    chain: row.chain.map(linkOfToday),
    answered: answeredAt === null ? null : { at: answeredAt.toISOString(), personId: answeredBy },
    alerts: calls.map(alertFromRow),
  }
}

function alertFromRow(row: AlertRow): Alert {
  return {
    ...row,
    sentAt: row.sentAt.toISOString(),
    deliveredAt: iso(row.deliveredAt),
    seenAt: iso(row.seenAt),
    answeredAt: iso(row.answeredAt),
    departedAt: iso(row.departedAt),
    arrivedAt: iso(row.arrivedAt),
    lastSignAt: iso(row.lastSignAt),
    stalledAt: iso(row.stalledAt),
    checkInAskedAt: iso(row.checkInAskedAt),
    silentAt: iso(row.silentAt),
  }
}

/** The row of an incident; its calls are rows of their own. */
export function incidentRow(incident: IncidentRecord): typeof incidents.$inferInsert {
  const { answered, startedAt, openedAt, lastEvidenceAt, clearedAt, closedAt, postponedUntil, restsUntil, ...rest } =
    incident
  return {
    ...rest,
    startedAt: date(startedAt),
    openedAt: new Date(openedAt),
    lastEvidenceAt: new Date(lastEvidenceAt),
    clearedAt: date(clearedAt),
    closedAt: date(closedAt),
    postponedUntil: date(postponedUntil),
    restsUntil: date(restsUntil),
    answeredAt: answered === null ? null : new Date(answered.at),
    answeredBy: answered?.personId ?? null,
  }
}

/** The row of a call. */
export function alertRow(alert: Alert): typeof alerts.$inferInsert {
  const { sentAt, deliveredAt, seenAt, answeredAt, departedAt, arrivedAt } = alert
  const { lastSignAt, stalledAt, checkInAskedAt, silentAt } = alert
  return {
    ...alert,
    sentAt: new Date(sentAt),
    deliveredAt: date(deliveredAt),
    seenAt: date(seenAt),
    answeredAt: date(answeredAt),
    departedAt: date(departedAt),
    arrivedAt: date(arrivedAt),
    lastSignAt: date(lastSignAt),
    stalledAt: date(stalledAt),
    checkInAskedAt: date(checkInAskedAt),
    silentAt: date(silentAt),
  }
}

/** The row of a log entry. */
export function actionRow(action: Action): typeof actions.$inferInsert {
  return { ...action, v: 1, at: date(action.at), recordedAt: new Date(action.recordedAt) }
}

/** The log of an incident and of all that became it, in the order in which the server learned of it. */
export async function actionsOf({ read }: Database, incident: IncidentIds): Promise<Action[]> {
  const rows = await read
    .select()
    .from(actions)
    .where(inArray(actions.incidentId, [incident.id, ...incident.mergedIds]))
    .orderBy(actions.recordedAt, actions.id)
  return rows.map(actionFromRow)
}

/** One log entry by the id its maker gave it. */
export async function actionById({ read }: Database, id: string): Promise<Action | null> {
  const [row] = await read.select().from(actions).where(eq(actions.id, id))
  return row === undefined ? null : actionFromRow(row)
}

function actionFromRow({ v: _v, ...row }: typeof actions.$inferSelect): Action {
  return { ...row, at: iso(row.at), recordedAt: row.recordedAt.toISOString() }
}

/** The attempts to carry an incident's calls to people. */
export async function deliveriesOf({ read }: Database, incidentId: string) {
  const rows = await read
    .select({ delivery: deliveries })
    .from(deliveries)
    .innerJoin(alerts, eq(alerts.id, deliveries.alertId))
    .where(eq(alerts.incidentId, incidentId))
    .orderBy(deliveries.createdAt)
  return rows.map(({ delivery }) => {
    // What only the outbox works with.
    const { receipt: _1, triedAt: _2, retryAt: _3, holder: _4, heldUntil: _5, ...told } = delivery
    return told
  })
}

/** The evidence of an incident and of all that became it, oldest first; at most `limit`. */
export async function evidenceOf({ read }: Database, incident: IncidentIds, limit = 200): Promise<Observation[]> {
  const linked = read
    .select({ id: incidentEvidence.observationId })
    .from(incidentEvidence)
    .where(
      and(
        inArray(incidentEvidence.incidentId, [incident.id, ...incident.mergedIds]),
        isNull(incidentEvidence.withdrawnAt),
      ),
    )
  const rows = await read
    .select()
    .from(observations)
    .where(inArray(observations.id, linked))
    .orderBy(observations.receivedAt, observations.id)
    .limit(limit)
  return rows.map(observationFromRow)
}

/** What evidence an incident stands on, and by which device: under its own id or that of one that became it. */
export async function evidenceLinks(
  { read }: Database,
  incident: IncidentIds,
): Promise<{ incidentId: string; observationId: string; deviceId: string | null }[]> {
  return read
    .select({
      incidentId: incidentEvidence.incidentId,
      observationId: incidentEvidence.observationId,
      deviceId: observations.deviceId,
    })
    .from(incidentEvidence)
    .innerJoin(observations, eq(observations.id, incidentEvidence.observationId))
    .where(
      and(
        inArray(incidentEvidence.incidentId, [incident.id, ...incident.mergedIds]),
        isNull(incidentEvidence.withdrawnAt),
      ),
    )
}

/** What the wire says of a kept observation: not the raw message. */
export function observationFromRow(row: typeof observations.$inferSelect): Observation {
  const { id, deviceId, personId, incidentId, kind, state, confidence, place, values, description, mediaIds } = row
  const times = { deviceAt: iso(row.deviceAt), receivedAt: row.receivedAt.toISOString() }
  return { id, deviceId, personId, incidentId, kind, state, ...times, confidence, place, values, description, mediaIds }
}

function iso(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}

function date(at: string | null): Date | null {
  return at === null ? null : new Date(at)
}

/** One kept observation by id. */
export async function observationById({ read }: Database, id: string): Promise<Observation | null> {
  const [row] = await read.select().from(observations).where(eq(observations.id, id))
  return row === undefined ? null : observationFromRow(row)
}

/** The incidents of a drill, those that were split off others among them. */
export async function incidentIdsOfDrill({ run }: Database, drillId: string): Promise<string[]> {
  const rows = await run<{ id: string }>(`select id from incidents where drill ->> 'id' = $1 order by opened_at, id`, [
    drillId,
  ])
  return rows.map(({ id }) => id)
}
