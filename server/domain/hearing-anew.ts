import type { Ringing } from '#shared/incident.ts'
import type { IncidentRecord, Making } from './facts.ts'

/**
 * What is graver, or on again, must be heard: neither an earlier notice nor a postponement holds, and the duty room has its
 * time anew. Where it had not taken notice yet, that time goes on, so that nobody is called twice for the same silence.
 */
export function unheard(
  { answered, postponedUntil, ringing }: IncidentRecord,
  making: Pick<Making, 'now'>,
): Pick<IncidentRecord, 'answered' | 'postponedUntil' | 'postponement' | 'ringing'> {
  const isHeard = answered !== null || postponedUntil !== null
  const personIds = ringing?.personIds ?? []
  return {
    answered: null,
    postponedUntil: null,
    postponement: null,
    ringing: isHeard ? { ...heardSince(making), personIds } : ringing,
  }
}

/** The duty room hears of it from now on, and nobody of it has been called for that. */
export function heardSince({ now }: Pick<Making, 'now'>): Ringing {
  return { since: now.toISOString(), officerAt: null, leaderAt: null, personIds: [] }
}
