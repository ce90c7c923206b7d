import type { Alert, Incident } from './incident.ts'
import { isCovered } from './covered.ts'
import { isSettled } from './fire-phase.ts'
import { isPutDown } from './handlings.ts'
import { rollCounts } from './roll-counts.ts'

/** How an incident presents itself on every screen, by the words of ISA-18.2; worst first. */
export const ALARM_STATES = [
  'unanswered',
  'answered-nobody-going',
  'cleared-unverified',
  /** A permit covers it: somebody was sent to confirm that. */
  'covered',
  'attended',
  'postponed',
  'settled',
] as const
export type AlarmState = (typeof ALARM_STATES)[number]

/** The alarm state at `nowMs` (epoch milliseconds): two axes, condition and handling, folded for display. */
export function alarmState(incident: Omit<Incident, 'due'>, nowMs: number): AlarmState {
  if (incident.closedAt !== null) return 'settled'
  // Whatever else there is: somebody who went there does not answer.
  if (incident.answered === null && hasSilent(incident)) return 'unanswered'
  if (incident.postponedUntil !== null && Date.parse(incident.postponedUntil) > nowMs) return 'postponed'
  if (isCovered(incident) && !isPutDown(incident)) return 'covered'
  if (isAttended(incident)) return 'attended'
  // Of a false alarm nobody is called any more: it is not one that nobody answers.
  if (isPutDown(incident) || ((incident.rollCall ?? null) === null && isSettled(incident.outcome))) return 'attended'
  if (incident.condition === 'cleared') return isVerified(incident) ? 'attended' : 'cleared-unverified'
  return incident.answered === null ? 'unanswered' : 'answered-nobody-going'
}

/** Whether enough people go; in a roll call, whether everybody has answered. */
function isAttended(incident: Omit<Incident, 'due'>): boolean {
  // One kept or sent by a server of before says nothing of it.
  if ((incident.rollCall ?? null) === null) return goingCount(incident) >= incident.respondersNeeded
  const { called, answered } = rollCounts(incident)
  return called > 0 && answered === called
}

/** Whether somebody has looked: a signal that vanished and was never verified still needs a pair of eyes. */
export function isVerified({ outcome, handling }: Pick<Incident, 'outcome' | 'handling'>): boolean {
  if (outcome === 'unreachable') return handling === 'on-scene'
  return outcome !== null || handling === 'on-scene' || handling === 'verified'
}

/** Whether it is only suspected: a fire that nobody saw (疑似火情), and one that was found to be none. */
export function isSuspected(incident: Pick<Incident, 'kind' | 'outcome' | 'handling'>): boolean {
  const { kind, outcome, handling } = incident
  if (kind !== 'fire') return false
  if (outcome === 'false-alarm') return true
  return !isVerified(incident) && (outcome === 'unreachable' || handling === 'reported')
}

/** How many people are on their way or there. */
export function goingCount(incident: Pick<Incident, 'alerts'>): number {
  return incident.alerts.filter(isGoing).length
}

/**
 * Whether somebody goes there, as far as anybody knows. An acceptance of whom nothing is heard is not taken back, for only
 * they can do that; it counts for nothing until they are heard of again. One kept or sent by a server of before says nothing of it.
 */
export function isGoing({
  state,
  stalledAt = null,
  silentAt = null,
}: Pick<Alert, 'state'> & Partial<Pick<Alert, 'stalledAt' | 'silentAt'>>): boolean {
  return state === 'accepted' && stalledAt === null && silentAt === null
}

/** Whether somebody on the scene was asked whether they are well and has not answered. */
export function hasSilent({ alerts }: { alerts: readonly Partial<Pick<Alert, 'state' | 'silentAt'>>[] }): boolean {
  return alerts.some(({ state, silentAt = null }) => state === 'accepted' && silentAt !== null)
}
