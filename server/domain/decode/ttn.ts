import type { Source } from '#shared/source.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, numberIn, numberWithin, textIn, topicBelow } from './fields.ts'
import { type Decoded, type Decoding, type Format, type Message, refused, signOfLife } from './format.ts'
import { euiIn } from './lorawan-eui.ts'
import { positionIn, uplinkIn } from './lorawan-uplink.ts'
import { readObject, wrongField } from './payload.ts'
import { normalizedFields } from './ttn-normalized.ts'

type Body = Record<string, unknown>

/** What lies below `v3/{application}/devices/{device}/` and is read; downlinks tell of ourselves. */
const READ = ['up', 'up/normalized', 'join', 'down/ack', 'location/solved']

/**
 * The Things Stack version 3: `v3/{application}@{tenant}/devices/{device}/{event}`, or the same bodies posted by its
 * webhooks. A device is called by its `device_id`, which is unique in its application: a source with the prefix
 * `v3/{application}@{tenant}` keeps two applications apart.
 */
export const ttn: Format = {
  name: 'ttn',
  defaultPrefix: 'v3',
  subscriptions: (prefix) =>
    READ.flatMap((event) => [`${prefix}/+/devices/+/${event}`, `${prefix}/devices/+/${event}`]),
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,
  recognises: (topic, prefix) => deviceInTopic(topic, prefix) !== null,

  decode(message, source) {
    const inTopic = message.source === undefined ? deviceInTopic(message.topic, source.prefix) : null
    if (message.source === undefined && inTopic === null) {
      const shape = `${source.prefix}/{application}/devices/{device}/{event}`
      return refused('bad-topic', `The topic ${excerpt(message.topic)} is not ${shape}.`)
    }
    if (inTopic !== null && !READ.includes(inTopic.event)) return { outcome: 'ignored' }
    return eventIn(message, source, inTopic?.device ?? null)
  },
}

function deviceInTopic(topic: string, prefix: string): { device: string; event: string } | null {
  const [, device, event] = /^(?:[^/]+\/)?devices\/([^/]+)\/(.+)$/.exec(topicBelow(topic, prefix) ?? '') ?? []
  return device === undefined || event === undefined ? null : { device, event }
}

/** The body says what it is, on whatever topic or address it comes. */
function eventIn(message: Message, source: Source, inTopic: string | null): Decoding {
  const read = readObject(message.payload)
  if (read.outcome === 'refused') return read
  const body = read.value
  const ids = isRecord(body['end_device_ids']) ? body['end_device_ids'] : {}
  const externalId = externalIdIn(ids['device_id']) ?? externalIdIn(inTopic) ?? euiIn(ids['dev_eui'])
  if (externalId === null) return wrongField('end_device_ids.device_id', 'the id of the device', ids['device_id'])
  const reading: Decoded = {
    ...signOfLife(externalId, 'other'),
    deviceAt: deviceTime(body['received_at'], source.timeZone),
    exercise: body['simulated'] === true,
  }
  const { uplink_message: uplink, uplink_normalized: normalized, location_solved: solved } = body
  if (isRecord(uplink)) return asSimulated(uplinkOf(uplink, reading, source))
  if (isRecord(normalized)) return asSimulated(uplinkOf(normalized, reading, source))
  if (isRecord(solved)) return located(solved, reading)
  if (isRecord(body['join_accept']) || isRecord(body['downlink_ack'])) {
    return { outcome: 'decoded', observations: [reading] }
  }
  const isOther = Object.keys(body).some((key) => /^(downlink_|service_data)/.test(key))
  return isOther ? { outcome: 'ignored' } : wrongField('uplink_message', 'an object', uplink)
}

function uplinkOf(uplink: Body, reading: Decoded, { timeZone }: Source): Decoding {
  const deviceAt = deviceTime(uplink['received_at'], timeZone) ?? reading.deviceAt
  const battery = isRecord(uplink['last_battery_percentage']) ? uplink['last_battery_percentage']['value'] : null
  const heard: Decoded = {
    ...reading,
    deviceAt,
    eventId: uplinkId(uplink, deviceAt),
    via: gatewayOf(uplink['rx_metadata']),
    batteryPercent: numberWithin(battery, 0.001, 100),
    place: placeIn(uplink['locations']),
  }
  return uplinkIn(heard, uplink['decoded_payload'], normalizedFields(uplink['normalized_payload']))
}

/**
 * Session and frame counter name an uplink, within its hour: a device with fixed keys that lost its power counts from
 * zero again in the same session, and its next alarm would pass for an old one. Counter zero is left out.
 */
function uplinkId(uplink: Body, at: Date | null): string | null {
  const session = textIn(uplink['session_key_id'], 64)
  const counter = numberIn(uplink['f_cnt'] ?? 0)
  return session === null || counter === null || at === null
    ? null
    : `${session}:${counter}:${at.toISOString().slice(0, 13)}`
}

/** The gateway that heard it loudest; one of another network has its name in what the broker between them adds. */
function gatewayOf(receptions: unknown): string | null {
  if (!Array.isArray(receptions)) return null
  let best: { id: string; loudness: number } | null = null
  for (const one of receptions as unknown[]) {
    if (!isRecord(one)) continue
    const own = isRecord(one['gateway_ids']) ? one['gateway_ids'] : {}
    const foreign = isRecord(one['packet_broker']) ? one['packet_broker'] : {}
    const named = own['gateway_id'] === 'packetbroker' ? undefined : own['gateway_id']
    const id = textIn(named ?? foreign['forwarder_gateway_id'] ?? foreign['forwarder_gateway_eui'], 256)
    const loudness = numberIn(one['rssi']) ?? -Infinity
    if (id !== null && (best === null || loudness > best.loudness)) best = { id, loudness }
  }
  return best?.id ?? null
}

/** Where the device is, measured rather than entered: `locations` has one for each way of knowing it. */
function placeIn(locations: unknown): Decoded['place'] {
  if (!isRecord(locations)) return null
  const stated = Object.values(locations).filter(isRecord)
  const measured = stated.filter((one) => one['source'] !== 'SOURCE_REGISTRY' && one['source'] !== 'SOURCE_UNKNOWN')
  return [...measured, ...stated].map(positionIn).find((place) => place !== null) ?? null
}

function located(solved: Body, reading: Decoded): Decoding {
  const { location } = solved
  if (!isRecord(location)) return wrongField('location_solved.location', 'latitude and longitude', location)
  return { outcome: 'decoded', observations: [{ ...reading, place: positionIn(location) }] }
}

/** Somebody typed it in to try it out: no device said it. */
function asSimulated(decoding: Decoding): Decoding {
  if (decoding.outcome !== 'decoded') return decoding
  const [first] = decoding.observations
  if (first?.exercise !== true) return decoding
  const test: Decoded = {
    ...first,
    kind: null,
    state: 'reading',
    needsArming: false,
    values: { ...first.values, test: true },
  }
  return { ...decoding, observations: [test] }
}
