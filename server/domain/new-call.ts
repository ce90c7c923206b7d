import type { Alert } from '#shared/incident.ts'
import type { Making } from './facts.ts'

/** A call that is made now and that nobody has seen, answered or followed yet. */
export function newCall(
  called: Pick<Alert, 'incidentId' | 'personId' | 'duty' | 'areaId' | 'tier'>,
  { now, newId }: Making,
): Alert {
  const unanswered = { state: 'sent', deliveredAt: null, seenAt: null, answeredAt: null } as const
  return { id: newId(), ...called, ...unanswered, sentAt: now.toISOString(), ...NOT_GOING }
}

/** What is known of somebody who does not go yet. */
export const NOT_GOING = {
  departedAt: null,
  arrivedAt: null,
  lastSignAt: null,
  stalledAt: null,
  checkInAskedAt: null,
  silentAt: null,
} as const
