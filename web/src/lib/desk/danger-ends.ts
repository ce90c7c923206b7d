const DAY_MS = 24 * 3600_000
/** The township keeps one time all year, eight hours ahead of UTC. */
const AHEAD_MS = 8 * 3600_000
const DAYS_OFFERED = 3

/** The next midnights of the township, ISO: when something that is entered today may end. */
export function endsOffered(nowMs: number): string[] {
  const midnight = (Math.floor((nowMs + AHEAD_MS) / DAY_MS) + 1) * DAY_MS - AHEAD_MS
  return Array.from({ length: DAYS_OFFERED }, (_, days) => new Date(midnight + days * DAY_MS).toISOString())
}
