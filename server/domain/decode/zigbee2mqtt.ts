import { type Alarm, type AlarmField, alarmWord, withAlarms } from './alarm-words.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, numberWithin, textIn, topicBelow } from './fields.ts'
import { decodedBeside, type Decoding, type Format, type Refused, refused, signOfLife } from './format.ts'
import { fieldOfName, HEAT } from './device-words.ts'
import { fieldNamed, SOME_ALARM } from './lorawan-names.ts'
import { isKnownMeasurement, noteMeasurement } from './measurements.ts'
import { readObject, readText, wrongField } from './payload.ts'

/** Under which name the bridge itself stands in the registry; Zigbee2MQTT keeps this name from devices. */
export const BRIDGE = 'bridge'

/** The keys of the cached device state that can need somebody; which of them exist tells what device it is. */
const ALARM_FIELDS: ReadonlyMap<string, AlarmField> = new Map([
  ['smoke', { kind: 'smoke', deviceKind: 'smoke', signal: 'level', needsArming: false }],
  ['gas', { kind: 'gas', deviceKind: 'gas', signal: 'level', needsArming: false }],
  ['carbon_monoxide', { kind: 'gas', deviceKind: 'gas', signal: 'level', needsArming: false }],
  ['water_leak', { kind: 'flood', deviceKind: 'water-leak', signal: 'level', needsArming: false }],
  ['smoke_state', { kind: 'smoke', deviceKind: 'smoke', signal: 'level', needsArming: false }],
  ['smoke_alarm', { kind: 'smoke', deviceKind: 'smoke', signal: 'level', needsArming: false }],
  ['gas_state', { kind: 'gas', deviceKind: 'gas', signal: 'level', needsArming: false }],
  ['carbon_monoxide_alarm', { kind: 'gas', deviceKind: 'gas', signal: 'level', needsArming: false }],
  ['water', { kind: 'flood', deviceKind: 'water-leak', signal: 'level', needsArming: false }],
  ['liquid_state', { kind: 'flood', deviceKind: 'water-level', signal: 'level', needsArming: false }],
  ['temperature_alarm', { kind: 'heat', deviceKind: 'heat', signal: 'level', needsArming: false }],
  ['sos', { kind: 'sos', deviceKind: 'sos', signal: 'level', needsArming: false }],
  ['panic', { kind: 'sos', deviceKind: 'sos', signal: 'level', needsArming: false }],
  ['emergency', { kind: 'sos', deviceKind: 'sos', signal: 'level', needsArming: false }],
  ['occupancy', { kind: 'intrusion', deviceKind: 'motion', signal: 'level', needsArming: true }],
  ['motion', { kind: 'intrusion', deviceKind: 'motion', signal: 'level', needsArming: true }],
  ['presence', { kind: 'intrusion', deviceKind: 'motion', signal: 'level', needsArming: true }],
  ['contact', { kind: 'intrusion', deviceKind: 'contact', signal: 'level', needsArming: true }],
  // A stove guard: CTM Lyng mKomfy.
  ['high_temperature', HEAT],
  ['fall_down_status', { kind: 'sos', deviceKind: 'sos', signal: 'level', needsArming: false }],
])

/**
 * An alarm zone of which the bridge does not know what it watches: devices it has no definition for, and some smoke and
 * leak detectors it has one for. What it is called may tell.
 */
const UNNAMED_ZONES = new Set(['alarm_1', 'alarm_2', 'alarm_status'])
/** Of names that other makers' codecs use, these kinds are believed here too; the rest are settings and sirens. */
const GRAVE = new Set(['fire', 'smoke', 'gas', 'flood', 'sos'])

/** Keys that are read elsewhere, or speak of the radio's upkeep. */
const UNMEASURED = new Set([
  'battery',
  'action',
  'click',
  'last_seen',
  'elapsed',
  'update',
  'update_available',
  'device',
  'test',
])

/** What else the bridge publishes as an attribute of its own when it is set to. */
const ATTRIBUTES = new Set(['action', 'click', 'battery', 'last_seen', 'test', 'tamper', 'voltage', 'battery_low'])

/** A value against the limits set in the device: only too much of it is an alarm here. */
const AGAINST_LIMIT = new Set(['temperature_alarm', 'liquid_state'])

const CALLS_FOR_HELP = new Set(['sos', 'emergency', 'panic', 'help', 'duress'])
const TAKES_BACK = new Set(['release', 'released', 'cancel', 'canceled', 'off', 'clear', 'cleared', 'end'])

/** Zigbee2MQTT: `{base}/{friendly name}` carries the whole cached state of a device with every report. */
export const zigbee2mqtt: Format = {
  name: 'zigbee2mqtt',
  defaultPrefix: 'zigbee2mqtt',
  subscriptions: (prefix) => [`${prefix}/#`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode(message, source) {
    const name = topicBelow(message.topic, source.prefix) ?? ''
    // A payload of no bytes deletes what the topic had kept: a device was renamed or removed.
    if (message.payload.length === 0) return { outcome: 'ignored' }
    if (name === 'bridge/state') return availability(BRIDGE, message.payload)
    if (name.startsWith('bridge/') || /\/(set|get)(\/|$)/.test(name)) return { outcome: 'ignored' }

    const isAvailability = name.endsWith('/availability')
    const externalId = externalIdIn(isAvailability ? name.slice(0, -'/availability'.length) : name)
    if (externalId === null) {
      return refused('bad-topic', `The topic ${excerpt(message.topic)} names no device of 1 to 256 characters.`)
    }
    if (isAvailability) return availability(externalId, message.payload)
    return attributeIn(name, message.payload, source.timeZone) ?? device(externalId, message.payload, source.timeZone)
  },
}

function device(externalId: string, payload: Uint8Array, timeZone: string | null): Decoding {
  const read = readObject(payload)
  return read.outcome === 'refused' ? read : deviceState(externalId, read.value, timeZone)
}

/**
 * One attribute alone: `{base}/{friendly name}/{attribute}` with the bare value, where the bridge is set to publish
 * attributes, and always for the action of a button. Null for a topic that may as well be a device's own.
 */
function attributeIn(name: string, payload: Uint8Array, timeZone: string | null): Decoding | null {
  const [, deviceName, attribute] = /^(.+)\/([a-z0-9_]{1,64})$/.exec(name) ?? []
  const externalId = externalIdIn(deviceName)
  // An object is a device's whole state, and so is what looks as if it had been one.
  if (externalId === null || attribute === undefined || payload[0] === OPENING_BRACE) return null
  if (!ALARM_FIELDS.has(attribute) && !ATTRIBUTES.has(attribute) && !isKnownMeasurement(attribute)) return null
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  const isScalar = /^\s*(true|false|null|-?\d+(\.\d+)?)\s*$/.test(text.value)
  const value: unknown = isScalar ? JSON.parse(text.value) : text.value
  return deviceState(externalId, { [attribute]: value }, timeZone)
}

const OPENING_BRACE = 0x7b

/** Plain `online` until version 1, `{"state": "online"}` since version 2. */
function availability(externalId: string, payload: Uint8Array): Decoding {
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  let state: unknown = text.value.trim().toLowerCase()
  if (state !== 'online' && state !== 'offline') {
    const read = readObject(payload)
    if (read.outcome === 'refused') return read
    state = read.value['state']
  }
  if (state !== 'online' && state !== 'offline') return wrongField('state', 'online or offline', state)
  const reading = signOfLife(externalId, externalId === BRIDGE ? 'gateway' : 'other')
  return { outcome: 'decoded', observations: [{ ...reading, available: state === 'online' }] }
}

function deviceState(externalId: string, body: Record<string, unknown>, timeZone: string | null): Decoding {
  const reading = signOfLife(externalId, 'other')
  const alarms: Alarm[] = []
  const isTest = alarmWord(body['test']) === 'active'
  let unread: Refused | null = null

  for (const key in body) {
    const value = body[key]
    const field = ALARM_FIELDS.get(key) ?? unlisted(key, externalId)
    if (field !== undefined && !isAmount(value)) {
      const says = stateOf(key, value)
      if (says === null) unread ??= wrongField(key, 'true, false or null', value)
      alarms.push({ ...field, says: isTest ? 'test' : (says ?? 'unknown') })
      if (says === 'active' || says === 'cleared') reading.values[key] = (says === 'active') !== (key === 'contact')
    } else if (!UNMEASURED.has(key)) noteMeasurement(reading.values, key, value)
  }
  // Until version 1.17 an action was called a click.
  const action = textIn(body['action'] ?? body['click'], 64)
  if (action !== null) {
    reading.values['action'] = action
    const call = callOf(action)
    if (call !== null) alarms.push(isTest ? { ...call, says: 'test' } : call)
  }
  if (isTest) reading.values['test'] = true
  reading.batteryPercent = numberWithin(body['battery'], 0, 100)
  if (body['last_seen'] !== undefined) reading.deviceAt = deviceTime(body['last_seen'], timeZone)
  return decodedBeside(unread, withAlarms(reading, alarms))
}

function unlisted(key: string, device: string): AlarmField | undefined {
  if (UNNAMED_ZONES.has(key)) return fieldOfName(device) ?? SOME_ALARM
  // Bosch: a siren that somebody switched on, for smoke or for burglars.
  if (key.startsWith('alarm_')) return undefined
  const field = fieldNamed(key)
  return field !== undefined && GRAVE.has(field.kind) ? field : undefined
}

/** A number other than 0 and 1 under an alarm's name is a concentration, not a state. */
function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value !== 0 && value !== 1
}

function stateOf(key: string, value: unknown): Alarm['says'] | null {
  // One family reports a raw enumeration in which 0 is the alarm: a bare 0 clears nothing.
  if (value === 0 || value === '0') return 'unknown'
  if (AGAINST_LIMIT.has(key) && typeof value === 'string') {
    if (/^(over|above|high|upper)/i.test(value)) return 'active'
    if (/^(below|under|low|lower)/i.test(value)) return key === 'liquid_state' ? 'cleared' : 'unknown'
  }
  const says = alarmWord(value)
  // `contact` true means that the two halves touch: closed. The words open and closed speak for themselves.
  if (key !== 'contact' || (typeof value === 'string' && /open|close/i.test(value))) return says
  return says === 'active' ? 'cleared' : says === 'cleared' ? 'active' : says
}

/** A press that asks for help, alone (`emergency`) or with its button or gesture (`sos_hold`); a press has no end. */
function callOf(action: string): Alarm | null {
  const words = action.toLowerCase().split(/[_ -]/)
  if (words.some((word) => TAKES_BACK.has(word))) return null
  const shared = { signal: 'event', needsArming: false, says: 'active' } as const
  if (words.some((word) => CALLS_FOR_HELP.has(word))) return { kind: 'sos', deviceKind: 'sos', ...shared }
  // The fire key of an alarm keypad.
  return words.includes('fire') ? { kind: 'fire', deviceKind: 'sos', ...shared } : null
}
