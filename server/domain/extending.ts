import type { ActionBody } from '#shared/action.ts'
import { type Clock, type Extension, HANDLINGS } from '#shared/incident.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { saidAt } from './log-entry.ts'

/** An incident of which a clock stands still until a moment (延期); a later word about the same clock takes the place of the earlier. */
export function extended(
  incident: IncidentRecord,
  body: ActionBody,
  approvedBy: string,
  making: Pick<Making, 'now'>,
): IncidentRecord {
  const { until, note, clock } = body
  // Entered afterwards from paper, it stood still since it was said.
  const at = saidAt(body, making)
  const stopped = clock ?? runningClock(incident)
  const before = incident.extensions.find((one) => one.clock === stopped)
  const stoodSeconds = before === undefined ? 0 : stoodUntil(before, at)
  const end = until == null ? at : new Date(until).toISOString()
  const others = incident.extensions.filter((one) => one.clock !== stopped)
  const extension = { clock: stopped, until: end, at, approvedBy, note: note ?? '' }
  const stood = stoodSeconds > 0 ? { stoodSeconds } : {}
  return { ...incident, extensions: [...others, { ...extension, ...stood }] }
}

/** How long a clock has stood still by a word, and by those before it, when a later one takes its place. */
function stoodUntil({ at, until, stoodSeconds = 0 }: Extension, now: string): number {
  const end = until < now ? until : now
  return stoodSeconds + Math.max(0, Math.round((Date.parse(end) - Date.parse(at)) / 1000))
}

/** The clock that runs: nobody is there yet, or it is not handled, or not closed. */
function runningClock({ handling }: Pick<IncidentRecord, 'handling'>): Clock {
  const reached = HANDLINGS.indexOf(handling)
  if (reached < HANDLINGS.indexOf('on-scene')) return 'arrive'
  return reached < HANDLINGS.indexOf('handled') ? 'handle' : 'close'
}
