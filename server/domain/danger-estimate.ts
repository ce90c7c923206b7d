import type { DangerGrade, EstimateGap } from '#shared/fire-danger.ts'
import { isInMaintenance } from '#shared/maintenance.ts'
import type { Arrangement, EstimateVersion } from './arrangement.ts'
import { FINE_FUEL, fireWeather, type FireWeatherCodes, SEASON_START } from './fire-weather.ts'
import { type StationNoon, stationNoon, type StationReading } from './station-weather.ts'
import { dayAfter, noonOf } from '#shared/township-day.ts'

/** From which FWI on each grade above the first begins: those of EFFIS for low, moderate, high and very high danger. */
const GRADE_FROM = [5.2, 11.2, 21.3, 38] as const
/** Codes of a day longer ago say nothing of today. */
const CARRIED_DAYS = 3
/** Nobody calls a day windless because nobody measured it. */
const UNMEASURED_WIND_KMH = 10
const KMH_PER_METRE_PER_SECOND = 3.6
const MINUTE_MS = 60_000
/** Stations speak every few minutes; until an hour has passed the estimate waits for those that have not spoken yet. */
const FIRST_LOOK_MS = 5 * MINUTE_MS
const WAITS_MS = 60 * MINUTE_MS
const RECENT_MS = 15 * MINUTE_MS
/** An estimate holds until the next noon's is surely there. */
const HOLDS_MS = 30 * 60 * MINUTE_MS

/** What an estimate of a day is made of. `readings` reach from a day and some hours before noon until now. */
export type EstimateGround = {
  areaId: string
  day: string
  zone: string
  stationIds: readonly string[]
  readings: readonly StationReading[]
  /** The estimates of the township until now. */
  before: readonly EstimateVersion[]
}

/** The weather stations that stand in a township and are in use at a moment. */
export function stationsIn(
  { devices, areas }: Pick<Arrangement, 'devices' | 'areas'>,
  townshipId: string,
  now: Date,
): string[] {
  return [...devices.values()].flatMap((device) => {
    const { id, kind, location, registered } = device
    const isOurs = kind === 'weather' && registered && !isInMaintenance(device, now.getTime()) && location !== null
    return isOurs && areas.ownerAt('township', location)?.id === townshipId ? [id] : []
  })
}

/** The grade of an FWI. */
export function gradeOfFwi(fwi: number): DangerGrade {
  const passed = GRADE_FROM.filter((from) => fwi >= from).length
  return ([1, 2, 3, 4, 5] as const)[passed] ?? 5
}

/** The last day whose noon is so far behind that an estimate of it can be tried. */
export function estimableDay(zone: string, today: string, now: Date): string {
  const isPast = now.getTime() >= noonOf(zone, today).getTime() + FIRST_LOOK_MS
  return isPast ? today : dayAfter(today, -1)
}

/**
 * The estimate of a day: the median of the township's stations at noon, so that one that is broken is outvoted, on the
 * codes of the day before. Null while a station that speaks has not told of noon yet, and where none told of warmth and
 * moisture at all.
 */
export function estimateOf(ground: EstimateGround, now: Date): Omit<EstimateVersion, 'versionId'> | null {
  const { areaId, day, zone, stationIds, readings, before } = ground
  const noon = noonOf(zone, day)
  const heard = Map.groupBy(
    readings.filter(({ deviceId }) => stationIds.includes(deviceId)),
    ({ deviceId }) => deviceId,
  )
  const isLate = now.getTime() >= noon.getTime() + WAITS_MS
  if (!isLate && [...heard.values()].some((said) => !hasTold(said, noon))) return null
  const stations = [...heard].map(([id, said]) => ({ id, ...stationNoon(said, noon) }))
  const telling = stations.filter((station) => station.temperatureCelsius !== null && station.humidityPercent !== null)
  const temperatureCelsius = median(telling, ({ temperatureCelsius: t }) => t)
  const humidityPercent = median(telling, ({ humidityPercent: h }) => h)
  if (temperatureCelsius === null || humidityPercent === null) return null

  const wind = median(stations, ({ windMetresPerSecond: w }) => w)
  const rain = median(stations, ({ rain: fell }) => fell?.millimetres ?? null)
  const isRainWhole = stations.some(({ rain: fell }) => fell?.isWhole === true)
  const last = lastBefore(before, day)
  const gaps: EstimateGap[] = [
    ...(wind === null ? (['no-wind'] as const) : []),
    ...(rain === null ? (['no-rain-gauge'] as const) : []),
    ...(rain !== null && !isRainWhole ? (['rain-in-part'] as const) : []),
    ...(telling.length < stationIds.length ? (['stations-silent'] as const) : []),
    ...(last === null ? (['start-values'] as const) : []),
    ...(last !== null && last.day !== dayAfter(day, -1) ? (['carried-over'] as const) : []),
  ]
  const weather = {
    temperatureCelsius,
    humidityPercent,
    windKilometresPerHour: wind === null ? UNMEASURED_WIND_KMH : wind * KMH_PER_METRE_PER_SECOND,
    rainMillimetres: rain ?? 0,
  }
  const yesterday: FireWeatherCodes = last?.body ?? SEASON_START
  const index = fireWeather(yesterday, { ...weather, month: Number(day.slice(5, 7)) })
  const stationIdsUsed = telling.map(({ id }) => id).toSorted()
  const made = { constant: FINE_FUEL, weather, stationIds: stationIdsUsed, gaps, carriedFrom: last?.day ?? null }
  return {
    id: areaId,
    day,
    body: { grade: gradeOfFwi(index.fwi), ...index, ...made },
    validFrom: now,
    validUntil: new Date(noon.getTime() + HOLDS_MS),
  }
}

/** Whether a station has told of everything it tells of, at noon or little before. */
function hasTold(readings: readonly StationReading[], noon: Date): boolean {
  const names = ['temperatureCelsius', 'humidityPercent', 'windSpeedMetresPerSecond'] as const
  const recent = readings.filter(({ at }) => at.getTime() >= noon.getTime() - RECENT_MS)
  return names.every(
    (name) =>
      readings.every(({ values }) => values[name] === undefined) ||
      recent.some(({ values }) => values[name] !== undefined),
  )
}

function lastBefore(before: readonly EstimateVersion[], day: string): EstimateVersion | null {
  const oldest = dayAfter(day, -CARRIED_DAYS)
  const carried = before.filter((one) => one.day < day && one.day >= oldest)
  return carried.toSorted((a, b) => (a.day < b.day ? 1 : -1))[0] ?? null
}

function median<Station extends StationNoon>(
  stations: readonly Station[],
  valueOf: (station: Station) => number | null,
): number | null {
  const values = stations.flatMap((station) => valueOf(station) ?? []).toSorted((a, b) => a - b)
  const middle = values.length / 2
  const [low, high] = [values[Math.ceil(middle) - 1], values[Math.floor(middle)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
