import type { DeviceKind } from '#shared/device.ts'
import type { Values } from '#shared/observation.ts'
import { type Alarm, type AlarmField, type AlarmWord, alarmWord } from './alarm-words.ts'
import { isRecord, isValueName, numberIn, numberWithin } from './fields.ts'
import { type Refused } from './format.ts'
import { fieldInWords, fieldNamed, SOME_ALARM } from './lorawan-names.ts'
import { alarmsInShape } from './lorawan-shapes.ts'
import { hasRoom, noteMeasurement, numberWithUnit } from './measurements.ts'
import { wrongField } from './payload.ts'
import { converted } from './units.ts'

/** What a codec's object says: its alarms, its measurements, the battery in percent, and what device it seems to be. */
type LorawanObject = { alarms: Alarm[]; values: Values; batteryPercent: number | null; deviceKind: DeviceKind }

const MAX_NESTING = 4
const MOST_PARTS = 100

/** Stored readings of earlier hours, sent again after a gap: never something that happens now. */
const HISTORY = new Set(['history', 'datalog', 'data_log', 'records'])
/** What was set in the device, not what it sees. */
const SETTINGS = new Set(['configuration', 'config', 'settings', 'thresholds'])

/** Whatever stands below these concerns the device itself. */
const UPKEEP = /^(battery|tamper|power|link|heartbeat|fault)/

const WEATHER = /^(wind|rain)/
const WATER_LEVEL = /^water_(level|depth)$/
/** One of them as its maker spells it. */
const PERCENT = new Set([
  'battery',
  'battery_level',
  'battery_percent',
  'battery_percentage',
  'batterylevel',
  'batterylevle',
  'bat',
  'batt',
])
/** Under these keys a nested field states itself: `button_event: { status: … }`. */
const STATEMENT = new Set(['status', 'state', 'alarm', 'event', 'value'])
/** Keys whose phrase tells of what happened, whatever it happened to. */
const PHRASES = new Set([
  'event',
  'event_type',
  'event_name',
  'alarm_type',
  'message_type',
  'report_type',
  'msg_type',
  'dev_status',
  'alarm_event_content',
])
const TEST = /^(is_)?test(ing|_mode|_alarm|_button(_pressed)?)?$|^(smoke|fire|gas|alarm|button)_test$/

/**
 * Reads a codec's object, nested ones included. A known alarm field with a word nobody knows is told in `unread` and
 * counts as unknown: it neither holds back an alarm that can be read nor lets its kind be called clear.
 */
export function readLorawanObject(object: Record<string, unknown>): LorawanObject & { unread: Refused | null } {
  const found: LorawanObject = { alarms: [], values: {}, batteryPercent: null, deviceKind: 'other' }
  const unread = gather(object, '', undefined, 0, found)
  found.alarms.push(...alarmsInShape(object))
  // An alarm of no stated kind in a word nobody knows may be about anything: then nothing is called clear.
  const isDoubtful = unread !== null && found.alarms.some(({ kind, says }) => kind === 'other' && says === 'unknown')
  const heard = isDoubtful ? found.alarms.map(asNotClear) : found.alarms
  const alarms = isTracker(object) ? heard.map(asCall) : heard
  return { ...found, alarms: isTest(object) ? alarms.map(asTest) : settled(alarms), unread }
}

function gather(
  object: Record<string, unknown>,
  path: string,
  parent: AlarmField | undefined,
  nesting: number,
  found: LorawanObject,
): Refused | null {
  let unread: Refused | null = null
  for (const key in object) {
    const value = inParts(object[key])
    const name = snakeCase(key)
    if (HISTORY.has(name) || SETTINGS.has(name) || Array.isArray(value)) continue
    const field = UPKEEP.test(path) ? undefined : (fieldOf(name, value, parent) ?? statedBelow(path, name))
    const fullName = path + name
    // Barani counts the clicks of a gauge whose size it does not know.
    if (name === 'rain' && 'Rain_min_time' in object) noteMeasurement(found.values, 'rain_clicks', value)
    else if (isRecord(value) && field === undefined && isMeasured(value)) {
      if (PERCENT.has(name)) noteBattery(found, value.value)
      else noteMeasurement(found.values, fullName, value.value, value.unit ?? value.units)
    } else if (isRecord(value)) {
      if (field !== undefined) found.alarms.push(...saidByKey(field, value))
      const trouble = nesting < MAX_NESTING ? gather(value, `${fullName}.`, field, nesting + 1, found) : null
      unread ??= trouble
    } else {
      const trouble = noteField(found, fullName, name, field, value)
      unread ??= trouble
    }
    if (WEATHER.test(name)) found.deviceKind = 'weather'
    else if (WATER_LEVEL.test(name)) found.deviceKind = 'water-level'
  }
  return unread
}

function noteField(
  found: LorawanObject,
  fullName: string,
  name: string,
  field: AlarmField | undefined,
  value: unknown,
): Refused | null {
  const word = field === undefined || isAmount(value) ? pressIn(field, value) : alarmWord(value)
  // `alarm: 'CO'`, `alarm_type: 'man_down'`: what it is about is all that it says.
  const says = word === null && field !== SOME_ALARM && fieldNamed(name) === SOME_ALARM ? 'active' : word
  if (field !== undefined && says) {
    found.alarms.push({ ...field, says, signal: signalOf(field, value) })
    if (value !== null && isValueName(fullName) && hasRoom(found.values)) {
      found.values[fullName] =
        typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value === true || value === 1
    }
  } else if (field !== undefined && says === null) {
    found.alarms.push({ ...field, says: 'unknown' })
    return wrongField(`object.${fullName}`, 'a word for alarm or normal that is known here', value)
  } else if (PERCENT.has(name)) noteBattery(found, value)
  else noteMeasurement(found.values, fullName, value)
  return null
}

/** `[{ Smoke_Alarm: 'Active' }, { Battery: 90 }]` is an object in parts, as Nexelec's codec gives it; other lists are of moments. */
function inParts(value: unknown): unknown {
  if (!Array.isArray(value) || value.length > MOST_PARTS) return value
  const parts = value.filter(isRecord).map((part) => Object.entries(part))
  const named = new Map(parts.flat())
  const isWhole = parts.length > 1 && parts.length === value.length && parts.every((part) => part.length === 1)
  // A name that comes again is the same thing at another moment; padding may.
  return isWhole && named.size > parts.length / 2 ? Object.fromEntries(named) : value
}

/** One byte that is on, as Tektelic's codecs give it; and which kind of press it was. */
function pressIn(field: AlarmField | undefined, value: unknown): AlarmWord | undefined {
  const number = numberIn(value) ?? 0
  if (field?.kind === 'intrusion' && number === 255) return 'active'
  return field?.kind === 'sos' && number > 1 && number < 16 ? 'active' : undefined
}

/** `{ value: 3.2, unit: 'm/s', displayName: … }`, as some codecs put every number. */
function isMeasured(value: Record<string, unknown>): boolean {
  return typeof value.value === 'number' || typeof value.value === 'string'
}

/** `{ type: 17, alarm_trigger: { tvoc: 80 } }`: in Milesight's later codecs the name of a part is what the alarm says. */
function saidByKey(field: AlarmField, parts: Record<string, unknown>): Alarm[] {
  return Object.keys(parts).flatMap((key): Alarm[] => {
    const name = snakeCase(key)
    const [, says] = /alarm_(trigger|deactivation|release)$/.exec(name) ?? []
    if (says === undefined || name.startsWith('interference')) return []
    const kind = name.startsWith('burning') ? 'fire' : field.kind
    return [{ ...field, kind, signal: 'level', says: says === 'trigger' ? 'active' : 'cleared' }]
  })
}

/** `Button: { State: 'Pressed' }` is the state of a button. */
function statedBelow(path: string, name: string): AlarmField | undefined {
  if (path === '' || (name !== 'state' && name !== 'status')) return undefined
  return fieldNamed(path.slice(0, -1).split('.').at(-1) + '_' + name)
}

function fieldOf(name: string, value: unknown, parent: AlarmField | undefined): AlarmField | undefined {
  if (parent !== undefined && STATEMENT.has(name)) return parent
  // A bare `water` is a meter's count, unless it is said to be there or not.
  if (name === 'water' && typeof value === 'boolean') return fieldNamed('water_present')
  // So is a bare `co`.
  if (name === 'co' && typeof value === 'boolean') return fieldNamed('co_alarm')
  const field = fieldNamed(name)
  const isPhrase = typeof value === 'string' && value.length <= 64 && (field === SOME_ALARM || PHRASES.has(name))
  if (!isPhrase) return field
  const told = fieldInWords(value)
  if (told === undefined || field === SOME_ALARM) return told ?? field
  // A message type may well be called after what it measures; only a word for a state makes it one.
  const says = alarmWord(value)
  return says === null || says === 'unknown' ? undefined : told
}

/** What is certain makes the alarm of no stated kind needless: it is the same one, said again. */
function settled(alarms: Alarm[]): Alarm[] {
  const isNamed = alarms.some(({ kind, says }) => kind !== SOME_ALARM.kind && says === 'active')
  return isNamed ? alarms.filter(({ kind }) => kind !== SOME_ALARM.kind) : alarms
}

function isTest(object: Record<string, unknown>, nesting = 0): boolean {
  for (const key in object) {
    const value = inParts(object[key])
    const name = snakeCase(key)
    if (TEST.test(name) && alarmWord(value) === 'active') return true
    const isRead = isRecord(value) && nesting < MAX_NESTING && !HISTORY.has(name) && !SETTINGS.has(name)
    if (isRead && isTest(value, nesting + 1)) return true
  }
  return false
}

/** A field that says alarm or no alarm has an end; a limit said to be broken often has none, and a press never. */
function signalOf({ kind, signal }: AlarmField, value: unknown): AlarmField['signal'] {
  const isMoment = typeof value === 'string' && /threshold|mutation/i.test(value)
  return kind === 'sos' || isMoment ? signal : 'level'
}

/** What somebody carries tells where he is; its alarm is his. */
function isTracker(object: Record<string, unknown>): boolean {
  for (const key in object) {
    if (/^(gps_)?lat(itude)?$/i.test(key) && numberIn(object[key]) !== null) return true
    // Dragino's alarm button.
    if (key === 'Sound_key') return true
  }
  return false
}

function asCall(alarm: Alarm): Alarm {
  return alarm.kind === SOME_ALARM.kind ? { ...alarm, kind: 'sos', deviceKind: 'sos' } : alarm
}

function asNotClear(alarm: Alarm): Alarm {
  return alarm.says === 'cleared' ? { ...alarm, says: 'unknown' } : alarm
}

function asTest(alarm: Alarm): Alarm {
  return { ...alarm, says: 'test' }
}

/** A number other than 0 and 1 under an alarm's name is a concentration, not a state. */
function isAmount(value: unknown): boolean {
  const number = numberIn(value)
  return number !== null && number !== 0 && number !== 1
}

/** `smokeAlarm`, `Smoke Alarm`, `smoke-alarm` and `smoke_alarm` are one name, and `COAlarm` is `co_alarm`. */
function snakeCase(key: string): string {
  if (key.length > 128) return key
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
  return words.replace(/[ -]/g, '_').toLowerCase()
}

/**
 * Most codecs give percent; a broken number below 5 is the cell's voltage, a whole one of thousands its millivolts, and 0
 * from a device that sends is no measure.
 */
function noteBattery(found: LorawanObject, value: unknown): void {
  const [number, unit] = numberWithUnit(value)
  if (number === null) return
  const volts = unit === null ? null : converted(number, unit, 'V')
  const isVolts = number > 0 && number < 5 && !Number.isInteger(number)
  if (volts !== null) found.values['batteryVolts'] = volts
  else if (isVolts) found.values['batteryVolts'] = number
  else if (number >= 1500 && number < 20_000) found.values['batteryVolts'] = number / 1000
  // Two to four may be the volts of a full cell or the last percent of an empty one, which was low long before.
  else if (number < 2 || number > 4) found.batteryPercent = numberWithin(number, 0.001, 100)
}
