import type { RateLimit } from './channel.ts'
import type { Outcome } from './outcome.ts'

/** What was handed over before, by when and to whom. */
export type HandedOver = { atMs: number; to: string | null }

/** What one channel was handed lately, and when it may be given more. */
export type Pace = {
  handedOver(one: HandedOver): void
  /** When it may be given the next message for `to`, at the earliest `nowMs`: within all of its limits. */
  freeAtMs(limits: readonly RateLimit[], to: string | null, nowMs: number): number
}

/** The pace of one channel by what it was handed before. */
export function paceOf(before: readonly HandedOver[]): Pace {
  const all: number[] = []
  const toEach = new Map<string | null, number[]>()
  for (const one of before.toSorted((a, b) => a.atMs - b.atMs)) handedOver(one)

  function handedOver({ atMs, to }: HandedOver): void {
    all.push(atMs)
    const before = toEach.get(to)
    if (before === undefined) toEach.set(to, [atMs])
    else before.push(atMs)
  }

  return {
    handedOver,
    freeAtMs(limits, to, nowMs) {
      let freeMs = nowMs
      for (const { most, perMs, of } of limits) {
        const limiting = (of === 'channel' ? all : toEach.get(to))?.at(-most)
        // One further ahead than the limit is long was handed over before the clock was put back.
        if (limiting !== undefined && Math.abs(nowMs - limiting) < perMs) freeMs = Math.max(freeMs, limiting + perMs)
      }
      return freeMs
    },
  }
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
