import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, textIn, topicBelow } from './fields.ts'
import { type Decoded, type Decoding, type Format, refused, signOfLife } from './format.ts'
import { readObject, wrongField } from './payload.ts'
import { eventAlarm } from './thing-events.ts'
import { type ThingSays, thingIn } from './thing-fields.ts'
import { told } from './thing-readings.ts'

const PROPERTY_METHODS: ReadonlySet<unknown> = new Set(['report', 'report_info', undefined])

/**
 * Tencent's IoT Explorer: `$thing/up/property/{product}/{device}` and `$thing/up/event/{product}/{device}`, and its
 * forwarded copies over HTTP, `{productId, deviceName, payload}`. `timestamp` is documented in milliseconds and shown in
 * seconds: both are read. After cloud.tencent.com document 1081/34916.
 */
export const tencentIot: Format = {
  name: 'tencent-iot',
  defaultPrefix: '$thing/up',
  subscriptions: (prefix) => [`${prefix}/property/+/+`, `${prefix}/event/+/+`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode({ topic, payload, source: posted }, source) {
    const [group, product, device, ...more] = (topicBelow(topic, source.prefix) ?? '').split('/')
    if (posted === undefined && group !== 'property' && group !== 'event') return { outcome: 'ignored' }
    const read = readObject(payload)
    if (read.outcome === 'refused') return read
    const body = read.value
    if (posted !== undefined) return forwarded(body, source.timeZone)
    const externalId = product === '' || !device || more.length > 0 ? null : externalIdIn(`${product}/${device}`)
    if (externalId === null) {
      const shape = `${source.prefix}/${group}/{product}/{device}`
      return refused('bad-topic', `The topic ${excerpt(topic)} is not ${shape}.`)
    }
    return said(externalId, body, source.timeZone)
  },
}

type Body = Record<string, unknown>

function said(externalId: string, body: Body, zone: string | null): Decoding {
  const reading = signOfLife(externalId, 'other')
  const method = body['method']
  if (method === 'event_post' || (method === undefined && body['eventId'] !== undefined)) {
    return told([eventOf(reading, body, body, zone)])
  }
  if (method === 'events_post') {
    const list = body['events']
    if (!Array.isArray(list)) return wrongField('events', 'a list', list)
    return told(list.map((event: unknown) => eventOf(reading, isRecord(event) ? event : {}, body, zone)))
  }
  // Questions to the platform and answers to its commands.
  if (!PROPERTY_METHODS.has(method)) return { outcome: 'ignored' }
  const params = body['params']
  if (!isRecord(params)) return wrongField('params', 'an object of properties', params)
  // `report_info` tells of the module, its maker and its networks.
  const fields = method === 'report_info' ? {} : params
  return told([thingIn({ ...reading, deviceAt: deviceTime(body['timestamp'], zone) }, fields)])
}

function eventOf(reading: Decoded, event: Body, body: Body, zone: string | null): ThingSays {
  const name = textIn(event['eventId'], 64) ?? ''
  const params = isRecord(event['params']) ? event['params'] : {}
  const values: Decoded['values'] = /^[A-Za-z][\w.-]*$/.test(name) ? { event: name } : {}
  const deviceAt = deviceTime(event['timestamp'] ?? body['timestamp'], zone)
  return thingIn({ ...reading, deviceAt, values }, params, eventAlarm(name, params))
}

function forwarded(body: Body, zone: string | null): Decoding {
  const product = textIn(body['productId'] ?? body['productID'] ?? body['ProductId'], 128)
  const device = textIn(body['deviceName'] ?? body['DeviceName'], 128)
  if (device === null) return wrongField('deviceName', 'the name of a device', body['deviceName'])
  const externalId = product === null ? device : `${product}/${device}`
  const payload = body['payload'] ?? body['Payload']
  return said(externalId, isRecord(payload) ? payload : body, zone)
}
