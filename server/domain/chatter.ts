import type { Signal } from './facts.ts'

// A contact that bounces, a detector at the edge of its limit: the alarm goes on and off and on. Each change is kept,
// but only the first few are news; from then on the signal counts as on until it has been quiet.

/** So many times on within the window is chatter. */
const MANY = 6
const WINDOW_MS = 600_000

/** The last times a signal went on, with one more: ISO, oldest first. */
export function withEdge(edges: readonly string[], now: Date): string[] {
  return [...edges, now.toISOString()].slice(-MANY)
}

/** Whether a signal goes on and off too often for each time to be news. */
export function isChattering({ edges }: Pick<Signal, 'edges'>, now: Date): boolean {
  const first = edges[0]
  return edges.length === MANY && first !== undefined && now.getTime() - Date.parse(first) <= WINDOW_MS
}

/** Whether a signal that chattered is off and has calmed down: only then is it over. */
export function hasCalmed(signal: Signal, now: Date): boolean {
  return !signal.active && signal.edges.length === MANY && !isChattering(signal, now)
}
