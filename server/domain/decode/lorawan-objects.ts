import type { DeviceKind } from '#shared/device.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Values } from '#shared/observation.ts'
import { type Alarm, type AlarmField, alarmWord } from './alarm-words.ts'
import { isRecord, isValueName, numberIn, numberWithin } from './fields.ts'
import { type Refused } from './format.ts'
import { noteMeasurement } from './measurements.ts'
import { wrongField } from './payload.ts'

/** What a codec's object says: its alarms, its measurements, the battery in percent, and what device it seems to be. */
type LorawanObject = { alarms: Alarm[]; values: Values; batteryPercent: number | null; deviceKind: DeviceKind }

const MAX_NESTING = 4

/** Stored readings of earlier hours, sent again after a gap: never something that happens now. */
const HISTORY = new Set(['history', 'datalog', 'data_log', 'records'])

/** Alarm fields as the codecs of common sensors name them, by kind. */
const FIELDS: ReadonlyMap<string, AlarmField> = new Map([
  ...fields('fire', 'smoke', 'level', 'fire fire_status fire_alarm flame flame_status flame_alarm'),
  ...fields('smoke', 'smoke', 'level', 'smoke smoke_status smoke_alarm smoke_detected'),
  ...fields('gas', 'gas', 'level', 'gas gas_status gas_alarm gas_leak gas_leakage co_status co_alarm carbon_monoxide'),
  ...fields('flood', 'water-leak', 'level', 'leak leakage leakage_status leak_status water_leak water_leak_status'),
  ...fields('flood', 'water-leak', 'level', 'water_leakage leak_alarm leakage_alarm water_leak_alarm'),
  ...fields('sos', 'sos', 'event', 'sos sos_event sos_status sos_alarm panic panic_alarm emergency button_event'),
  ...fields('intrusion', 'motion', 'level', 'pir pir_status pir_trigger occupancy occupied motion motion_detected'),
  ...fields('intrusion', 'contact', 'level', 'magnet_status door door_status door_open_status'),
  ...fields('flood', 'water-level', 'event', 'water_level_alarm level_alarm liquid_alarm depth_alarm distance_alarm'),
  ...fields('flood', 'weather', 'event', 'rainfall_alarm rain_alarm'),
  ...fields('heat', 'heat', 'event', 'temperature_alarm heat_alarm'),
  ...fields('geohazard', 'other', 'event', 'tilt_alarm angle_alarm vibration_alarm displacement_alarm crack_alarm'),
])

/** Any other value over the limit set in its device. Codecs seldom tell its end, so each one is a happening. */
const OVER_LIMIT: AlarmField = { kind: 'hazard', deviceKind: 'other', signal: 'event', needsArming: false }
/** A codec that says no more than that there is an alarm. */
const SOME_ALARM: AlarmField = { kind: 'other', deviceKind: 'other', signal: 'level', needsArming: false }
const HEALTH = /battery|tamper|power|device|fault|sensor|calibration/
const WEATHER = /^(wind|rain)/
const WATER_LEVEL = /^water_(level|depth)$/
/** Under these keys a nested field states itself: `button_event: { status: … }`. */
const STATEMENT = new Set(['status', 'state', 'alarm', 'event'])

function fields(kind: Kind, deviceKind: DeviceKind, signal: AlarmField['signal'], names: string) {
  const field: AlarmField = { kind, deviceKind, signal, needsArming: kind === 'intrusion' }
  return names.split(' ').map((name): [string, AlarmField] => [name, field])
}

/** Reads a codec's object, nested ones included; a known alarm field with a word nobody knows is refused. */
export function readLorawanObject(object: Record<string, unknown>): LorawanObject | Refused {
  const found: LorawanObject = { alarms: [], values: {}, batteryPercent: null, deviceKind: 'other' }
  const unreadable = gather(object, '', undefined, 0, found)
  const detector = detectorAlarm(object)
  if (detector !== null) found.alarms.push(detector)
  // An alarm that can be read is never held back for another field that cannot.
  return unreadable === null || found.alarms.some((alarm) => alarm.says === 'active') ? found : unreadable
}

function gather(
  object: Record<string, unknown>,
  path: string,
  parent: AlarmField | undefined,
  nesting: number,
  found: LorawanObject,
): Refused | null {
  let unreadable: Refused | null = null
  for (const key in object) {
    const value = object[key]
    const name = snakeCase(key)
    if (HISTORY.has(name) || Array.isArray(value)) continue
    const field = parent !== undefined && STATEMENT.has(name) ? parent : fieldNamed(name)
    const fullName = path + name
    if (isRecord(value)) {
      const trouble = nesting < MAX_NESTING ? gather(value, `${fullName}.`, field, nesting + 1, found) : null
      unreadable ??= trouble
      continue
    }
    const says = field === undefined || isAmount(value) ? undefined : alarmWord(value)
    if (field !== undefined && says) {
      found.alarms.push({ ...field, says })
      if (value !== null && isValueName(fullName)) {
        found.values[fullName] =
          typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value === true || value === 1
      }
    } else if (says === null && field !== SOME_ALARM && field !== OVER_LIMIT) {
      unreadable ??= wrongField(`object.${fullName}`, 'a word for alarm or normal that is known here', value)
    } else if (name === 'battery') noteBattery(found, value)
    else noteMeasurement(found.values, fullName, value)
    if (WEATHER.test(name)) found.deviceKind = 'weather'
    else if (WATER_LEVEL.test(name)) found.deviceKind = 'water-level'
  }
  return unreadable
}

function fieldNamed(name: string): AlarmField | undefined {
  const known = FIELDS.get(name)
  if (known !== undefined) return known
  if (name === 'alarm' || name === 'alarm_status') return SOME_ALARM
  return name.endsWith('_alarm') && !HEALTH.test(name) ? OVER_LIMIT : undefined
}

/** A number other than 0 and 1 under an alarm's name is a concentration, not a state. */
function isAmount(value: unknown): boolean {
  const number = numberIn(value)
  return number !== null && number !== 0 && number !== 1
}

/** `smokeAlarm`, `Smoke Alarm` and `smoke_alarm` are one name. */
function snakeCase(key: string): string {
  if (key.length > 128) return key
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(' ', '_')
  return words.toLowerCase()
}

/** Most codecs give percent; a broken number below 5 is the cell's voltage, and 0 from a device that sends is no measure. */
function noteBattery(found: LorawanObject, value: unknown): void {
  const number = numberIn(value)
  if (number !== null && number < 5 && !Number.isInteger(number)) found.values['batteryVolts'] = number
  else found.batteryPercent = numberWithin(value, 0.001, 100)
}

/** A smoke detector whose codec puts everything into one `event` phrase beside the `type` of sensor. */
function detectorAlarm(object: Record<string, unknown>): Alarm | null {
  const { type, event } = object
  if (typeof type !== 'string' || typeof event !== 'string' || !/smoke|fire|gas/i.test(type)) return null
  const kind = /gas/i.test(type) ? 'gas' : 'smoke'
  // Its other phrases tell of mounting, battery and failure: those are health.
  return { kind, deviceKind: kind, signal: 'level', needsArming: false, says: alarmWord(event) ?? 'unknown' }
}
