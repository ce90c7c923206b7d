import { isGoing } from '#shared/alarm-state.ts'
import type { Alert } from '#shared/incident.ts'
import { toldOfTheEnd } from './answering.ts'
import { type Calling, joined, systemAction, withAnswers } from './call.ts'
import { isDealtWith } from './correlate.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { hasCome, isAsked, isResting } from './next-step.ts'

// Somebody says that they go, and nothing more is heard of them. The acceptance stays what it is, for it was given and may
// still be kept; it counts for nothing until they come or are heard of, and the chain goes on without them.

/** Until when somebody who goes must have come or been heard of; null where nobody waits for that, or they have come. */
export function arrivalDue(incident: IncidentRecord, alert: Alert): string | null {
  const { arriveWithinSeconds } = incident
  const isWatched = isGoing(alert) && alert.arrivedAt === null && arriveWithinSeconds !== null
  // Whoever is asked to look has a time of their own for it.
  if (!isWatched || isDealtWith(incident) || isAsked(incident) || isResting(incident)) return null
  const heardAt = alert.lastSignAt ?? alert.answeredAt ?? alert.sentAt
  return new Date(Date.parse(heardAt) + arriveWithinSeconds * 1000).toISOString()
}

/** Those whose time to come, or to be heard of, is over. */
function overdueOf(incident: IncidentRecord, now: Date): Alert[] {
  return incident.alerts.filter((alert) => {
    const at = arrivalDue(incident, alert)
    return at !== null && hasCome(at, incident.arriveWithinSeconds ?? 0, now)
  })
}

/** Counts those no longer who said that they go and of whom nothing was heard, and calls on; null where there are none. */
export function stall(incident: IncidentRecord, making: Making): Calling | null {
  const overdue = overdueOf(incident, making.now)
  if (overdue.length === 0) return null
  const stalledAt = making.now.toISOString()
  const personIds = overdue.map(({ personId }) => personId)
  const action = systemAction(incident.id, 'stalled', { personIds, seconds: incident.arriveWithinSeconds }, making)
  const alerts = incident.alerts.map((alert) => (overdue.includes(alert) ? { ...alert, stalledAt } : alert))
  const lost: Calling = { incident: { ...incident, alerts }, actions: [action], deliveries: [] }
  return joined(lost, toldOfTheEnd(withAnswers(lost.incident, making), making))
}
