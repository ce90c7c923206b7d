import { m } from '#lib/paraglide/messages.js'
import type { Alert, Incident } from '#shared/incident.ts'
import type { PersonCard } from '#shared/person.ts'
import { clockTime } from '../time.ts'

/** How far somebody is who said that they go: `stalled` of whom nothing is heard, `silent` who does not answer any more. */
export type Underway = 'accepted' | 'departed' | 'arrived' | 'stalled' | 'silent'

/** One who said that they go, how far they are, and since when. */
export type Goer = { personId: string; how: Underway; at: string }

/** Those who said that they go, first to say so first; of whoever was called twice the last call counts. */
export function goersOf({ alerts }: Pick<Incident, 'alerts'>): Goer[] {
  const lastCalls = [...new Map(alerts.map((alert) => [alert.personId, alert])).values()]
  return lastCalls
    .filter(({ state }) => state === 'accepted')
    .sort((a, b) => (a.answeredAt ?? '').localeCompare(b.answeredAt ?? ''))
    .map(goerOf)
}

/** How far one of them is. A call kept or sent by a server of before says nothing of it. */
function goerOf(alert: Alert): Goer {
  const { personId, sentAt, answeredAt }: Alert = alert
  const { departedAt, arrivedAt, stalledAt, silentAt, lastSignAt }: Partial<Alert> = alert
  if (silentAt != null) return { personId, how: 'silent', at: silentAt }
  // Nothing was heard since then; when that was noticed says less.
  if (stalledAt != null) return { personId, how: 'stalled', at: lastSignAt ?? answeredAt ?? stalledAt }
  if (arrivedAt != null) return { personId, how: 'arrived', at: arrivedAt }
  if (departedAt != null) return { personId, how: 'departed', at: departedAt }
  return { personId, how: 'accepted', at: answeredAt ?? sentAt }
}

/** Whether somebody counts among those who go. */
export function isUnderway({ how }: Goer): boolean {
  return how !== 'stalled' && how !== 'silent'
}

/** One of them in words: 王某某 已到场. */
export function goerWords({ personId, how, at }: Goer, people: ReadonlyMap<string, PersonCard>): string {
  const name = people.get(personId)?.name ?? personId
  switch (how) {
    case 'accepted':
      return m.going_accepted({ name })
    case 'departed':
      return m.going_departed({ name })
    case 'arrived':
      return m.going_arrived({ name })
    case 'stalled':
      return m.going_stalled({ name, time: clockTime(at) })
    case 'silent':
      return m.going_silent({ name, time: clockTime(at) })
  }
}

/** Several of them in words. */
export function goersWords(goers: readonly Goer[], people: ReadonlyMap<string, PersonCard>): string {
  return goers.map((goer) => goerWords(goer, people)).join(m.common_list_join())
}
