import type { Values } from '#shared/observation.ts'
import { type Alarm, alarmWord } from './alarm-words.ts'
import { fieldOfName } from './device-words.ts'
import { isRecord, isValueName, numberIn } from './fields.ts'
import { hasRoom, noteMeasurement } from './measurements.ts'

/** The units of one message, as the device states them beside its sensors; °C, hPa and m/s where it does not. */
export type Units = { temperature: string; pressure: string; speed: string }

/** The units that a message states: TempUnit, PressureUnit, SpeedUnit (Commands.md). */
export function unitsIn(body: Readonly<Record<string, unknown>>): Units {
  const stated = (key: string, usual: string) => (typeof body[key] === 'string' ? body[key] : usual)
  return {
    temperature: stated('TempUnit', 'C'),
    pressure: stated('PressureUnit', 'hPa'),
    speed: stated('SpeedUnit', 'm/s'),
  }
}

/** What a sensor calls what it measures, where that is not our word, and which of the stated units it is in. */
const MEASURED: ReadonlyMap<string, { name: string; unit?: keyof Units }> = new Map([
  ['temperature', { name: 'temperature', unit: 'temperature' }],
  ['dewpoint', { name: 'dew_point', unit: 'temperature' }],
  ['ambtmp', { name: 'temperature', unit: 'temperature' }],
  ['objtmp', { name: 'object_temperature' }],
  ['pressure', { name: 'barometric_pressure', unit: 'pressure' }],
  ['carbondioxide', { name: 'co2' }],
  ['moisture', { name: 'soil_moisture' }],
  ['batteryvoltage', { name: 'battery_voltage' }],
  ['speed', { name: 'wind_speed', unit: 'speed' }],
  ['windspeed', { name: 'wind_speed', unit: 'speed' }],
  ['speed_avg', { name: 'wind_speed', unit: 'speed' }],
  ['speed_max', { name: 'wind_gust', unit: 'speed' }],
  ['direction', { name: 'wind_direction' }],
  // RG-15: since it was last reset (RG15.md).
  ['total', { name: 'rainfall_total' }],
  ['flowrate', { name: 'rain_rate' }],
])
/** Under these names a total or a speed is of rain or wind; an electricity meter counts a total too. */
const WEATHER = /^(TX2\d|WS2300|WINDMETER|RG-15|RAIN)/i

/** Notes what one sensor measures; of two sensors that measure the same the later keeps its own name before it. */
export function noteSensor(
  values: Values,
  sensor: string,
  body: Readonly<Record<string, unknown>>,
  units: Units,
): void {
  const found: Values = {}
  const isWeather = WEATHER.test(sensor)
  for (const key in body) {
    const known = MEASURED.get(key.toLowerCase())
    const value = body[key]
    if (isRecord(value)) {
      if (!isWeather) continue
      // TX23: {"Speed": {"Act", "Avg", "Max"}, "Dir": {"Card", "Deg"}} (TX2x.md).
      noteMeasurement(found, 'wind_speed', value['Avg'] ?? value['Act'], units.speed)
      noteMeasurement(found, 'wind_gust', value['Max'], units.speed)
      noteMeasurement(found, 'wind_direction', value['Deg'])
    } else if (known === undefined)
      noteMeasurement(found, snakeCase(key), typeof value === 'string' ? numberIn(value) : value)
    else if (isWeather || !/^(wind|rain)/.test(known.name)) {
      noteMeasurement(found, known.name, value, known.unit === undefined ? undefined : units[known.unit])
    } else noteMeasurement(found, snakeCase(key), value)
  }
  for (const [name, value] of Object.entries(found)) {
    const own = name in values ? `${snakeCase(sensor)}.${name}` : name
    if (isValueName(own) && hasRoom(values)) values[own] = value
  }
}

/** Whether a sensor tells of the weather. */
export function isWeatherSensor(sensor: string): boolean {
  return WEATHER.test(sensor)
}

/**
 * What an input says that is on or off: `Switch1`, or what its owner called it. What it watches is in its name or in
 * that of the device; a bare `Switch1` of a `kitchen` may be anything and is a reading.
 */
export function switchAlarm(name: string, value: unknown, device: string): Alarm | null {
  const state = isRecord(value) ? (value['Action'] ?? value['State'] ?? value['STATE']) : value
  const says = alarmWord(state)
  const field = fieldOfName(name) ?? (isInput(name) ? fieldOfName(device) : undefined)
  if (field === undefined || says === null) return null
  return { ...field, says }
}

/** Whether a name is that of a bare input of the device. */
export function isInput(name: string): boolean {
  return /^switch\d*$/i.test(name)
}

function snakeCase(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[ -]/g, '_')
    .toLowerCase()
}
