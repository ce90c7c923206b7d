import { type Alarm, alarmWord, withAlarms } from './alarm-words.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, isValueName, numberIn, numberWithin } from './fields.ts'
import { decodedIn, type Decoded, type Decoding, type Format, type Memory, refused, signOfLife } from './format.ts'
import { readObject, readText } from './payload.ts'
import { partsOf } from './tasmota-parts.ts'
import { isInput, isWeatherSensor, noteSensor, switchAlarm, unitsIn } from './tasmota-sensors.ts'
import { tasmotaFilters, tasmotaTopic } from './tasmota-topic.ts'

/**
 * Tasmota: `tele/{device}/SENSOR` and the like, in whatever order its FullTopic says; a bridge tells in one message of
 * several devices behind it. The prefix of a source is that FullTopic, see tasmota-topic.ts.
 */
export const tasmota: Format = {
  name: 'tasmota',
  defaultPrefix: '%prefix%/%topic%',
  subscriptions: tasmotaFilters,
  claims: (topic, prefix) => tasmotaTopic(topic, prefix) !== null || isAboutItself(topic),
  memoryKeys(topic, prefix) {
    const device = tasmotaTopic(topic, prefix)?.device ?? ''
    return [sleepsKey(device), zonesKey(device)]
  },

  decode(message, source, memory) {
    if (isAboutItself(message.topic)) return { outcome: 'ignored' }
    const topic = tasmotaTopic(message.topic, source.prefix)
    const name = externalIdIn(topic?.device)
    if (topic === null || name === null) {
      return refused('bad-topic', `The topic ${excerpt(message.topic)} is not ${source.prefix}/{what it tells}.`)
    }
    if (topic.direction === 'cmnd' || message.payload.length === 0) return { outcome: 'ignored' }
    const { leaf } = topic
    if (leaf === 'LWT') return lastWill(name, message.payload, memory)
    if (/^(POWER|SWITCH|S)\d*$/.test(leaf) && !isObject(message.payload)) return input(name, leaf, message.payload)
    if (leaf === 'DEEPSLEEP') return asleep(name)
    if (/^STATUS\d*$/.test(leaf) && leaf !== 'STATUS8' && leaf !== 'STATUS10' && leaf !== 'STATUS11') {
      return { outcome: 'decoded', observations: [signOfLife(name, 'other')] }
    }
    if (!isObject(message.payload)) return ruleText(name, leaf, message.payload)
    const read = readObject(message.payload)
    if (read.outcome === 'refused') return read
    const body = unwrapped(read.value)
    // The same again, as POWER alone.
    if (topic.direction === 'stat' && Object.keys(body).every((key) => /^POWER\d*$/.test(key))) {
      return { outcome: 'ignored' }
    }
    return telling(name, body, source.timeZone, memory)
  },
}

/** Its settings, which a device publishes as soon as it connects: refused, it would be cut off. */
function isAboutItself(topic: string): boolean {
  return topic.startsWith('tasmota/discovery/')
}

function telling(name: string, body: Record<string, unknown>, timeZone: string | null, memory: Memory): Decoding {
  const epoch = numberIn(body['Epoch'])
  const deviceAt = deviceTime(epoch === null || epoch <= 0 ? body['Time'] : epoch, timeZone)
  const own: Decoded = { ...signOfLife(name, 'other'), deviceAt }
  const units = unitsIn(body)
  const alarms: Alarm[] = []
  for (const key in body) {
    const value = body[key]
    if (isWeatherSensor(key)) own.deviceKind = 'weather'
    if (isInput(key) || /^POWER\d*$/.test(key)) noteSwitch(own, key, value)
    const alarm = key.startsWith('POWER') ? null : switchAlarm(key, value, name)
    if (alarm !== null) alarms.push(alarm)
    else if (/^Button\d+$/.test(key) && isRecord(value)) notePress(own, value['Action'])
  }
  const parts = partsOf(name, body, units, zonesIn(memory, name))
  for (const [sensor, measured] of parts.sensors) noteSensor(own.values, sensor, measured, units)
  noteState(own, body)
  const told = parts.devices.map((device) => ({ ...device, reading: { ...device.reading, deviceAt } }))
  // A bridge that passes on what it heard lives as well, and says so in a message of its own.
  const isBridgeOnly = told.length > 0 && alarms.length === 0 && Object.keys(own.values).length === 0
  const observations = [
    ...(isBridgeOnly ? [] : withAlarms(own, alarms)),
    ...told.flatMap((device) => withAlarms(device.reading, device.alarms)),
  ]
  const decoding = decodedIn(observations, parts.unread)
  const sleeps = isRecord(body['DeepSleep']) || (numberIn(body['DeepSleep']) ?? 0) > 0
  const remember = {
    ...(parts.zones === null ? {} : { [zonesKey(name)]: parts.zones }),
    ...(sleeps && !memory.has(sleepsKey(name)) ? { [sleepsKey(name)]: true } : {}),
  }
  return decoding.outcome === 'decoded' && Object.keys(remember).length > 0 ? { ...decoding, remember } : decoding
}

/** The answer to a question wraps what is else told unasked: StatusSNS, StatusSTS, Info1. */
function unwrapped(body: Record<string, unknown>): Record<string, unknown> {
  const inner = body['StatusSNS'] ?? body['StatusSTS']
  return isRecord(inner) ? inner : body
}

/** How the device itself is: `tele/…/STATE`. */
function noteState(own: Decoded, body: Readonly<Record<string, unknown>>): void {
  const volts = numberWithin(body['Vcc'], 0, 10)
  const uptime = numberWithin(body['UptimeSec'], 0, 1e10)
  const wifi = isRecord(body['Wifi']) ? body['Wifi'] : {}
  const signal = numberWithin(wifi['Signal'], -150, 0)
  if (volts !== null) own.values['supplyVolts'] = volts
  if (uptime !== null) own.values['uptimeSeconds'] = uptime
  if (signal !== null) own.values['signalDecibelMilliwatts'] = signal
  // Above 100 it says that it has none (Battery level of DeepSleep, arendst/Tasmota#19134).
  own.batteryPercent = numberWithin(body['Battery'] ?? body['BatteryPercentage'], 0, 100)
}

function noteSwitch(own: Decoded, key: string, value: unknown): void {
  const says = alarmWord(isRecord(value) ? (value['Action'] ?? value['State'] ?? value['STATE']) : value)
  if (!isValueName(key)) return
  if (says === 'active' || says === 'cleared') own.values[key.toLowerCase()] = says === 'active'
}

/** A press may call for help where its button is registered for that: `SINGLE`, `DOUBLE`, `HOLD`. */
function notePress(own: Decoded, action: unknown): void {
  if (typeof action === 'string' && /^[A-Z]{2,12}$/.test(action)) own.values['action'] = action.toLowerCase()
}

/** `Online`, `Offline`; a device that sleeps between its readings is not gone, and later firmware says `DeepSleep`. */
function lastWill(name: string, payload: Uint8Array, memory: Memory): Decoding {
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  const state = text.value.trim().toLowerCase()
  if (state === 'deepsleep') return asleep(name)
  if (state !== 'online' && state !== 'offline') {
    return refused('wrong-shape', 'LWT is a text, expected Online, Offline or DeepSleep.')
  }
  const isAsleep = state === 'offline' && memory.has(sleepsKey(name))
  const reading = { ...signOfLife(name, 'other'), available: isAsleep ? null : state === 'online' }
  return { outcome: 'decoded', observations: [reading] }
}

function asleep(name: string): Decoding {
  return { outcome: 'decoded', observations: [signOfLife(name, 'other')], remember: { [sleepsKey(name)]: true } }
}

function input(name: string, leaf: string, payload: Uint8Array): Decoding {
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  const own = signOfLife(name, 'other')
  const key = leaf.replace(/^S(WITCH)?(?=\d|$)/, 'Switch')
  noteSwitch(own, key, text.value.trim())
  const alarm = key.startsWith('POWER') ? null : switchAlarm(key, text.value.trim(), name)
  return { outcome: 'decoded', observations: withAlarms(own, alarm === null ? [] : [alarm]) }
}

/** What a rule of the owner publishes, `stat/{device}/FIRE` with ON: it means what it is called. */
function ruleText(name: string, leaf: string, payload: Uint8Array): Decoding {
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  // What a device has to say in JSON is cut off.
  if (/^(SENSOR|RESULT|STATE|STATUS\d*)$/.test(leaf)) {
    return refused('not-json', `${leaf} of ${payload.length} bytes is not JSON.`)
  }
  const alarm = switchAlarm(leaf, text.value.trim(), '')
  const own = signOfLife(name, 'other')
  if (alarm === null) noteSwitch(own, leaf, text.value.trim())
  if (alarm === null && Object.keys(own.values).length === 0) return { outcome: 'ignored' }
  return { outcome: 'decoded', observations: withAlarms(own, alarm === null ? [] : [alarm]) }
}

function isObject(payload: Uint8Array): boolean {
  return payload.find((byte) => byte > 0x20) === 0x7b
}

function zonesIn(memory: Memory, name: string): Record<string, string> {
  const zones = memory.get(zonesKey(name))
  if (!isRecord(zones)) return {}
  return Object.fromEntries(
    Object.entries(zones).flatMap(([key, zone]) => (typeof zone === 'string' ? [[key, zone]] : [])),
  )
}

function sleepsKey(device: string): string {
  return `sleeps:${device}`
}

function zonesKey(device: string): string {
  return `zones:${device}`
}
