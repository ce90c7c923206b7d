import type { Source } from '#shared/source.ts'
import { gatewayIn, heardBest, timeIn, uplinkIdIn } from './chirpstack-reception.ts'
import { excerpt, externalIdIn, isRecord, numberIn, numberWithin, postedEvent, textIn, topicBelow } from './fields.ts'
import { type Decoded, type Decoding, type Message, refused, signOfLife } from './format.ts'
import { euiIn } from './lorawan-eui.ts'
import { positionIn, uplinkIn } from './lorawan-uplink.ts'
import { readJson, readObject, wrongField } from './payload.ts'

// Both versions in one room: which of them a source was set up for must never decide whether an alarm is read.

type Body = Record<string, unknown>

/** What the oldest versions called events; they had no level `event` in their topics. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([['rx', 'up']])
/** Events that a device itself causes; `txack` tells of a gateway. */
const SIGNS_OF_LIFE = new Set(['join', 'ack', 'log', 'integration'])
/** Errors of version 3 that only a device that sends can cause; of a wrong signature nobody knows who sent it. */
const HEARD_ERROR = /^(UPLINK_CODEC|UPLINK_FCNT|DATA_UP_FCNT|CODEC|OTAA)/

/** Reads an event of ChirpStack, version 3 or 4, from a topic or as its HTTP integration posts it. */
export function chirpstackEvent(message: Message, source: Source): Decoding {
  if (message.source !== undefined) return posted(message, source)
  const levels = topicBelow(message.topic, source.prefix)?.split('/') ?? []
  const [application, device, devEui, ...rest] = levels
  const externalId = externalIdIn(devEui?.toLowerCase())
  const isDevice = application !== '' && (device === 'device' || device === 'node')
  if (!isDevice || externalId === null || rest.length === 0 || rest.length > 2) {
    const shape = `${source.prefix}/{applicationId}/device/{devEui}/event/{event}`
    return refused('bad-topic', `The topic ${excerpt(message.topic)} is not ${shape}.`)
  }
  const [group, named] = rest.length === 1 ? ['event', rest[0]] : rest
  const event = OLD_NAMES.get(named ?? '') ?? named ?? ''
  if (group !== 'event' || !isRead(event)) return { outcome: 'ignored' }
  const read = readObject(message.payload)
  return read.outcome === 'refused' ? read : decodingOf(read.value, externalId, event, source)
}

/** The query names the event, the body the device; the oldest versions named no event. */
function posted(message: Message, source: Source): Decoding {
  const named = postedEvent(message)
  if (named !== null && !isRead(named)) return { outcome: 'ignored' }
  const read = readObject(message.payload)
  if (read.outcome === 'refused') return read
  const event = named ?? eventOf(read.value)
  if (event === null) return refused('bad-topic', 'The address names no event; expected ?event=up or the like.')
  const info = read.value['deviceInfo']
  const devEui = isRecord(info) ? info['devEui'] : read.value['devEUI']
  const externalId = euiIn(devEui)
  return externalId === null
    ? wrongField('deviceInfo.devEui', 'the id of the device', devEui)
    : decodingOf(read.value, externalId, event, source)
}

function isRead(event: string): boolean {
  return ['up', 'status', 'location', 'error'].includes(event) || SIGNS_OF_LIFE.has(event)
}

/** Which event a body is that came without its name. */
function eventOf(body: Body): string | null {
  if ('data' in body || 'object' in body || 'objectJSON' in body) return 'up'
  if ('margin' in body || 'batteryLevel' in body) return 'status'
  if ('acknowledged' in body) return 'ack'
  if ('location' in body) return 'location'
  if ('error' in body) return 'error'
  return 'devAddr' in body ? 'join' : null
}

function decodingOf(body: Body, externalId: string, event: string, { timeZone }: Source): Decoding {
  const heard = heardBest(body['rxInfo'])
  const id = textIn(body['deduplicationId'], 128) ?? uplinkIdIn(body['rxInfo'])
  const reading: Decoded = {
    ...signOfLife(externalId, 'other'),
    // One uplink may cause several events, all under its deduplication id.
    eventId: id === null || event === 'up' ? id : `${id}:${event}`,
    deviceAt: timeIn(body, timeZone),
    via: gatewayIn(heard),
  }
  if (event === 'up') return uplinkIn(reading, body['object'] ?? objectInText(body['objectJSON']))
  if (event === 'status') return status(reading, body)
  if (event === 'location') return location(reading, body)
  // An acknowledgement that did not come says nothing of the device.
  if (event === 'ack' && body['acknowledged'] !== true) return { outcome: 'ignored' }
  if (event === 'error' && !HEARD_ERROR.test(textIn(body['type'], 64) ?? '')) return { outcome: 'ignored' }
  return { outcome: 'decoded', observations: [reading] }
}

/** Version 3 carried the object as text; null where there is none, the text itself where it cannot be read. */
function objectInText(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return null
  const read = readJson(Buffer.from(text))
  return read.outcome === 'read' ? read.value : text
}

/** The encoding leaves out zero and false: no battery level means that it is not known. */
function status(reading: Decoded, body: Body): Decoding {
  const isUnknown = body['batteryLevelUnavailable'] === true || body['externalPowerSource'] === true
  const batteryPercent = isUnknown ? null : batteryIn(body)
  const margin = numberIn(body['margin'])
  const values: Decoded['values'] = margin === null ? {} : { linkMarginDecibels: margin }
  if (body['externalPowerSource'] === true) values['externalPower'] = true
  return { outcome: 'decoded', observations: [{ ...reading, batteryPercent, values }] }
}

/** Percent; before version 3 `battery` alone was the raw byte of the protocol, from 1 to 254. */
function batteryIn(body: Body): number | null {
  const level = numberWithin(body['batteryLevel'], 0, 100)
  const raw = numberWithin(body['battery'], 1, 254)
  return level ?? (raw === null ? null : Math.round((raw / 254) * 1000) / 10)
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
  const place = positionIn({ ...stated, longitude: lng, latitude: lat })
  return { outcome: 'decoded', observations: [{ ...reading, place }] }
}
