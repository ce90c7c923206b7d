import type { ActionBody, ActionName } from '#shared/action.ts'
import { FIRE_PHASES, type FirePhase, type Handling, isStillBurning, phasesAfter } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Role } from '#shared/person.ts'
import type { IncidentRecord } from './facts.ts'

// Who may do what, and what it brings about. Nothing is refused for the order in which people do things: a later step
// implies the earlier ones, which are noted as unrecorded.

const RESPONDERS: readonly Role[] = ['admin', 'duty', 'leader', 'cadre', 'member']
const WRITERS: readonly Role[] = [...RESPONDERS, 'reviewer']
const CHECKERS: readonly Role[] = ['admin', 'duty', 'leader', 'cadre']
const COMMANDERS: readonly Role[] = ['admin', 'duty', 'leader']
const DESK: readonly Role[] = ['admin', 'duty']

/** What an action cannot do without. */
export type Needed =
  | 'outcome'
  | 'personId'
  | 'until'
  | 'note'
  | 'incidentId'
  | 'observationIds'
  | 'line'
  | 'search'
  | 'isSettled'
  | 'service'
  | 'isCalled'
  | 'briefId'
  | 'recipient'
  | 'how'
  | 'householdId'
  | 'householdState'

type Rule = {
  /** By role, beside being concerned by the incident. */
  who: readonly Role[]
  /** The handling that it brings an incident to, at least; null: none. */
  reaches: Handling | null
  needs: readonly Needed[]
  /** Whether it may be done to what is closed. */
  afterClosing: boolean
}

/** The handling table: who, reaches, needs, after closing. */
export const HANDLING_TABLE: Readonly<Record<ActionName, Rule>> = {
  seen: rule(RESPONDERS, null),
  acknowledge: rule(RESPONDERS, 'acknowledged'),
  decline: rule(RESPONDERS, null),
  depart: rule(RESPONDERS, 'acknowledged'),
  arrive: rule(RESPONDERS, 'on-scene'),
  verify: rule(RESPONDERS, 'verified', ['outcome']),
  support: rule(RESPONDERS, null),
  'check-in': rule(RESPONDERS, null),
  'fire-out': rule(RESPONDERS, 'on-scene'),
  'mop-up': rule(RESPONDERS, 'on-scene'),
  'fire-watch': rule(RESPONDERS, 'on-scene'),
  withdraw: rule(RESPONDERS, 'handled'),
  household: rule(RESPONDERS, null, ['householdId', 'householdState']),
  handle: rule(RESPONDERS, 'handled'),
  check: rule(CHECKERS, 'checked'),
  close: rule(COMMANDERS, 'closed'),
  assign: rule(COMMANDERS, 'assigned', ['personId']),
  extend: rule(COMMANDERS, null, ['until', 'note']),
  merge: rule(COMMANDERS, null, ['incidentId']),
  split: rule(COMMANDERS, null, ['observationIds']),
  undo: rule(COMMANDERS, null),
  wake: rule(COMMANDERS, null),
  answer: rule(DESK, null),
  postpone: rule(DESK, null, ['until', 'note']),
  resume: rule(DESK, null),
  note: { ...rule(WRITERS, null, ['note']), afterClosing: true },
  service: { ...rule(CHECKERS, null, ['service', 'isCalled']), afterClosing: true },
  draft: { ...rule(CHECKERS, null), afterClosing: true },
  // Who may sign is judged by the roster as well (issuing.ts); the duty room enters it for whoever said so.
  issue: { ...rule(COMMANDERS, null, ['briefId']), afterClosing: true },
  told: { ...rule(CHECKERS, null, ['briefId', 'recipient', 'how']), afterClosing: true },
  reopen: { ...rule(COMMANDERS, 'reported'), afterClosing: true },
  tick: rule(RESPONDERS, null, ['line']),
  untick: rule(RESPONDERS, null, ['line']),
  describe: rule(RESPONDERS, null, ['search']),
  sector: rule(RESPONDERS, null),
  // Whoever comes back to a dispute says what came of it, though it is closed.
  settle: { ...rule(RESPONDERS, null, ['isSettled']), afterClosing: true },
  recuse: rule(RESPONDERS, null, ['note']),
  siren: rule(COMMANDERS, null),
}

function rule(who: readonly Role[], reaches: Handling | null, needs: readonly Needed[] = []): Rule {
  return { who, reaches, needs, afterClosing: false }
}

/** Who may enter what somebody else did, who was heard by radio or telephone. */
export const ON_BEHALF: readonly Role[] = COMMANDERS

/** Who may enter that somebody else keeps out of it. */
export const RECUSES_OTHERS: readonly Role[] = DESK

/** Whether somebody with these roles may approve an extension. */
export function mayApprove(roles: readonly Role[]): boolean {
  return roles.some((role) => HANDLING_TABLE.extend.who.includes(role))
}

/** What burns, or may turn out to. */
const BURNING: readonly Kind[] = ['fire', 'smoke', 'heat']

/** Whether an action is one of the phases of a fire. */
export function isFirePhase(action: ActionName): action is FirePhase {
  return FIRE_PHASES.some((phase) => phase === action)
}

/** That an action contradicts what an incident is: the state it contradicts, and what may be done instead. */
export type Contradiction = { state: string; allowed: ActionName[] }

/** Why an action contradicts what an incident is; null where it does not. `who` is whoever does it. */
export function contradictionOf(
  incident: IncidentRecord,
  action: ActionBody['action'],
  who: string,
): Contradiction | null {
  const { closedAt, handling, handledBy, kind, firePhase } = incident
  const isClosed = closedAt !== null
  if (isClosed && !HANDLING_TABLE[action].afterClosing) return { state: 'closed', allowed: ['reopen', 'note'] }
  if (!isClosed && action === 'reopen') return { state: handling, allowed: ['note'] }
  // The handler cannot be the checker.
  const isBurning = isStillBurning(incident)
  const towardsClosing = isBurning ? phasesAfter(firePhase) : ['close' as const]
  if (action === 'check' && handledBy === who) return { state: handling, allowed: ['note', ...towardsClosing] }
  if (action === 'close' && isBurning)
    return { state: firePhase ?? 'burning', allowed: [...towardsClosing, 'verify', 'note'] }
  // What is heard outside the drill needs the word of a second person.
  if ((action === 'siren' || action === 'told') && incident.exercise && incident.drill?.loud !== true)
    return { state: 'quiet-drill', allowed: ['note'] }
  if (isFirePhase(action) && !BURNING.includes(kind)) return { state: kind, allowed: ['handle', 'note'] }
  return null
}
