import { type Grade, GRADES, gradeOf } from '#shared/grade.ts'
import { goingCount } from '#shared/alarm-state.ts'
import type { Alert, Incident, Outcome } from '#shared/incident.ts'
import type { Entry } from './outbox.ts'

/**
 * Where one person stands with one incident: `called` and has not answered, `standby` (others go, enough of them),
 * `going`, `declined`, `done` (it is handled; nothing more to do), `onlooker` (never called).
 */
export type Standing = 'called' | 'going' | 'standby' | 'declined' | 'done' | 'onlooker'

/** An incident as it stands on one person's phone. `found` is what it turned out to be, by this person or another. */
export type Call = {
  incident: Incident
  standing: Standing
  grade: Grade
  arrived: boolean
  found: Outcome | null
}

const order: readonly Standing[] = ['called', 'going', 'standby', 'declined', 'onlooker', 'done']

/** What the server took so short a time ago may not be in what this phone last heard of it. */
const ECHO_MS = 15_000

/** The calls of a person, what needs an answer first, then the graver, then the newer. See `callOf` for `heardAtMs`. */
export function callsOf(
  incidents: Iterable<Incident>,
  personId: string,
  entries: readonly Entry[],
  heardAtMs: number,
): Call[] {
  const calls: Call[] = []
  for (const incident of incidents) {
    const call = callOf(incident, personId, entries, heardAtMs)
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

/** What a person is only told of and was never called to, newest first; a page from before knows nothing of it. */
export function informedOf(incidents: Iterable<Incident>, personId: string): Incident[] {
  return [...incidents]
    .filter((incident) => incident.closedAt === null && isInformed(incident, personId))
    .sort((a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt))
}

/** Whether a person was told of an incident and is not called to it. */
export function isInformed(incident: Incident, personId: string): boolean {
  const { informed = [], alerts }: Partial<Incident> & Pick<Incident, 'alerts'> = incident
  return (
    informed.some((told) => told.personId === personId && told.at !== null) &&
    !alerts.some((alert) => alert.personId === personId)
  )
}

/**
 * One incident as it stands on a person's phone. What waits in the outbox counts as done, for the person did it; of
 * what the server took, its own word counts as soon as it must be in what was heard at `heardAtMs` (server's time).
 */
export function callOf(incident: Incident, personId: string, entries: readonly Entry[], heardAtMs: number): Call {
  const mine = latestAlert(incident, personId)
  const own = actionsOf(entries, personId, incident.id)
  const fresh = own
    .filter(({ tookAtMs }) => tookAtMs === null || tookAtMs > heardAtMs - ECHO_MS)
    .map(({ body }) => body)
  const said = [...fresh].reverse().find(({ action }) => action === 'acknowledge' || action === 'decline')?.action
  const found = [...fresh].reverse().find(({ action }) => action === 'verify')?.outcome ?? incident.outcome
  // Who is there is not in the incident; this phone remembers it, for the call it was said to.
  const calledAtMs = Date.parse(mine?.sentAt ?? incident.openedAt)
  const arrived = own.some(({ body, tookAtMs }) => body.action === 'arrive' && (tookAtMs ?? Infinity) >= calledAtMs)
  const base = { incident, grade: gradeOf(incident.severity), arrived, found }
  if (mine === null && own.length === 0) return { ...base, standing: 'onlooker' }
  if (isOver(incident) || fresh.some(({ action }) => action === 'handle')) return { ...base, standing: 'done' }
  if (said === 'decline') return { ...base, standing: 'declined' }
  if (said === 'acknowledge' || mine?.state === 'accepted') return { ...base, standing: 'going' }
  if (mine?.state === 'declined') return { ...base, standing: 'declined' }
  if (arrived) return { ...base, standing: 'going' }
  // In a roll call everybody has to answer, whoever else has.
  const isRolled = (incident.rollCall ?? null) !== null
  return { ...base, standing: !isRolled && goingCount(incident) >= incident.respondersNeeded ? 'standby' : 'called' }
}

/** Whether a person is asked to look before anybody else is called. A page from before knows nothing of it. */
export function isAskedToLook({ verification }: Incident, personId: string | undefined): boolean {
  return verification?.state === 'asked' && verification.personId === personId
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

function isOver({ closedAt, handling, rollCall = null }: Incident): boolean {
  // What one of them has done is not done by the others.
  if (rollCall !== null) return closedAt !== null
  return closedAt !== null || handling === 'handled' || handling === 'checked'
}

/**
 * What this person did to an incident on this phone and was not refused, oldest first. `tookAtMs` is when the server
 * took it, null while it waits.
 */
function actionsOf(entries: readonly Entry[], personId: string, incidentId: string) {
  return entries
    .filter((entry) => entry.personId === personId && !entry.quiet && entry.state.name !== 'refused')
    .sort((a, b) => a.order - b.order)
    .flatMap(({ job, state }) => {
      if (job.type !== 'action' || job.incidentId !== incidentId) return []
      return [{ body: job.body, tookAtMs: state.name === 'received' ? Date.parse(state.at) : null }]
    })
}
