import { isRecord, numberIn } from './fields.ts'

/**
 * The measurements of the device repository's common vocabulary under our names, by their path; units are fixed by its
 * schema (TheThingsNetwork/lorawan-devices lib/payload.json: °C, %, hPa, m/s, degrees, mm, lux, ppm, volts).
 */
const FIELDS: readonly [path: string, name: string][] = [
  ['air.temperature', 'temperature_celsius'],
  ['air.relativeHumidity', 'humidity_percent'],
  ['air.pressure', 'pressure_hectopascal'],
  ['air.co2', 'carbon_dioxide_ppm'],
  ['air.lightIntensity', 'illuminance_lux'],
  ['wind.speed', 'wind_speed_metres_per_second'],
  ['wind.direction', 'wind_direction_degrees'],
  ['rain.intensity', 'rain_intensity_millimetres_per_hour'],
  ['rain.cumulative', 'rainfall_total_millimetres'],
  ['soil.temperature', 'soil_temperature_celsius'],
  ['soil.moisture', 'soil_moisture_percent'],
  ['water.temperature.current', 'water_temperature_celsius'],
  ['water.temperature', 'water_temperature_celsius'],
  ['water.leak', 'water_leak'],
  ['action.motion.detected', 'motion_detected'],
  ['action.contactState', 'door'],
  ['position.latitude', 'latitude'],
  ['position.longitude', 'longitude'],
  ['battery', 'battery_volts'],
]

/** The newest of the normalized measurements as the fields a codec would give; null where there are none. */
export function normalizedFields(payload: unknown): Record<string, unknown> | null {
  const measurements = (Array.isArray(payload) ? payload : [payload]).filter(isRecord)
  const newest = measurements.toSorted((a, b) => timeOf(a) - timeOf(b)).at(-1)
  if (newest === undefined) return null
  const fields: Record<string, unknown> = {}
  for (const [path, name] of FIELDS) {
    const value = at(newest, path)
    if (typeof value === 'boolean' || typeof value === 'string' || numberIn(value) !== null) fields[name] = value
  }
  return fields
}

/** One without a time is of now. */
function timeOf({ time }: Record<string, unknown>): number {
  const ms = typeof time === 'string' ? Date.parse(time) : NaN
  return Number.isNaN(ms) ? Infinity : ms
}

function at(measurement: Record<string, unknown>, path: string): unknown {
  let value: unknown = measurement
  for (const key of path.split('.')) value = isRecord(value) ? value[key] : undefined
  return value
}
