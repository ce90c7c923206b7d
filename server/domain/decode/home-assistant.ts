import { hash } from 'node:crypto'
import { type Alarm, alarmWord, withAlarms } from './alarm-words.ts'
import { panelAlarm } from './esphome.ts'
import { excerpt, isRecord, textIn, topicBelow } from './fields.ts'
import {
  type Decoded,
  type Decoding,
  type Format,
  type Memory,
  type Message,
  type Refused,
  refused,
  signOfLife,
} from './format.ts'
import { type Announced, type Announcement, readAnnouncement } from './ha-announcement.ts'
import { isSame, valueBy } from './ha-template.ts'
import { binaryAlarm, type Entity, entityField, sensorAlarm } from './home-entities.ts'
import { readJson, readObject, readText, wrongField } from './payload.ts'

/** Announcements are read anew once this is raised: what is remembered of them was read as it was then. */
const READING = 2

/**
 * Home Assistant discovery: `{prefix}/{component}/[{node}/]{object}/config` announces a value, the topic it will be on,
 * and how to read it there. What was announced is remembered under the topic, wherever that is, and under the
 * announcement, so that an empty one takes it back. What nobody announced is nobody's.
 */
export const homeAssistant: Format = {
  name: 'home-assistant',
  defaultPrefix: 'homeassistant',
  subscriptions: (prefix) => [`${prefix}/#`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,
  memoryKeys: (topic, prefix) => (configOf(topic, prefix) === null ? [topicKey(topic)] : [configKey(topic), KINDS]),

  decode(message, source, memory) {
    const config = configOf(message.topic, source.prefix)
    if (config !== null) return announcement(message, config, memory)
    const announced = announcedOn(message.topic, memory)
    if (announced.length > 0) return message.payload.length === 0 ? { outcome: 'ignored' } : told(message, announced)
    // Home Assistant itself, coming and going.
    if (topicBelow(message.topic, source.prefix) === 'status') return { outcome: 'ignored' }
    return refused('bad-topic', `Nobody has announced the topic ${excerpt(message.topic)}.`)
  },
}

type Config = { component: string; object: string }

function configOf(topic: string, prefix: string): Config | null {
  const levels = topicBelow(topic, prefix)?.split('/') ?? []
  const [component = '', ...names] = levels
  if (names.length < 2 || names.pop() !== 'config') return null
  return { component, object: names.join('/') }
}

function announcement(message: Message, { component, object }: Config, memory: Memory): Decoding {
  const key = configKey(message.topic)
  const known = memory.get(key)
  const knownKeys = isRecord(known) && Array.isArray(known['keys']) ? known['keys'].map(String) : []
  const forgotten = Object.fromEntries([...knownKeys, key].map((old) => [old, null]))
  if (message.payload.length === 0) {
    return known === undefined ? { outcome: 'ignored' } : { outcome: 'decoded', observations: [], remember: forgotten }
  }
  const digest = `${READING}:${hash('sha256', message.payload, 'base64url').slice(0, 24)}`
  // Kept at the broker it comes at every connect; it tells nothing new, least of all that the device lives.
  if (isRecord(known) && known['digest'] === digest) return { outcome: 'ignored' }
  const read = readObject(message.payload)
  if (read.outcome === 'refused') return read
  const announced = readAnnouncement(component, object, read.value)
  const { topics, unread } = announced
  if (topics.length === 0 && unread === null && known === undefined) return { outcome: 'ignored' }
  const kept = keysOf(message.topic, object, topics, memory)
  const remember = { ...forgotten, ...kept, [key]: { digest, keys: Object.keys(kept) } }
  const observations = isReadElsewhere(announced) ? [] : [introduced(announced)]
  const decoding: Decoding = { outcome: 'decoded', observations, remember }
  return unread === null ? decoding : { ...decoding, unread }
}

/** The topics of systems that have a source of their own from the start. */
const OTHER_SOURCES = /^(zigbee2mqtt|rtl_433|tele|stat|shellies|esphome)\//

/**
 * Whether a device speaks only on topics that another source most likely reads: there it is a device already, and here
 * it would be one that is never heard. Should nobody read them, its first state makes it known.
 */
function isReadElsewhere({ topics, unread }: Announcement): boolean {
  return unread === null && topics.every(([topic]) => OTHER_SOURCES.test(topic))
}

/** A device that announces itself is there to be registered. */
function introduced({ device, topics, expireAfterSeconds }: Announcement): Decoded {
  const fields = topics.flatMap(([, one]) => (one.says === 'state' ? (fieldOf(one) ?? []) : []))
  const reading = named(signOfLife(device.id, fields[0]?.deviceKind ?? 'other'), device)
  if (expireAfterSeconds !== null) reading.values['expectedIntervalSeconds'] = expireAfterSeconds
  return reading
}

function named(reading: Decoded, { name, via }: Announcement['device']): Decoded {
  return name === null ? { ...reading, via } : { ...reading, via, deviceName: name }
}

function fieldOf(one: Extract<Announced, { says: 'state' }>) {
  return one.component === 'binary_sensor' ? entityField(one.entity, one.device.name ?? '') : undefined
}

/**
 * What is remembered of an announcement, by key. Of several detectors of one kind on one device, each on a topic of its
 * own, the later ones stand for themselves: one gone quiet must not clear another.
 */
function keysOf(
  config: string,
  object: string,
  topics: Announcement['topics'],
  memory: Memory,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [index, [topic, one]] of topics.entries()) {
    const field = one.says === 'state' ? fieldOf(one) : undefined
    let { device } = one
    if (field !== undefined) {
      const kindKey = `${KINDS}\n${device.id}\n${field.kind}`
      const first = kept[kindKey] ?? memory.get(kindKey)
      const isTaken =
        isRecord(first) && first['topic'] !== topic && (first['config'] !== config || kept[kindKey] !== undefined)
      if (isTaken) device = { ...device, id: `${device.id}/${object}`.slice(0, 256).toWellFormed() }
      else kept[kindKey] = { topic, config }
    }
    kept[`${topicKey(topic)}\n${config}#${index}`] = { ...one, device }
  }
  return kept
}

function announcedOn(topic: string, memory: Memory): Announced[] {
  const head = `${topicKey(topic)}\n`
  // Only `keysOf` writes under these keys.
  return [...memory].flatMap(([key, value]) => (key.startsWith(head) && isRecord(value) ? [value as Announced] : []))
}

type Told = { reading: Decoded; alarms: Alarm[]; isSaid: boolean }

/** Reads what came on an announced topic in each of the ways that were announced. */
function told(message: Message, announced: readonly Announced[]): Decoding {
  const text = readText(message.payload)
  if (text.outcome === 'refused') return text
  const json = announced.some(needsJson) ? readJson(message.payload) : null
  const isUnreadable = json?.outcome === 'refused'
  if (json?.outcome === 'refused' && announced.every(needsJson)) return json
  const devices = new Map<string, Told>()
  let unread: Refused | null = null
  for (const one of announced) {
    if (isUnreadable && needsJson(one)) continue
    const { id } = one.device
    const device = devices.get(id) ?? { reading: named(signOfLife(id, 'other'), one.device), alarms: [], isSaid: false }
    devices.set(id, device)
    if (one.says === 'press') press(one, text.value, message.retain, device)
    else {
      const value = valueBy(one.template, text.value.trim(), json?.outcome === 'read' ? json.value : undefined)
      // A message need not hold every value that was announced for its topic.
      if (value === undefined) continue
      if (one.says === 'available') available(one, value, device)
      else unread ??= state(one, value, message.retain, device)
    }
  }
  const observations = [...devices.values()].flatMap(({ reading, alarms, isSaid }) =>
    isSaid ? withAlarms(reading, alarms) : [],
  )
  if (observations.length === 0) return unread ?? { outcome: 'ignored' }
  return unread === null ? { outcome: 'decoded', observations } : { outcome: 'decoded', observations, unread }
}

function needsJson(one: Announced): boolean {
  return one.says !== 'press' && one.template.path.isJson
}

function press(one: Extract<Announced, { says: 'press' }>, text: string, isKept: boolean, device: Told): void {
  if (!isSame(text, one.payload)) return
  device.isSaid = true
  // What was kept was pressed long ago.
  if (!isKept) device.reading.values['action'] = one.action
}

function available(one: Extract<Announced, { says: 'available' }>, value: unknown, device: Told): void {
  const isOn = isSame(value, one.on)
  if (!isOn && !isSame(value, one.off)) return
  if (one.counts !== 'both' && (one.counts === 'on') !== isOn) return
  device.reading.available = isOn
  device.isSaid = true
}

function state(
  one: Extract<Announced, { says: 'state' }>,
  value: unknown,
  isKept: boolean,
  device: Told,
): Refused | null {
  const { reading } = device
  device.isSaid = true
  let alarm: Alarm | null = null
  if (one.component === 'binary_sensor') {
    const says = wordOf(one, value)
    if (says === null) return wrongField(one.entity.name, `${one.on ?? 'ON'} or ${one.off ?? 'OFF'}`, value)
    alarm = binaryAlarm(reading, one.entity, says)
    // It goes off by itself, unsaid: each time it is on is another.
    if (alarm !== null && one.isMoment) alarm = { ...alarm, signal: 'event' }
  } else if (one.component === 'alarm_control_panel') alarm = panelAlarm(String(value))
  else if (one.component === 'event') alarm = happening(reading, one.entity, value, isKept)
  else alarm = sensorAlarm(reading, one.entity, value)
  if (alarm !== null) device.alarms.push(alarm)
  return null
}

function wordOf(one: Extract<Announced, { says: 'state' }>, value: unknown): Alarm['says'] | null {
  if (isSame(value, one.on ?? 'ON')) return 'active'
  if (isSame(value, one.off ?? 'OFF')) return 'cleared'
  const word = alarmWord(value)
  // Other words than the announced ones are believed only where none were.
  return word === 'unknown' || (one.on === null && one.off === null) ? word : null
}

const PRESSED = /press|click|hold|single|double|long/

/** An event is told as JSON, by its type; one that was kept happened long ago. */
function happening(reading: Decoded, entity: Entity, value: unknown, isKept: boolean): Alarm | null {
  const body =
    typeof value === 'string' ? readJson(new TextEncoder().encode(value)) : { outcome: 'read' as const, value }
  const type = body.outcome === 'read' && isRecord(body.value) ? textIn(body.value['event_type'], 64) : null
  if (type === null || isKept) return null
  reading.values['action'] = type
  // That it is a button says nothing of what it is for.
  const deviceClass = entity.deviceClass === 'button' ? null : entity.deviceClass
  const field = entityField({ ...entity, deviceClass }, reading.deviceName ?? '')
  const says = field?.kind === 'sos' && PRESSED.test(type) ? 'active' : alarmWord(type)
  return field === undefined || says === null ? null : { ...field, signal: 'event', says }
}

/** The head under which is remembered which kinds of alarm are announced of each device, and where. */
const KINDS = 'kinds'

function topicKey(topic: string): string {
  return `topic:${topic}`
}

function configKey(topic: string): string {
  return `config:${topic}`
}
