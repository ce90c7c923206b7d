import { type Grade, GRADES, gradeOf } from '#shared/grade.ts'
import { goingCount } from '#shared/alarm-state.ts'
import type { ActionName } from '#shared/action.ts'
import type { Alert, Incident } from '#shared/incident.ts'
import type { Entry } from './outbox.ts'

/**
 * Where one person stands with one incident: `called` and has not answered, `standby` (others go, enough of them),
 * `going`, `declined`, `done` (it is handled; nothing more to do), `onlooker` (never called).
 */
export type Standing = 'called' | 'going' | 'standby' | 'declined' | 'done' | 'onlooker'

/** An incident as it stands on one person's phone. */
export type Call = { incident: Incident; standing: Standing; grade: Grade; arrived: boolean }

const order: readonly Standing[] = ['called', 'going', 'standby', 'declined', 'onlooker', 'done']

/** The calls of a person, what needs an answer first, then the graver, then the newer. */
export function callsOf(incidents: Iterable<Incident>, personId: string, entries: readonly Entry[]): Call[] {
  const calls: Call[] = []
  for (const incident of incidents) {
    const call = callOf(incident, personId, entries)
    if (call.standing !== 'onlooker') calls.push(call)
  }
  return calls.sort(
    (a, b) =>
      order.indexOf(a.standing) - order.indexOf(b.standing) ||
      GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade) ||
      Date.parse(b.incident.openedAt) - Date.parse(a.incident.openedAt) ||
      (a.incident.id < b.incident.id ? -1 : 1),
  )
}

/** One incident as it stands on a person's phone; what waits in the outbox counts as done, for the person did it. */
export function callOf(incident: Incident, personId: string, entries: readonly Entry[]): Call {
  const mine = latestAlert(incident, personId)
  const done = actionsOf(entries, personId, incident.id)
  const said = [...done].reverse().find((action) => action === 'acknowledge' || action === 'decline')
  const arrived = done.includes('arrive')
  const base = { incident, grade: gradeOf(incident.severity), arrived }
  if (
    incident.closedAt !== null ||
    incident.handling === 'handled' ||
    incident.handling === 'checked' ||
    done.includes('handle')
  ) {
    return { ...base, standing: mine === null && done.length === 0 ? 'onlooker' : 'done' }
  }
  if (mine === null && done.length === 0) return { ...base, standing: 'onlooker' }
  if (said === 'acknowledge' || (said === undefined && mine?.state === 'accepted'))
    return { ...base, standing: 'going' }
  if (said === 'decline' || mine?.state === 'declined') return { ...base, standing: 'declined' }
  if (arrived) return { ...base, standing: 'going' }
  return { ...base, standing: goingCount(incident) >= incident.respondersNeeded ? 'standby' : 'called' }
}

/** The call to a person that counts: the last one made. */
export function latestAlert(incident: Pick<Incident, 'alerts'>, personId: string): Alert | null {
  let latest: Alert | null = null
  for (const alert of incident.alerts) {
    if (alert.personId === personId && (latest === null || alert.sentAt >= latest.sentAt)) latest = alert
  }
  return latest
}

/** The calls this phone should say it has shown: those the server does not know as seen. */
export function unseenAlerts(incidents: Iterable<Incident>, personId: string): Alert[] {
  const unseen: Alert[] = []
  for (const incident of incidents) {
    const alert = latestAlert(incident, personId)
    if (alert !== null && alert.seenAt === null && (alert.state === 'sent' || alert.state === 'delivered'))
      unseen.push(alert)
  }
  return unseen
}

/** What this person did to an incident on this phone and was not refused, oldest first. */
function actionsOf(entries: readonly Entry[], personId: string, incidentId: string): ActionName[] {
  return entries
    .filter((entry) => entry.personId === personId && entry.state.name !== 'refused')
    .sort((a, b) => a.order - b.order)
    .flatMap(({ job }) => (job.type === 'action' && job.incidentId === incidentId ? [job.body.action] : []))
}
