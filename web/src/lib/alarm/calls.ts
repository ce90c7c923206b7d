import { isGoing } from '#shared/alarm-state.ts'
import type { Alert, Incident } from '#shared/incident.ts'

/** How the calls of an incident stand, in people: of whoever was called twice the last call counts. */
export type CallCounts = { told: number; read: number; going: string[]; declined: number }

/** Counts told, read, going (by person id, first to accept first; not those of whom nothing is heard) and declined. */
export function callCounts({ alerts }: Pick<Incident, 'alerts'>): CallCounts {
  const lastCalls = [...new Map(alerts.map((alert) => [alert.personId, alert])).values()]
  const going = lastCalls.filter(isGoing).sort((a, b) => (a.answeredAt ?? '').localeCompare(b.answeredAt ?? ''))
  return {
    told: lastCalls.length,
    read: lastCalls.filter(wasRead).length,
    going: going.map(({ personId }) => personId),
    declined: lastCalls.filter(({ state }) => state === 'declined').length,
  }
}

function wasRead({ state, seenAt }: Alert): boolean {
  return seenAt !== null || state === 'seen' || state === 'accepted' || state === 'declined'
}
