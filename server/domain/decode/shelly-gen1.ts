import { type Alarm, type AlarmField, type AlarmWord, alarmWord, withAlarms } from './alarm-words.ts'
import { CONTACT, fieldOfName, GAS, MOTION, SMOKE, WATER_LEAK } from './device-words.ts'
import { deviceTime } from './device-time.ts'
import { isRecord, numberIn, numberWithin } from './fields.ts'
import { type Decoded, type Decoding, decodedIn, type Message, type Refused, signOfLife } from './format.ts'
import { noteMeasurement } from './measurements.ts'
import { readObject, readText, wrongField } from './payload.ts'

const ALARMS: ReadonlyMap<string, AlarmField> = new Map([
  ['flood', WATER_LEAK],
  ['smoke', SMOKE],
  ['gas', GAS],
  ['motion', MOTION],
  ['state', CONTACT],
])

/** What a gas alarm says besides (Gen1 API, Shelly Gas: `none`, `mild`, `heavy`, `test`, `unknown`). */
const GAS_WORDS: ReadonlyMap<unknown, AlarmWord> = new Map([
  ['none', 'cleared'],
  ['mild', 'active'],
  ['heavy', 'active'],
  ['test', 'test'],
  ['unknown', 'unknown'],
])

const MEASURED: ReadonlyMap<string, string> = new Map([
  ['sensor/temperature', 'temperature'],
  ['temperature', 'device_temperature'],
  ['sensor/humidity', 'humidity'],
  ['sensor/lux', 'illuminance'],
  ['sensor/concentration', 'concentrationPpm'],
  ['sensor/tilt', 'tiltDegrees'],
  ['sensor/vibration', 'vibration'],
  ['voltage', 'supplyVolts'],
])

/** One value on a topic of its own, as bare text: `sensor/flood` with `true`. */
export function gen1Value(externalId: string, group: string, leaf: string, payload: Uint8Array): Decoding {
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  const value = text.value.trim()
  const reading = signOfLife(externalId, 'other')
  const field = group === 'sensor' ? ALARMS.get(leaf) : undefined
  if (field !== undefined) {
    const says = wordIn(leaf, value)
    if (says === null) return wrongField(`sensor/${leaf}`, 'a state that is known here', value)
    return { outcome: 'decoded', observations: withAlarms(reading, [{ ...field, says }]) }
  }
  const path = leaf === '' ? group : `${group}/${leaf}`
  if (path === 'sensor/battery') reading.batteryPercent = numberWithin(value, 0, 100)
  else if (group === 'input') return input(reading, leaf, value)
  else if (group === 'relay' && /^\d+$/.test(leaf)) noteSwitch(reading, `output${leaf}`, value)
  else if (/^ext_(temperature|humidity)$/.test(group)) noteMeasurement(reading.values, group.slice(4), value)
  else {
    const name = MEASURED.get(path)
    const number = numberIn(value)
    if (name !== undefined && number !== null) noteMeasurement(reading.values, name, number)
  }
  return { outcome: 'decoded', observations: [reading] }
}

function input(reading: Decoded, leaf: string, value: string): Decoding {
  noteSwitch(reading, `input${leaf}`, value)
  // What is wired to it stands at best in the name that somebody gave the device.
  const field = fieldOfName(reading.externalId)
  const says = alarmWord(numberIn(value) ?? value)
  const alarms = field === undefined || says === null ? [] : [{ ...field, says }]
  return { outcome: 'decoded', observations: withAlarms(reading, alarms) }
}

function noteSwitch(reading: Decoded, name: string, value: string): void {
  const says = alarmWord(numberIn(value) ?? value)
  if (says === 'active' || says === 'cleared') reading.values[name] = says === 'active'
}

function wordIn(kind: string, value: unknown): AlarmWord | null {
  return kind === 'gas' ? (GAS_WORDS.get(value) ?? null) : alarmWord(numberIn(value) ?? value)
}

/** The whole state of a device: `info`, and `status` of the motion sensor. */
export function gen1Info(externalId: string, payload: Uint8Array, timeZone: string | null): Decoding {
  const read = readObject(payload)
  if (read.outcome === 'refused') return read
  const body = read.value
  const sensor = isRecord(body['sensor']) ? body['sensor'] : {}
  const gas = isRecord(body['gas_sensor']) ? body['gas_sensor'] : {}
  const reading = signOfLife(externalId, 'other')
  // Before the clock is set it is 0.
  const unixTime = numberIn(body['unixtime'])
  reading.deviceAt = unixTime === null || unixTime <= 0 ? null : deviceTime(unixTime, timeZone)
  const alarms: Alarm[] = []
  let unread: Refused | null = null
  const told: [string, unknown][] = [
    ['flood', body['flood']],
    ['smoke', body['smoke']],
    ['gas', gas['alarm_state']],
    ['motion', sensor['motion'] ?? body['motion']],
    ['state', sensor['state']],
  ]
  // A sensor that cannot be read says `false` as well.
  const isValid = body['is_valid'] !== false && sensor['is_valid'] !== false
  for (const [kind, value] of told) {
    const field = ALARMS.get(kind)
    if (field === undefined || value === undefined) continue
    const says = wordIn(kind, value)
    if (says === null) unread ??= wrongField(kind, 'a state that is known here', value)
    else alarms.push({ ...field, says: says === 'cleared' && !isValid ? 'unknown' : says })
  }
  note(reading, 'temperature', body['tmp'], 'tC')
  note(reading, 'humidity', body['hum'], 'value')
  note(reading, 'illuminance', body['lux'], 'value')
  note(reading, 'concentrationPpm', body['concentration'], 'ppm')
  note(reading, 'battery_voltage', body['bat'], 'voltage')
  const battery = isRecord(body['bat']) ? body['bat']['value'] : body['bat']
  reading.batteryPercent = numberWithin(battery, 0, 100)
  return decodedIn(withAlarms(reading, alarms), unread)
}

function note(reading: Decoded, name: string, group: unknown, key: string): void {
  const value = isRecord(group) ? (group['is_valid'] === false ? null : group[key]) : group
  if (typeof value === 'number') noteMeasurement(reading.values, name, value)
}

/** Gen1 API, Button1: short, long, and both in a row. */
const PRESSES: ReadonlyMap<unknown, string> = new Map([
  ['S', 'single'],
  ['SS', 'double'],
  ['SSS', 'triple'],
  ['L', 'long'],
  ['SL', 'single_long'],
  ['LS', 'long_single'],
])

/**
 * `input_event`: what was last pressed, with a count. A device tells it again with every update and whenever it
 * connects, so that only another count is another press; `memory` holds the last one.
 */
export function gen1Input(
  externalId: string,
  index: string,
  message: Message,
  memory: { key: string; last: unknown },
): Decoding {
  const read = readObject(message.payload)
  if (read.outcome === 'refused') return read
  const { event, event_cnt: count } = read.value
  const reading = signOfLife(externalId, 'other')
  const press = PRESSES.get(event)
  const isAgain = message.retain || memory.last === count
  if (press !== undefined && !isAgain) reading.values['action'] = press
  if (index !== '') reading.values['input'] = numberIn(index) ?? 0
  const remember = typeof count === 'number' && memory.last !== count ? { [memory.key]: count } : null
  const decoding: Decoding = { outcome: 'decoded', observations: [reading] }
  return remember === null ? decoding : { ...decoding, remember }
}
