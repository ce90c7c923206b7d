import { type Alarm, alarmWord, withAlarms } from './alarm-words.ts'
import { excerpt, externalIdIn, isRecord, numberIn, textIn, topicBelow } from './fields.ts'
import { type Decoded, type Decoding, type Format, type Memory, type Message, refused, signOfLife } from './format.ts'
import { binaryAlarm, sensorAlarm, snakeCase } from './home-entities.ts'
import { readObject, readText, wrongField } from './payload.ts'

/** Component types that publish a state (esphome, MQTT client component). */
const COMPONENTS = new Set(
  `binary_sensor sensor text_sensor event switch light fan cover climate number select text lock valve button media_player
  alarm_control_panel date time datetime update camera`.split(/\s+/),
)

/**
 * ESPHome: `{prefix}/{node}/{component}/{object}/state`, and `status` of the node; a prefix may be a single node too.
 * Nodes whose topics begin with their own name, as from the factory, announce them and are read as announced: their
 * source is one of Home Assistant. Everything is retained: what was on when a node fell silent comes back at each
 * connect, as the state it was.
 */
export const esphome: Format = {
  name: 'esphome',
  defaultPrefix: 'esphome',
  subscriptions: (prefix) => [`${prefix}/#`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null || isAnnouncement(topic),
  memoryKeys: (topic, prefix) => [onKey(partsOf(topic, prefix).node)],

  decode(message, source, memory) {
    if (message.payload.length === 0 || isAnnouncement(message.topic)) return { outcome: 'ignored' }
    const { node, component, object, leaf } = partsOf(message.topic, source.prefix)
    const externalId = externalIdIn(node)
    if (externalId === null) return refused('bad-topic', `The topic ${excerpt(message.topic)} names no node.`)
    if (component === null)
      return leaf === 'status' ? availability(externalId, message.payload) : { outcome: 'ignored' }
    // What it is told, and the parts of a state that say nothing of the world: a lamp's colour, a heater's mode.
    if (leaf !== 'state' || object === '') return { outcome: 'ignored' }
    return entity(externalId, component, object, message, memory)
  },
}

/**
 * What a node announces to Home Assistant under its own account. It must be let through, or the node would be cut off;
 * a source of that format, where there is one, reads it.
 */
function isAnnouncement(topic: string): boolean {
  return /^homeassistant\/[a-z_]+\/.+\/config$/.test(topic)
}

type Parts = { node: string; component: string | null; object: string; leaf: string }

function partsOf(topic: string, prefix: string): Parts {
  const below = topicBelow(topic, prefix)
  const levels = (below ?? topic).split('/')
  const leaf = levels.at(-1) ?? ''
  const at = levels.findIndex(
    (level, index) => COMPONENTS.has(level) && index >= levels.length - 3 && index < levels.length - 1,
  )
  // Below the prefix of a single node its name is that prefix's last level.
  const own = prefix.split('/').at(-1) ?? ''
  if (at < 0)
    return { node: levels.length === 1 ? own : levels.slice(0, -1).join('/'), component: null, object: '', leaf }
  const node = levels.slice(0, at).join('/')
  const object = levels.slice(at + 1, -1).join('/')
  return { node: node === '' ? own : node, component: levels[at] ?? null, object, leaf }
}

function entity(node: string, component: string, object: string, message: Message, memory: Memory): Decoding {
  const reading = signOfLife(node, 'other')
  if (component === 'event') return happening(reading, message)
  const text = readText(message.payload)
  if (text.outcome === 'refused') return text
  const value = text.value.trim()
  // A lamp tells its state as JSON.
  if (component === 'light') return { outcome: 'decoded', observations: [reading] }
  // `kitchen_temperature` of the kitchen is its temperature.
  const own = `${snakeCase(node.split('/').at(-1) ?? '')}_`
  const name = object.startsWith(own) ? object.slice(own.length) : object
  const named = { name, deviceClass: null, unit: null }
  let alarm: Alarm | null = null
  if (component === 'binary_sensor') {
    const says = alarmWord(value)
    if (says === null) return wrongField(`${component}/${object}`, 'ON or OFF', value)
    alarm = binaryAlarm(reading, named, says)
  } else if (component === 'sensor' || component === 'text_sensor') alarm = sensorAlarm(reading, named, value)
  else if (component === 'alarm_control_panel') alarm = panelAlarm(value)
  else if (component === 'number') sensorAlarm(reading, named, numberIn(value))
  else if (component === 'switch')
    binaryAlarm(reading, { ...named, deviceClass: 'switch' }, alarmWord(value) ?? 'unknown')
  return settled(reading, alarm, object, memory)
}

/** What a burglar alarm says: once triggered, it was armed. */
export function panelAlarm(state: string): Alarm | null {
  const says = { triggered: 'active', disarmed: 'cleared' } as const
  const field = { kind: 'intrusion', deviceKind: 'other', signal: 'level', needsArming: false } as const
  const word = state.toLowerCase()
  return word === 'triggered' || word === 'disarmed' ? { ...field, says: says[word] } : null
}

/**
 * A node may have several detectors of one kind: one of them gone quiet clears nothing while another still alarms.
 * Which do is remembered.
 */
function settled(reading: Decoded, alarm: Alarm | null, object: string, memory: Memory): Decoding {
  if (alarm === null) return { outcome: 'decoded', observations: [reading] }
  const key = `${onKey(reading.externalId)}\n${object}`
  const others = [...memory].some(
    ([other, kind]) => other.startsWith(`${onKey(reading.externalId)}\n`) && other !== key && kind === alarm.kind,
  )
  const says = alarm.says === 'cleared' && others ? 'unknown' : alarm.says
  const decoding: Decoding = { outcome: 'decoded', observations: withAlarms(reading, [{ ...alarm, says }]) }
  if (alarm.says === 'active' && memory.get(key) !== alarm.kind) return { ...decoding, remember: { [key]: alarm.kind } }
  if (alarm.says === 'cleared' && memory.has(key)) return { ...decoding, remember: { [key]: null } }
  return decoding
}

function onKey(node: string): string {
  return `on:${node}`
}

/** A press or another moment; one that was kept happened long ago. */
function happening(reading: Decoded, message: Message): Decoding {
  const read = readObject(message.payload)
  if (read.outcome === 'refused') return read
  const type = textIn(isRecord(read.value) ? read.value['event_type'] : null, 64)
  if (type === null) return wrongField('event_type', 'a word', read.value['event_type'])
  if (!message.retain) reading.values['action'] = type
  return { outcome: 'decoded', observations: [reading] }
}

function availability(node: string, payload: Uint8Array): Decoding {
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  const state = text.value.trim().toLowerCase()
  if (state !== 'online' && state !== 'offline') return wrongField('status', 'online or offline', state)
  return { outcome: 'decoded', observations: [{ ...signOfLife(node, 'other'), available: state === 'online' }] }
}
