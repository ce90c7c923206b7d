import type { DatedAbsence } from '#shared/absence.ts'
import type { Entry } from './outbox.ts'

type Away = Pick<DatedAbsence, 'id' | 'deputyId' | 'validUntil'>

/**
 * The absences of the owner that hold now: those the server knows, with what the phone has said and the server has
 * perhaps not heard yet.
 */
export function awayNow(
  known: readonly DatedAbsence[],
  entries: readonly Entry[],
  personId: string,
  nowMs: number,
): Away[] {
  const own = entries.filter((entry) => entry.personId === personId && entry.state.name !== 'refused')
  const ended = new Set(own.flatMap(({ job }) => (job.type === 'back' ? [job.absenceId] : [])))
  const told = known.filter(
    (one) => one.personId === personId && (one.validFrom === null || Date.parse(one.validFrom) <= nowMs),
  )
  const waiting = own.flatMap(({ job, state }) => (job.type === 'away' && state.name === 'waiting' ? [job.body] : []))
  const newest = waiting.at(-1)
  // What was said last stands over what was said before.
  const standing: Away[] = newest === undefined ? told : [newest]
  return standing.filter(
    ({ id, validUntil }) => !ended.has(id) && (validUntil === null || Date.parse(validUntil) > nowMs),
  )
}
