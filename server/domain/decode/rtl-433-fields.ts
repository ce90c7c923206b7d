import type { Values } from '#shared/observation.ts'
import { type Alarm, type AlarmField, alarmWord } from './alarm-words.ts'
import { CONTACT, fieldOfName, MOTION, SMOKE, WATER_LEAK } from './device-words.ts'
import { numberIn, numberWithin } from './fields.ts'
import { fieldInWords, SOME_ALARM } from './lorawan-names.ts'
import { noteMeasurement } from './measurements.ts'

/** Fields that are 0 or 1 (rtl_433 src/devices: govee.c, bresser_leakage.c, honeywell.c, dsc.c, kerui.c). */
const FLAGS: ReadonlyMap<string, AlarmField> = new Map([
  ['detect_wet', WATER_LEAK],
  ['water', WATER_LEAK],
  ['leak', WATER_LEAK],
  ['wet', WATER_LEAK],
  ['smoke', SMOKE],
  ['contact_open', CONTACT],
  ['opened', CONTACT],
  ['open', CONTACT],
  ['closed', CONTACT],
  ['motion', MOTION],
])

/** Fields in which a decoder says what happened, in words. A keypad's code may stand there too, so none of it is kept. */
const PHRASES = ['event', 'state', 'status', 'text', 'message', 'remarks', 'extradata', 'cmd', 'command']

/** What each field of a reading that speaks of an alarm says; `device` is what the whole device watches for, if known. */
export function alarmsIn(body: Readonly<Record<string, unknown>>): Alarm[] {
  const device = deviceIn(body)
  const alarms: Alarm[] = []
  for (const key in body) {
    const value = body[key]
    const field = FLAGS.get(key)
    const number = numberIn(value)
    if (field !== undefined && (number === 0 || number === 1)) {
      alarms.push({ ...field, says: (number === 1) === (key !== 'closed') ? 'active' : 'cleared' })
    } else if (key === 'alarm')
      alarms.push({ ...alarmField(body, device), says: alarmWord(number ?? value) ?? 'unknown' })
    else if (PHRASES.includes(key) && typeof value === 'string') alarms.push(...phraseIn(value, device))
  }
  if (alarms.length === 0 && device?.needsArming === false && 'switch2' in body) alarms.push(switched(body, device))
  // A detector of which nothing else is heard speaks only to alarm: it has no sign of life and no all-clear.
  if (alarms.length === 0 && device !== undefined && isBareCode(body)) {
    alarms.push({ ...device, signal: 'event', says: alarmWord(body['learn']) === 'active' ? 'test' : 'active' })
  }
  // An alarm bit of no stated kind that is off says nothing beside what the device does state.
  const isStated = alarms.some(({ kind }) => kind !== SOME_ALARM.kind)
  return isStated ? alarms.filter(({ kind, says }) => kind !== SOME_ALARM.kind || says === 'active') : alarms
}

/** Interlogix: what a detector's five switches mean shows in rtl_433_tests, tests/interlogix/05; the first is always open. */
function switched({ switch2, switch3 }: Readonly<Record<string, unknown>>, device: AlarmField): Alarm {
  return { ...device, says: [switch2, switch3].some((state) => alarmWord(state) === 'active') ? 'active' : 'cleared' }
}

function deviceIn({ model, subtype, device_type: type }: Readonly<Record<string, unknown>>): AlarmField | undefined {
  return fieldOfName([model, subtype, type].filter((name) => typeof name === 'string').join(' '))
}

/** A burglar alarm's bit is set whenever its sensor is; of another maker it may be anything but small. */
function alarmField(body: Readonly<Record<string, unknown>>, device: AlarmField | undefined): AlarmField {
  if (/powercode/i.test(String(body['model']).slice(0, 64))) return device ?? MOTION
  return device ?? SOME_ALARM
}

function phraseIn(text: string, device: AlarmField | undefined): Alarm[] {
  if (text.length > 64) return []
  const phrase = text.toLowerCase().replaceAll(/[-_/]/g, ' ')
  // Cavius: what it says while silenced or tried out, src/devices/cavius.c.
  if (/\bmuted?\b/.test(phrase)) return device === undefined ? [] : [{ ...device, says: 'unknown' }]
  const told =
    fieldInWords(phrase) ??
    fieldOfName(phrase) ??
    (/\b(water|wet)\b/.test(phrase) ? WATER_LEAK : /\b(opened|open|closed?)\b/.test(phrase) ? CONTACT : undefined)
  const isAlarm = /\balarm\b|24h zone/.test(phrase) && !/\boff\b/.test(phrase)
  const field = told ?? (isAlarm ? (device ?? SOME_ALARM) : undefined)
  if (field === undefined) return []
  if (/\btest\b/.test(phrase)) return [{ ...field, says: 'test' }]
  if (isAlarm) return [{ ...field, says: 'active' }]
  if (/\b(tripped|panic|open|opened)\b/.test(phrase)) return [{ ...field, says: 'active' }]
  if (/\b(ready|closed?|dry|clear)\b/.test(phrase)) return [{ ...field, says: 'cleared' }]
  return [{ ...field, says: alarmWord(phrase) ?? 'unknown' }]
}

/** What a code alone leaves in a message: src/devices/smoke_gs558.c, and flex.c for decoders that users write. */
const CODE = new Set(['code', 'codes', 'rows', 'data', 'count', 'num_rows', 'len', 'unit', 'raw_msg', 'raw_message'])
const HEARD = new Set(
  `time model type id channel subtype mic protocol mod freq freq1 freq2 rssi snr noise learn`.split(' '),
)

function isBareCode(body: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(body)
  return keys.some((key) => CODE.has(key)) && keys.every((key) => CODE.has(key) || HEARD.has(key))
}

/** Under which of our names and units the name of a field stands: docs/DATA_FORMAT.md, `<type>_<unit>`. */
const KINDS_OF_VALUE: readonly [RegExp, string][] = [
  [/^temperature(_1)?$/, 'temperature'],
  [/^(wind_avg|wind_speed)$/, 'wind_speed'],
  [/^(wind_max|gust_speed|wind_gust)$/, 'wind_gust'],
  [/^wind_dir$/, 'wind_direction'],
  // Since the last reset, not since the last message.
  [/^(rain|rainfall|rain_total)$/, 'rainfall_total'],
  [/^rain_rate$/, 'rain_rate'],
  [/^pressure$/, 'barometric_pressure'],
  [/^light$/, 'illuminance'],
  [/^moisture$/, 'soil_moisture'],
  [/^battery$/, 'battery_voltage'],
]
const UNIT = /^(.+?)_(c|f|hpa|kpa|inhg|mm|in|mm_h|in_h|m_s|km_h|mi_h|deg|lux|v|mv)$/i
const SPELLINGS: Readonly<Record<string, string>> = {
  mi_h: 'mph',
  m_s: 'm/s',
  km_h: 'km/h',
  mm_h: 'mm/h',
  in_h: 'in/h',
}
/** How the receiver heard it, and what only names the device or the message. */
const UNMEASURED = new Set(
  `battery battery_ok sequence_num seq message_type msg_type flags unknown unknown1 unknown2 family button alarm message
  event state status cmd counter radio_clock netid net_id senderid`.split(/\s+/),
)

/** Notes one field of a reading that measures something, in our unit. */
export function noteField(values: Values, key: string, value: unknown): void {
  if (UNMEASURED.has(key) || CODE.has(key) || HEARD.has(key) || FLAGS.has(key)) return
  const [, bare = key, stated] = UNIT.exec(key) ?? []
  const kind = KINDS_OF_VALUE.find(([pattern]) => pattern.test(bare.toLowerCase()))?.[1]
  if (kind === undefined) return noteMeasurement(values, key, value)
  const unit = stated === undefined ? undefined : (SPELLINGS[stated.toLowerCase()] ?? stated)
  noteMeasurement(values, kind, value, unit)
}

/** A battery said to be good or bad (1, 0, `OK`, `LOW`), or how full it is: a fraction, whatever the model. */
export function batteryIn(body: Readonly<Record<string, unknown>>): { percent: number | null; isLow: boolean | null } {
  const level = numberWithin(body['battery_ok'], 0, 1)
  if (level !== null) {
    const isFraction = level > 0 && level < 1
    return { percent: isFraction ? Math.round(level * 100) : null, isLow: isFraction ? null : level === 0 }
  }
  const word = typeof body['battery'] === 'string' ? body['battery'].toUpperCase() : ''
  return { percent: null, isLow: word === 'OK' ? false : word === 'LOW' ? true : null }
}

/** Whether a field speaks of wind or rain: only a weather station does. */
export function isWeather(key: string): boolean {
  return /^(wind|rain|gust)/.test(key)
}

/** Whether a field alone can say that somebody is needed. */
export function isAlarmField(key: string): boolean {
  return FLAGS.has(key) || PHRASES.includes(key) || key === 'alarm'
}
