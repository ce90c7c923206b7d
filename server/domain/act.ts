import type { Action, ActionBody, ActionName } from '#shared/action.ts'
import { HANDLINGS, type Handling, isSettled } from '#shared/incident.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import { assigned, declined, expiredIfOpen, going, isUnseen, lookedForBy, reopened, withAlert } from './answering.ts'
import { type Calling, callNext, callReached, lookedAt, wake, withAnswers } from './call.ts'
import { callStepOf, isAsked, isResting } from './next-step.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { hasOwnRole, hasRole, isDutyRoomOf, maySee, scopeOf } from './viewer.ts'

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
  if (!mayAs(viewer, MAY[body.action], incident) || !maySee(viewer, scopeOf(incident)))
    return { ok: false, reason: 'not-allowed' }
  if (body.onBehalfOf != null && !mayAs(viewer, COMMANDERS, incident)) return { ok: false, reason: 'not-allowed' }
  return missingField(body) ?? contradictionOf(incident, body.action, body.onBehalfOf ?? viewer.personId)
}

/** By a role of one's own wherever one sees; by that of the duty room one sits in, where that room answers. */
function mayAs(viewer: Viewer, roles: readonly Role[], { areaIds }: IncidentRecord): boolean {
  return hasOwnRole(viewer, ...roles) || (hasRole(viewer, ...roles) && isDutyRoomOf(viewer, areaIds))
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
