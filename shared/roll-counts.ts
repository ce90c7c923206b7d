import type { Alert, Incident } from './incident.ts'
import type { HouseholdCounts } from './roll-call.ts'

// Counting in roll calls, without the schema library, which telephones do not load.

/** What was found at a household that must be told or moved: 已通知, 已转移, 不愿转移, 不在家. */
export const HOUSEHOLD_STATES = ['told', 'moved', 'refuses', 'away'] as const

/** Over whom a roll is called: the call to each that stands. The duty room is told and has not to answer. */
export function calledInRoll({ alerts }: Pick<Incident, 'alerts'>): Alert[] {
  const standing = new Map<string, Alert>()
  for (const alert of alerts)
    if (alert.duty !== 'duty-room' && alert.state !== 'expired') standing.set(alert.personId, alert)
  return [...standing.values()]
}

/** Whether somebody has answered a roll call: that their telephone showed it is no answer. */
export function hasAnswered({ state }: Pick<Alert, 'state'>): boolean {
  return state === 'accepted' || state === 'declined'
}

/** How many are called in a roll call, and how many have answered. */
export function rollCounts(incident: Pick<Incident, 'alerts'>): { called: number; answered: number } {
  const called = calledInRoll(incident)
  return { called: called.length, answered: called.filter(hasAnswered).length }
}

/** How many households have been told, moved, found unwilling or empty. */
export function visitedCount({ told, moved, refuses, away }: HouseholdCounts): number {
  return told + moved + refuses + away
}
