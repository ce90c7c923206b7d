/** How fresh what a screen shows is: `stale` after 15 s without a word from the server, `lost` after 60 s. */
export type Link = 'live' | 'stale' | 'lost'

export const STALE_AFTER_MS = 15_000
export const LOST_AFTER_MS = 60_000

/** The link state when nothing has been heard of the server for so long. */
export function linkAfter(silenceMs: number): Link {
  if (silenceMs >= LOST_AFTER_MS) return 'lost'
  return silenceMs >= STALE_AFTER_MS ? 'stale' : 'live'
}

/** A reading of both clocks of a page, in milliseconds. */
export type Instant = { wall: number; monotonic: number }

/**
 * How long ago an instant was. The wall clock may be set back, the monotonic one stands still while a machine sleeps:
 * the longer of the two spans is the one to believe.
 */
export function spanSince(then: Instant, now: Instant): number {
  return Math.max(0, now.wall - then.wall, now.monotonic - then.monotonic)
}
