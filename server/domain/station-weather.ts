import type { Values } from '#shared/observation.ts'

/** What a weather station said at a moment. */
export type StationReading = { deviceId: string; at: Date; values: Values }

/** What one station makes of a noon; null is what it did not measure then. `rain` fell in the 24 hours before, `isWhole` where it was heard all that time. */
export type StationNoon = {
  temperatureCelsius: number | null
  humidityPercent: number | null
  windMetresPerSecond: number | null
  rain: { millimetres: number; isWhole: boolean } | null
}

const HOUR_MS = 3600_000
/** A reading farther from noon than this is not of noon. */
const NEAR_MS = HOUR_MS
/** Wind comes in gusts: what was measured within so much of noon is averaged. */
const GUSTY_MS = 10 * 60_000
/** Since when a counter of rain must have been heard, and until when, for its rain to be that of the whole day. */
const LOOSE_MS = 2 * HOUR_MS
/** More than this between two readings is no rain but another counter. */
const MOST_AT_ONCE = 500

/** The weather at noon by the readings of one station. */
export function stationNoon(readings: readonly StationReading[], noon: Date): StationNoon {
  const inOrder = readings.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const gusts = seriesOf(inOrder, 'windSpeedMetresPerSecond').filter(({ at }) => apartMs(at, noon) <= GUSTY_MS)
  return {
    temperatureCelsius: nearest(inOrder, 'temperatureCelsius', noon),
    humidityPercent: nearest(inOrder, 'humidityPercent', noon),
    windMetresPerSecond:
      gusts.length > 0
        ? gusts.reduce((sum, { value }) => sum + value, 0) / gusts.length
        : nearest(inOrder, 'windSpeedMetresPerSecond', noon),
    rain: rainBefore(inOrder, noon),
  }
}

type Point = { at: Date; value: number }

/**
 * Rain of the 24 hours before a moment. `rainfallTotalMillimetres` is a counter, which may begin anew at any time. Of
 * `rainfallMillimetres` makers mean either: what falls back to nothing again and again is what fell since the last
 * reading, everything else a counter. Where there is neither, the intensity is added up.
 */
function rainBefore(inOrder: readonly StationReading[], until: Date): StationNoon['rain'] {
  const from = new Date(until.getTime() - 24 * HOUR_MS)
  const upToNow = (name: string) => seriesOf(inOrder, name).filter(({ at }) => at <= until)
  const total = upToNow('rainfallTotalMillimetres')
  if (total.length > 0) return counted(total, from, until)
  const bare = upToNow('rainfallMillimetres')
  if (bare.length > 0) return areIncrements(bare) ? summed(bare, from, until) : counted(bare, from, until)
  const intensity = upToNow('rainIntensityMillimetresPerHour')
  return intensity.length > 0 ? integrated(intensity, from, until) : null
}

/** Increments return to nothing after each shower; a counter does so when it begins anew, once or twice a day at most. */
function areIncrements(series: readonly Point[]): boolean {
  const falls = series.filter(({ value }, at) => value < (series[at - 1]?.value ?? value)).length
  return falls > 2 && series.some(({ value }) => value === 0)
}

function summed(series: readonly Point[], from: Date, until: Date): StationNoon['rain'] {
  const inside = series.filter(({ at }) => at > from)
  return { millimetres: inside.reduce((sum, { value }) => sum + value, 0), isWhole: isWhole(series, from, until) }
}

function counted(series: readonly Point[], from: Date, until: Date): StationNoon['rain'] {
  const before = series.findLast(({ at }) => at <= from)
  const points = [...(before === undefined ? [] : [before]), ...series.filter(({ at }) => at > from)]
  const millimetres = points.reduce((sum, { value }, at) => sum + rise(points[at - 1]?.value ?? value, value), 0)
  return { millimetres, isWhole: isWhole(series, from, until) }
}

/** What fell between two readings of a counter. One that fell far back began anew: what it shows has fallen since. */
function rise(before: number, after: number): number {
  const fallen = after >= before ? after - before : after <= before / 2 ? after : 0
  return fallen > MOST_AT_ONCE ? 0 : fallen
}

function integrated(series: readonly Point[], from: Date, until: Date): StationNoon['rain'] {
  const millimetres = series.reduce((sum, { at, value }, index) => {
    // A station that falls silent in a shower does not make it last.
    const endMs = Math.min(series[index + 1]?.at.getTime() ?? until.getTime(), at.getTime() + HOUR_MS)
    const lastedMs = Math.max(0, endMs - Math.max(at.getTime(), from.getTime()))
    return sum + (value * lastedMs) / HOUR_MS
  }, 0)
  return { millimetres, isWhole: isWhole(series, from, until) }
}

function isWhole(series: readonly Point[], from: Date, until: Date): boolean {
  const [first, last] = [series[0], series.at(-1)]
  if (first === undefined || last === undefined) return false
  return first.at.getTime() <= from.getTime() + LOOSE_MS && last.at.getTime() >= until.getTime() - LOOSE_MS
}

function nearest(inOrder: readonly StationReading[], name: string, noon: Date): number | null {
  const near = seriesOf(inOrder, name).filter(({ at }) => apartMs(at, noon) <= NEAR_MS)
  return near.toSorted((a, b) => apartMs(a.at, noon) - apartMs(b.at, noon))[0]?.value ?? null
}

function seriesOf(readings: readonly StationReading[], name: string): Point[] {
  return readings.flatMap(({ at, values }) => {
    const value = values[name]
    return typeof value === 'number' && Number.isFinite(value) ? [{ at, value }] : []
  })
}

function apartMs(a: Date, b: Date): number {
  return Math.abs(a.getTime() - b.getTime())
}
