import { type Alarm, type AlarmField, type AlarmWord, alarmWord } from './alarm-words.ts'
import { CONTACT, fieldOfName, GAS, HEAT, MOTION, SMOKE, WATER_LEAK } from './device-words.ts'
import { numberIn, numberWithin } from './fields.ts'
import type { Decoded } from './format.ts'
import { fieldNamed } from './lorawan-names.ts'
import { isKnownMeasurement, noteMeasurement } from './measurements.ts'

// What ESPHome and Home Assistant call entities: one value each, several of which make up a device.

/** One value of a device: what it is called, and what class and unit it is said to have, null where nobody says. */
export type Entity = { name: string; deviceClass: string | null; unit: string | null }

/** An alarm of an unsafe state that is not said to be any other. */
const UNSAFE: AlarmField = { kind: 'hazard', deviceKind: 'other', signal: 'level', needsArming: false }

/** What the classes of a binary sensor watch (Home Assistant, Binary sensor, device class); on is the bad state. */
const CLASSES: ReadonlyMap<string, AlarmField> = new Map([
  ['smoke', SMOKE],
  ['gas', GAS],
  ['carbon_monoxide', GAS],
  ['heat', HEAT],
  ['moisture', WATER_LEAK],
  ['motion', MOTION],
  ['occupancy', MOTION],
  ['presence', MOTION],
  ['door', CONTACT],
  ['garage_door', CONTACT],
  ['opening', CONTACT],
  ['window', CONTACT],
])

/** Words that make a value one of upkeep or of what the device is to do, whatever else it is called. */
const UPKEEP =
  /\b(tests?|selftest|battery|tamper|fault|error|problem|muted?|silenced?|enabled?|disabled?|calibrat\w*|led|siren|heater|relay|connect\w*|update|warm ?up|count|reset|learn|sensitivity|自检|测试|电量|消音|静音)\b|自检|测试|电量|消音|静音/

/** What a binary value watches, by its class, else by its name, else by that of its device; undefined for all others. */
export function entityField({ name, deviceClass }: Entity, device: string): AlarmField | undefined {
  if (deviceClass === 'safety') return isUpkeep(name) ? undefined : (fieldOfName(name) ?? UNSAFE)
  // Rain and wet earth are wet, and no leak.
  if (deviceClass === 'moisture' && WEATHER.test(name.toLowerCase())) return undefined
  if (deviceClass !== null) return CLASSES.get(deviceClass)
  if (isUpkeep(name)) return undefined
  const ofDevice = BARE.test(snakeCase(name)) ? fieldOfName(device) : undefined
  // A valve is open, too.
  if (/^open(ed)?$/i.test(name) && fieldOfName(device) === CONTACT) return CONTACT
  return fieldOfName(name) ?? ofDevice ?? fieldNamed(snakeCase(name))
}

/** Names that say no more than that there is something: then it is what the device is for. */
const BARE = /^(alarm|state|sensor|detect(ed|ion|or)|trigger(ed)?|input|signal|(zone|gpio|input|sensor)_?\d+)$/

const WEATHER = /rain(?! ?pipe)|regen|pluie|soil|plant|leaf|雨|土壤/

function isUpkeep(name: string): boolean {
  return name.length > 256 || UPKEEP.test(name.toLowerCase().replaceAll(/[-_./]+/g, ' '))
}

/** Notes a binary value: as the alarm it is, or as what the device tells of itself. */
export function binaryAlarm(reading: Decoded, entity: Entity, says: AlarmWord): Alarm | null {
  const field = entityField(entity, reading.externalId)
  if (field !== undefined) return { ...field, says }
  if (says !== 'active' && says !== 'cleared') return null
  const isOn = says === 'active'
  const name = snakeCase(entity.name)
  if (entity.deviceClass === 'battery' || name === 'battery_low') reading.values['batteryLow'] = isOn
  // Whoever says that he is disconnected says so through somebody else.
  else if (entity.deviceClass === 'connectivity') reading.available = isOn
  else noteMeasurement(reading.values, entity.deviceClass === 'tamper' ? 'tamper' : name, isOn)
  return null
}

/** Which measurement the classes of a sensor are (Home Assistant, Sensor, device class). */
const MEASURED: ReadonlyMap<string, string> = new Map([
  ['temperature', 'temperature'],
  ['humidity', 'humidity'],
  ['atmospheric_pressure', 'barometric_pressure'],
  ['pressure', 'barometric_pressure'],
  ['illuminance', 'illuminance'],
  ['carbon_dioxide', 'co2'],
  ['wind_speed', 'wind_speed'],
  ['wind_direction', 'wind_direction'],
  ['precipitation', 'rainfall_total'],
  ['precipitation_intensity', 'rain_rate'],
])
/** Where the name of a value says that it is another than the one the class would mean. */
const OTHERWISE =
  /\b(device|chip|cpu|board|internal|soil|water|external|probe|freezer|fridge|boiler|heating|battery|min|max|target|setpoint|set|dew|gust|peak|average|today|daily|hour|hourly|event|week|month|year|\d+)\b/

/** Notes a value that is measured, or the word a sensor has for its state; what it alarms of is returned. */
export function sensorAlarm(reading: Decoded, entity: Entity, value: unknown): Alarm | null {
  const name = snakeCase(entity.name)
  const number = numberIn(value)
  if (number === null) {
    if (typeof value !== 'string' && typeof value !== 'boolean') return null
    const field = entityField({ ...entity, deviceClass: null }, '')
    const says = alarmWord(value)
    return field === undefined || says === null ? null : { ...field, says }
  }
  const isBattery = entity.deviceClass === 'battery' || /(^|_)battery(_level|_percent)?$/.test(name)
  if (isBattery && (entity.unit === null || entity.unit === '%')) {
    reading.batteryPercent = numberWithin(number, 0, 100)
    return null
  }
  if (/^(wind|rain|precipitation)/.test(entity.deviceClass ?? name)) reading.deviceKind = 'weather'
  const ofClass = entity.deviceClass === null ? undefined : MEASURED.get(entity.deviceClass)
  const isOther = isKnownMeasurement(name) || OTHERWISE.test(name.replaceAll('_', ' '))
  noteMeasurement(reading.values, ofClass === undefined || isOther ? name : ofClass, number, entity.unit ?? undefined)
  return null
}

/** `Wind Speed`, `windSpeed` and `wind-speed` are one name. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .trim()
    .replaceAll(/[ ./-]+/g, '_')
    .toLowerCase()
}
