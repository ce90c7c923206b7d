import { zoneOffsetMs } from '#shared/zone-clock.ts'

/** The zone of device times that carry none, where the source names none: all of China keeps it. */
const DEFAULT_TIME_ZONE = 'Asia/Shanghai'

/** The first moment with a five-digit year, which neither our wire format nor the database reads. */
const TOO_LATE_MS = Date.UTC(10_000, 0, 1)
/** Epoch numbers below this are seconds (until the year 5138), above it milliseconds (since 1973). */
const SECONDS_BELOW = 1e11

const ISO =
  /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9})\d*)?)?\s?(Z|z|[+-]\d{1,2}(?::?\d{2})?)?$/

/**
 * A device's own time: epoch seconds (whole or fractional), epoch milliseconds, either as digits in a string, or
 * ISO 8601 with or without a zone. A time without zone is local to `timeZone`. A wrong clock (1970, next week) is
 * returned as it is; null means that it cannot be read as a time.
 */
export function deviceTime(value: unknown, timeZone: string | null): Date | null {
  if (typeof value === 'number') return moment(value < SECONDS_BELOW ? value * 1000 : value)
  if (typeof value !== 'string' || value.length > 40) return null
  const text = value.trim()
  if (/^\d{9,13}(\.\d+)?$/.test(text)) return deviceTime(Number(text), timeZone)
  const match = ISO.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = match
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  if (h > 23 || m > 59 || s > 60 || Number(year) < 1969) return null
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day))
  // Date.UTC rolls 31 February into March; such a date is no date.
  if (Number.isNaN(date) || new Date(date).getUTCDate() !== Number(day) || Number(month) > 12 || Number(month) < 1)
    return null
  const wallMs = date + ((h * 60 + m) * 60 + s) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'))
  if (zone === undefined) return moment(fromWallClock(wallMs, timeZone ?? DEFAULT_TIME_ZONE))
  const offset = offsetMs(zone)
  return offset === null ? null : moment(wallMs - offset)
}

function moment(ms: number): Date | null {
  return ms >= 0 && ms < TOO_LATE_MS ? new Date(ms) : null
}

function offsetMs(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? []
  if (hours === undefined || Number(hours) > 15 || Number(minutes) > 59) return null
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000)
}

/** Wall-clock milliseconds in a zone to epoch milliseconds; asked twice, because the offset depends on the answer. */
function fromWallClock(wallMs: number, timeZone: string): number {
  const guess = wallMs - offsetIn(timeZone, wallMs)
  return wallMs - offsetIn(timeZone, guess)
}

function offsetIn(timeZone: string, atMs: number): number {
  try {
    return zoneOffsetMs(timeZone, atMs)
  } catch {
    // A setting of long ago may name no zone.
    return zoneOffsetMs(DEFAULT_TIME_ZONE, atMs)
  }
}
