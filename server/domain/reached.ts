import type { IncidentRecord } from './facts.ts'

/**
 * An incident with one of its calls known to have reached a device of whoever is called; null where that was known
 * before, by whichever channel, or the call is none of its.
 */
export function reachedBy(incident: IncidentRecord, alertId: string, now: Date): IncidentRecord | null {
  const call = incident.alerts.find(({ id }) => id === alertId)
  if (call === undefined || call.deliveredAt !== null) return null
  const state = call.state === 'sent' ? 'delivered' : call.state
  const reached = { ...call, state, deliveredAt: now.toISOString() }
  return { ...incident, alerts: incident.alerts.map((alert) => (alert === call ? reached : alert)) }
}
