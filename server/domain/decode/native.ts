import type { DeviceKind } from '#shared/device.ts'
import type { LngLat } from '#shared/geo.ts'
import { type Kind, kindSchema } from '#shared/kinds.ts'
import { STATES } from '#shared/observation.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, numberIn, numberWithin, textIn, topicBelow, typeName } from './fields.ts'
import { type Decoded, type Format, type Refused, type StatedPlace, refused, signOfLife } from './format.ts'
import { readObject, wrongField } from './payload.ts'

/** How far a stated bearing may be off where the device does not say: a good lookout with a compass. */
const DEFAULT_HALF_ANGLE_DEGREES = 5
const MAX_MEDIA = 16

const KINDS: ReadonlySet<unknown> = new Set(kindSchema.options)

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
    if (read.outcome === 'refused') return read
    const observation = observationIn(read.value, externalId, source.timeZone)
    if ('outcome' in observation) return observation
    return { outcome: 'decoded', observations: [observation] }
  },
}

type Body = Record<string, unknown>

function observationIn(body: Body, externalId: string, timeZone: string | null): Decoded | Refused {
  const { kind, state } = body
  if (!isKind(kind)) {
    if (typeof kind !== 'string') return wrongField('kind', 'one of the known kinds', kind)
    return refused('wrong-shape', `kind "${excerpt(kind)}" is not one of the known kinds.`)
  }
  const stated = state === undefined || state === null ? 'active' : STATES.find((known) => known === state)
  if (stated === undefined) return wrongField('state', 'active, cleared or reading', state)

  const eventId = isAbsent(body.id) || body.id === '' ? null : idIn(body.id)
  if (eventId === undefined) return wrongField('id', 'a string of 1 to 256 characters', body.id)
  const deviceAt = isAbsent(body.at) ? null : deviceTime(body.at, timeZone)
  if (deviceAt === null && !isAbsent(body.at)) {
    const found = typeof body.at === 'string' ? `"${excerpt(body.at)}"` : `is ${typeName(body.at)} and`
    return refused('bad-time', `at ${found} is not a time; expected ISO 8601.`)
  }
  const confidence = isAbsent(body.confidence) ? null : numberWithin(body.confidence, 0, 1)
  if (confidence === null && !isAbsent(body.confidence)) {
    const found = typeof body.confidence === 'number' ? `${body.confidence}` : typeName(body.confidence)
    return refused('wrong-shape', `confidence is ${found}, expected a number from 0 to 1.`)
  }
  const place = placeIn(body)
  if (place !== null && 'outcome' in place) return place
  const media = mediaIn(body.media)
  if ('outcome' in media) return media
  const values = valuesIn(body)
  if ('outcome' in values) return values

  return {
    ...signOfLife(externalId, DEVICE_KINDS[kind] ?? (isAbsent(body.bearing) ? 'other' : 'camera')),
    kind,
    state: stated,
    needsArming: kind === 'intrusion',
    eventId,
    deviceAt,
    confidence,
    place,
    values: values.values,
    media: media.links,
  }
}

function isKind(value: unknown): value is Kind {
  return KINDS.has(value)
}

/** A field may be left out or be null: both say nothing. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

function idIn(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return textIn(value, 256) ?? undefined
}

function placeIn(body: Body): StatedPlace | null | Refused {
  const { location, radius, bearing, halfAngle, range } = body
  const radiusMetres = isAbsent(radius) ? 0 : numberWithin(radius, 0, 1_000_000)
  if (radiusMetres === null) return refused('bad-place', 'radius is not a length from 0 to 1000000 metres.')
  const bearingDegrees = isAbsent(bearing) ? undefined : numberWithin(bearing, 0, 360)
  if (bearingDegrees === null) return refused('bad-place', 'bearing is not an angle from 0 to 360 degrees.')
  const halfAngleDegrees = isAbsent(halfAngle) ? DEFAULT_HALF_ANGLE_DEGREES : numberWithin(halfAngle, 0.01, 180)
  if (halfAngleDegrees === null) return refused('bad-place', 'halfAngle is not an angle above 0 up to 180 degrees.')
  const rangeMetres = isAbsent(range) ? undefined : numberWithin(range, 0.1, 1_000_000)
  if (rangeMetres === null) return refused('bad-place', 'range is not a length above 0 up to 1000000 metres.')

  const point = isAbsent(location) ? null : locationIn(location)
  if (point !== null && 'outcome' in point) return point
  // The exact zero is a receiver without a fix; the device's own place says more.
  if (point !== null && (point[0] !== 0 || point[1] !== 0)) return { type: 'point', location: point, radiusMetres }
  if (bearingDegrees === undefined) return null
  return { type: 'sector', bearingDegrees, halfAngleDegrees, rangeMetres: rangeMetres ?? null }
}

function locationIn(value: unknown): LngLat | Refused {
  const [lng, lat] = Array.isArray(value) && value.length <= 3 ? [numberIn(value[0]), numberIn(value[1])] : [null, null]
  if (lng === null || lat === null) return wrongField('location', '[longitude, latitude] in degrees', value)
  if (Math.abs(lng) <= 180 && Math.abs(lat) <= 90) return [lng, lat]
  return refused('bad-place', `location [${lng}, ${lat}] is outside longitude ±180 and latitude ±90.`)
}

function mediaIn(value: unknown): { links: string[] } | Refused {
  if (isAbsent(value)) return { links: [] }
  if (!Array.isArray(value) || value.length > MAX_MEDIA) {
    return wrongField('media', `a list of at most ${MAX_MEDIA} links`, value)
  }
  const links: string[] = []
  for (const [index, entry] of value.entries()) {
    const link = textIn(entry, 2048)
    // Anything but http(s) would be run or opened by the screen that shows it.
    if (link === null || !/^https?:\/\/[^\s/]/i.test(link))
      return wrongField(`media[${index}]`, 'an http or https link', entry)
    links.push(link)
  }
  return { links }
}

function valuesIn(body: Body): { values: Decoded['values'] } | Refused {
  const { value, unit, bearing, location } = body
  const values: Decoded['values'] = {}
  if (!isAbsent(value)) {
    const measured = typeof value === 'boolean' ? value : (numberIn(value) ?? textIn(value, 200))
    if (measured === null) return wrongField('value', 'a number, a truth value or a short text', value)
    values['value'] = measured
  }
  if (!isAbsent(unit)) {
    const name = textIn(unit, 32)
    if (name === null) return wrongField('unit', 'a text of 1 to 32 characters', unit)
    values['unit'] = name
  }
  // A point is the better place; the direction it was seen in stays readable.
  const bearingDegrees = isAbsent(location) ? null : numberIn(bearing)
  if (bearingDegrees !== null) values['bearingDegrees'] = bearingDegrees
  return { values }
}
