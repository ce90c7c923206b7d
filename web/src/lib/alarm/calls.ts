import type { Alert, Incident } from '#shared/incident.ts'

/** How the calls of an incident stand, in people: whoever was called twice counts once, by the better answer. */
export type CallCounts = { told: number; read: number; going: string[]; declined: number }

/** Counts told, read, going (by person id, first to accept first) and declined. */
export function callCounts({ alerts }: Pick<Incident, 'alerts'>): CallCounts {
  const byPerson = new Map<string, Alert[]>()
  for (const alert of alerts) byPerson.set(alert.personId, [...(byPerson.get(alert.personId) ?? []), alert])
  const going = alerts
    .filter((alert) => alert.state === 'accepted')
    .sort((a, b) => (a.answeredAt ?? '').localeCompare(b.answeredAt ?? ''))
    .map((alert) => alert.personId)
  const people = [...byPerson]
  return {
    told: people.length,
    read: people.filter(([, calls]) => calls.some(wasRead)).length,
    going: [...new Set(going)],
    declined: people.filter(([id, calls]) => !going.includes(id) && calls.some((call) => call.state === 'declined'))
      .length,
  }
}

function wasRead({ state, seenAt }: Alert): boolean {
  return seenAt !== null || state === 'seen' || state === 'accepted' || state === 'declined'
}
