import { type AlarmState, alarmState } from '#shared/alarm-state.ts'
import { gradeOf } from '#shared/grade.ts'
import type { Incident } from '#shared/incident.ts'
import type { Area } from '#shared/area.ts'
import type { Kind } from '#shared/kinds.ts'
import { type Queued, attentionQueue, postponedOnes } from '../alarm/queue.ts'
import { personsIn, withinArea } from './desk-view.ts'

/** What the list is narrowed to; null leaves an axis open. An area stands for all that lies in it. */
export type ListFilter = {
  state: AlarmState | null
  kind: Kind | null
  areaId: string | null
  personId: string | null
}

/** Every open incident: the wall's queue first, then what is postponed, soonest back first. */
export function deskList(incidents: Iterable<Incident>, nowMs: number): Queued[] {
  const all = [...incidents]
  return [...attentionQueue(all, nowMs), ...postponedOnes(all, nowMs).map((incident) => queued(incident, nowMs))]
}

/** What passes a filter of those listed. */
export function narrowedTo(
  filter: ListFilter,
  list: readonly Queued[],
  areas: ReadonlyMap<string, Pick<Area, 'parentId'>>,
): Queued[] {
  const { state, kind, areaId, personId } = filter
  const within = areaId === null ? null : withinArea(areaId, areas)
  return list.filter(
    (one) =>
      (state === null || one.state === state) &&
      (kind === null || one.incident.kind === kind) &&
      (within === null || one.incident.areas.some((touched) => within.has(touched.areaId))) &&
      (personId === null || personsIn(one.incident).has(personId)),
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
