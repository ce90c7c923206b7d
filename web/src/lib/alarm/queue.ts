import { ALARM_STATES, type AlarmState, alarmState, hasSilent } from '#shared/alarm-state.ts'
import type { Incident } from '#shared/incident.ts'
import { GRADES, type Grade, gradeOf } from '#shared/grade.ts'

/** An incident as a screen queues it. */
export type Queued = { incident: Incident; state: AlarmState; grade: Grade }

/**
 * Incidents that somebody must act on or look at, worst first: where somebody does not answer, then what is real before
 * what is a drill, then by alarm state, grade, and the longest waiting.
 */
export function attentionQueue(incidents: Iterable<Incident>, nowMs: number): Queued[] {
  const queued: Queued[] = []
  for (const incident of incidents) {
    const state = alarmState(incident, nowMs)
    if (state === 'postponed' || state === 'settled') continue
    queued.push({ incident, state, grade: gradeOf(incident.severity) })
  }
  return queued.sort(worseFirst)
}

/** The incidents that are postponed now, the soonest to come back first: they leave the queue, never the screen. */
export function postponedOnes(incidents: Iterable<Incident>, nowMs: number): Incident[] {
  return [...incidents]
    .filter((incident) => alarmState(incident, nowMs) === 'postponed')
    .sort((a, b) => (a.postponedUntil ?? '').localeCompare(b.postponedUntil ?? ''))
}

/** How many incidents a permit covers now. */
export function coveredCount(incidents: Iterable<Incident>, nowMs: number): number {
  let count = 0
  for (const incident of incidents) if (alarmState(incident, nowMs) === 'covered') count++
  return count
}

/** Whether nobody, or too few, go: what keeps flashing. */
export function isUnattended({ state }: Pick<Queued, 'state'>): boolean {
  return state === 'unanswered' || state === 'answered-nobody-going'
}

/** The incident that 接警 answers: the worst that the duty room has not taken notice of. One press, one incident. */
export function firstUnanswered(queue: readonly Queued[]): Queued | null {
  return queue.find(({ incident, state }) => state === 'unanswered' && incident.answered === null) ?? null
}

/** Whether somebody who went there does not answer, and the duty room has not taken notice of that. */
export function isPersonAlarm({ incident }: Pick<Queued, 'incident'>): boolean {
  return incident.answered === null && incident.closedAt === null && hasSilent(incident)
}

function worseFirst(a: Queued, b: Queued): number {
  return (
    Number(isPersonAlarm(b)) - Number(isPersonAlarm(a)) ||
    Number(a.incident.exercise) - Number(b.incident.exercise) ||
    ALARM_STATES.indexOf(a.state) - ALARM_STATES.indexOf(b.state) ||
    GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade) ||
    Date.parse(a.incident.openedAt) - Date.parse(b.incident.openedAt) ||
    (a.incident.id < b.incident.id ? -1 : 1)
  )
}
