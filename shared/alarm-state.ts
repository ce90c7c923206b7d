import type { Incident } from './incident.ts'

/** How an incident presents itself on every screen, by the words of ISA-18.2; worst first. */
export const ALARM_STATES = [
  'unanswered',
  'answered-nobody-going',
  'cleared-unverified',
  'attended',
  'postponed',
  'settled',
] as const
export type AlarmState = (typeof ALARM_STATES)[number]

/** The alarm state at `nowMs` (epoch milliseconds): two axes, condition and handling, folded for display. */
export function alarmState(incident: Incident, nowMs: number): AlarmState {
  if (incident.closedAt !== null) return 'settled'
  if (incident.postponedUntil !== null && Date.parse(incident.postponedUntil) > nowMs) return 'postponed'
  if (goingCount(incident) >= incident.respondersNeeded) return 'attended'
  if (incident.handling === 'handled' || incident.handling === 'checked') return 'attended'
  if (incident.condition === 'cleared') return isVerified(incident) ? 'attended' : 'cleared-unverified'
  return incident.answered === null ? 'unanswered' : 'answered-nobody-going'
}

/** Whether somebody has looked: a signal that vanished and was never verified still needs a pair of eyes. */
export function isVerified(incident: Pick<Incident, 'outcome' | 'handling'>): boolean {
  return incident.outcome !== null || incident.handling === 'on-scene' || incident.handling === 'verified'
}

/** How many people are on their way or there. */
export function goingCount(incident: Pick<Incident, 'alerts'>): number {
  return incident.alerts.filter((alert) => alert.state === 'accepted').length
}
