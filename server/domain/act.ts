import type { Action, ActionBody, ActionName } from '#shared/action.ts'
import { type Alert, HANDLINGS, type Handling, isSettled } from '#shared/incident.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import { type Calling, callNext, callReached, callTo, goingToLook, lookedAt, wake, withAnswers } from './call.ts'
import { callStepOf, isAsked, isResting, needsPeople, tierReached } from './next-step.ts'
import type { DeliveryRecord, IncidentRecord, Making } from './facts.ts'
import { hasRole, maySee, scopeOf } from './viewer.ts'

/** What became of what a person wanted to do; `action` is the line in the log, apart from those that follow from it. */
export type Acted =
  | { ok: true; calling: Calling; action: Action }
  | { ok: false; reason: 'not-allowed' }
  | { ok: false; reason: 'contradiction'; state: string; allowed: ActionName[] }
  | { ok: false; reason: 'invalid'; field: string; message: string }

const RESPONDERS: readonly Role[] = ['admin', 'duty', 'leader', 'cadre', 'member']
const COMMANDERS: readonly Role[] = ['admin', 'duty', 'leader']
const DESK: readonly Role[] = ['admin', 'duty']

/** Who may do what, beside being concerned by the incident. */
const MAY: Record<ActionName, readonly Role[]> = {
  seen: RESPONDERS,
  acknowledge: RESPONDERS,
  decline: RESPONDERS,
  depart: RESPONDERS,
  arrive: RESPONDERS,
  verify: RESPONDERS,
  handle: RESPONDERS,
  support: RESPONDERS,
  'check-in': RESPONDERS,
  note: [...RESPONDERS, 'reviewer'],
  check: [...COMMANDERS, 'cadre'],
  close: COMMANDERS,
  reopen: COMMANDERS,
  assign: COMMANDERS,
  extend: COMMANDERS,
  merge: COMMANDERS,
  split: COMMANDERS,
  undo: COMMANDERS,
  wake: COMMANDERS,
  answer: DESK,
  postpone: DESK,
  resume: DESK,
}

/** What concerns one incident only; the others are in join-act.ts. */
export type OwnBody = ActionBody & { action: Exclude<ActionName, 'merge' | 'split' | 'undo'> }

/** Why somebody may not do something. */
export type Refusal = Exclude<Acted, { ok: true }>

/** The handling state that each action brings an incident to, at least. */
const REACHES: Partial<Record<ActionName, Handling>> = {
  verify: 'verified',
  assign: 'assigned',
  acknowledge: 'acknowledged',
  depart: 'acknowledged',
  arrive: 'on-scene',
  handle: 'handled',
  check: 'checked',
  close: 'closed',
}

/** What may still be done to a closed incident. */
const AFTER_CLOSING: ActionName[] = ['reopen', 'note']

/**
 * Does what a person wants done to an incident. Nothing is refused because an earlier step is missing (the skipped
 * ones are noted); only for want of right, for a contradiction, or for a field that the action cannot do without.
 */
export function act(incident: IncidentRecord, body: OwnBody, viewer: Viewer, making: Making): Acted {
  const refusal = refusalOf(incident, body, viewer)
  if (refusal !== null) return refusal
  const calling = changed(incident, body, body.onBehalfOf ?? viewer.personId, viewer, making)
  const action = logEntry(incident, body, viewer, detailOf(incident, body), making)
  return { ok: true, calling: { ...calling, actions: [action, ...calling.actions] }, action }
}

/** Why a viewer may not do this to an incident now; null where nothing speaks against it. */
export function refusalOf(incident: IncidentRecord, body: ActionBody, viewer: Viewer): Refusal | null {
  if (!hasRole(viewer, ...MAY[body.action]) || !maySee(viewer, scopeOf(incident)))
    return { ok: false, reason: 'not-allowed' }
  if (body.onBehalfOf != null && !hasRole(viewer, ...COMMANDERS)) return { ok: false, reason: 'not-allowed' }
  return missingField(body) ?? contradictionOf(incident, body.action, body.onBehalfOf ?? viewer.personId)
}

/** The line that the log keeps of what somebody did. */
export function logEntry(
  incident: IncidentRecord,
  body: ActionBody,
  viewer: Viewer,
  detail: Record<string, unknown>,
  making: Making,
): Action {
  return {
    id: body.id,
    incidentId: incident.id,
    action: body.action,
    actorId: viewer.personId,
    onBehalfOf: body.onBehalfOf ?? null,
    at: body.at ?? null,
    recordedAt: making.now.toISOString(),
    note: body.note ?? null,
    detail,
    mediaIds: body.mediaIds ?? [],
  }
}

function missingField(body: ActionBody): Refusal | null {
  const { action, outcome, personId, until, note } = body
  const lacks = (field: string, message: string): Refusal => ({ ok: false, reason: 'invalid', field, message })
  if (action === 'verify' && outcome == null) return lacks('outcome', 'verify needs an outcome')
  if (action === 'assign' && personId == null) return lacks('personId', 'assign needs a personId')
  if ((action === 'postpone' || action === 'extend') && until == null) return lacks('until', `${action} needs an end`)
  if ((action === 'postpone' || action === 'extend') && !note) return lacks('note', `${action} needs a reason`)
  if (action === 'merge' && body.incidentId == null) return lacks('incidentId', 'merge needs the other incident')
  if (action === 'split' && body.observationIds == null) return lacks('observationIds', 'split needs its evidence')
  if (action === 'note' && !note) return lacks('note', 'a note needs words')
  return null
}

function contradictionOf(incident: IncidentRecord, action: ActionName, who: string): Refusal | null {
  if (incident.closedAt !== null && !AFTER_CLOSING.includes(action))
    return { ok: false, reason: 'contradiction', state: 'closed', allowed: AFTER_CLOSING }
  if (incident.closedAt === null && action === 'reopen')
    return { ok: false, reason: 'contradiction', state: incident.handling, allowed: ['note'] }
  // The handler cannot be the checker.
  if (action === 'check' && incident.handledBy === who)
    return { ok: false, reason: 'contradiction', state: incident.handling, allowed: ['note', 'close'] }
  return null
}

function changed(before: IncidentRecord, body: OwnBody, who: string, viewer: Viewer, making: Making): Calling {
  const now = making.now.toISOString()
  const incident = { ...before, handling: furthest(before.handling, REACHES[body.action]) }
  const only = (next: IncidentRecord): Calling => ({ incident: next, actions: [], deliveries: [] })
  switch (body.action) {
    case 'answer':
      return only({ ...incident, answered: incident.answered ?? { at: now, personId: viewer.personId } })
    case 'seen':
      return only(
        withAlert(incident, who, (alert) => (isUnseen(alert) ? { ...alert, state: 'seen', seenAt: now } : alert)),
      )
    case 'acknowledge':
    case 'depart':
    case 'arrive':
      return withAnswers(lookedForBy(who, going(incident, who, viewer, making), making), making)
    case 'decline':
      return declined(incident, who, making)
    case 'verify': {
      const outcome = body.outcome ?? null
      if (isSettled(outcome)) return only(lookedAt({ ...incident, outcome, next: null }, making))
      const found = { ...incident, outcome }
      return isAsked(found) || isResting(found)
        ? wake(found, outcome === 'unreachable' ? 'unreachable' : 'found-real', making)
        : withAnswers(found, making)
    }
    case 'assign':
      return assigned(incident, body.personId ?? who, making)
    case 'support': {
      const needed = { ...incident, respondersNeeded: incident.respondersNeeded + 1 }
      if (isAsked(needed)) return wake(needed, 'support', making)
      const step = callStepOf(incident.next)
      return step === null ? callNext(needed, making) : only({ ...needed, next: { ...step, at: now } })
    }
    case 'handle':
      return only(lookedAt({ ...incident, handledBy: who, next: null }, making))
    case 'check':
      return only(lookedAt({ ...incident, next: null }, making))
    case 'close':
      return only(
        lookedAt({ ...incident, closedAt: now, next: null, alerts: incident.alerts.map(expiredIfOpen) }, making),
      )
    case 'reopen':
      return callReached(reopened(incident), making)
    case 'postpone':
      return only({ ...incident, postponedUntil: new Date(body.until ?? now).toISOString() })
    case 'resume':
      return only({ ...incident, postponedUntil: null })
    case 'wake':
      return wake(incident, 'duty-room', making)
    case 'extend':
    case 'check-in':
    case 'note':
      return only(incident)
  }
}

function going(incident: IncidentRecord, who: string, viewer: Viewer, { now, newId }: Making): IncidentRecord {
  const at = now.toISOString()
  const accept = (alert: Alert): Alert => ({
    ...alert,
    state: 'accepted',
    seenAt: alert.seenAt ?? at,
    // Whoever could not and now can has answered now.
    answeredAt: alert.state === 'declined' ? at : (alert.answeredAt ?? at),
  })
  if (callTo(incident, who) !== undefined) return withAlert(incident, who, accept)
  // Somebody who was not called goes all the same: that is a responder like any other.
  const duty = viewer.personId === who ? (viewer.duties[0]?.duty ?? 'duty-room') : 'grid-member'
  const tier = tierReached(incident)
  const called: Alert = {
    id: newId(),
    incidentId: incident.id,
    personId: who,
    duty,
    areaId: null,
    tier,
    state: 'sent',
    sentAt: at,
    deliveredAt: at,
    seenAt: null,
    answeredAt: null,
  }
  return { ...incident, alerts: [...incident.alerts, accept(called)] }
}

/** Whoever was asked to look and goes has time to do so. */
function lookedForBy(who: string, incident: IncidentRecord, making: Making): IncidentRecord {
  return incident.verification?.personId === who ? goingToLook(incident, making) : incident
}

function declined(before: IncidentRecord, who: string, making: Making): Calling {
  const at = making.now.toISOString()
  const incident = withAlert(before, who, (alert) => {
    return { ...alert, state: 'declined', seenAt: alert.seenAt ?? at, answeredAt: at }
  })
  const isLookout = isAsked(incident) && incident.verification?.personId === who
  const calling = isLookout ? wake(incident, 'declined', making) : withAnswers(incident, making)
  const wasGoing = callTo(before, who)?.state === 'accepted'
  const isNeeded = needsPeople(incident) && !isSettled(incident.outcome)
  const isAtItsEnd = calling.deliveries.length === 0 && calling.incident.next === null
  // The duty room was quiet because somebody went. Nobody else can be called: it has to hear that.
  return wasGoing && isNeeded && isAtItsEnd
    ? { ...calling, incident: { ...calling.incident, answered: null } }
    : calling
}

function assigned(incident: IncidentRecord, personId: string, { now, newId }: Making): Calling {
  if (callTo(incident, personId) !== undefined) return { incident, actions: [], deliveries: [] }
  const at = now.toISOString()
  const tier = tierReached(incident)
  const duty = incident.chain.find((link) => link.personId === personId)?.duty ?? 'grid-member'
  const alert: Alert = {
    id: newId(),
    incidentId: incident.id,
    personId,
    duty,
    areaId: null,
    tier,
    state: 'sent',
    sentAt: at,
    deliveredAt: null,
    seenAt: null,
    answeredAt: null,
  }
  const delivery: DeliveryRecord = {
    id: newId(),
    alertId: alert.id,
    channel: 'in-app',
    createdAt: at,
    deliveredAt: null,
  }
  return { incident: { ...incident, alerts: [...incident.alerts, alert] }, actions: [], deliveries: [delivery] }
}

function withAlert(incident: IncidentRecord, personId: string, change: (alert: Alert) => Alert): IncidentRecord {
  const standing = callTo(incident, personId)
  return { ...incident, alerts: incident.alerts.map((alert) => (alert === standing ? change(alert) : alert)) }
}

function expiredIfOpen(alert: Alert): Alert {
  return ['sent', 'delivered', 'seen'].includes(alert.state) ? { ...alert, state: 'expired' } : alert
}

/** An incident as new: who went or could not go before it was closed has not been asked about this time. */
function reopened(incident: IncidentRecord): IncidentRecord {
  const alerts = incident.alerts.map((alert): Alert => ({ ...alert, state: 'expired' }))
  const asNew = { handling: 'reported', outcome: null, closedAt: null, handledBy: null, answered: null } as const
  return { ...incident, ...asNew, restsUntil: null, alerts }
}

function isUnseen({ state }: Alert): boolean {
  return state === 'sent' || state === 'delivered'
}

function furthest(now: Handling, reached: Handling | undefined): Handling {
  return reached !== undefined && HANDLINGS.indexOf(reached) > HANDLINGS.indexOf(now) ? reached : now
}

function detailOf(incident: IncidentRecord, body: ActionBody): Record<string, unknown> {
  const reached = REACHES[body.action]
  const skipped =
    reached === undefined ? [] : HANDLINGS.slice(HANDLINGS.indexOf(incident.handling) + 1, HANDLINGS.indexOf(reached))
  const said = { outcome: body.outcome, personId: body.personId, until: body.until }
  const given = Object.entries(said).filter(([, value]) => value != null)
  return { ...Object.fromEntries(given), ...(skipped.length > 0 ? { unrecorded: skipped } : {}) }
}
