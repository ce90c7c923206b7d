import { nextMidnight } from '#shared/township-day.ts'

const DAYS_OFFERED = 3

/** The next midnights of the township, ISO: when something that is entered today may end. */
export function endsOffered(nowMs: number, zone: string): string[] {
  const midnights: Date[] = []
  for (let at = new Date(nowMs); midnights.length < DAYS_OFFERED; at = midnights.at(-1) ?? at)
    midnights.push(nextMidnight(zone, at))
  return midnights.map((midnight) => midnight.toISOString())
}
