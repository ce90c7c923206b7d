import type { Clue } from '#shared/clue.ts'
import { type Alert, HANDLINGS } from '#shared/incident.ts'
import { DEFAULT_SEVERITY } from '#shared/kinds.ts'
import type { Arrangement } from './arrangement.ts'
import { type Calling, systemAction } from './call.ts'
import { graverKind, kindOf, withClue } from './clues.ts'
import type { EvidenceLink, IncidentRecord, Making, Signal } from './facts.ts'
import { graverSeverity, hasClue, openIncident, regrounded, witnessed, withItem } from './incident.ts'

// Two incidents turn out to be one, or one to be two. Nothing is lost by it: calls go along, both ids lead on, and
// either can be taken back.

/** What joining or parting comes to: every incident it changes, signals that now speak of another one, evidence that moves. */
export type Joining = { callings: Calling[]; signals: Signal[]; links: EvidenceLink[] }

/** What the log keeps of a merging, so that it can be undone. */
export type MergeDetail = {
  incidentId: string
  /** The other as it was: how far people had got with it. */
  before: Pick<
    IncidentRecord,
    'handling' | 'outcome' | 'condition' | 'clearedAt' | 'activeKeys' | 'answered' | 'mergedIds'
  >
  alertIds: string[]
  /** Evidence that both had: it stays with this one. */
  shared: string[]
}

type Arranged = { arrangement: Arrangement; signals: Iterable<Signal> }

/** The strongest answer first: of two calls to one person this one stands. */
const STRONGEST: readonly Alert['state'][] = ['accepted', 'declined', 'seen', 'delivered', 'sent', 'expired']

/** Makes `from` part of `into`, which keeps its name: its evidence, its calls, its signals and whatever had become it before. */
export function mergeInto(
  into: IncidentRecord,
  from: IncidentRecord,
  { arrangement, signals }: Arranged,
  making: Making,
): Joining & { detail: MergeDetail } {
  const now = making.now.toISOString()
  const kind = graverKind(into.kind, from.kind)
  const severity = graverSeverity(into.severity, from.severity)
  const clues = from.clues.reduce<Clue[]>(withClue, into.clues)
  const isRaised = kind !== into.kind || severity !== into.severity
  const merged: IncidentRecord = {
    ...into,
    kind,
    severity,
    clues,
    ...witnessed(clues, into),
    deviceIds: from.deviceIds.reduce<string[]>(withItem, into.deviceIds),
    reporterIds: from.reporterIds.reduce<string[]>(withItem, into.reporterIds),
    observationCount: into.observationCount + from.observationCount,
    condition: into.condition === 'active' || from.condition === 'active' ? 'active' : 'cleared',
    clearedAt: into.condition === 'active' || from.condition === 'active' ? null : into.clearedAt,
    activeKeys: from.activeKeys.reduce<string[]>(withItem, into.activeKeys),
    handling: HANDLINGS[Math.max(HANDLINGS.indexOf(into.handling), HANDLINGS.indexOf(from.handling))] ?? into.handling,
    outcome: into.outcome ?? from.outcome,
    startedAt: earliest(into.startedAt, from.startedAt),
    lastEvidenceAt: into.lastEvidenceAt > from.lastEvidenceAt ? into.lastEvidenceAt : from.lastEvidenceAt,
    answered: isRaised ? null : (into.answered ?? from.answered),
    respondersNeeded: Math.max(into.respondersNeeded, from.respondersNeeded),
    alerts: withCalls(into, from),
    mergedIds: [...into.mergedIds, from.id, ...from.mergedIds],
    apartFrom: from.apartFrom.filter((id) => id !== into.id).reduce<string[]>(withItem, into.apartFrom),
  }
  const { handling, outcome, condition, clearedAt, activeKeys, answered, mergedIds } = from
  const detail: MergeDetail = {
    incidentId: from.id,
    before: { handling, outcome, condition, clearedAt, activeKeys, answered, mergedIds },
    alertIds: from.alerts.map(({ id }) => id),
    shared: from.clues.flatMap(({ observationId }) => (hasClue(into, observationId) ? [observationId] : [])),
  }
  const gone: IncidentRecord = {
    ...from,
    mergedInto: into.id,
    mergedIds: [],
    handling: 'closed',
    outcome: 'duplicate',
    closedAt: now,
    alerts: [],
    activeKeys: [],
    next: null,
  }
  const told = systemAction(from.id, 'merged-into', { incidentId: into.id }, making)
  return {
    callings: [regrounded(merged, isRaised, arrangement, making), { incident: gone, actions: [told], deliveries: [] }],
    signals: moved(signals, from.id, into.id, () => true),
    links: [],
    detail,
  }
}

/** Takes a merging back: the other incident is as it was, with its calls and its evidence; what came since stays. */
export function partAgain(
  into: IncidentRecord,
  from: IncidentRecord,
  { before, alertIds, shared }: MergeDetail,
  { arrangement, signals }: Arranged,
  making: Making,
): Joining {
  const returning = into.alerts.filter(({ id }) => alertIds.includes(id))
  const clues = into.clues.filter(
    ({ observationId }) => shared.includes(observationId) || !hasClue(from, observationId),
  )
  const activeKeys = before.activeKeys.filter((key) => into.activeKeys.includes(key))
  const back: IncidentRecord = {
    ...from,
    ...before,
    activeKeys,
    condition: activeKeys.length === 0 && before.activeKeys.length > 0 ? 'cleared' : before.condition,
    closedAt: null,
    mergedInto: null,
    alerts: returning.map((alert) => ({ ...alert, incidentId: from.id })),
    apartFrom: withItem(from.apartFrom, into.id),
  }
  const rest = remaining(into, clues, activeKeys, from.observationCount - shared.length)
  const left: IncidentRecord = {
    ...rest,
    mergedIds: into.mergedIds.filter((id) => id !== from.id && !before.mergedIds.includes(id)),
    alerts: into.alerts.filter(({ id }) => !alertIds.includes(id)),
    apartFrom: withItem(into.apartFrom, from.id),
  }
  return {
    callings: [regrounded(left, true, arrangement, making), regrounded(back, true, arrangement, making)],
    signals: moved(signals, into.id, from.id, ({ key }) => before.activeKeys.includes(key)),
    links: [],
  }
}

/**
 * Makes an incident of its own of some evidence: it has its own ground, chain and calls. Null where the evidence is all
 * there is, or none of it is among what the incident is matched by.
 */
export function splitOff(
  before: IncidentRecord,
  observationIds: readonly string[],
  { arrangement, signals }: Arranged,
  making: Making,
): (Joining & { newId: string }) | null {
  const isChosen = ({ observationId }: Clue) => observationIds.includes(observationId)
  const [first, ...others] = before.clues.filter(isChosen)
  const clues = before.clues.filter((clue) => !isChosen(clue))
  if (first === undefined || clues.length === 0) return null
  const evidence = { clue: first, startedAt: null, severity: null, exercise: before.exercise }
  const opened = openIncident(evidence, arrangement, making, others)
  const keys = [first, ...others].flatMap(({ signalKey }) => signalKey ?? [])
  const activeKeys = before.activeKeys.filter((key) => keys.includes(key))
  const split: IncidentRecord = {
    ...opened.incident,
    activeKeys,
    condition: activeKeys.length > 0 || keys.length === 0 ? before.condition : 'cleared',
    observationCount: observationIds.length,
    apartFrom: [before.id],
  }
  const rest = remaining(before, clues, activeKeys, observationIds.length)
  const left = regrounded({ ...rest, apartFrom: withItem(before.apartFrom, split.id) }, true, arrangement, making)
  const parted = systemAction(split.id, 'parted', { incidentId: before.id }, making)
  return {
    callings: [left, { ...opened, incident: split, actions: [parted, ...opened.actions] }],
    signals: moved(signals, before.id, split.id, ({ key }) => keys.includes(key)),
    links: observationIds.flatMap((observationId): EvidenceLink[] => [
      { incidentId: before.id, observationId, withdrawnAt: making.now.toISOString() },
      { incidentId: split.id, observationId, withdrawnAt: null },
    ]),
    newId: split.id,
  }
}

/** An incident when some of its evidence has gone to another. */
function remaining(
  before: IncidentRecord,
  clues: Clue[],
  goneKeys: readonly string[],
  goneCount: number,
): IncidentRecord {
  const activeKeys = before.activeKeys.filter((key) => !goneKeys.includes(key))
  const kind = kindOf(clues) ?? before.kind
  const isOver = activeKeys.length === 0 && before.activeKeys.length > 0
  return {
    ...before,
    clues,
    ...witnessed(clues),
    kind,
    severity: kind === before.kind ? before.severity : DEFAULT_SEVERITY[kind],
    activeKeys,
    condition: isOver ? 'cleared' : before.condition,
    observationCount: Math.max(clues.length, before.observationCount - goneCount),
  }
}

/** The calls of both, in the order they were made; of two to one person the stronger answer stands. */
function withCalls(into: IncidentRecord, from: IncidentRecord): Alert[] {
  const calls = [...into.alerts, ...from.alerts.map((alert) => ({ ...alert, incidentId: into.id }))]
  const strongest = new Map<string, Alert>()
  for (const call of calls) {
    const other = strongest.get(call.personId)
    if (other === undefined || STRONGEST.indexOf(call.state) < STRONGEST.indexOf(other.state))
      strongest.set(call.personId, call)
  }
  return calls
    .map((call): Alert => (strongest.get(call.personId) === call ? call : { ...call, state: 'expired' }))
    .toSorted((a, b) => (a.sentAt < b.sentAt ? -1 : a.sentAt > b.sentAt ? 1 : 0))
}

function moved(
  signals: Iterable<Signal>,
  fromId: string,
  intoId: string,
  isMoved: (signal: Signal) => boolean,
): Signal[] {
  return [...signals].flatMap((signal) =>
    signal.incidentId === fromId && isMoved(signal) ? [{ ...signal, incidentId: intoId }] : [],
  )
}

function earliest(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : a < b ? a : b
}
