import type { Alert } from '#shared/incident.ts'
import type { IncidentRecord } from './facts.ts'

/** An incident of which a call has reached its telephone, by whichever channel first; null where that was known. */
export function arrived(incident: IncidentRecord, alertId: string, at: Date): IncidentRecord | null {
  const isNews = ({ id, deliveredAt }: Alert) => id === alertId && deliveredAt === null
  if (!incident.alerts.some(isNews)) return null
  const alerts = incident.alerts.map((alert): Alert => {
    if (!isNews(alert)) return alert
    return { ...alert, deliveredAt: at.toISOString(), state: alert.state === 'sent' ? 'delivered' : alert.state }
  })
  return { ...incident, alerts }
}
