import type { Values } from '#shared/observation.ts'
import { alarmWord } from './alarm-words.ts'
import { deviceTime } from './device-time.ts'
import { externalIdIn, isRecord, isValueName, numberWithin, textIn, topicBelow } from './fields.ts'
import { type Decoded, type Decoding, type Format, signOfLife } from './format.ts'
import { statsIn } from './frigate-stats.ts'
import { labelIn, labelMeaning } from './frigate-labels.ts'
import { readObject, readText, wrongField } from './payload.ts'

/** Under which name the recorder itself stands in the registry; a camera's name cannot hold a slash. */
export const SERVER = 'frigate/server'

const TYPES: ReadonlySet<unknown> = new Set(['new', 'update', 'end'])
/** A language model's account of what is over: it tells of people and of nothing new. */
const ACCOUNT = 'genai'
const SEVERITIES: ReadonlySet<unknown> = new Set(['alert', 'detection', 'significant_motion'])

/**
 * Frigate. Only what happened, where and how surely is read. Faces, names (sub labels), number plates, descriptions
 * and speech are never read at all, so they cannot reach a record.
 */
export const frigate: Format = {
  name: 'frigate',
  defaultPrefix: 'frigate',
  // No wildcard over everything: the snapshot topics would send every camera's last picture on each connect.
  subscriptions: (prefix) =>
    ['available', 'stats', 'events', 'reviews', '+/motion', '+/audio/+', '+/status/+', '+/classification/+'].map(
      (rest) => `${prefix}/${rest}`,
    ),
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode(message, source) {
    const rest = topicBelow(message.topic, source.prefix) ?? ''
    if (rest === 'events') return detection(message.payload)
    if (rest === 'reviews') return review(message.payload)
    if (rest === 'available') return serverAvailability(message.payload)
    if (rest === 'stats') return statsIn(message.payload, SERVER)
    const [camera, topic, leaf, ...more] = rest.split('/')
    const externalId = externalIdIn(camera)
    if (externalId === null || more.length > 0) return { outcome: 'ignored' }
    if (topic === 'audio' && leaf !== undefined) return sound(externalId, leaf, message.payload)
    if (topic === 'classification' && leaf !== undefined) return classified(externalId, leaf, message.payload)
    if (topic === 'status' && leaf !== undefined) return cameraStatus(externalId, leaf, message.payload)
    if (topic === 'motion' && leaf === undefined) return motion(externalId, message.payload)
    return { outcome: 'ignored' }
  },
}

/** One change of a tracked object: `new`, any number of `update`, perhaps an `end`, all with the same `after.id`. */
function detection(payload: Uint8Array): Decoding {
  const change = changeIn(payload)
  if ('outcome' in change) return change
  const { type, after, id, camera } = change
  if (type === ACCOUNT) return { outcome: 'ignored' }
  const label = labelIn(after['label'])
  if (label === null) return wrongField('after.label', 'a label', after['label'])
  const meaning = labelMeaning(label)

  const frame = deviceTime(after['frame_time'], null)
  const ended = deviceTime(after['end_time'], null)
  const stamp = type === 'end' ? (ended ?? frame) : frame
  const values: Values = { label: meaning === null ? 'other' : label, stationary: after['stationary'] === true }
  noteZones(values, after['entered_zones'])
  const reading: Decoded = {
    ...signOfLife(camera, 'camera'),
    // Updates of one object are many and all count; only the frame they tell of makes one recognisable.
    eventId: stamp === null && type === 'update' ? null : `${id}:${type}${stamp === null ? '' : `:${stamp.getTime()}`}`,
    seriesId: id,
    deviceAt: stamp ?? deviceTime(after['start_time'], null),
    confidence: numberWithin(after['score'], 0, 1) ?? numberWithin(after['top_score'], 0, 1),
    values,
  }
  // The end of an object is one, whatever it was taken for.
  const isMistaken = after['false_positive'] === true && type !== 'end'
  if (meaning === null || meaning === 'reading' || isMistaken) return { outcome: 'decoded', observations: [reading] }
  return {
    outcome: 'decoded',
    observations: [
      { ...reading, ...meaning, state: type === 'end' ? 'cleared' : 'active', media: mediaOf(id, type, after) },
    ],
  }
}

/**
 * Where Frigate's HTTP API has the pictures of a tracked object, below the address of the recorder: the best frame so
 * far while it goes on, the clip when it has ended.
 */
function mediaOf(id: string, type: string, after: Record<string, unknown>): string[] {
  const at = `/api/events/${encodeURIComponent(id)}`
  const picture = after['has_snapshot'] === true ? [`${at}/snapshot.jpg`] : []
  return type === 'end' && after['has_clip'] === true ? [...picture, `${at}/clip.mp4`] : picture
}

/** A review item gathers detections under an id of its own; it may rise from `detection` to `alert`. */
function review(payload: Uint8Array): Decoding {
  const change = changeIn(payload)
  if ('outcome' in change) return change
  const { type, after, id, camera } = change
  if (type === ACCOUNT) return { outcome: 'ignored' }
  const data = after['data']
  if (!isRecord(data)) return wrongField('after.data', 'an object', data)

  const labels = [...listIn(data['objects']), ...listIn(data['audio'])].map(labelIn)
  const known = [...new Set(labels)].filter((label) => label !== null && labelMeaning(label) !== null)
  const values: Values = { labels: known.join(','), detections: listIn(data['detections']).length }
  if (SEVERITIES.has(after['severity'])) values['reviewSeverity'] = String(after['severity'])
  noteZones(values, data['zones'])
  const started = deviceTime(after['start_time'], null)
  const reading: Decoded = {
    ...signOfLife(camera, 'camera'),
    // An update carries no stamp of its own: its content and start make it recognisable.
    eventId: type === 'update' ? null : `${id}:${type}`,
    seriesId: id,
    deviceAt: type === 'end' ? (deviceTime(after['end_time'], null) ?? started) : started,
    values,
  }
  const observations: Decoded[] = []
  for (const label of known) {
    const meaning = label === null ? null : labelMeaning(label)
    if (meaning === null || meaning === 'reading') continue
    if (observations.some((earlier) => earlier.kind === meaning.kind)) continue
    const state = type === 'end' ? 'cleared' : 'active'
    observations.push({ ...reading, ...meaning, state, values: observations.length === 0 ? values : {} })
  }
  return { outcome: 'decoded', observations: observations.length === 0 ? [reading] : observations }
}

type Change = { type: string; after: Record<string, unknown>; id: string; camera: string }

/** The head that events and reviews share. `before` is the state at the last publication and tells nothing new. */
function changeIn(payload: Uint8Array): Change | Extract<Decoding, { outcome: 'refused' }> {
  const read = readObject(payload)
  if (read.outcome === 'refused') return read
  const { type, after } = read.value
  if (!TYPES.has(type) && type !== ACCOUNT) return wrongField('type', 'new, update or end', type)
  if (!isRecord(after)) return wrongField('after', 'an object', after)
  const id = textIn(after['id'], 128)
  if (id === null) return wrongField('after.id', 'an id', after['id'])
  const camera = externalIdIn(after['camera'])
  if (camera === null) return wrongField('after.camera', 'the name of a camera', after['camera'])
  return { type: String(type), after, id, camera }
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, 100) : []
}

/** Zones are drawn and named by the administrator of the camera. */
function noteZones(values: Values, zones: unknown): void {
  const names = listIn(zones).filter((zone) => typeof zone === 'string' && isValueName(zone))
  if (names.length > 0) values['zones'] = names.slice(0, 16).join(',')
}

function sound(camera: string, label: string, payload: Uint8Array): Decoding {
  const meaning = labelMeaning(label)
  // Loudness, transcripts of speech and every other sound are nobody's business here.
  if (meaning === null || meaning === 'reading') return { outcome: 'ignored' }
  const read = readText(payload)
  if (read.outcome === 'refused') return read
  const says = alarmWord(read.value)
  if (says !== 'active' && says !== 'cleared') return wrongField(`audio/${label}`, 'ON or OFF', read.value)
  const reading = { ...signOfLife(camera, 'camera'), signal: 'level' as const, values: { label } }
  return { outcome: 'decoded', observations: [{ ...reading, ...meaning, state: says }] }
}

/**
 * The state in which a model sees a part of the picture (0.17), by the names that its maker gave the states: `smoke`, or
 * `none` of a model called after smoke. All others are nobody's business here.
 */
function classified(camera: string, model: string, payload: Uint8Array): Decoding {
  const read = readText(payload)
  if (read.outcome === 'refused') return read
  const meaning = labelMeaning(labelIn(read.value) ?? '')
  const cleared = alarmWord(read.value) === 'cleared' ? labelMeaning(labelIn(model) ?? '') : null
  const told = meaning ?? cleared
  if (told === null || told === 'reading' || told.needsArming) return { outcome: 'ignored' }
  const state = meaning === null ? 'cleared' : 'active'
  return { outcome: 'decoded', observations: [{ ...signOfLife(camera, 'camera'), ...told, signal: 'level', state }] }
}

/** Changed pixels alone: a sign of life, since wind and rain make them too. */
function motion(camera: string, payload: Uint8Array): Decoding {
  const read = readText(payload)
  if (read.outcome === 'refused') return read
  const says = alarmWord(read.value)
  if (says !== 'active' && says !== 'cleared') return wrongField('motion', 'ON or OFF', read.value)
  return {
    outcome: 'decoded',
    observations: [{ ...signOfLife(camera, 'camera'), values: { motion: says === 'active' } }],
  }
}

function cameraStatus(camera: string, role: string, payload: Uint8Array): Decoding {
  const name = { detect: 'detectStatus', record: 'recordStatus', audio: 'audioStatus' }[role]
  if (name === undefined) return { outcome: 'ignored' }
  const read = readText(payload)
  if (read.outcome === 'refused') return read
  const status = read.value.trim()
  if (status !== 'online' && status !== 'offline' && status !== 'disabled') {
    return wrongField(`status/${role}`, 'online, offline or disabled', status)
  }
  // Somebody switched a disabled role off: the camera is neither there nor gone.
  const available = role === 'detect' && status !== 'disabled' ? status === 'online' : null
  return {
    outcome: 'decoded',
    observations: [{ ...signOfLife(camera, 'camera'), available, values: { [name]: status } }],
  }
}

/** `offline` is the last will, `stopped` a clean stop: nobody watches after either. */
function serverAvailability(payload: Uint8Array): Decoding {
  const read = readText(payload)
  if (read.outcome === 'refused') return read
  const status = read.value.trim()
  if (status !== 'online' && status !== 'offline' && status !== 'stopped') {
    return wrongField('available', 'online, offline or stopped', status)
  }
  const server = { ...signOfLife(SERVER, 'gateway'), available: status === 'online', values: { availability: status } }
  return { outcome: 'decoded', observations: [server] }
}
