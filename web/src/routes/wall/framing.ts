import type { Queued } from '#lib/alarm/queue.ts'

/** What the map is framed on: an incident since a moment, or (null) the whole township. */
export type Framed = { incidentId: string; sinceMs: number } | null

const RETURN_AFTER_MS = 300_000

/** The worst incident to which nobody goes gets the map for five minutes; a worse one takes it over. */
export function framedOn(queue: readonly Queued[], before: Framed, nowMs: number): Framed {
  const worst = queue.find(
    ({ state, incident }) =>
      (state === 'unanswered' || state === 'answered-nobody-going') && incident.place.type !== 'unknown',
  )
  if (worst === undefined) return null
  if (before?.incidentId === worst.incident.id) return before
  return { incidentId: worst.incident.id, sinceMs: nowMs }
}

/** Whether the five minutes are over and the map shows the township again. */
export function hasReturned(framed: Framed, nowMs: number): boolean {
  return framed === null || nowMs - framed.sinceMs >= RETURN_AFTER_MS
}
