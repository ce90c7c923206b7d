import type { Alert } from '#shared/incident.ts'
import { m } from '#lib/paraglide/messages.js'
import { clockTime } from '../time.ts'

/** One thing known of a call: it was sent, it came, it was read, answered; the person set out, came, or is missing. */
export type CallFact = { words: string; tone: 'plain' | 'good' | 'bad' }

/** Everything known of the call to a person, each with its own time, in the order in which it goes. */
export function callFacts(alert: Alert): CallFact[] {
  const { state, sentAt, deliveredAt, seenAt, answeredAt }: Alert = alert
  const { departedAt, arrivedAt, stalledAt, silentAt, checkInAskedAt, lastSignAt }: Partial<Alert> = alert
  const fact = (
    word: (of: { time: string }) => string,
    at: string | null | undefined,
    tone: CallFact['tone'] = 'plain',
  ): CallFact[] => (at == null ? [] : [{ words: word({ time: clockTime(at) }), tone }])
  return [
    ...fact(m.desk_call_sent, sentAt),
    ...fact(m.desk_call_delivered, deliveredAt),
    ...fact(m.desk_call_seen, seenAt),
    ...(state === 'accepted' ? fact(m.desk_call_accepted, answeredAt ?? sentAt, 'good') : []),
    ...(state === 'declined' ? fact(m.desk_call_declined, answeredAt ?? sentAt, 'bad') : []),
    ...(state === 'expired' ? [{ words: m.desk_call_expired(), tone: 'bad' as const }] : []),
    ...fact(m.desk_call_departed, departedAt, 'good'),
    ...fact(m.desk_call_arrived, arrivedAt, 'good'),
    ...(stalledAt == null ? [] : fact(m.desk_call_stalled, lastSignAt ?? answeredAt ?? stalledAt, 'bad')),
    ...(silentAt == null ? fact(m.desk_call_asked, checkInAskedAt) : []),
    ...fact(m.desk_call_silent, silentAt, 'bad'),
  ]
}
