import { numberIn, numberWithin } from './fields.ts'
import type { Decoded } from './format.ts'
import { noteMeasurement } from './measurements.ts'

/** What our readers of measurements call some of the mesh's: percent, hectopascals, lux. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['relative_humidity', 'humidity'],
  ['barometric_pressure', 'pressure'],
  ['lux', 'illuminance'],
])
const UNMEASURED = new Set(['battery_level', 'time'])

/** How far a position blurred to 10 of 32 bits may be off, in metres; each further bit halves it. */
const RADIUS_AT_10_BITS = 23_300
const EXACT_BITS = 32

/**
 * A position in ten-millionths of a degree. The radio is on somebody: it is marked by `values.position` like a phone's.
 * Without a fix, or with one coordinate alone, there is none.
 */
export function meshPosition(reading: Decoded, payload: Record<string, unknown>): Decoded {
  const lng = numberWithin(payload['longitude_i'], -180e7, 180e7)
  const lat = numberWithin(payload['latitude_i'], -90e7, 90e7)
  const tracker: Decoded = { ...reading, deviceKind: 'tracker' }
  if (lng === null || lat === null || (lng === 0 && lat === 0)) return tracker
  const bits = numberWithin(payload['precision_bits'], 1, EXACT_BITS) ?? EXACT_BITS
  const radiusMetres = bits === EXACT_BITS ? 0 : Math.round(RADIUS_AT_10_BITS * 2 ** (10 - bits))
  const values: Decoded['values'] = { position: true }
  const altitude = numberWithin(payload['altitude'], -500, 9000)
  if (altitude !== null) values['altitudeMetres'] = altitude
  return { ...tracker, place: { type: 'point', location: [lng / 1e7, lat / 1e7], radiusMetres }, values }
}

/** Of the device itself, its surroundings, the air or its supply. A battery of 0 was not measured, above 100 is mains. */
export function meshTelemetry(reading: Decoded, payload: Record<string, unknown>): Decoded {
  const values: Decoded['values'] = {}
  const level = numberIn(payload['battery_level'])
  if (level !== null && level > 100) values['externalPower'] = true
  for (const key in payload) {
    const value = payload[key]
    if (UNMEASURED.has(key) || (key === 'voltage' && numberIn(value) === 0)) continue
    // Beside a battery's level it is the battery's.
    const name = key === 'voltage' && level !== null ? 'bat_v' : (NAMES.get(key) ?? key)
    noteMeasurement(values, name, value)
  }
  const isWeather = 'wind_speed' in payload || 'rainfall_1h' in payload
  return {
    ...reading,
    deviceKind: isWeather ? 'weather' : 'other',
    values,
    batteryPercent: numberWithin(level, 1, 100),
  }
}
