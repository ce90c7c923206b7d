import { zoneOffsetMs } from '#shared/zone-clock.ts'

/** A moment as a field of date and time shows it, by the clock of a zone: `2026-11-28T09:41`. */
export function localMoment(zone: string, atMs: number): string {
  return new Date(atMs + zoneOffsetMs(zone, atMs)).toISOString().slice(0, 16)
}

/** What such a field says as a moment (ISO); null where it says none. An hour that a zone skips is taken as the next. */
export function momentOfLocal(zone: string, local: string): string | null {
  const asUtc = Date.parse(`${local}Z`)
  if (Number.isNaN(asUtc)) return null
  const guess = asUtc - zoneOffsetMs(zone, asUtc)
  return new Date(asUtc - zoneOffsetMs(zone, guess)).toISOString()
}
