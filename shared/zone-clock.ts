/** Building a clock costs far more than reading it; zones come from settings, so they are few. */
const clocks = new Map<string, Intl.DateTimeFormat>()

/**
 * How far the clocks of a zone (an IANA name) are ahead of UTC at a moment, in milliseconds; throws a RangeError where
 * there is no such zone.
 */
export function zoneOffsetMs(timeZone: string, atMs: number): number {
  const part: Record<string, number> = {}
  for (const { type, value } of clockOf(timeZone).formatToParts(atMs)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(timeZone, clock)
  return clock
}
