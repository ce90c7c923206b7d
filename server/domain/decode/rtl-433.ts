import { withAlarms } from './alarm-words.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, numberIn, textIn, topicBelow } from './fields.ts'
import { type Decoded, type Decoding, type Format, type Memory, refused, signOfLife } from './format.ts'
import { readJson, readText, wrongField } from './payload.ts'
import { alarmsIn, batteryIn, isAlarmField, isWeather, noteField } from './rtl-433-fields.ts'

/** What names a device in a message, in the order in which the topics of its values do (docs/OPERATION.md, -F mqtt). */
const NAMING = ['model', 'subtype', 'channel', 'id']

/**
 * rtl_433: `{prefix}/{host}/events` carries each reading as JSON; `{prefix}/{host}/devices/…/{field}` the same reading
 * again, value by value, which is read only of a host that sends no events; and `{prefix}/{model}/{id}` and the like,
 * as JSON, where its user set the topic.
 */
export const rtl433: Format = {
  name: 'rtl_433',
  defaultPrefix: 'rtl_433',
  subscriptions: (prefix) => [prefix, `${prefix}/#`],
  claims: (topic, prefix) => topic === prefix || topicBelow(topic, prefix) !== null,
  memoryKeys: (topic, prefix) => [eventsKey(hostIn(topic, prefix) ?? '')],

  decode(message, source, memory) {
    if (message.payload.length === 0) return { outcome: 'ignored' }
    const levels = (topicBelow(message.topic, source.prefix) ?? '').split('/')
    const host = hostIn(message.topic, source.prefix)
    const group = host === null ? undefined : levels[1]
    if (group === 'devices') return scalar(levels.slice(2), host ?? '', message.payload, memory)
    if (group === 'availability' || levels[0] === 'availability') return availability(levels[0] ?? '', message.payload)
    // The state of the receiver itself: gain, frequency, statistics.
    if (group === 'states') return { outcome: 'ignored' }
    const read = readJson(message.payload)
    if (read.outcome === 'refused') return read
    if (!isRecord(read.value)) return wrongField('payload', 'an object with a model', read.value)
    const decoding = reading(read.value, host, source.timeZone)
    const isNew = group === 'events' && decoding.outcome === 'decoded' && !memory.has(eventsKey(host ?? ''))
    return isNew ? { ...decoding, remember: { [eventsKey(host ?? '')]: true } } : decoding
  },
}

function reading(body: Record<string, unknown>, host: string | null, timeZone: string | null): Decoding {
  const externalId = nameIn(body)
  if (externalId === null) {
    // What it counted, or that it stops: rtl_433 -M stats.
    const isReport = ['stats', 'enabled', 'shutdown', 'center_frequency'].some((key) => body[key] !== undefined)
    return isReport ? { outcome: 'ignored' } : wrongField('model', 'the name of a model', body['model'])
  }
  // The tyres of whoever drives by: nobody's alarm, and a trace of people.
  if (body['type'] === 'TPMS') return { outcome: 'ignored' }
  const observation: Decoded = {
    ...signOfLife(externalId, Object.keys(body).some(isWeather) ? 'weather' : 'other'),
    deviceAt: deviceTime(body['time'], timeZone),
    via: externalIdIn(host),
  }
  const battery = batteryIn(body)
  observation.batteryPercent = battery.percent
  if (battery.isLow !== null) observation.values['batteryLow'] = battery.isLow
  for (const key in body) noteField(observation.values, key, body[key])
  return { outcome: 'decoded', observations: withAlarms(observation, alarmsIn(body)) }
}

/** A device is its model with whatever tells it from others of that model; a home-made decoder may have nothing more. */
function nameIn(body: Record<string, unknown>): string | null {
  // Cavius and SimpliSafe before they named it like the others.
  const id = body['id'] ?? body['device'] ?? body['senderid']
  const parts = NAMING.map((key) => (key === 'id' ? id : body[key]))
  const [model] = parts
  // A part that cannot be one is left out: the alarm counts, whoever else shares the name.
  const told = parts.flatMap((part) => (typeof part === 'number' ? String(part) : (textIn(part, 64) ?? [])))
  if (typeof model !== 'string' && id === undefined) return null
  return externalIdIn(told.filter((part) => part !== '' && !isCode(part)).join('/'))
}

/** A subtype written as a code is that of the message: Govee H5059. */
function isCode(part: string): boolean {
  return /^0x[0-9a-f]{1,2}$/i.test(part)
}

/** One value of a device, where its host sends only those. */
function scalar(path: string[], host: string, payload: Uint8Array, memory: Memory): Decoding {
  if (memory.has(eventsKey(host))) return { outcome: 'ignored' }
  const key = path.at(-1) ?? ''
  const names = path.slice(0, -1).filter((part) => part !== '' && !isCode(part))
  if (names[0] === 'TPMS') return { outcome: 'ignored' }
  const externalId = externalIdIn(names.join('/'))
  if (externalId === null) return refused('bad-topic', `The topic names no device before ${excerpt(key)}.`)
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  const value = numberIn(text.value) ?? text.value.trim()
  const observation: Decoded = {
    ...signOfLife(externalId, isWeather(key) ? 'weather' : 'other'),
    via: externalIdIn(host),
  }
  const battery = batteryIn({ [key]: value })
  observation.batteryPercent = battery.percent
  if (battery.isLow !== null) observation.values['batteryLow'] = battery.isLow
  noteField(observation.values, key, value)
  const alarms = isAlarmField(key) || key === 'code' ? alarmsIn({ model: names.join(' '), [key]: value }) : []
  const isHeard = alarms.length > 0 || battery.isLow !== null || battery.percent !== null
  if (!isHeard && Object.keys(observation.values).length === 0) return { outcome: 'ignored' }
  return { outcome: 'decoded', observations: withAlarms(observation, alarms) }
}

function availability(host: string, payload: Uint8Array): Decoding {
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  const state = text.value.trim().toLowerCase()
  if (state !== 'online' && state !== 'offline') return wrongField('availability', 'online or offline', state)
  const receiver = { ...signOfLife(externalIdIn(host) ?? 'rtl_433', 'gateway'), available: state === 'online' }
  return { outcome: 'decoded', observations: [receiver] }
}

function hostIn(topic: string, prefix: string): string | null {
  const [host = '', group] = topicBelow(topic, prefix)?.split('/') ?? []
  return group === 'events' || group === 'devices' || group === 'states' || group === 'availability' ? host : null
}

function eventsKey(host: string): string {
  return `events:${host}`
}
