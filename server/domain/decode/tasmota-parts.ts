import { type Alarm, alarmWord } from './alarm-words.ts'
import { fieldOfName } from './device-words.ts'
import { externalIdIn, isRecord, numberIn, numberWithin, textIn } from './fields.ts'
import { type Decoded, type Refused, signOfLife } from './format.ts'
import { readLorawanObject } from './lorawan-objects.ts'
import { noteSensor, type Units } from './tasmota-sensors.ts'
import { devicesIn, zoneField, zoneIn, zoneStatus } from './tasmota-zigbee.ts'

/** A device behind a bridge: what it measures, and what it alarms of. */
export type Behind = { reading: Decoded; alarms: Alarm[] }

/** A message in parts: the device's own sensors, the devices behind it, and what to remember of their alarm zones. */
export type Parts = {
  sensors: [string, Record<string, unknown>][]
  devices: Behind[]
  zones: Record<string, string> | null
  unread: Refused | null
}

/** Of so many devices behind one bridge the alarm zones are remembered: more than its radio can serve. */
const MOST_ZONES = 300

/** How a Bluetooth device is called: its model and the end of its address (MI32, Bluetooth.md). */
const BLUETOOTH = /^.{2,60}[-_][0-9A-F]{6}$/i

/** How the device is connected and what it is made of, and its inputs, which are read elsewhere. */
const ABOUT_ITSELF = /^(Wifi|Eth|Berry|Info\d|Zb|Hass|DeepSleep|Switch\d*$|Button\d)/

/** Takes a message of a device apart; `known` tells what the alarm zones behind it watch, as remembered. */
export function partsOf(
  device: string,
  body: Readonly<Record<string, unknown>>,
  units: Units,
  known: Readonly<Record<string, string>>,
): Parts {
  const parts: Parts = { sensors: [], devices: [], zones: null, unread: null }
  const own: Record<string, unknown> = {}
  for (const key in body) {
    const value = body[key]
    if (key === 'ZbReceived' || key === 'ZbInfo') {
      for (const [name, inner] of devicesIn(value))
        parts.devices.push(...zigbee(device, name, inner, key, known, parts))
    } else if (key === 'LwReceived') {
      for (const [name, inner] of devicesIn(value)) parts.devices.push(...lora(device, name, inner, parts))
    } else if (key === 'RfReceived' && isRecord(value)) parts.devices.push(...radio(device, value))
    else if (key === 'IBEACON' && isRecord(value)) parts.devices.push(...beacon(device, value))
    else if (isRecord(value)) {
      if (ABOUT_ITSELF.test(key)) continue
      if (BLUETOOTH.test(key) || value['RSSI'] !== undefined)
        parts.devices.push(...bluetooth(device, key, value, units))
      else parts.sensors.push([key, value])
    } else if (typeof value === 'number' && !/^(Epoch|Uptime|Heap|Sleep|LoadAvg|MqttCount|Vcc|Battery)/.test(key)) {
      own[key] = value
    }
  }
  if (Object.keys(own).length > 0) parts.sensors.push(['own', own])
  return parts
}

/** A device behind another, named as that names it; where the topic holds the short address already, only once. */
function behind(device: string, name: string, address: unknown = name): Decoded | null {
  const levels = device.split('/')
  const last = levels.at(-1)?.toLowerCase() ?? ''
  const isOwnTopic = levels.length > 1 && [name, address].some((known) => isSame(String(known).toLowerCase(), last))
  const bridge = isOwnTopic ? levels.slice(0, -1) : levels
  const externalId = externalIdIn([...bridge, name].join('/'))
  return externalId === null ? null : { ...signOfLife(externalId, 'other'), via: externalIdIn(bridge.join('/')) }
}

function isSame(name: string, level: string): boolean {
  return level === name || `0x${level}` === name
}

function zigbee(
  device: string,
  name: string,
  body: Record<string, unknown>,
  group: string,
  known: Readonly<Record<string, string>>,
  parts: Parts,
): Behind[] {
  const reading = behind(device, name, body['Device'])
  if (reading === null) return []
  // Of two addresses one may change, when the device joins anew; the name stays.
  const address = textIn(body['Device'], 64) ?? name
  const told = zoneIn(body)
  const zone = told ?? known[address] ?? null
  if (told !== null && known[address] !== told) {
    const kept = Object.entries({ ...known, ...parts.zones }).slice(-(MOST_ZONES - 1))
    parts.zones = { ...Object.fromEntries(kept), [address]: told }
  }
  const alarms: Alarm[] = []
  const measured: Record<string, unknown> = {}
  for (const key in body) {
    const field = zoneField(key)
    const value = body[key]
    if (field !== undefined) {
      const says = alarmWord(value)
      if (says !== null) alarms.push({ ...field, says })
    } else if (key === 'Power') reading.values['power'] = alarmWord(value) === 'active'
    else if (
      !/^([0-9A-F]{4}[_<!?/]|Zone|Device|Endpoint|Group|Source|Battery$|BatteryPercentage|BatteryLastSeen|LastSeen)/.test(
        key,
      )
    ) {
      measured[key] = value
    }
  }
  const status = zoneStatus(body, zone)
  if (status !== null) {
    alarms.push({ ...status.field, says: status.says })
    reading.values['batteryLow'] = status.batteryLow
    reading.values['tamper'] = status.tamper
  }
  noteSensor(reading.values, name, measured, { temperature: 'C', pressure: 'hPa', speed: 'm/s' })
  reading.batteryPercent = numberWithin(body['BatteryPercentage'] ?? body['Battery'], 0, 100)
  // What the bridge remembers of a device that it is asked about may be hours old.
  return [{ reading, alarms: group === 'ZbInfo' ? alarms.map((alarm) => ({ ...alarm, says: 'unknown' })) : alarms }]
}

/** A LoRaWAN device with what its decoder makes of it; the battery is in volts (LoRa-and-LoRaWan-Bridge.md). */
function lora(device: string, name: string, body: Record<string, unknown>, parts: Parts): Behind[] {
  const reading = behind(device, name, body['Device'])
  if (reading === null) return []
  const { Node: _n, Device: _d, Name: _m, RSSI: _r, SNR: _s, Events: _e, LastEvent: _l, Battery, Alarm, ...rest } = body
  // A door sensor alarms of a door left open.
  const object =
    Alarm === undefined ? rest : { ...rest, [rest['DoorOpen'] === undefined ? 'Alarm' : 'DoorAlarm']: Alarm }
  const { alarms, values, deviceKind, unread } = readLorawanObject(object)
  parts.unread ??= unread
  const volts = numberWithin(Battery, 0.5, 20)
  if (volts !== null) values['batteryVolts'] = volts
  return [{ reading: { ...reading, deviceKind, values }, alarms }]
}

function bluetooth(device: string, name: string, body: Record<string, unknown>, units: Units): Behind[] {
  const reading = behind(device, name)
  if (reading === null) return []
  const { Battery, RSSI: _r, MAC: _m, mac: _a, ...measured } = body
  noteSensor(reading.values, name, measured, units)
  reading.batteryPercent = numberWithin(Battery, 0, 100)
  const alarms = Object.entries(measured).flatMap(([key, value]): Alarm[] => {
    const field = /time|lux|light|count/i.test(key) ? undefined : fieldOfName(key)
    // Of a door only the radio's own number is passed on, and makers differ in what it means.
    if (field === undefined || field.deviceKind === 'contact') return []
    const number = numberIn(value)
    const says = number !== null && number !== 0 && number !== 1 ? null : alarmWord(value)
    return says === null ? [] : [{ ...field, says }]
  })
  return [{ reading, alarms }]
}

function beacon(device: string, body: Record<string, unknown>): Behind[] {
  const address = textIn(body['MAC'], 32)
  const reading = address === null ? null : behind(device, address)
  if (reading === null) return []
  const says = alarmWord(body['STATE'])
  if (says !== null) reading.values['present'] = says === 'active'
  return [{ reading, alarms: [] }]
}

/** A code of 433 MHz: nothing but that its sender spoke. Registered as a button for calling help, it calls. */
function radio(device: string, body: Record<string, unknown>): Behind[] {
  const data = body['Data']
  const code = typeof data === 'number' ? String(data) : textIn(data, 64)
  const reading = code === null ? null : behind(device, code)
  if (reading === null) return []
  reading.values['action'] = 'press'
  return [{ reading, alarms: [] }]
}
