import type { Action } from '#shared/action.ts'
import { type Alert, type CallStep, isSettled, type WakeReason } from '#shared/incident.ts'
import type { DeliveryRecord, IncidentRecord, Making } from './facts.ts'
import { uncovered } from './broken-cover.ts'
import { heardSince } from './hearing-anew.ts'
import { newCall } from './new-call.ts'
import {
  calledIds,
  callStepOf,
  firstStep,
  followingStep,
  isAsked,
  isDue,
  isResting,
  isStepDue,
  needsPeople,
  rungAheadIds,
  silentOf,
  tierReached,
  tiersOf,
  withReminders,
} from './next-step.ts'

/** What calling people adds to a decision, and the incident as it stands afterwards. */
export type Calling = { incident: IncidentRecord; actions: Action[]; deliveries: DeliveryRecord[] }

/** Whoever goes to look has this long to say what is there. */
const LOOK_SECONDS = 900

/**
 * Begins to call: the tiers that the plan calls together, and whoever is only told hears of it. What waited for the morning
 * waits no longer.
 */
export function callFirst(incident: IncidentRecord, making: Making): Calling {
  // While it waited nobody was to be rung: the duty room has its time from now.
  const hasWaited = incident.next !== null && (incident.ringing?.officerAt ?? null) === null
  const ringing = hasWaited ? heardSince(making) : incident.ringing
  const told = inform({ ...incident, restsUntil: null, ringing }, making)
  return joined(told, callFrom(told.incident, incident.tiersAtOnce - 1, making))
}

/** Calls the first tier in which somebody new can be called. */
export function callNext(incident: IncidentRecord, making: Making): Calling {
  return callFrom(incident, -1, making)
}

/**
 * Calls every tier up to `least`, and on until somebody can be reached. Tiers with nobody are passed over at once, and so is
 * one in which nobody can be reached: it is called, and the next with it.
 */
function callFrom(incident: IncidentRecord, least: number, making: Making): Calling {
  let calling: Calling = { incident, actions: [], deliveries: [] }
  let last: number | null = null
  let isReached = false
  for (const tier of tiersOf(incident)) {
    if (isReached && tier > least) break
    const called = callTier(calling.incident, tier, making)
    if (called === null) continue
    calling = joined(calling, called.calling)
    isReached ||= called.reachable
    last = tier
  }
  const { incident: after } = calling
  const step = isReached && last !== null ? followingStep(after, last, making.now) : null
  return { ...calling, incident: withReminders(after, step, making.now) }
}

/**
 * Calls whoever the chain, made anew on better evidence, names in the tiers already reached, and in those that its plan calls
 * together; who was called stays called, and nobody is called later than was due.
 */
export function callReached(incident: IncidentRecord, making: Making): Calling {
  let calling: Calling = { incident, actions: [], deliveries: [] }
  // Somebody is looking, or it waits for the morning: until that is over nobody else is called.
  if (isAsked(incident) || isResting(incident)) return calling
  if (isSettled(incident.outcome)) return { ...calling, incident: { ...incident, next: null } }
  const reached = Math.max(tierReached(incident), incident.tiersAtOnce - 1)
  calling = inform(incident, making)
  for (const tier of tiersOf(incident).filter((order) => order <= reached)) {
    const called = callTier(calling.incident, tier, making)
    if (called !== null) calling = joined(calling, called.calling)
  }
  const after = calling.incident
  if (!needsPeople(after)) return { ...calling, incident: { ...after, next: null } }
  const step = followingStep(after, tierReached(after), making.now)
  const due = callStepOf(after.next)
  const soonest = step !== null && due !== null && due.at < step.at ? { ...step, at: due.at } : step
  return { ...calling, incident: withReminders(after, soonest, making.now) }
}

/** One after the other. */
export function joined(before: Calling, more: Calling): Calling {
  return {
    incident: more.incident,
    actions: [...before.actions, ...more.actions],
    deliveries: [...before.deliveries, ...more.deliveries],
  }
}

/** Does the next step when it is due: calls on, or reminds; null where it is not due. */
export function escalate(incident: IncidentRecord, making: Making): Calling | null {
  const { next } = incident
  if (next === null || !isStepDue(incident, making.now)) return null
  const { verification } = incident
  if (isAsked(incident) && verification !== null)
    return wake(incident, isLooking(incident, verification.personId) ? 'not-looked' : 'unanswered', making)
  if (!needsPeople(incident)) return { incident: { ...incident, next: null }, actions: [], deliveries: [] }
  // Nobody is called later for being reminded first.
  if (next.step === 'remind' && (next.following === null || !isDue(incident, next.following, making.now)))
    return remind(incident, next.following, making)
  const { tier, step } = callStepOf(next) ?? next
  const escalated = systemAction(incident.id, 'escalated', { tier, step }, making)
  // Whoever has come on duty since in a tier that had its turn does not cost the next one its own.
  const calling = isResting(incident) ? callFirst(incident, making) : callFrom(incident, tier, making)
  return { ...calling, actions: [escalated, ...calling.actions] }
}

/** An incident of the night that may wait: its people are called when the night is over. */
export function rest(incident: IncidentRecord, making: Making): Calling {
  const until = incident.restsUntil ?? making.now.toISOString()
  const action = systemAction(incident.id, 'rests', { until }, making)
  return { incident: { ...incident, next: firstStep(incident, until) }, actions: [action], deliveries: [] }
}

/** Calls those again who were called and have not answered. */
function remind(incident: IncidentRecord, following: CallStep | null, making: Making): Calling {
  const silent = silentOf(incident)
  const after = withReminders(incident, following, making.now)
  if (silent.length === 0) return { incident: after, actions: [], deliveries: [] }
  const personIds = silent.map(({ personId }) => personId)
  const action = systemAction(incident.id, 'reminded', { tier: tierReached(incident), personIds }, making)
  const deliveries = silent.map((alert) => sentAgain(alert, making))
  return { incident: after, actions: [action], deliveries }
}

/** Tells those who are only to know of it and have not been told. */
function inform(incident: IncidentRecord, making: Making): Calling {
  const untold = incident.informed.filter(({ at, personId }) => at === null && !incident.recusedIds.includes(personId))
  if (untold.length === 0) return { incident, actions: [], deliveries: [] }
  const at = making.now.toISOString()
  const personIds = untold.map(({ personId }) => personId)
  const informed = incident.informed.map((told) => (untold.includes(told) ? { ...told, at } : told))
  const action = systemAction(incident.id, 'informed', { personIds }, making)
  return { incident: { ...incident, informed }, actions: [action], deliveries: [] }
}

/** Calls the chain of an incident that waited for a look or for the morning; nothing where it does not wait. */
export function wake(before: IncidentRecord, why: WakeReason, making: Making): Calling {
  const incident = uncovered(before, why, making)
  const { verification } = incident
  if (isResting(incident)) {
    const woken = systemAction(incident.id, 'woken', { why }, making)
    const calling = callFirst(incident, making)
    return { ...calling, actions: [woken, ...calling.actions] }
  }
  if (verification?.state !== 'asked') return { incident, actions: [], deliveries: [] }
  const at = making.now.toISOString()
  const detail = { why, threshold: verification.threshold, confidence: incident.confidence }
  const woken = systemAction(incident.id, 'woken', detail, making)
  const calling = callFirst({ ...incident, verification: { ...verification, state: 'woken', why, at } }, making)
  return { ...calling, actions: [woken, ...calling.actions] }
}

/** An incident of which nobody needs to look any more, for it is settled. */
export function lookedAt(incident: IncidentRecord, { now }: Making): IncidentRecord {
  const { verification } = incident
  if (verification?.state !== 'asked') return incident
  return { ...incident, verification: { ...verification, state: 'settled', at: now.toISOString() } }
}

/** An incident that whoever was asked is on the way to: the chain waits for what there is to see, but not for ever. */
export function goingToLook(incident: IncidentRecord, { now }: Making): IncidentRecord {
  const { verification } = incident
  // Once only: whoever taps again and again must not keep the others from being called.
  if (verification?.state !== 'asked' || verification.at !== verification.askedAt) return incident
  const until = new Date(now.getTime() + LOOK_SECONDS * 1000).toISOString()
  const waiting = { ...verification, until, at: now.toISOString() }
  return { ...incident, verification: waiting, next: firstStep(incident, until) }
}

function isLooking({ alerts }: IncidentRecord, personId: string): boolean {
  return alerts.some((alert) => alert.personId === personId && alert.state === 'accepted')
}

/** The first attempt to carry a call to its person. */
export function delivered({ id, sentAt }: Alert, { newId }: Making): DeliveryRecord {
  return { id: newId(), alertId: id, channel: 'in-app', createdAt: sentAt, deliveredAt: null }
}

/** Another attempt to carry a call that was made before. */
export function sentAgain(alert: Alert, making: Making): DeliveryRecord {
  return { ...delivered(alert, making), createdAt: making.now.toISOString() }
}

/**
 * What an answer brings about: with enough people going nothing more is due; when everybody called has answered and they
 * are too few, what comes next comes now; and when nothing was due because somebody went, or because it had been found to be nothing,
 * and that is so no longer, people are called on. To what was found to be nothing an answer calls nobody.
 */
export function withAnswers(incident: IncidentRecord, making: Making): Calling {
  const only = (after: IncidentRecord): Calling => ({ incident: after, actions: [], deliveries: [] })
  if (isAsked(incident)) return only(incident)
  if (!needsPeople(incident)) return only({ ...incident, next: null })
  if (isSettled(incident.outcome)) return only(incident)
  // Nobody waits for whoever was not called; in the morning the others are.
  if (isResting(incident)) return only(incident)
  const step = callStepOf(incident.next)
  if (step === null && (incident.next === null || silentOf(incident).length === 0)) return callNext(incident, making)
  const isAnswered = silentOf(incident).length === 0
  if (isAnswered && step !== null) return only({ ...incident, next: { ...step, at: making.now.toISOString() } })
  return only(incident)
}

/**
 * The call to a person that stands, the last one made; undefined where there is none. A call that expired, for its
 * incident was closed, is over: when that is reopened the person can be called anew.
 */
export function callTo({ alerts }: Pick<IncidentRecord, 'alerts'>, personId: string): Alert | undefined {
  return alerts.findLast((alert) => alert.personId === personId && alert.state !== 'expired')
}

/** One entry that the system itself writes into the log. */
export function systemAction(
  incidentId: string,
  action: Action['action'],
  detail: Record<string, unknown>,
  { now, newId }: Making,
): Action {
  const recordedAt = now.toISOString()
  return {
    id: newId(),
    incidentId,
    action,
    actorId: null,
    onBehalfOf: null,
    at: null,
    recordedAt,
    note: null,
    detail,
    mediaIds: [],
  }
}

function callTier(
  incident: IncidentRecord,
  tier: number,
  making: Making,
): { calling: Calling; reachable: boolean } | null {
  const already = calledIds(incident)
  const ahead = rungAheadIds(incident)
  const links = incident.chain.filter(({ order, called }) => order === tier && called)
  const turned: Alert[] = []
  const added: Alert[] = []
  for (const { personId, duty, areaId } of links) {
    if (personId === null || already.has(personId)) continue
    already.add(personId)
    // Whoever was called because the duty room took no notice is not called twice, but reminded now that it is their turn.
    const rung = ahead.has(personId) ? callTo(incident, personId) : undefined
    if (rung === undefined) added.push(newCall({ incidentId: incident.id, personId, duty, areaId, tier }, making))
    else turned.push(rung)
  }
  const alerts = [...turned, ...added]
  if (alerts.length === 0) return null
  const deliveries = alerts.map((alert) => sentAgain(alert, making))
  const personIds = alerts.map(({ personId }) => personId)
  const isRoom = links.every(({ duty }) => duty === 'duty-room')
  const action = systemAction(incident.id, isRoom ? 'called-duty-room' : 'called', { tier, personIds }, making)
  const reachable = links.some((link) => link.reachable)
  const known = incident.alerts.map((alert) => (turned.includes(alert) ? { ...alert, tier } : alert))
  const ringing = incident.ringing && {
    ...incident.ringing,
    personIds: incident.ringing.personIds.filter((id) => !personIds.includes(id)),
  }
  const after = { ...incident, alerts: [...known, ...added], ringing }
  return { calling: { incident: after, actions: [action], deliveries }, reachable }
}
