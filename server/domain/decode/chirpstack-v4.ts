import type { Source } from '#shared/source.ts'
import { withAlarms } from './alarm-words.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, numberIn, numberWithin, postedEvent, textIn, topicBelow } from './fields.ts'
import { decodedIn, type Decoded, type Decoding, type Format, type Message, refused, signOfLife } from './format.ts'
import { readLorawanObject } from './lorawan-objects.ts'
import { readJson, readObject, wrongField } from './payload.ts'
import { sensecapFields } from './sensecap.ts'

/** Events that a device itself causes; `txack` tells of a gateway, `integration` of another service. */
const SIGNS_OF_LIFE = new Set(['join', 'ack', 'log', 'integration'])

/** ChirpStack version 4: `application/{applicationId}/device/{devEui}/event/{event}`, decoded objects only. */
export const chirpstackV4: Format = {
  name: 'chirpstack-v4',
  defaultPrefix: 'application',
  subscriptions: (prefix) => [`${prefix}/+/device/+/event/+`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode(message, source) {
    if (message.source !== undefined) return posted(message, source)
    const levels = topicBelow(message.topic, source.prefix)?.split('/') ?? []
    const [application, device, devEui, group, event, ...more] = levels
    const externalId = externalIdIn(devEui?.toLowerCase())
    if (application === '' || device !== 'device' || externalId === null || event === undefined || more.length > 0) {
      const shape = `${source.prefix}/{applicationId}/device/{devEui}/event/{event}`
      return refused('bad-topic', `The topic ${excerpt(message.topic)} is not ${shape}.`)
    }
    if (group !== 'event' || !isRead(event)) return { outcome: 'ignored' }
    const read = readObject(message.payload)
    return read.outcome === 'refused' ? read : decodingOf(read.value, externalId, event, source)
  },
}

type Body = Record<string, unknown>

/** Its HTTP integration posts the same bodies: the query names the event, the body the device. */
function posted(message: Message, source: Source): Decoding {
  const event = postedEvent(message)
  if (event === null) return refused('bad-topic', 'The address names no event; expected ?event=up or the like.')
  if (!isRead(event)) return { outcome: 'ignored' }
  const read = readObject(message.payload)
  if (read.outcome === 'refused') return read
  const info = read.value['deviceInfo']
  const devEui = isRecord(info) ? info['devEui'] : undefined
  const externalId = externalIdIn(typeof devEui === 'string' ? devEui.toLowerCase() : devEui)
  return externalId === null
    ? wrongField('deviceInfo.devEui', 'the id of the device', devEui)
    : decodingOf(read.value, externalId, event, source)
}

function isRead(event: string): boolean {
  return event === 'up' || event === 'status' || event === 'location' || SIGNS_OF_LIFE.has(event)
}

function decodingOf(body: Body, externalId: string, event: string, { timeZone }: Source): Decoding {
  const id = textIn(body['deduplicationId'], 128)
  const reading: Decoded = {
    ...signOfLife(externalId, 'other'),
    // One uplink may cause several events, all under its deduplication id.
    eventId: id === null || event === 'up' ? id : `${id}:${event}`,
    deviceAt: deviceTime(body['time'], timeZone),
  }
  if (event === 'up') return uplink(reading, body)
  if (event === 'status') return status(reading, body)
  if (event === 'location') return location(reading, body)
  // An acknowledgement that did not come says nothing of the device.
  if (event === 'ack' && body['acknowledged'] !== true) return { outcome: 'ignored' }
  return { outcome: 'decoded', observations: [reading] }
}

function uplink(reading: Decoded, body: Body): Decoding {
  const object = body['object'] ?? objectInText(body['objectJSON'])
  // Without a codec only opaque bytes arrive: the device lives.
  if (object === null || object === undefined) return { outcome: 'decoded', observations: [reading] }
  if (!isRecord(object)) return wrongField('object', 'the object a codec makes', object)
  const named = sensecapFields(object) ?? object
  const { alarms, unread, ...measured } = readLorawanObject(named)
  const place = ownPosition(named)
  return decodedIn(withAlarms({ ...reading, ...measured, place }, alarms), unread)
}

/** A tracker's own position among its readings, at the top or in a group of its own; the exact zero is no fix. */
function ownPosition(object: Body): Decoded['place'] {
  const named = new Map(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]))
  for (const group of ['location', 'position', 'gps']) {
    const value = named.get(group)
    if (isRecord(value)) for (const key in value) named.set(key.toLowerCase(), value[key])
  }
  const lng = numberWithin(named.get('longitude') ?? named.get('lng') ?? named.get('lon'), -180, 180)
  const lat = numberWithin(named.get('latitude') ?? named.get('lat'), -90, 90)
  if (lng === null || lat === null || (lng === 0 && lat === 0)) return null
  return { type: 'point', location: [lng, lat], radiusMetres: numberWithin(named.get('accuracy'), 0, 1_000_000) ?? 0 }
}

/** Version 3 carried the object as text; null where there is none or it cannot be read. */
function objectInText(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return null
  const read = readJson(Buffer.from(text))
  return read.outcome === 'read' ? read.value : text
}

/** The encoding leaves out zero and false: no battery level means that it is not known. */
function status(reading: Decoded, body: Body): Decoding {
  const isUnknown = body['batteryLevelUnavailable'] === true || body['externalPowerSource'] === true
  const batteryPercent = isUnknown ? null : numberWithin(body['batteryLevel'], 0, 100)
  const margin = numberIn(body['margin'])
  const values: Decoded['values'] = margin === null ? {} : { linkMarginDecibels: margin }
  if (body['externalPowerSource'] === true) values['externalPower'] = true
  return { outcome: 'decoded', observations: [{ ...reading, batteryPercent, values }] }
}

/** Where the network computed the device to be; in every other event a location is the gateway's. */
function location(reading: Decoded, body: Body): Decoding {
  const stated = body['location']
  if (!isRecord(stated)) return wrongField('location', 'an object with latitude and longitude', stated)
  const [lng, lat] = [numberIn(stated['longitude'] ?? 0), numberIn(stated['latitude'] ?? 0)]
  if (lng === null || lat === null) return wrongField('location', 'latitude and longitude in degrees', stated)
  if (Math.abs(lng) > 180 || Math.abs(lat) > 90) {
    return refused('bad-place', `location [${lng}, ${lat}] is outside longitude ±180 and latitude ±90.`)
  }
  if (lng === 0 && lat === 0) return { outcome: 'decoded', observations: [reading] }
  const radiusMetres = numberWithin(stated['accuracy'], 0, 1_000_000) ?? 0
  return {
    outcome: 'decoded',
    observations: [{ ...reading, place: { type: 'point', location: [lng, lat], radiusMetres } }],
  }
}
