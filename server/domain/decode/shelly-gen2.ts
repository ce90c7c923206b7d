import type { Values } from '#shared/observation.ts'
import { type Alarm, type AlarmField, alarmWord, withAlarms } from './alarm-words.ts'
import { deviceTime } from './device-time.ts'
import { fieldOfName, MOTION, SMOKE, WATER_LEAK } from './device-words.ts'
import { externalIdIn, isRecord, numberIn, numberWithin, textIn } from './fields.ts'
import { type Decoded, type Decoding, decodedIn, type Refused, signOfLife } from './format.ts'
import { hasRoom, noteMeasurement } from './measurements.ts'
import { readJson, wrongField } from './payload.ts'

/** Components that alarm, and the field that says so (Gen2 API, Smoke, Flood, Presence). */
const ALARMS: ReadonlyMap<string, { key: string; field: AlarmField }> = new Map([
  ['smoke', { key: 'alarm', field: SMOKE }],
  ['flood', { key: 'alarm', field: WATER_LEAK }],
  ['presence', { key: 'value', field: MOTION }],
  ['presencezone', { key: 'value', field: MOTION }],
])

/** What components measure, by their type and the key: ours, with its unit. */
const MEASURED: ReadonlyMap<string, string> = new Map([
  ['temperature.tC', 'temperature'],
  ['humidity.rh', 'humidity'],
  ['illuminance.lux', 'illuminance'],
  ['sys.uptime', 'uptimeSeconds'],
  ['sys.wakeup_period', 'wakeupPeriodSeconds'],
  ['wifi.rssi', 'signalDecibelMilliwatts'],
  ['switch.apower', 'powerWatts'],
  ['switch.voltage', 'supplyVolts'],
  ['pm1.apower', 'powerWatts'],
  ['pm1.voltage', 'supplyVolts'],
  ['voltmeter.voltage', 'measuredVolts'],
])

/** The first moment of this century: a `ts` before it counts from the device's start. */
const CLOCK_SET_SINCE_SECONDS = 946_684_800

/** What a notification says, whose it is, and whether its device sleeps between two. */
export type Frame = { decoding: Decoding; src: string; sleeps: boolean }

/**
 * A notification: `NotifyStatus` tells only what changed, `NotifyFullStatus` all, `NotifyEvent` what happened. Whose it
 * is stands in `src`, since topics are named by their owner; `name` is what the topic says.
 */
export function gen2Frame(name: string, frame: Record<string, unknown>): Frame {
  const src = externalIdIn(frame['src']) ?? name
  const { method, params } = frame
  const failed = (decoding: Decoding): Frame => ({ decoding, src, sleeps: false })
  if (typeof method !== 'string') return failed({ outcome: 'ignored' })
  if (externalIdIn(src) === null) return failed(wrongField('src', 'the name of a device', frame['src']))
  if (!/^Notify(Status|FullStatus|Event)$/.test(method)) return failed({ outcome: 'ignored' })
  if (!isRecord(params)) return failed(wrongField('params', 'an object', params))
  const reading: Decoded = { ...signOfLife(src, 'other'), deviceAt: momentIn(params['ts']) }
  if (method === 'NotifyEvent') return { ...events(reading, params['events']), src }
  const sys = isRecord(params['sys']) ? params['sys'] : {}
  return { decoding: status(reading, name, params), src, sleeps: (numberIn(sys['wakeup_period']) ?? 0) > 0 }
}

/** The whole state of one component on a topic of its own: `status/smoke:0`. */
export function gen2Component(externalId: string, component: string, payload: Uint8Array): Decoding {
  const read = readJson(payload)
  if (read.outcome === 'refused') return read
  if (!isRecord(read.value)) return wrongField(component, 'the state of a component', read.value)
  return status(signOfLife(externalId, 'other'), externalId, { [component]: read.value })
}

function status(reading: Decoded, name: string, components: Readonly<Record<string, unknown>>): Decoding {
  const alarms: Alarm[] = []
  let unread: Refused | null = null
  for (const component in components) {
    const body = components[component]
    if (!isRecord(body)) continue
    const [type = '', id = '0'] = component.split(':')
    const alarm = ALARMS.get(type)
    // A part of the state that is not told has not changed.
    if (alarm !== undefined && body[alarm.key] !== undefined) {
      const says = alarmWord(body[alarm.key])
      if (says === null) unread ??= wrongField(`${component}.${alarm.key}`, 'true or false', body[alarm.key])
      // Silenced is not over.
      else alarms.push({ ...alarm.field, says: says === 'cleared' && body['mute'] === true ? 'unknown' : says })
    }
    if (type === 'input') alarms.push(...input(reading, name, id, body['state']))
    if (typeof body['mute'] === 'boolean') reading.values['muted'] = body['mute']
    if (typeof body['output'] === 'boolean') reading.values[`output${id.slice(0, 4)}`] = body['output']
    if (type === 'devicepower' && isRecord(body['battery'])) battery(reading, body)
    for (const key in body) measure(reading, type, id, key, body[key])
  }
  return decodedIn(withAlarms(reading, alarms), unread)
}

function measure(reading: Decoded, type: string, id: string, key: string, value: unknown): void {
  const known = MEASURED.get(`${type}.${key}`)
  if (known === undefined || typeof value !== 'number') return
  const found: Values = {}
  noteMeasurement(found, known, value)
  for (const [name, number] of Object.entries(found)) {
    // From 100 on they are probes that somebody added.
    const isOwn = id === '0' && !(name in reading.values)
    if (hasRoom(reading.values)) reading.values[isOwn ? name : `${type}_${id.slice(0, 8)}.${name}`] = number
  }
}

function battery(reading: Decoded, body: Readonly<Record<string, unknown>>): void {
  const { battery: cell, external } = body
  if (!isRecord(cell)) return
  // On a cable it says 0.
  const isExternal = isRecord(external) && external['present'] === true
  if (!isExternal) reading.batteryPercent = numberWithin(cell['percent'], 0, 100)
  if (isExternal) reading.values['externalPower'] = true
  else if (typeof cell['V'] === 'number') noteMeasurement(reading.values, 'battery_voltage', cell['V'])
}

/** What is wired to an input stands at best in the name that its owner gave the topic. */
function input(reading: Decoded, name: string, id: string, state: unknown): Alarm[] {
  if (typeof state !== 'boolean') return []
  reading.values[`input${id.slice(0, 4)}`] = state
  const field = name === reading.externalId ? undefined : fieldOfName(name)
  return field === undefined ? [] : [{ ...field, says: state ? 'active' : 'cleared' }]
}

function momentIn(ts: unknown): Date | null {
  const seconds = numberIn(ts)
  return seconds === null || seconds < CLOCK_SET_SINCE_SECONDS ? null : deviceTime(seconds, null)
}

function events(reading: Decoded, list: unknown): { decoding: Decoding; sleeps: boolean } {
  if (!Array.isArray(list)) return { decoding: wrongField('params.events', 'a list', list), sleeps: false }
  const alarms: Alarm[] = []
  const others = new Map<string, { reading: Decoded; alarms: Alarm[] }>()
  let sleeps = false
  for (const event of list.slice(0, 50)) {
    if (!isRecord(event)) continue
    const { component, event: what, data } = event
    const [type = '', id = ''] = typeof component === 'string' ? component.split(':') : []
    const word = textIn(what, 64)
    const field = ALARMS.get(type)?.field
    if (type === 'sys' && word === 'sleep') sleeps = true
    else if (isRecord(data) && textIn(data['address'], 32) !== null) {
      const device = passedOn(reading, data)
      others.set(device.reading.externalId, device)
    } else if (field !== undefined && word !== null) {
      const says = alarmWord(word.replaceAll('.', '_'))
      if (says !== null) alarms.push({ ...field, says })
    } else if (type === 'bthomedevice' && word !== null) {
      // A button behind the gateway: its number is all that is known of it.
      const behind = {
        ...signOfLife(`${reading.externalId}/${type}:${id.slice(0, 8)}`, 'other'),
        via: reading.externalId,
      }
      others.set(behind.externalId, {
        reading: { ...behind, deviceAt: reading.deviceAt, values: { action: word } },
        alarms: [],
      })
    } else if (type === 'input' && word !== null && word.endsWith('push')) reading.values['action'] = word
  }
  const told = [...others.values()].flatMap((device) => withAlarms(device.reading, device.alarms))
  const isGatewayOnly = told.length > 0 && alarms.length === 0 && reading.values['action'] === undefined
  return {
    decoding: { outcome: 'decoded', observations: [...(isGatewayOnly ? [] : withAlarms(reading, alarms)), ...told] },
    sleeps,
  }
}

/** Presses as BTHome numbers them (bthome.io, Events). */
const PRESSES = ['', 'single_push', 'double_push', 'triple_push', 'long_push']

/**
 * A Bluetooth device that a script on its gateway passes on with what BTHome calls its fields
 * (ALLTERCO/shelly-script-examples, ble-shelly-blu): 1 is open, seen, wet, smoke.
 */
function passedOn(gateway: Decoded, data: Record<string, unknown>): { reading: Decoded; alarms: Alarm[] } {
  const reading: Decoded = {
    ...signOfLife(String(data['address']).toLowerCase(), 'other'),
    deviceAt: gateway.deviceAt,
    via: gateway.externalId,
    batteryPercent: numberWithin(data['battery'], 0, 100),
  }
  const alarms: Alarm[] = []
  for (const key in data) {
    const value = data[key]
    const field = key === 'moisture' ? WATER_LEAK : fieldOfName(key)
    const number = numberIn(value)
    const isState = number === 0 || number === 1 || typeof value === 'boolean'
    if (field !== undefined && isState) alarms.push({ ...field, says: alarmWord(number ?? value) ?? 'unknown' })
    else if (key === 'button') reading.values['action'] = PRESSES[numberIn(value) ?? 0] ?? 'hold'
    else if (/^(temperature|humidity|illuminance|rotation|distance_mm|tilt)$/.test(key)) {
      noteMeasurement(reading.values, key, value)
    }
  }
  if (reading.values['action'] === '') delete reading.values['action']
  return { reading, alarms }
}
