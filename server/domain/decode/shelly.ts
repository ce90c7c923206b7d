import { excerpt, externalIdIn, isRecord, topicBelow } from './fields.ts'
import { type Decoding, type Format, refused, signOfLife } from './format.ts'
import { readJson, readText, wrongField } from './payload.ts'
import { gen1Info, gen1Input, gen1Value } from './shelly-gen1.ts'
import { gen2Component, gen2Frame } from './shelly-gen2.ts'

/** How a Shelly of the second generation and later is called, and its topics with it unless somebody changed them. */
const FACTORY_NAME = /^shelly[a-z0-9]{1,32}-[0-9a-f]{6,12}$/i
/** Whoever sleeps between its readings is not gone when its last will says so. */
const SLEEPER = /^shelly(plus|pro|blu)?(ht|smoke|flood|dw|dw2|button1)(g\d)?-/i
/** What follows the name of a device of the first generation in its topics (Gen1 API, MQTT). */
const GEN1 = new Set(
  `announce info online status sensor input input_event longpush relay light white color roller emeter temperature
  temperature_f temperature_status overtemperature voltage adc command settings ext_temperature ext_humidity
  ext_temperatures ext_humidities ext_switch thermostat`.split(/\s+/),
)

/**
 * Shelly, all generations. The first speaks below the prefix, `{prefix}/{id}/sensor/flood` and a bare value; the later
 * ones below the prefix too where their owner set it so (`{prefix}/kitchen/events/rpc`), and from the factory below
 * their own names: those topics are heard whatever the prefix of the source is.
 */
export const shelly: Format = {
  name: 'shelly',
  defaultPrefix: 'shellies',
  subscriptions: (prefix) => [`${prefix}/#`, '+/events/rpc', '+/status/+', '+/online'],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null || factoryTopic(topic) !== null,
  memoryKeys(topic, prefix) {
    const { name, rest } = partsOf(topic, prefix)
    return [nameKey(name), sleepsKey(name), inputKey(name, rest)]
  },

  decode(message, source, memory) {
    if (message.payload.length === 0) return { outcome: 'ignored' }
    const { name, rest } = partsOf(message.topic, source.prefix)
    const [group = '', index = '', ...more] = rest
    if (rest.join('/') === 'events/rpc') return rpc(name, message.payload)
    // Of its own accord a device tells the same as an event; what it answers to somebody is that one's.
    if (group === 'rpc' || group === 'command' || rest.includes('command')) return { outcome: 'ignored' }
    const told = memory.get(nameKey(name))
    const externalId = externalIdIn(typeof told === 'string' ? told : name)
    if (group === 'announce') return announced(message.payload)
    if (externalId === null) return refused('bad-topic', `The topic ${excerpt(message.topic)} names no device.`)
    if (group === 'online') {
      const sleeps = SLEEPER.test(externalId) || memory.has(sleepsKey(name))
      return availability(externalId, sleeps, message.payload)
    }
    if (group === 'status' && index !== '') return gen2Component(externalId, index, message.payload)
    if (group === 'info' || group === 'status') return gen1Info(externalId, message.payload, source.timeZone)
    if (group === 'input_event') {
      const key = inputKey(name, rest)
      return gen1Input(externalId, index, message, { key, last: memory.get(key) })
    }
    if (!GEN1.has(group)) return { outcome: 'ignored' }
    return gen1Value(externalId, group, [index, ...more].join('/'), message.payload)
  },
}

/** The name a topic gives a device, which may have several levels, and what follows it. */
function partsOf(topic: string, prefix: string): { name: string; rest: string[] } {
  const levels = (topicBelow(topic, prefix) ?? topic).split('/')
  if (levels[0] === 'announce' || levels[0] === 'command') return { name: '', rest: levels }
  const at = levels.findIndex(
    (level, index) => index > 0 && isLeaf(level, levels[index + 1], index === levels.length - 1),
  )
  return at < 0 ? { name: levels.join('/'), rest: [] } : { name: levels.slice(0, at).join('/'), rest: levels.slice(at) }
}

function isLeaf(level: string, next: string | undefined, isLast: boolean): boolean {
  if (level === 'events') return next === 'rpc'
  if (level === 'rpc') return isLast
  return GEN1.has(level)
}

function factoryTopic(topic: string): string | null {
  const [name = '', group, leaf, ...more] = topic.split('/')
  if (more.length > 0) return null
  if (group === 'events') return leaf === 'rpc' ? name : null
  const isOwn = FACTORY_NAME.test(name)
  return isOwn && ((group === 'online' && leaf === undefined) || (group === 'status' && leaf !== undefined))
    ? name
    : null
}

function rpc(name: string, payload: Uint8Array): Decoding {
  const read = readJson(payload)
  if (read.outcome === 'refused') return read
  if (!isRecord(read.value)) return wrongField('payload', 'a notification', read.value)
  const { decoding, src, sleeps } = gen2Frame(name, read.value)
  if (decoding.outcome !== 'decoded') return decoding
  const remember = {
    ...(src === name ? {} : { [nameKey(name)]: src }),
    ...(sleeps ? { [sleepsKey(name)]: true } : {}),
  }
  return Object.keys(remember).length === 0 ? decoding : { ...decoding, remember }
}

function announced(payload: Uint8Array): Decoding {
  const read = readJson(payload)
  if (read.outcome === 'refused') return read
  const id = externalIdIn(isRecord(read.value) ? read.value['id'] : null)
  if (id === null) return wrongField('id', 'the name of a device', isRecord(read.value) ? read.value['id'] : read.value)
  return { outcome: 'decoded', observations: [signOfLife(id, 'other')] }
}

function availability(externalId: string, sleeps: boolean, payload: Uint8Array): Decoding {
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  const state = text.value.trim().toLowerCase()
  if (state !== 'true' && state !== 'false') return wrongField('online', 'true or false', state)
  const isOnline = state === 'true'
  const reading = { ...signOfLife(externalId, 'other'), available: !isOnline && sleeps ? null : isOnline }
  return { outcome: 'decoded', observations: [reading] }
}

function nameKey(name: string): string {
  return `name:${name}`
}

function sleepsKey(name: string): string {
  return `sleeps:${name}`
}

function inputKey(name: string, rest: readonly string[]): string {
  return `input:${name}/${rest[1] ?? ''}`
}
