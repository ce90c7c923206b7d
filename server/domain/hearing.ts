import { HEARING_PATIENCE_MS } from './care-rules.ts'

/** From when to when anybody here listened. */
export type Span = { since: Date; until: Date }

/**
 * How much of the time from `from` to `to` somebody here listened, in milliseconds: what was said while the server was
 * down, or its broker away, nobody can have heard. Where no spans are known all of it counts.
 */
export function heardMs(from: Date, to: Date, spans: readonly Span[]): number {
  const [start, end] = [from.getTime(), to.getTime()]
  if (spans.length === 0) return Math.max(0, end - start)
  let heard = 0
  let counted = start
  // A clock that was put back makes spans overlap: no moment counts twice.
  for (const span of spans.toSorted((a, b) => a.since.getTime() - b.since.getTime())) {
    // The last beat was some seconds ago, and somebody still listens.
    const until = end - span.until.getTime() <= HEARING_PATIENCE_MS ? end : Math.min(end, span.until.getTime())
    const since = Math.max(counted, span.since.getTime())
    if (until <= since) continue
    heard += until - since
    counted = until
  }
  return heard
}
