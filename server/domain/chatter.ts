import type { Signal } from './facts.ts'

// A contact that bounces, a detector at the edge of its limit: the alarm goes on and off and on. Each change is kept,
// but only the first few are news; from then on the signal counts as on until it has been quiet.

/** So many times on within the window is chatter. */
const MANY = 6
const WINDOW_MS = 600_000

/** How often it went on is told for the last hour; of what goes on more often than this the last times are kept. */
const TOLD_MS = 3600_000
const MOST_KEPT = 120

/** The last times a signal went on, with one more: ISO, oldest first; those of the last hour, and the last few in any case. */
export function withEdge(edges: readonly string[], now: Date): string[] {
  const all = [...edges, now.toISOString()]
  return all.filter((edge, n) => n >= all.length - MANY || isWithin(edge, TOLD_MS, now)).slice(-MOST_KEPT)
}

/** Whether a signal goes on and off too often for each time to be news. */
export function isChattering({ edges }: Pick<Signal, 'edges'>, now: Date): boolean {
  const first = edges.at(-MANY)
  return first !== undefined && isWithin(first, WINDOW_MS, now)
}

/** Whether a signal that chattered is off and has calmed down: only then is it over. */
export function hasCalmed(signal: Signal, now: Date): boolean {
  return !signal.active && signal.edges.length >= MANY && !isChattering(signal, now)
}

/** How a signal chatters: how often it went on within the last hour, since when it does so without a pause, and when last. */
export type Chatter = { timesLastHour: number; since: string; lastAt: string }

/** How a signal chatters now; null for one that does not. */
export function chatterOf(signal: Pick<Signal, 'edges'>, now: Date): Chatter | null {
  const { edges } = signal
  const lastAt = edges.at(-1)
  if (lastAt === undefined || !isChattering(signal, now)) return null
  const pause = edges.findLastIndex((edge, n) => n > 0 && Date.parse(edge) - Date.parse(edges[n - 1] ?? '') > WINDOW_MS)
  const timesLastHour = edges.filter((edge) => isWithin(edge, TOLD_MS, now)).length
  return { timesLastHour, since: edges[Math.max(0, pause)] ?? lastAt, lastAt }
}

/** The source, the address and the kind or series (`#` in front) that a signal's key is made of; addresses may hold slashes. */
export function partsOfKey(key: string): { sourceId: string; externalId: string; what: string } {
  const first = key.indexOf('/')
  const series = key.indexOf('/#', first + 1)
  const last = series === -1 ? key.lastIndexOf('/') : series
  return { sourceId: key.slice(0, first), externalId: key.slice(first + 1, last), what: key.slice(last + 1) }
}

function isWithin(edge: string, spanMs: number, now: Date): boolean {
  return now.getTime() - Date.parse(edge) <= spanMs
}
