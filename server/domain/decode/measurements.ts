import type { Values } from '#shared/observation.ts'
import { isValueName, numberIn } from './fields.ts'

/** Our names, with units, for what Zigbee2MQTT and the common LoRaWAN codecs call their measurements. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['temperature', 'temperatureCelsius'],
  ['temp_c_sht', 'temperatureCelsius'],
  ['temp_c_ds', 'probeTemperatureCelsius'],
  ['hum_sht', 'humidityPercent'],
  ['bat_v', 'batteryVolts'],
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

/** Whether a field is one that we have a name of our own for. */
export function isKnownMeasurement(key: string): boolean {
  return NAMES.has(key)
}

/** What a temperature probe that is missing or broken reads: the ends of a 16-bit number. */
const NO_PROBE: ReadonlySet<unknown> = new Set([327.67, -327.68, 3276.7, -3276.8])

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
  if (NO_PROBE.has(measured) && /temp/i.test(key)) return
  if (hasRoom(values)) values[known ?? key] = measured
}

/** Whether a message may note one more value. */
export function hasRoom(values: Values): boolean {
  return Object.keys(values).length < MAX_VALUES
}
