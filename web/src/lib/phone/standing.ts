import { type Grade, GRADES, gradeOf } from '#shared/grade.ts'
import { goingCount } from '#shared/alarm-state.ts'
import type { ActionName } from '#shared/action.ts'
import { FIRE_PHASES, type FirePhase, isStillBurning } from '#shared/fire-phase.ts'
import { isPutDown } from '#shared/handlings.ts'
import type { Alert, Incident, Outcome } from '#shared/incident.ts'
import type { Entry } from './outbox.ts'

/**
 * Where one person stands with one incident: `called` and has not answered, `standby` (others go, enough of them),
 * `going`, `declined`, `done` (it is handled; nothing more to do), `onlooker` (never called).
 */
export type Standing = 'called' | 'going' | 'standby' | 'declined' | 'done' | 'onlooker'

/** That somebody is asked whether they are well, since when, and whether they count as missing for not answering. */
export type Asked = { since: string; isMissing: boolean }

/**
 * An incident as it stands on one person's phone. `found` is what it turned out to be, and `phase` how far the fire is from
 * being over, by this person or another. `stalledSince` is since when nothing is heard of them who said that they go.
 */
export type Call = {
  incident: Incident
  standing: Standing
  grade: Grade
  departed: boolean
  arrived: boolean
  found: Outcome | null
  phase: FirePhase | null
  asked: Asked | null
  stalledSince: string | null
}

/** What a person did to an incident on this phone. */
type Own = ReturnType<typeof actionsOf>

const order: readonly Standing[] = ['called', 'going', 'standby', 'declined', 'onlooker', 'done']

const BESIDE: readonly ActionName[] = ['answer', 'tick', 'untick', 'describe', 'sector', 'settle', 'recuse']

/** What the server took so short a time ago may not be in what this phone last heard of it. */
const ECHO_MS = 15_000

/** The calls of a person, who must say whether they are well first, what needs an answer, then the graver, then the newer. See `callOf` for `heardAtMs`. */
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
      Number(b.asked !== null) - Number(a.asked !== null) ||
      order.indexOf(a.standing) - order.indexOf(b.standing) ||
      GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade) ||
      Date.parse(b.incident.openedAt) - Date.parse(a.incident.openedAt) ||
      (a.incident.id < b.incident.id ? -1 : 1),
  )
}

/** Whether somebody is rung because the duty room has not taken notice: that is asked of them before whether they go. */
export function isRungForRoom(incident: Incident, personId: string | undefined): boolean {
  if (personId === undefined || incident.answered !== null || incident.closedAt !== null) return false
  const alert = latestAlert(incident, personId)
  return alert?.duty === 'duty-room' && alert.state !== 'expired'
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
  // What was tapped here counts for the call it was said to, before the server's word of it is heard.
  const calledAtMs = Date.parse(mine?.sentAt ?? incident.openedAt)
  const didTap = (action: ActionName) =>
    own.some(({ body, tookAtMs }) => body.action === action && (tookAtMs ?? Infinity) >= calledAtMs)
  const goes = mine?.state === 'accepted' ? mine : null
  const arrived = didTap('arrive') || (goes?.arrivedAt ?? null) !== null
  const departed = arrived || didTap('depart') || (goes?.departedAt ?? null) !== null
  const phase = furthestPhase([incident.firePhase ?? null, ...fresh.map(({ action }) => action)])
  const base = {
    incident,
    grade: gradeOf(incident.severity),
    departed,
    arrived,
    found,
    phase,
    asked: askedOf(goes, own),
    stalledSince: stalledSince(goes, own),
  }
  // Whoever ticks a line or searches a gully was not called by that.
  if (mine === null && own.every(({ body }) => BESIDE.includes(body.action))) return { ...base, standing: 'onlooker' }
  // Whoever watches over a fire has things to do and to answer although it is put down as handled.
  const watches =
    base.asked !== null || (goes !== null && isStillBurning({ ...incident, outcome: found, firePhase: phase }))
  const hasHandled = fresh.some(({ action }) => action === 'handle' || action === 'withdraw')
  if (incident.closedAt !== null || ((isPutDown(incident) || hasHandled) && !watches))
    return { ...base, standing: 'done' }
  if (said === 'decline') return { ...base, standing: 'declined' }
  if (said === 'acknowledge' || mine?.state === 'accepted') return { ...base, standing: 'going' }
  if (mine?.state === 'declined') return { ...base, standing: 'declined' }
  if (arrived) return { ...base, standing: 'going' }
  // In a roll call everybody has to answer, whoever else has.
  const isRolled = (incident.rollCall ?? null) !== null
  return { ...base, standing: !isRolled && goingCount(incident) >= incident.respondersNeeded ? 'standby' : 'called' }
}

/** What says that somebody is well, or at it. */
const SIGNS: readonly ActionName[] = ['arrive', 'verify', 'note', 'check-in', 'support', 'handle', ...FIRE_PHASES]

/** Whether the person has said something since; what waits in the outbox is a word as soon as it comes in. */
function hasSaid(own: Own, sinceAt: string, signs: readonly ActionName[]): boolean {
  return own.some(({ body, tookAtMs }) => signs.includes(body.action) && (tookAtMs ?? Infinity) >= Date.parse(sinceAt))
}

function askedOf(alert: Alert | null, own: Own): Asked | null {
  const { checkInAskedAt = null, silentAt = null }: Partial<Alert> = alert ?? {}
  const since = silentAt ?? checkInAskedAt
  return since === null || hasSaid(own, since, SIGNS) ? null : { since, isMissing: silentAt !== null }
}

function stalledSince(alert: Alert | null, own: Own): string | null {
  const { stalledAt = null, lastSignAt = null }: Partial<Alert> = alert ?? {}
  if (stalledAt === null || hasSaid(own, stalledAt, [...SIGNS, 'acknowledge', 'depart'])) return null
  return lastSignAt ?? stalledAt
}

/** The furthest of some words that is a phase of a fire; the others are none. */
function furthestPhase(words: readonly (ActionName | null)[]): FirePhase | null {
  return FIRE_PHASES.findLast((phase) => words.includes(phase)) ?? null
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
