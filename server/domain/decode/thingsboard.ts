import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, topicBelow } from './fields.ts'
import { type Decoded, type Decoding, type Format, type Message, type Refused, refused, signOfLife } from './format.ts'
import { readJson, readObject, wrongField } from './payload.ts'
import type { ThingSays } from './thing-fields.ts'
import { thingReadings, told } from './thing-readings.ts'

/**
 * What devices and gateways publish for a ThingsBoard server: `v1/gateway/{telemetry|attributes}` keyed by the device's
 * name, and `v1/devices/me/{telemetry|attributes}`, where only the account that published tells which device it is.
 * Shapes and times (`ts`, Unix milliseconds) after its MQTT device and gateway API references.
 */
export const thingsboard: Format = {
  name: 'thingsboard',
  defaultPrefix: 'v1',
  subscriptions: (prefix) => [
    ...['telemetry', 'attributes', 'connect', 'disconnect'].map((leaf) => `${prefix}/gateway/${leaf}`),
    ...['telemetry', 'attributes'].map((leaf) => `${prefix}/devices/me/${leaf}`),
  ],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode(message, source) {
    const rest = topicBelow(message.topic, source.prefix) ?? ''
    switch (rest) {
      case 'gateway/telemetry':
      case 'gateway/attributes':
        return ofGateway(message, source.timeZone)
      case 'gateway/connect':
      case 'gateway/disconnect':
        return connection(message, rest === 'gateway/connect')
      case 'devices/me/telemetry':
      case 'devices/me/attributes':
        return ofDevice(message, source.timeZone)
      default:
        // Requests, answers and commands between the device and its server.
        return { outcome: 'ignored' }
    }
  },
}

function ofDevice(message: Message, timeZone: string | null): Decoding {
  const externalId = externalIdIn(message.principal)
  if (externalId === null) {
    const why = 'its publisher is not known: give the device a user name, or let a gateway publish under its name'
    return refused('bad-topic', `The topic ${excerpt(message.topic)} names no device, and ${why}.`)
  }
  const read = readJson(message.payload)
  if (read.outcome === 'refused') return read
  return told([readingsOf(externalId, null, read.value, timeZone)])
}

function ofGateway(message: Message, timeZone: string | null): Decoding {
  const read = readObject(message.payload)
  if (read.outcome === 'refused') return read
  const devices = Object.entries(read.value).map(([name, stated]): ThingSays => {
    const externalId = externalIdIn(name)
    if (externalId !== null) return readingsOf(externalId, externalIdIn(message.principal), stated, timeZone)
    const detail = 'A device’s name is empty or longer than 256 characters.'
    return { observations: [], unread: refused('wrong-shape', detail) }
  })
  return devices.length === 0 ? { outcome: 'ignored' } : told(devices)
}

/** One of the three shapes: fields alone, `{ts, values}`, or a list of either. */
function readingsOf(externalId: string, via: string | null, stated: unknown, timeZone: string | null): ThingSays {
  const entries: readonly unknown[] = Array.isArray(stated) ? stated : [stated]
  const readings: { reading: Decoded; fields: Record<string, unknown> }[] = []
  let unread: Refused | null = null
  for (const entry of entries) {
    if (!isRecord(entry)) {
      unread ??= wrongField(excerpt(externalId), 'an object of readings', entry)
      continue
    }
    const { ts, values } = entry
    const isStamped = isRecord(values)
    const reading = { ...signOfLife(externalId, 'other'), via, deviceAt: isStamped ? deviceTime(ts, timeZone) : null }
    readings.push({ reading, fields: isStamped ? values : entry })
  }
  const says = thingReadings(readings)
  return { ...says, unread: unread ?? says.unread }
}

/** `{"device": name}`: a gateway tells that it has found a device of its own, or lost it. */
function connection(message: Message, available: boolean): Decoding {
  const read = readObject(message.payload)
  if (read.outcome === 'refused') return read
  const externalId = externalIdIn(read.value['device'])
  if (externalId === null) return wrongField('device', 'the name of a device', read.value['device'])
  const via = externalIdIn(message.principal)
  return { outcome: 'decoded', observations: [{ ...signOfLife(externalId, 'other'), via, available }] }
}
