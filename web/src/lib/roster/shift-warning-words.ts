import type { ShiftWarning } from '#shared/shift.ts'
import { m } from '#lib/paraglide/messages.js'
import { dayTime } from '../time.ts'

/** What somebody should know about who is to sit, in a sentence. */
export function shiftWarningWords(
  { type, personId, validFrom, validUntil }: ShiftWarning,
  nameOf: (personId: string) => string,
): string {
  const name = nameOf(personId)
  if (type === 'both-posts') return m.roster_both_posts()
  if (type === 'without-phone') return m.away_warn_deputy_phone({ name })
  const from = validFrom === null ? '…' : dayTime(validFrom)
  return validUntil === null
    ? m.roster_warn_away_open({ name, from })
    : m.roster_warn_away({ name, from, until: dayTime(validUntil) })
}
