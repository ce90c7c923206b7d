import type { Values } from '#shared/observation.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, numberIn, numberWithin, textIn, topicBelow } from './fields.ts'
import {
  type Decoded,
  type Decoding,
  type Format,
  type Message,
  refused,
  signOfLife,
  type StatedPlace,
} from './format.ts'
import { readObject, wrongField } from './payload.ts'

/**
 * OwnTracks: the phone of a responder, `{base}/{user}/{device}`. A position is a reading marked by `values.position`:
 * where somebody is concerns the others only while he is called to an incident, and whoever stores readings must drop
 * it otherwise. Names, initials (tid), regions, networks, notes and pictures are not read at all.
 * Fields after the booklet's page "JSON".
 */
export const owntracks: Format = {
  name: 'owntracks',
  isPrivate: true,
  defaultPrefix: 'owntracks',
  // Not `info` and `dump`: faces, names and the phone's passwords.
  subscriptions: (prefix) => ['+/+', '+/+/event', '+/+/status'].map((rest) => `${prefix}/${rest}`),
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode(message, source) {
    // A payload of no bytes deletes what the topic had kept.
    if (message.payload.length === 0 && message.source === undefined) return { outcome: 'ignored' }
    const read = readObject(message.payload)
    if (read.outcome === 'refused') return read
    const externalId = phoneOf(message, read.value, source.prefix)
    if (externalId !== null) return said(signOfLife(externalId, 'tracker'), read.value, source.timeZone)
    if (message.source !== undefined)
      return wrongField('topic', `${source.prefix}/{user}/{device}`, read.value['topic'])
    return refused('bad-topic', `The topic ${excerpt(message.topic)} is not ${source.prefix}/{user}/{device}.`)
  },
}

/** `{user}/{device}`: by the topic, or in a posted message by the topic it would have had. */
function phoneOf({ topic, source }: Message, body: Record<string, unknown>, prefix: string): string | null {
  const stated = source === undefined ? topic : (textIn(body['topic'], 512) ?? '')
  const rest = topicBelow(stated, prefix) ?? (source === undefined ? '' : stated.replace(/^\/?[^/]*\//, ''))
  const [user, device] = rest.split('/')
  return user === '' || !device ? null : externalIdIn(`${user}/${device}`)
}

function said(reading: Decoded, body: Record<string, unknown>, timeZone: string | null): Decoding {
  switch (body['_type']) {
    case 'location':
    case 'transition':
      return position({ ...reading, deviceAt: deviceTime(body['tst'], timeZone) }, body)
    case 'lwt':
      // Its time is that of the connection which is now lost, hours ago.
      return { outcome: 'decoded', observations: [{ ...reading, available: false }] }
    case 'status':
      return { outcome: 'decoded', observations: [reading] }
    case 'encrypted':
      return refused('wrong-shape', 'The message is encrypted: remove the secret (encryption key) in the phone’s app.')
    default:
      // Cards, commands, waypoints, settings; whoever reads the format must pass over what it does not know.
      return typeof body['_type'] === 'string' ? { outcome: 'ignored' } : wrongField('_type', 'a type', body['_type'])
  }
}

function position(reading: Decoded, body: Record<string, unknown>): Decoding {
  const batteryPercent = numberWithin(body['batt'], 0, 100)
  const [lng, lat] = [numberIn(body['lon']), numberIn(body['lat'])]
  // Entering a region may be told without a position.
  const isMissing = body['lon'] === undefined && body['lat'] === undefined && body['_type'] === 'transition'
  const accuracyMetres = numberIn(body['acc']) ?? 0
  // iOS says by a negative accuracy that it has no fix; the exact zero is none either.
  if (isMissing || accuracyMetres < 0 || (lng === 0 && lat === 0)) {
    return { outcome: 'decoded', observations: [{ ...reading, batteryPercent }] }
  }
  if (lng === null) return wrongField('lon', 'degrees', body['lon'])
  if (lat === null) return wrongField('lat', 'degrees', body['lat'])
  if (Math.abs(lng) > 180 || Math.abs(lat) > 90) {
    return refused('bad-place', `The position [${lng}, ${lat}] is outside longitude ±180 and latitude ±90.`)
  }
  const radiusMetres = Math.min(accuracyMetres, 1_000_000)
  const place: StatedPlace = { type: 'point', location: [lng, lat], radiusMetres }
  return { outcome: 'decoded', observations: [{ ...reading, batteryPercent, place, values: valuesIn(body) }] }
}

/** Altitude in metres (good where its accuracy is known not to be -1), speed in km/h, course from true north; -1 is unknown. */
function valuesIn(body: Record<string, unknown>): Values {
  const values: Values = { position: true }
  const altitude = numberWithin(body['alt'], -500, 9000)
  if (altitude !== null && (numberIn(body['vac']) ?? 0) >= 0) values['altitudeMetres'] = altitude
  const speed = numberWithin(body['vel'], 0, 1200)
  if (speed !== null) values['speedKilometresPerHour'] = speed
  const course = numberWithin(body['cog'], 0, 360)
  if (course !== null) values['courseDegrees'] = course
  return values
}
