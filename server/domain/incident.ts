import { DEFAULT_SEVERITY, SEVERITIES, type Kind, type Severity } from '#shared/kinds.ts'
import type { Place } from '#shared/geo.ts'
import type { Arrangement } from './arrangement.ts'
import { assign } from './assign.ts'
import { type Calling, callNext, callReached, systemAction } from './call.ts'
import { graverKind, uncertaintyMetres } from './correlate.ts'
import type { IncidentRecord, Making } from './facts.ts'

/** One piece of evidence as it bears on an incident. `startedAt` null: found on connecting, its start unknown. */
export type Evidence = {
  observationId: string
  kind: Kind
  place: Place
  confidence: number | null
  deviceId: string | null
  personId: string | null
  /** The signal that is on because of it; null for what has no end of its own. */
  signalKey: string | null
  startedAt: Date | null
}

/** Opens an incident on its first evidence, with its ground, its chain and the first people called. */
export function openIncident(evidence: Evidence, arrangement: Arrangement, making: Making): Calling {
  const now = making.now.toISOString()
  const { kind, place, confidence, deviceId, personId, signalKey, startedAt } = evidence
  const grounded = onGround(arrangement, kind, place)
  const incident: IncidentRecord = {
    id: making.newId(),
    kind,
    severity: DEFAULT_SEVERITY[kind],
    condition: 'active',
    handling: 'reported',
    outcome: null,
    place,
    ...grounded,
    startedAt: startedAt?.toISOString() ?? null,
    openedAt: now,
    lastEvidenceAt: now,
    clearedAt: null,
    closedAt: null,
    observationCount: 1,
    deviceIds: deviceId === null ? [] : [deviceId],
    reporterIds: personId === null ? [] : [personId],
    confidence,
    answered: null,
    postponedUntil: null,
    alerts: [],
    next: null,
    activeKeys: signalKey === null ? [] : [signalKey],
    handledBy: null,
  }
  const opened = systemAction(incident.id, 'opened', { observationId: evidence.observationId, kind }, making)
  const calling = callNext(incident, making)
  return { ...calling, actions: [opened, ...calling.actions] }
}

/**
 * Adds evidence to an open incident: a better place is taken, and whoever answers for newly touched ground is called as
 * well. A graver kind raises it; what was cleared is active again; either brings the sound back.
 */
export function addEvidence(
  before: IncidentRecord,
  evidence: Evidence,
  arrangement: Arrangement,
  making: Making,
): Calling {
  const kind = graverKind(before.kind, evidence.kind)
  const severity = graverSeverity(before.severity, DEFAULT_SEVERITY[evidence.kind])
  const isRaised = kind !== before.kind || severity !== before.severity
  const isBetterPlaced = uncertaintyMetres(evidence.place) < uncertaintyMetres(before.place)
  const place = isBetterPlaced ? evidence.place : before.place
  const incident: IncidentRecord = {
    ...before,
    kind,
    severity,
    place,
    condition: 'active',
    clearedAt: null,
    lastEvidenceAt: making.now.toISOString(),
    observationCount: before.observationCount + 1,
    deviceIds: withItem(before.deviceIds, evidence.deviceId),
    reporterIds: withItem(before.reporterIds, evidence.personId),
    confidence: Math.max(before.confidence ?? 0, evidence.confidence ?? 0) || null,
    activeKeys: withItem(before.activeKeys, evidence.signalKey),
    answered: isRaised || before.condition === 'cleared' ? null : before.answered,
  }
  const detail = { observationId: evidence.observationId, kind: evidence.kind }
  const noted = systemAction(before.id, isRaised ? 'raised' : 'evidence', detail, making)
  if (!isRaised && !isBetterPlaced) return { incident, actions: [noted], deliveries: [] }
  const grounded = { ...incident, ...onGround(arrangement, kind, place) }
  const calling = callReached(grounded, making)
  return { ...calling, actions: [noted, ...calling.actions] }
}

/** Takes away a signal that went off; with the last one the condition is cleared, and only the condition. */
export function clearSignal(before: IncidentRecord, signalKey: string, observationId: string, making: Making): Calling {
  const activeKeys = before.activeKeys.filter((key) => key !== signalKey)
  const isCleared = activeKeys.length === 0 && before.condition === 'active'
  const now = making.now.toISOString()
  const incident: IncidentRecord = {
    ...before,
    activeKeys,
    observationCount: before.observationCount + 1,
    condition: activeKeys.length === 0 ? 'cleared' : before.condition,
    clearedAt: isCleared ? now : before.clearedAt,
  }
  const noted = systemAction(before.id, isCleared ? 'cleared' : 'evidence', { observationId }, making)
  return { incident, actions: [noted], deliveries: [] }
}

/** The ground of a place, and who answers for it. */
function onGround(arrangement: Arrangement, kind: Kind, place: Place) {
  const areas = arrangement.areas.touched(place)
  const { plan, tiers, chain, respondersNeeded } = assign(arrangement, kind, areas)
  return {
    areas,
    areaIds: [...new Set(areas.flatMap(({ areaId }) => arrangement.lineage(areaId).map(({ id }) => id)))],
    near: arrangement.near(place),
    planId: plan?.id ?? null,
    planVersionId: plan?.versionId ?? null,
    chain,
    respondersNeeded,
    tierWaitsSeconds: tiers.map(({ waitSeconds }) => waitSeconds),
  }
}

function graverSeverity(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(b) < SEVERITIES.indexOf(a) ? b : a
}

function withItem(items: string[], item: string | null): string[] {
  return item === null || items.includes(item) ? items : [...items, item]
}
