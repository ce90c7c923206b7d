import type { Clue } from '#shared/clue.ts'
import { DRILL_LASTS_SECONDS, type DrillStep, type PlayedStep } from '#shared/drill.ts'
import { gradeOf } from '#shared/grade.ts'
import type { IncidentDrill } from '#shared/incident-drill.ts'
import { expiredIfOpen } from './answering.ts'
import { type Calling, systemAction } from './call.ts'
import { isDealtWith } from './correlate.ts'
import { type Desk, openDesk } from './decision-desk.ts'
import type { Decision, Facts, IncidentRecord, Making } from './facts.ts'
import { openUndoubted } from './incident.ts'
import { searchEnded } from './searching.ts'
import { takeEvidence } from './take-evidence.ts'

/** A drill as decisions see it. */
export type DrillRecord = {
  id: string
  areaId: string
  script: DrillStep[]
  played: PlayedStep[]
  startedAt: Date
  endedAt: Date | null
  loudConfirmedBy: string | null
  incidentIds: string[]
}

/** The steps of a drill whose time has come and that were not played, by their place in the script. */
export function dueStepsOf({ script, played, startedAt, endedAt }: DrillRecord, now: Date): number[] {
  if (endedAt !== null) return []
  const sinceMs = now.getTime() - startedAt.getTime()
  return script.flatMap(({ afterSeconds }, n) =>
    afterSeconds * 1000 <= sinceMs && !played.some(({ step }) => step === n) ? [n] : [],
  )
}

/** Whether a drill has gone on for as long as one may. */
export function isDrillOver({ startedAt, endedAt }: DrillRecord, now: Date): boolean {
  return endedAt === null && now.getTime() - startedAt.getTime() >= DRILL_LASTS_SECONDS * 1000
}

/**
 * Plays what is due, by the same road as somebody's report: located, correlated, assigned. What was played stands in the
 * drill, which is written with what it brought about, so that no restart plays a step twice.
 */
export function playDue<D extends DrillRecord>(
  before: D,
  facts: Facts,
  making: Making,
): { decision: Decision; drill: D } | null {
  const due = dueStepsOf(before, making.now)
  // What is real comes first; the steps are played when it is over.
  if (due.length === 0 || hasRealAlarm(before.areaId, facts)) return null
  const desk = openDesk(facts, making)
  const at = making.now.toISOString()
  const played = due.flatMap((n): PlayedStep[] => {
    const step = before.script[n]
    return step === undefined ? [] : [{ step: n, at, incidentId: play(step, of(before), desk) }]
  })
  const drill = {
    ...before,
    played: [...before.played, ...played],
    incidentIds: [...new Set([...before.incidentIds, ...played.map(({ incidentId }) => incidentId)])],
  }
  return { decision: desk.close(), drill }
}

function of({ id, loudConfirmedBy }: DrillRecord): IncidentDrill {
  return { id, loud: loudConfirmedBy !== null }
}

function play({ kind, place, areaId, words }: DrillStep, drill: IncidentDrill, desk: Desk): string {
  const { making } = desk
  const observationId = making.newId()
  const at = making.now.toISOString()
  const clue: Clue = {
    observationId,
    kind,
    place,
    sight: null,
    deviceId: null,
    personId: null,
    ofItself: false,
    signalKey: null,
    lasts: true,
    confidence: null,
    firstAt: at,
    lastAt: at,
  }
  const severity = kind === 'warning' ? ('severe' as const) : null
  const evidence = { clue, startedAt: making.now, severity, exercise: true, drill }
  const incidentId =
    areaId === null ? takeEvidence(evidence, desk) : overArea({ ...evidence, rollCall: [areaId], text: words }, desk)
  desk.evidence.push({
    id: observationId,
    deviceId: null,
    personId: null,
    incidentId,
    kind,
    state: 'active',
    deviceAt: null,
    receivedAt: at,
    confidence: null,
    place,
    values: {},
    description: words,
    mediaIds: [],
    sourceId: null,
    externalId: null,
    mediaLinks: [],
    topic: null,
    payload: null,
    cut: null,
    attached: [],
  })
  return incidentId
}

/** A warning concerns everybody there and joins nothing else, as in earnest. */
function overArea(evidence: Parameters<typeof openUndoubted>[0], desk: Desk): string {
  const calling = openUndoubted(evidence, desk.facts.arrangement, desk.making)
  desk.write(calling)
  const { observationId } = evidence.clue
  desk.links.push({ incidentId: calling.incident.id, observationId, withdrawnAt: null })
  return calling.incident.id
}

/** The incidents of a drill that are still open, whatever became one of them. */
export function incidentsOfDrill(
  { id: drillId, incidentIds }: DrillRecord,
  { incidents }: Pick<Facts, 'incidents'>,
): IncidentRecord[] {
  return [...incidents.values()].filter(
    ({ id, mergedIds, exercise, drill }) =>
      // What was split off one of them is of the drill too, and was played by nobody.
      exercise && (drill?.id === drillId || [id, ...mergedIds].some((one) => incidentIds.includes(one))),
  )
}

/** An incident that is closed with its drill: nobody is called to it any more. */
export function endedWithDrill(incident: IncidentRecord, drillId: string, making: Making): Calling {
  const closed: IncidentRecord = {
    ...searchEnded(incident),
    handling: 'closed',
    closedAt: making.now.toISOString(),
    next: null,
    alerts: incident.alerts.map(expiredIfOpen),
  }
  return { incident: closed, actions: [systemAction(incident.id, 'drill-ended', { drillId }, making)], deliveries: [] }
}

/** An incident of a drill that a second person let sound sirens and be told to the county. */
export function madeLoud(incident: IncidentRecord, { id }: DrillRecord, personId: string, making: Making): Calling {
  const action = { ...systemAction(incident.id, 'drill-loud', { drillId: id }, making), actorId: personId }
  return { incident: { ...incident, drill: { id, loud: true } }, actions: [action], deliveries: [] }
}

/** Whether something real and urgent stands on the ground of a drill: then the drill gives way. */
export function hasRealAlarm(areaId: string, { incidents }: Pick<Facts, 'incidents'>): boolean {
  return [...incidents.values()].some(
    (incident) =>
      !incident.exercise &&
      incident.areaIds.includes(areaId) &&
      gradeOf(incident.severity) === 'urgent' &&
      !isDealtWith(incident),
  )
}
