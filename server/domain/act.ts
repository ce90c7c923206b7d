import type { Action, ActionBody, ActionName } from '#shared/action.ts'
import { FIRE_PHASES, type FirePhase, HANDLINGS, type Handling, isSettled } from '#shared/incident.ts'
import { isCovered } from '#shared/permit.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import { assigned, declined, expiredIfOpen, going, isUnseen, lookedForBy, reopened, withAlert } from './answering.ts'
import { type Calling, callNext, callReached, lookedAt, wake, withAnswers } from './call.ts'
import { briefRefusal, briefSaid, withDraft, withIssue, withTold } from './briefing.ts'
import { withService } from './calling-services.ts'
import { afterAnswers } from './calling-the-roll.ts'
import { breakCover } from './cover.ts'
import { extended } from './extending.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { contradictionOf, HANDLING_TABLE, type Needed, ON_BEHALF, RECUSES_OTHERS } from './handling-table.ts'
import { heardFrom } from './heard-from.ts'
import { logEntry, type SaidBody, saidBy } from './log-entry.ts'
import { callStepOf, isAsked, isResting, needsPeople } from './next-step.ts'
import { postponed, resumed } from './postponing.ts'
import { recusalOf, recused } from './recusing.ts'
import { settled, settlementFault } from './revisiting.ts'
import { noticed } from './ringing.ts'
import { described, searchEnded, searchFault, sectorSaid } from './searching.ts'
import { ticked, tickFault } from './ticking.ts'
import { withReached } from './timing.ts'
import { hasOwnRole, hasRole, isDutyRoomOf, maySee, scopeOf } from './viewer.ts'

/** What became of what a person wanted to do; `action` is the line in the log, apart from those that follow from it. */
export type Acted =
  | { ok: true; calling: Calling; action: Action }
  | { ok: false; reason: 'not-allowed' }
  | { ok: false; reason: 'contradiction'; state: string; allowed: ActionName[] }
  | { ok: false; reason: 'invalid'; field: string; message: string }

/** What concerns one incident only; the others are in join-act.ts. */
export type OwnBody = SaidBody & { action: Exclude<ActionName, 'merge' | 'split' | 'undo'> }

/** Why somebody may not do something. */
export type Refusal = Exclude<Acted, { ok: true }>

/**
 * Does what a person wants done to an incident. Nothing is refused because an earlier step is missing (the skipped
 * ones are noted); only for want of right, for a contradiction, or for a field that the action cannot do without.
 */
export function act(incident: IncidentRecord, body: OwnBody, viewer: Viewer, making: Making): Acted {
  const refusal = refusalOf(incident, body, viewer, making)
  if (refusal !== null) return refusal
  const calling = changed(incident, body, body.onBehalfOf ?? viewer.personId, viewer, making)
  const reached = withReached(calling.incident, body, making)
  const action = logEntry(incident, body, viewer, { ...saidBy(incident, body), ...briefSaid(incident, body) }, making)
  const rolled = { ...calling, incident: afterAnswers(reached, making) }
  return { ok: true, calling: { ...rolled, actions: [action, ...calling.actions] }, action }
}

/** Why a viewer may not do this to an incident now; null where nothing speaks against it. */
export function refusalOf(incident: IncidentRecord, body: ActionBody, viewer: Viewer, making: Making): Refusal | null {
  if (!mayAs(viewer, HANDLING_TABLE[body.action].who, incident) || !maySee(viewer, scopeOf(incident)))
    return { ok: false, reason: 'not-allowed' }
  if (body.onBehalfOf != null && !mayAs(viewer, ON_BEHALF, incident)) return { ok: false, reason: 'not-allowed' }
  const who = body.onBehalfOf ?? viewer.personId
  const isOther = body.action === 'recuse' && body.personId != null && body.personId !== who
  if (isOther && !mayAs(viewer, RECUSES_OTHERS, incident)) return { ok: false, reason: 'not-allowed' }
  const contradiction = contradictionOf(incident, body.action, who) ?? recusalOf(incident, body, who)
  const fault = faultOf(body, making) ?? (contradiction && { ok: false, reason: 'contradiction', ...contradiction })
  const own = tickFault(incident, body) ?? searchFault(incident, body) ?? settlementFault(incident, body, making)
  return fault ?? own ?? briefRefusal(incident, body)
}

/** By a role of one's own wherever one sees; by that of the duty room one sits in, where that room answers. */
function mayAs(viewer: Viewer, roles: readonly Role[], { areaIds }: IncidentRecord): boolean {
  return hasOwnRole(viewer, ...roles) || (hasRole(viewer, ...roles) && isDutyRoomOf(viewer, areaIds))
}

/** How the things that an action cannot do without are asked for. */
const NEEDED: Readonly<Record<Needed, string>> = {
  outcome: 'an outcome',
  personId: 'a personId',
  until: 'an end',
  note: 'words: the reason, or what is noted',
  incidentId: 'the other incident',
  observationIds: 'its evidence',
  line: 'the line of the checklist',
  search: 'what is said of the missing person',
  isSettled: 'whether it is settled',
  service: 'a service: 119, 110 or 120',
  isCalled: 'whether it was called',
  briefId: 'a report',
  recipient: 'to whom it was told',
  how: 'how it was told',
  householdId: 'a household',
  householdState: 'what was found there',
}

function faultOf(body: ActionBody, { now }: Making): Refusal | null {
  const { action, outcome, cause, onBehalfOf, heardBy, until, late } = body
  const wrong = (field: string, message: string): Refusal => ({ ok: false, reason: 'invalid', field, message })
  const lacking = HANDLING_TABLE[action].needs.find((field) => body[field] == null || body[field] === '')
  if (lacking !== undefined) return wrong(lacking, `${action} needs ${NEEDED[lacking]}`)
  if (cause != null && outcome !== 'false-alarm') return wrong('cause', 'only a false alarm has a cause')
  if (heardBy != null && onBehalfOf == null) return wrong('heardBy', 'nobody is named who was heard so')
  // An extension may be entered when it is over; what is put off by then would come back at once.
  const mayBeOver = action === 'extend' && late === true
  const isOver = until != null && Date.parse(until) <= now.getTime() && !mayBeOver
  if (isOver && (action === 'postpone' || action === 'extend')) return wrong('until', 'the end must lie ahead')
  return null
}

function changed(before: IncidentRecord, body: OwnBody, who: string, viewer: Viewer, making: Making): Calling {
  const now = making.now.toISOString()
  const reached = { ...before, handling: furthest(before.handling, HANDLING_TABLE[body.action].reaches) }
  const incident = heardFrom(reached, who, body, making)
  const only = (next: IncidentRecord): Calling => ({ incident: next, actions: [], deliveries: [] })
  switch (body.action) {
    case 'answer':
      return only(noticed(incident, viewer.personId, making))
    case 'seen':
      return only(
        withAlert(incident, who, (alert) => (isUnseen(alert) ? { ...alert, state: 'seen', seenAt: now } : alert)),
      )
    case 'acknowledge':
    case 'depart':
    case 'arrive':
      return withAnswers(lookedForBy(who, wentThere(incident, who, body, viewer, making), making), making)
    case 'decline':
      return declined(incident, who, making)
    case 'verify': {
      const outcome = body.outcome ?? null
      const found = { ...incident, outcome, cause: body.cause ?? null }
      if (isSettled(outcome)) return only(lookedAt({ ...found, next: null }, making))
      if (isCovered(found) && !isAsked(found)) return breakCover(found, 'found-real', making)
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
    case 'fire-out':
    case 'mop-up':
    case 'fire-watch':
      return withWord({ ...incident, firePhase: furthestPhase(incident.firePhase, body.action) }, making)
    case 'withdraw': {
      const left = { ...incident, firePhase: body.action, handledBy: incident.handledBy ?? who, next: null }
      return only(lookedAt(left, making))
    }
    case 'check':
      return only(lookedAt({ ...incident, next: null }, making))
    case 'close':
      return only(
        lookedAt(
          { ...searchEnded(incident), closedAt: now, next: null, alerts: incident.alerts.map(expiredIfOpen) },
          making,
        ),
      )
    case 'reopen':
      return callReached(reopened(incident, making), making)
    case 'postpone':
      return only(postponed(incident, body, viewer.personId, making))
    case 'resume':
      return only(resumed(incident, making))
    case 'wake':
      return wake(incident, 'duty-room', making)
    case 'extend':
      return only(extended(incident, body, who, making))
    case 'tick':
    case 'untick':
      return withWord(ticked(incident, body, who, making), making)
    case 'describe':
      return withWord(described(incident, body), making)
    case 'sector':
      return withWord(sectorSaid(incident, body, who, making), making)
    case 'settle':
      return withWord(settled(incident, body, who, making), making)
    case 'recuse':
      return recused(incident, body.personId ?? who, making)
    case 'service':
      return only(withService(incident, body, viewer.personId, making))
    case 'draft':
      return only(withDraft(incident, body, viewer.personId, making))
    case 'issue':
      return only(withIssue(incident, body, viewer.personId, making))
    case 'told':
      return only(withTold(incident, body, viewer.personId, making))
    case 'household':
    case 'siren':
    case 'check-in':
    case 'note':
      return withWord(incident, making)
  }
}

/** Somebody goes: what they are called to is accepted, and when they set out or came is noted. */
function wentThere(
  incident: IncidentRecord,
  who: string,
  body: OwnBody,
  viewer: Viewer,
  making: Making,
): IncidentRecord {
  return heardFrom(going(incident, who, viewer, making), who, body, making)
}

/** A word from somebody who had been given up makes them count again; where nobody had been, it changes nothing else. */
function withWord(incident: IncidentRecord, making: Making): Calling {
  const isEnough = incident.next !== null && !isAsked(incident) && !isResting(incident) && !needsPeople(incident)
  return isEnough ? withAnswers(incident, making) : { incident, actions: [], deliveries: [] }
}

function furthest(now: Handling, reached: Handling | null): Handling {
  return reached !== null && HANDLINGS.indexOf(reached) > HANDLINGS.indexOf(now) ? reached : now
}

function furthestPhase(now: FirePhase | null, reached: FirePhase): FirePhase {
  return now !== null && FIRE_PHASES.indexOf(now) > FIRE_PHASES.indexOf(reached) ? now : reached
}
