import type { DeviceKind } from '#shared/device.ts'
import type { LngLat } from '#shared/geo.ts'
import { type Kind, KINDS } from '#shared/kinds.ts'
import { type ObservationState, STATES } from '#shared/observation.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, numberIn, numberWithin, postedEvent, textIn, topicBelow, typeName } from './fields.ts'
import type { Source } from '#shared/source.ts'
import {
  decodedIn,
  type Decoded,
  type Decoding,
  type Format,
  type Message,
  type Refused,
  type StatedPlace,
  refused,
  signOfLife,
} from './format.ts'
import { readObject, wrongField } from './payload.ts'

/** How far a stated bearing may be off where the device does not say: a good lookout with a compass. */
const DEFAULT_HALF_ANGLE_DEGREES = 5
const MAX_MEDIA = 16

const STATE_WORDS: ReadonlyMap<string, ObservationState> = new Map([
  ...['on', 'alarm', 'alert', 'triggered', 'start', 'started'].map((word) => [word, 'active'] as const),
  ...['off', 'clear', 'normal', 'ok', 'inactive', 'end', 'ended'].map((word) => [word, 'cleared'] as const),
  ...['test', 'heartbeat', 'idle'].map((word) => [word, 'reading'] as const),
])

const DEVICE_KINDS: Partial<Record<Kind, DeviceKind>> = {
  smoke: 'smoke',
  heat: 'heat',
  gas: 'gas',
  flood: 'water-level',
  intrusion: 'motion',
  sos: 'sos',
}

/** The form this system defines itself: `{prefix}/{deviceId}/event`, one JSON object of which only `kind` is required. */
export const native: Format = {
  name: 'native',
  defaultPrefix: 'xiangshao',
  subscriptions: (prefix) => [`${prefix}/+/event`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode(message, source) {
    if (message.source !== undefined) return posted(message, source)
    const [deviceId, leaf, ...more] = (topicBelow(message.topic, source.prefix) ?? '').split('/')
    // Our own acknowledgements pass through the same broker.
    if (leaf === 'ack' && more.length === 0) return { outcome: 'ignored' }
    const externalId = externalIdIn(deviceId)
    if (externalId === null || leaf !== 'event' || more.length > 0) {
      const shape = `${source.prefix}/{deviceId}/event`
      return refused(
        'bad-topic',
        `The topic ${excerpt(message.topic)} is not ${shape} with an id of 1 to 256 characters.`,
      )
    }
    const read = readObject(message.payload)
    return read.outcome === 'refused' ? read : decodingOf(read.value, externalId, source)
  },
}

type Body = Record<string, unknown>

/** Over HTTP no topic names the device: the body does, as `device`, or the query's `event`. */
function posted(message: Message, source: Source): Decoding {
  const read = readObject(message.payload)
  if (read.outcome === 'refused') return read
  const externalId = externalIdIn(read.value.device ?? postedEvent(message))
  return externalId === null
    ? wrongField('device', 'the id of the device, 1 to 256 characters', read.value.device)
    : decodingOf(read.value, externalId, source)
}

function decodingOf(body: Body, externalId: string, { timeZone }: Source): Decoding {
  const doubts: Refused[] = []
  const observation = observationIn(body, externalId, timeZone, doubts)
  const decoding = 'outcome' in observation ? observation : decodedIn([observation], doubts[0] ?? null)
  const eventId = idIn(body.id, [])
  return decoding.outcome === 'refused' && eventId !== null
    ? { ...decoding, event: { deviceId: externalId, eventId } }
    : decoding
}

/** The observation; what beside kind and state cannot be read is left out of it and told in `doubts`. */
function observationIn(body: Body, externalId: string, timeZone: string | null, doubts: Refused[]): Decoded | Refused {
  const kind = kindIn(body.kind)
  if (kind === null) {
    if (typeof body.kind !== 'string') return wrongField('kind', 'one of the known kinds', body.kind)
    return refused('wrong-shape', `kind "${excerpt(body.kind)}" is not one of the known kinds.`)
  }
  const stated = stateIn(body.state)
  if (stated === null) return wrongField('state', 'active, cleared or reading', body.state)
  const isTest = body.test === true && stated === 'active'

  return {
    ...signOfLife(externalId, DEVICE_KINDS[kind] ?? (isAbsent(body.bearing) ? 'other' : 'camera')),
    kind,
    // A test press is health, however it calls itself.
    state: isTest ? 'reading' : stated,
    needsArming: kind === 'intrusion',
    eventId: idIn(body.id, doubts),
    deviceAt: timeIn(body.at, timeZone, doubts),
    confidence: confidenceIn(body.confidence, doubts),
    place: placeIn(body, doubts),
    values: isTest ? { ...valuesIn(body, doubts), test: true } : valuesIn(body, doubts),
    media: mediaIn(body.media, doubts),
    exercise: exerciseIn(body.exercise, doubts),
  }
}

/** A drill says so itself; what cannot be read as that is meant in earnest. */
function exerciseIn(value: unknown, doubts: Refused[]): boolean {
  if (!isAbsent(value) && typeof value !== 'boolean') doubts.push(wrongField('exercise', 'true or false', value))
  return value === true
}

/** A kind whatever its case; `missing_person` and `missing-person` are one. */
function kindIn(value: unknown): Kind | null {
  if (typeof value !== 'string' || value.length > 32) return null
  const word = value.trim().toLowerCase().replaceAll('_', '-')
  return KINDS.find((kind) => kind === word) ?? null
}

/** The three words of the contract in any case, and the plain words devices use for on and off; none means active. */
function stateIn(value: unknown): ObservationState | null {
  if (isAbsent(value) || value === '') return 'active'
  if (typeof value !== 'string') return null
  const word = value.trim().toLowerCase()
  return STATES.find((state) => state === word) ?? STATE_WORDS.get(word) ?? null
}

/** A field may be left out or be null: both say nothing. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

function idIn(value: unknown, doubts: Refused[]): string | null {
  if (isAbsent(value) || value === '') return null
  // Greater numbers lose their last digits in JSON: two events would become one.
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  const id = textIn(value, 256)
  if (id === null) doubts.push(wrongField('id', 'a string of 1 to 256 characters', value))
  return id
}

function timeIn(value: unknown, timeZone: string | null, doubts: Refused[]): Date | null {
  if (isAbsent(value) || value === '') return null
  const time = deviceTime(value, timeZone)
  if (time === null) {
    const found = typeof value === 'string' ? `"${excerpt(value)}"` : `is ${typeName(value)} and`
    doubts.push(refused('bad-time', `at ${found} is not a time; expected ISO 8601.`))
  }
  return time
}

function confidenceIn(value: unknown, doubts: Refused[]): number | null {
  if (isAbsent(value)) return null
  const confidence = numberWithin(value, 0, 1)
  if (confidence === null) {
    const found = typeof value === 'number' ? `${value}` : typeName(value)
    doubts.push(refused('wrong-shape', `confidence is ${found}, expected a number from 0 to 1.`))
  }
  return confidence
}

function placeIn(body: Body, doubts: Refused[]): StatedPlace | null {
  const within = (name: string, min: number, max: number, what: string): number | null => {
    if (isAbsent(body[name])) return null
    const number = numberWithin(body[name], min, max)
    if (number === null) doubts.push(refused('bad-place', `${name} is not ${what}.`))
    return number
  }
  const radiusMetres = within('radius', 0, 1_000_000, 'a length from 0 to 1000000 metres') ?? 0
  const bearingDegrees = within('bearing', 0, 360, 'an angle from 0 to 360 degrees')
  const halfAngle = within('halfAngle', 0.01, 180, 'an angle above 0 up to 180 degrees')
  const rangeMetres = within('range', 0.1, 1_000_000, 'a length above 0 up to 1000000 metres')
  const halfAngleDegrees = halfAngle ?? DEFAULT_HALF_ANGLE_DEGREES

  const point = isAbsent(body.location) ? null : locationIn(body.location, doubts)
  // The exact zero is a receiver without a fix; the device's own place says more.
  if (point !== null && (point[0] !== 0 || point[1] !== 0)) return { type: 'point', location: point, radiusMetres }
  return bearingDegrees === null ? null : { type: 'sector', bearingDegrees, halfAngleDegrees, rangeMetres }
}

function locationIn(value: unknown, doubts: Refused[]): LngLat | null {
  const [lng, lat] = Array.isArray(value) && value.length <= 3 ? [numberIn(value[0]), numberIn(value[1])] : [null, null]
  if (lng === null || lat === null) {
    doubts.push(wrongField('location', '[longitude, latitude] in degrees', value))
    return null
  }
  if (Math.abs(lng) <= 180 && Math.abs(lat) <= 90) return [lng, lat]
  doubts.push(refused('bad-place', `location [${lng}, ${lat}] is outside longitude ±180 and latitude ±90.`))
  // East of 90° the two cannot be mistaken for one another: they were exchanged.
  return Math.abs(lng) <= 90 && Math.abs(lat) <= 180 ? [lat, lng] : null
}

function mediaIn(value: unknown, doubts: Refused[]): string[] {
  if (isAbsent(value)) return []
  if (!Array.isArray(value) || value.length > MAX_MEDIA) {
    doubts.push(wrongField('media', `a list of at most ${MAX_MEDIA} links`, value))
    return []
  }
  return value.flatMap((entry: unknown, index) => {
    const link = textIn(entry, 2048)
    // Anything but http(s) would be run or opened by the screen that shows it.
    if (link !== null && /^https?:\/\/[^\s/]/i.test(link)) return [link]
    doubts.push(wrongField(`media[${index}]`, 'an http or https link', entry))
    return []
  })
}

function valuesIn(body: Body, doubts: Refused[]): Decoded['values'] {
  const { value, unit, bearing, location } = body
  const values: Decoded['values'] = {}
  if (!isAbsent(value) && value !== '') {
    const measured = typeof value === 'boolean' ? value : (numberIn(value) ?? textIn(value, 200))
    if (measured === null) doubts.push(wrongField('value', 'a number, a truth value or a short text', value))
    else values['value'] = measured
  }
  if (!isAbsent(unit) && unit !== '') {
    const name = textIn(unit, 32)
    if (name === null) doubts.push(wrongField('unit', 'a text of 1 to 32 characters', unit))
    else values['unit'] = name
  }
  // A point is the better place; the direction it was seen in stays readable.
  const bearingDegrees = isAbsent(location) ? null : numberWithin(bearing, 0, 360)
  if (bearingDegrees !== null) values['bearingDegrees'] = bearingDegrees
  return values
}
