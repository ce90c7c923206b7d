import { type AlarmState, alarmState } from '#shared/alarm-state.ts'
import { gradeOf } from '#shared/grade.ts'
import type { Incident } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import { type Queued, attentionQueue, postponedOnes } from '../alarm/queue.ts'

/** What the list is narrowed to; null leaves an axis open. */
export type ListFilter = { state: AlarmState | null; kind: Kind | null }

/** Every open incident that passes the filter: the wall's queue first, then what is postponed, soonest back first. */
export function deskList(incidents: Iterable<Incident>, nowMs: number, filter: ListFilter): Queued[] {
  const all = [...incidents]
  const postponed = postponedOnes(all, nowMs).map((incident) => queued(incident, nowMs))
  return [...attentionQueue(all, nowMs), ...postponed].filter(
    ({ incident, state }) =>
      (filter.state === null || state === filter.state) && (filter.kind === null || incident.kind === filter.kind),
  )
}

/** An incident as a list shows it, closed ones too. */
export function queued(incident: Incident, nowMs: number): Queued {
  return { incident, state: alarmState(incident, nowMs), grade: gradeOf(incident.severity) }
}

/** The id `steps` away from the chosen one, stopping at both ends; the first when nothing is chosen. */
export function neighbour(ids: readonly string[], chosen: string | null, steps: number): string | null {
  const at = chosen === null ? -1 : ids.indexOf(chosen)
  if (at === -1) return ids[0] ?? null
  return ids[Math.min(ids.length - 1, Math.max(0, at + steps))] ?? null
}
