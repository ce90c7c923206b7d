import { type AlarmField, alarmWord } from './alarm-words.ts'
import { externalIdIn, isRecord, numberWithin, textIn, topicBelow } from './fields.ts'
import { decodedIn, type Decoded, type Decoding, type Format, type Refused, refused, signOfLife } from './format.ts'
import { fieldInWords } from './lorawan-names.ts'
import { meshPosition, meshTelemetry } from './meshtastic-values.ts'
import { readObject, readText, wrongField } from './payload.ts'
import { callForHelp } from './spoken-call.ts'
import { thingIn } from './thing-fields.ts'

/** A time before this was told by a clock that was never set. */
const CLOCK_SET_SINCE_S = Date.UTC(2000, 0, 1) / 1000

/**
 * Meshtastic's JSON: `{root}/{region…}/2/json/{channel}/!{gateway}`, and without a region from older firmware. A radio
 * is known by `from`, whichever gateways heard it. What people write to each other is private: a text is looked at for
 * a call for help and never kept, and names and waypoints are not read. Fields after the firmware's
 * MeshPacketSerializer.cpp.
 */
export const meshtastic: Format = {
  name: 'meshtastic',
  isPrivate: true,
  defaultPrefix: 'msh',
  // A region may have levels of its own (`EU_868/CN/SX`). Not the encrypted copies under `2/e`.
  subscriptions: (prefix) =>
    ['', '/+', '/+/+', '/+/+/+'].flatMap((region) => [`${prefix}${region}/2/json/+/+`, `${prefix}${region}/2/stat/+`]),
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode(message, source) {
    const rest = `/${topicBelow(message.topic, source.prefix) ?? ''}`
    const [, status] = /\/2\/stat\/([^/]+)$/.exec(rest) ?? []
    if (status !== undefined) return gatewayState(nodeIn(status) ?? status, message.payload)
    const [, channel, gateway] = /\/2\/json\/([^/]+)\/([^/]*)$/.exec(rest) ?? []
    // Encrypted copies, the map's reports, and what a server sends into the mesh.
    if (channel === undefined || channel === 'mqtt') return { outcome: 'ignored' }
    const read = readObject(message.payload)
    if (read.outcome === 'refused') return read
    return packet(read.value, nodeIn(gateway))
  },
}

/** The will and the greeting of a gateway: `online` or `offline` as bare text. */
function gatewayState(gateway: string, payload: Uint8Array): Decoding {
  const text = readText(payload)
  if (text.outcome === 'refused') return text
  const state = text.value.trim().toLowerCase()
  const externalId = externalIdIn(gateway)
  if (externalId === null) return refused('bad-topic', 'The topic names no gateway of 1 to 256 characters.')
  if (state !== 'online' && state !== 'offline') return wrongField('the payload', 'online or offline', text.value)
  return { outcome: 'decoded', observations: [{ ...signOfLife(externalId, 'gateway'), available: state === 'online' }] }
}

/** `!` and eight hexadecimal digits, as the mesh writes the number of a radio; older firmware wrote it with a sign. */
function nodeIn(value: unknown): string | null {
  if (typeof value === 'string' && /^![0-9a-f]{1,8}$/i.test(value))
    return `!${value.slice(1).toLowerCase().padStart(8, '0')}`
  const number = numberWithin(value, -0x8000_0000, 0xffff_ffff)
  if (number === null || number === 0 || !Number.isInteger(number)) return null
  return `!${(number >>> 0).toString(16).padStart(8, '0')}`
}

function packet(body: Record<string, unknown>, topicGateway: string | null): Decoding {
  const gateway = nodeIn(body['sender']) ?? topicGateway
  const from = nodeIn(body['from'])
  const externalId = from ?? gateway
  if (externalId === null) return wrongField('from', 'the number of a radio', body['from'])
  const type = body['type']
  // What a server sends into the mesh under a topic of its own naming.
  if (type === 'sendtext' || type === 'sendposition') return { outcome: 'ignored' }
  const payload = body['payload']
  const id = numberWithin(body['id'], -0x8000_0000, 0xffff_ffff)
  const stated = isRecord(payload) ? payload['time'] : undefined
  const reading: Decoded = {
    ...signOfLife(externalId, 'other'),
    // Every gateway publishes its own copy.
    eventId: id === null || id === 0 ? null : String(id >>> 0),
    deviceAt: timeIn(stated) ?? timeIn(body['timestamp']),
    via: gateway === externalId ? null : gateway,
  }
  const unread = from === null ? wrongField('from', 'the number of a radio', body['from']) : null
  if (type === 'text') return spoken(reading, payload, unread)
  if (type === 'detection') return detection(reading, isRecord(payload) ? payload['text'] : payload, unread)
  if (!isRecord(payload)) return decodedIn([reading], unread)
  if (type === 'position') return decodedIn([meshPosition(reading, payload)], unread)
  if (type === 'telemetry') return decodedIn([meshTelemetry(reading, payload)], unread)
  return decodedIn([reading], unread)
}

function timeIn(seconds: unknown): Date | null {
  const number = numberWithin(seconds, CLOCK_SET_SINCE_S, 0xffff_ffff)
  return number === null ? null : new Date(number * 1000)
}

/** A text that is JSON stands as itself in place of `{text}`: some sensors have no other way to speak. */
function spoken(reading: Decoded, payload: unknown, unread: Refused | null): Decoding {
  const isText = !isRecord(payload) || typeof payload['text'] === 'string'
  if (!isText) {
    const says = thingIn(reading, payload)
    return decodedIn(says.observations, unread ?? says.unread)
  }
  const call = callForHelp(isRecord(payload) ? payload['text'] : payload)
  if (call === null) return decodedIn([reading], unread)
  if (call === 'test') return decodedIn([{ ...reading, values: { test: true } }], unread)
  const alarm = { kind: 'sos', state: 'active', exercise: call === 'exercise' } as const
  return decodedIn([{ ...reading, ...alarm }], unread)
}

const MOTION: AlarmField = { kind: 'intrusion', deviceKind: 'motion', signal: 'event', needsArming: true }

/**
 * The detection sensor module writes `{name} detected`, perhaps with a bell behind it, and from time to time
 * `{name} state: {0 or 1}`; the name is the owner's, and says what hangs on the pin. Without a name that tells of
 * something grave it is what the module was made for: motion.
 */
function detection(reading: Decoded, payload: unknown, unread: Refused | null): Decoding {
  const text = textIn(payload, 256)?.replaceAll('\u0007', '').trim()
  if (text === undefined) return decodedIn([reading], unread ?? wrongField('payload.text', 'a text', payload))
  const [, name = '', state] = /^(.*?)\s*(?:state: ?([01])|detected)$/isu.exec(text) ?? [text, text]
  if (alarmWord(name) === 'test') return decodedIn([{ ...reading, values: { test: true } }], unread)
  const { kind, deviceKind, needsArming } = fieldInWords(name) ?? MOTION
  // A detection is one of many; only the state that is told from time to time has an end.
  const signal = state === undefined ? 'event' : 'level'
  const says = state === '0' ? 'cleared' : 'active'
  return decodedIn([{ ...reading, kind, deviceKind, needsArming, signal, state: says }], unread)
}
