import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, textIn, topicBelow } from './fields.ts'
import { type Decoded, type Decoding, type Format, refused, signOfLife } from './format.ts'
import { fieldInWords } from './lorawan-names.ts'
import { readObject, wrongField } from './payload.ts'
import { eventAlarm } from './thing-events.ts'
import { type ThingSays, thingIn } from './thing-fields.ts'
import { thingReadings, told } from './thing-readings.ts'

/**
 * Huawei's IoTDA: `$oc/devices/{device}/sys/…` for properties (its own, or of devices behind a gateway) and events, and
 * what its rules forward over HTTP as `{resource, event, notify_data}`. Times are `20151212T121212Z`. After its API
 * reference, iot_06_v5_3010, _3006, _3022 and _01202.
 */
export const huaweiIot: Format = {
  name: 'huawei-iot',
  defaultPrefix: '$oc/devices',
  subscriptions: (prefix) =>
    ['properties/report', 'gateway/sub_devices/properties/report', 'events/up'].map(
      (rest) => `${prefix}/+/sys/${rest}`,
    ),
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode({ topic, payload, source: posted }, source) {
    const zone = source.timeZone
    const path = (topicBelow(topic, source.prefix) ?? '').replace(/\?.*$/, '')
    const [device, ...rest] = path.split('/')
    const leaf = rest.join('/')
    const isReport = /^sys\/(properties\/report|gateway\/sub_devices\/properties\/report|events\/up)$/.test(leaf)
    if (posted === undefined && !isReport) return { outcome: 'ignored' }
    const read = readObject(payload)
    if (read.outcome === 'refused') return read
    const body = read.value
    if (posted !== undefined) return forwarded(body, zone)
    const externalId = externalIdIn(device)
    if (externalId === null) return refused('bad-topic', `The topic ${excerpt(topic)} names no device.`)
    if (leaf === 'sys/events/up') return events(externalId, body, zone)
    if (leaf === 'sys/properties/report') return services(signOfLife(externalId, 'other'), body['services'], zone)
    return subDevices(externalId, body['devices'], zone)
  },
}

type Body = Record<string, unknown>

function services(reading: Decoded, list: unknown, zone: string | null): Decoding {
  return Array.isArray(list) ? told([propertiesOf(reading, list, zone)]) : wrongField('services', 'a list', list)
}

function propertiesOf(reading: Decoded, list: readonly unknown[], zone: string | null): ThingSays {
  const readings = list.flatMap((service) => {
    if (!isRecord(service) || !isRecord(service['properties'])) return []
    const deviceAt = deviceTime(service['event_time'] ?? service['eventTime'], zone)
    return [{ reading: { ...reading, deviceAt }, fields: inService(service['service_id'], service['properties']) }]
  })
  if (readings.length > 0) return thingReadings(readings)
  return list.length === 0
    ? { observations: [reading], unread: null }
    : { observations: [], unread: wrongField('services[0].properties', 'an object', undefined) }
}

/** Within the service `Smoke` a bare `alarm` is one of smoke. */
function inService(service: unknown, properties: Body): Body {
  if (typeof service !== 'string' || fieldInWords(service.slice(0, 64)) === undefined) return properties
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      /^(alarm|status|state)$/i.test(key) ? `${service}_${key}` : key,
      value,
    ]),
  )
}

function subDevices(gateway: string, list: unknown, zone: string | null): Decoding {
  if (!Array.isArray(list)) return wrongField('devices', 'a list', list)
  return told(
    list.map((device: unknown): ThingSays => {
      const externalId = isRecord(device) ? externalIdIn(device['device_id']) : null
      if (!isRecord(device) || externalId === null) {
        return { observations: [], unread: wrongField('devices[].device_id', 'a text', undefined) }
      }
      const reading = { ...signOfLife(externalId, 'other'), via: gateway }
      return propertiesOf(reading, Array.isArray(device['services']) ? device['services'] : [], zone)
    }),
  )
}

function events(gateway: string, body: Body, zone: string | null): Decoding {
  const list = body['services']
  if (!Array.isArray(list)) return wrongField('services', 'a list', list)
  const externalId = externalIdIn(body['object_device_id']) ?? gateway
  const via = externalId === gateway ? null : gateway
  const reading = { ...signOfLife(externalId, 'other'), via }
  const said = list.flatMap((service: unknown): ThingSays[] =>
    isRecord(service) ? eventOf(reading, gateway, service, zone) : [],
  )
  return told(said)
}

function eventOf(reading: Decoded, gateway: string, service: Body, zone: string | null): ThingSays[] {
  const paras = isRecord(service['paras']) ? service['paras'] : {}
  const name = textIn(service['event_type'], 64) ?? ''
  const system = textIn(service['service_id'], 64) ?? ''
  if (name === 'sub_device_update_status') return statuses(gateway, paras['device_statuses'])
  // Time, upgrades, logs and lists of devices are between the device and its platform.
  if (system.startsWith('$')) return []
  const deviceAt = deviceTime(service['event_time'], zone)
  const values: Decoded['values'] = /^[A-Za-z][\w.-]*$/.test(name) ? { event: name } : {}
  const alarm = eventAlarm(name, paras) ?? (/^alarm$/i.test(name) ? eventAlarm(`${system}_alarm`, paras) : null)
  return [thingIn({ ...reading, deviceAt, values }, paras, alarm)]
}

function statuses(gateway: string, list: unknown): ThingSays[] {
  return (Array.isArray(list) ? (list as unknown[]) : []).flatMap((one): ThingSays[] => {
    const externalId = isRecord(one) ? externalIdIn(one['device_id']) : null
    if (!isRecord(one) || externalId === null || (one['status'] !== 'ONLINE' && one['status'] !== 'OFFLINE')) return []
    const reading = { ...signOfLife(externalId, 'other'), via: gateway, available: one['status'] === 'ONLINE' }
    return [{ observations: [reading], unread: null }]
  })
}

function forwarded(body: Body, zone: string | null): Decoding {
  const data = body['notify_data']
  if (!isRecord(data)) return wrongField('notify_data', 'what a rule forwards', data)
  const header = isRecord(data['header']) ? data['header'] : {}
  const content = isRecord(data['body']) ? data['body'] : data
  const externalId = externalIdIn(header['device_id'] ?? content['device_id'])
  if (externalId === null) return wrongField('notify_data.header.device_id', 'a text', header['device_id'])
  const gateway = externalIdIn(header['gateway_id'])
  const reading: Decoded = { ...signOfLife(externalId, 'other'), via: gateway === externalId ? null : gateway }
  const status = content['status']
  if (status === 'ONLINE' || status === 'OFFLINE') {
    return { outcome: 'decoded', observations: [{ ...reading, available: status === 'ONLINE' }] }
  }
  return services(reading, content['services'], zone)
}
