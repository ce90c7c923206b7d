import type { Values } from '#shared/observation.ts'
import { isValueName, numberIn } from './fields.ts'

/** Our names, with units, for what Zigbee2MQTT and the common LoRaWAN codecs call their measurements. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['temperature', 'temperatureCelsius'],
  ['device_temperature', 'deviceTemperatureCelsius'],
  ['humidity', 'humidityPercent'],
  ['illuminance', 'illuminanceLux'],
  ['soil_moisture', 'soilMoisturePercent'],
  ['co2', 'carbonDioxidePpm'],
  ['linkquality', 'linkQuality'],
  ['battery_low', 'batteryLow'],
  ['wind_speed', 'windSpeedMetresPerSecond'],
  ['wind_direction', 'windDirectionDegrees'],
  ['rainfall_total', 'rainfallTotalMillimetres'],
])

/** No device measures more; whoever sends more fills a database. */
const MAX_VALUES = 64

/**
 * Notes one field under our name. Numbers (also as decimal strings under a known name) and truth values are kept,
 * other texts are not: they may name people.
 */
export function noteMeasurement(values: Values, key: string, value: unknown): void {
  const known = NAMES.get(key)
  const measured = typeof value === 'boolean' ? value : known || typeof value === 'number' ? numberIn(value) : null
  if (measured === null || (known === undefined && !isValueName(key))) return
  if (Object.keys(values).length >= MAX_VALUES) return
  values[known ?? key] = measured
}
