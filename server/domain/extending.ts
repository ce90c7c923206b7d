import type { ActionBody } from '#shared/action.ts'
import { type Clock, HANDLINGS } from '#shared/incident.ts'
import type { IncidentRecord, Making } from './facts.ts'

/** An incident of which a clock stands still until a moment (延期); a later word about the same clock takes the place of the earlier. */
export function extended(
  incident: IncidentRecord,
  { until, note, clock }: ActionBody,
  approvedBy: string,
  { now }: Pick<Making, 'now'>,
): IncidentRecord {
  const at = now.toISOString()
  const stopped = clock ?? runningClock(incident)
  const end = until == null ? at : new Date(until).toISOString()
  const others = incident.extensions.filter((one) => one.clock !== stopped)
  return { ...incident, extensions: [...others, { clock: stopped, until: end, at, approvedBy, note: note ?? '' }] }
}

/** The clock that runs: nobody is there yet, or it is not handled, or not closed. */
function runningClock({ handling }: Pick<IncidentRecord, 'handling'>): Clock {
  const reached = HANDLINGS.indexOf(handling)
  if (reached < HANDLINGS.indexOf('on-scene')) return 'arrive'
  return reached < HANDLINGS.indexOf('handled') ? 'handle' : 'close'
}
