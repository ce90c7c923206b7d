import { isDeepStrictEqual } from 'node:util'
import type { ActionBody } from '#shared/action.ts'
import { clocksOf } from '#shared/clock.ts'
import { type Clock, HANDLINGS, type Handling, isSettled, type Timing } from '#shared/incident.ts'
import { type Calling, systemAction } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { isLate } from './log-entry.ts'

// What the clocks of an incident go by is written down where it happens; what they show is reckoned from it (clock.ts).

const STEPS: readonly { clock: Clock; handling: Handling }[] = [
  { clock: 'arrive', handling: 'on-scene' },
  { clock: 'handle', handling: 'handled' },
  { clock: 'close', handling: 'closed' },
]

/**
 * An incident with the clocks met that what was done has brought it to; a later step implies the earlier ones, and of two entries
 * of one step the earlier moment stands. Found to be nothing, nobody has to come or handle it any more.
 */
export function withReached(after: IncidentRecord, body: ActionBody, making: Making): IncidentRecord {
  const level = HANDLINGS.indexOf(after.handling)
  const isThere = (clock: Clock) => {
    const step = STEPS.find((one) => one.clock === clock)
    const isReached = step !== undefined && level >= HANDLINGS.indexOf(step.handling)
    return isReached || (isSettled(after.outcome) && clock !== 'close')
  }
  const at = reachedAt(after, body, making)
  const kept = after.timing.reached.filter(({ clock }) => isThere(clock))
  const reached = STEPS.filter(({ clock }) => isThere(clock)).map(({ clock }) => {
    const known = kept.find((mark) => mark.clock === clock)
    // Somebody who came first may be entered last.
    const isEarlier = known === undefined || (body.action === 'arrive' && clock === 'arrive' && at < known.at)
    return isEarlier ? { clock, at } : known
  })
  return isDeepStrictEqual(reached, after.timing.reached) ? after : { ...after, timing: { ...after.timing, reached } }
}

/** By the clock of whoever did it where it was entered later, or by another; not before the incident, nor after now. */
function reachedAt({ openedAt, timing }: IncidentRecord, body: ActionBody, making: Making): string {
  const now = making.now.toISOString()
  const isTold = body.onBehalfOf != null || isLate(body, making)
  if (!isTold || body.at == null) return now
  const said = new Date(body.at).toISOString()
  return said < (timing.since ?? openedAt) || said > now ? now : said
}

/** The clocks of an incident that begins again: from its next call on, and what stands still does so until its end. */
export function timingAnew({ extensions }: IncidentRecord, { now }: Pick<Making, 'now'>) {
  const at = now.toISOString()
  return {
    timing: { since: at, reached: [], missed: [] },
    extensions: extensions.filter(({ until }) => until > at).map(({ stoodSeconds: _stood, ...rest }) => rest),
  }
}

/** The clocks of two incidents as one, that has got as far as `handling`: what only one of them had reached is not met. */
export function timingOfBoth(into: IncidentRecord, from: IncidentRecord, handling: Handling): Timing {
  const [a, b] = [into.timing, from.timing]
  const reached = STEPS.flatMap(({ clock, handling: step }) => {
    if (HANDLINGS.indexOf(handling) < HANDLINGS.indexOf(step)) return []
    const marks = [...a.reached, ...b.reached].filter((mark) => mark.clock === clock)
    return marks.toSorted((one, other) => (one.at < other.at ? -1 : 1)).slice(0, 1)
  })
  // Each counts from its own beginning: both as one from the earlier.
  const since = a.since === null || b.since === null ? null : a.since < b.since ? a.since : b.since
  return { since, reached, missed: [...a.missed, ...b.missed] }
}

/** Tells in the log that the time of clocks is over, of each once; null where there is nothing to tell. */
export function missClocks(incident: IncidentRecord, making: Making): Calling | null {
  const over = clocksOf(incident, making.now.getTime()).filter(
    ({ clock, state, startedAt }) =>
      state === 'missed' && !incident.timing.missed.some((mark) => mark.clock === clock && mark.at >= startedAt),
  )
  if (over.length === 0) return null
  const at = making.now.toISOString()
  const missed = [...incident.timing.missed, ...over.map(({ clock }) => ({ clock, at }))]
  return {
    incident: { ...incident, timing: { ...incident.timing, missed } },
    actions: over.map(({ clock, dueAt }) => systemAction(incident.id, 'clock-missed', { clock, dueAt }, making)),
    deliveries: [],
  }
}
