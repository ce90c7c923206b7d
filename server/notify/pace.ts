import type { RateLimit } from './channel.ts'
import type { Outcome } from './outcome.ts'

/** What was handed over before, by when and to whom. */
export type HandedOver = { atMs: number; to: string | null }

/** When a channel may be given the next message for `to`, at the earliest `nowMs`: within all of its limits. */
export function freeAtMs(
  limits: readonly RateLimit[],
  before: readonly HandedOver[],
  to: string | null,
  nowMs: number,
): number {
  let freeMs = nowMs
  for (const { most, perMs, of } of limits) {
    const times = before
      .filter((one) => one.atMs > nowMs - perMs && (of === 'channel' || one.to === to))
      .map(({ atMs }) => atMs)
      .toSorted((a, b) => b - a)
    const limiting = times[most - 1]
    if (limiting !== undefined) freeMs = Math.max(freeMs, limiting + perMs)
  }
  return freeMs
}

/** Waits between tries where the provider asks for none longer: quick at first, for minutes count. */
const PAUSES_MS = [2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000]

/**
 * After how long a message is tried again that has failed `tries` times, in milliseconds; null: not any more, for it
 * never will or has been tried for some nine minutes. Other channels do not wait for that.
 */
export function nextTryMs(outcome: Outcome, tries: number): number | null {
  if (outcome.ok || !outcome.retry) return null
  // A lapsed ticket is nobody's fault the first time.
  if (outcome.afterMs === 0 && tries <= 1) return 0
  const pause = PAUSES_MS[tries - 1]
  return pause === undefined ? null : Math.max(pause, outcome.afterMs)
}
