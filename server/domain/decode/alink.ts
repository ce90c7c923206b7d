import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, numberIn, textIn } from './fields.ts'
import { decodedIn, type Decoded, type Decoding, type Format, type Message, refused, signOfLife } from './format.ts'
import { readObject, wrongField } from './payload.ts'
import { eventAlarm } from './thing-events.ts'
import { type ThingSays, thingIn } from './thing-fields.ts'
import { asHistory, thingReadings, told } from './thing-readings.ts'
import { vendorSensor } from './vendor-sensor.ts'

/**
 * Alibaba's Alink and what other platforms made after it: `/sys/{product}/{device}/thing/event/property/post` and
 * `…/thing/event/{name}/post`; the same without the leading slash and with the name of the event in `identifier`
 * (chn-das), Tuya Link's `tylink/{device}/thing/property/report`, and small vendors' own below the same prefix. The
 * device stands in the topic alone; posted copies of Alibaba's message forwarding name it as `productKey`,
 * `deviceName`. After help.aliyun.com documents 89301 and 73736.
 */
export const alink: Format = {
  name: 'alink',
  defaultPrefix: '/sys',
  subscriptions: (prefix) => {
    const bare = prefix.replace(/^\/+/, '')
    return [`/${bare}`, bare].flatMap((start) => [
      `${start}/+/+/thing/#`,
      `${start}/+/thing/#`,
      `${start}/+/device/+`,
      `${start}/+/report`,
    ])
  },
  claims: (topic, prefix) => below(topic, prefix) !== null,

  decode(message, source) {
    const { topic, payload } = message
    if (message.source !== undefined) return forwarded(message, source.timeZone)
    const levels = below(topic, source.prefix)?.split('/') ?? []
    const at = levels.indexOf('thing')
    const rest = levels.slice(at + 1)
    // Answers and commands of the platform, and raw bytes that only its own script can read.
    if (at > 0 && (rest.at(-1)?.endsWith('reply') === true || !isReport(rest))) return { outcome: 'ignored' }
    const externalId = externalIdIn(at > 0 ? levels.slice(0, at).join('/') : levels[0])
    const isVendors = at === -1 && /^[^/]+\/(device\/(gateway_)?post|report)$/.test(levels.join('/'))
    if (externalId === null || (at <= 0 && !isVendors)) {
      return refused('bad-topic', `The topic ${excerpt(topic)} is not ${source.prefix}/{product}/{device}/thing/….`)
    }
    const read = readObject(payload)
    if (read.outcome === 'refused') return read
    if (isVendors) return vendorSensor(externalId, read.value, source.timeZone)
    return report(signOfLife(externalId, 'other'), rest, read.value, source.timeZone)
  },
}

type Body = Record<string, unknown>

/** With and without the leading slash it is the same prefix: the look-alikes differ in no more. */
function below(topic: string, prefix: string): string | null {
  const [bareTopic, barePrefix] = [topic.replace(/^\/+/, ''), prefix.replace(/^\/+/, '')]
  return bareTopic.startsWith(`${barePrefix}/`) ? bareTopic.slice(barePrefix.length + 1) : null
}

function isReport(rest: readonly string[]): boolean {
  const path = rest.join('/')
  return /^(event\/.+\/post|event\/(up|trigger|post)|property\/(up|report|post))$/.test(path)
}

function report(reading: Decoded, rest: readonly string[], body: Body, timeZone: string | null): Decoding {
  const [group, name = ''] = rest
  const params = body['params'] ?? body['data'] ?? body['items']
  if (!isRecord(params)) return wrongField('params', 'an object of properties', params)
  const isHistory = rest.includes('history')
  const isProperty = group === 'property' || name === 'property'
  const identifier = textIn(body['identifier'] ?? params['eventCode'] ?? body['eventCode'], 128)
  const method = textIn(body['method'], 256)?.replace(/^thing\.event\.|\.post$/g, '')
  const event = isProperty ? null : (identifier ?? (/^(up|trigger|post)$/.test(name) ? (method ?? '') : name))
  const things = rest.includes('pack')
    ? pack(reading, params, body, timeZone)
    : [event === null ? properties(reading, params, body, timeZone) : happening(reading, event, params, body, timeZone)]
  // What a device kept while it was cut off: never as of now.
  return told(
    isHistory ? things.map((thing) => ({ ...thing, observations: thing.observations.map(asHistory) })) : things,
  )
}

/** Every property may have a time of its own, and in a batch several values with theirs. */
function properties(reading: Decoded, params: Body, body: Body, timeZone: string | null): ThingSays {
  const fields = isRecord(params['properties']) ? params['properties'] : params
  const usual = deviceTime(body['time'] ?? body['gmtCreate'], timeZone)
  const byTime = new Map<number | null, Body>()
  let last: Date | null = null
  for (const name in fields) {
    for (const one of listOf(fields[name])) {
      const at = (isRecord(one) ? deviceTime(one['time'], timeZone) : null) ?? usual
      if (at !== null && (last === null || at > last)) last = at
      const key = Array.isArray(fields[name]) ? (at?.getTime() ?? null) : null
      byTime.set(key, Object.assign(byTime.get(key) ?? {}, { [name]: one }))
    }
  }
  const readings = [...byTime].map(([at, ofThen]) => ({
    reading: { ...reading, deviceAt: at === null ? last : new Date(at) },
    fields: ofThen,
  }))
  return readings.length === 0
    ? { observations: [{ ...reading, deviceAt: usual }], unread: null }
    : thingReadings(readings)
}

/** `[{value, time}, …]` of a batch; a property whose own value is a list is none. */
function listOf(field: unknown): readonly unknown[] {
  const isBatch = Array.isArray(field) && field.length > 0 && field.every((one) => isRecord(one) && 'value' in one)
  return isBatch ? (field as readonly unknown[]) : [field]
}

/** A gateway's pack: its own properties and events, and those of the devices behind it. */
function pack(reading: Decoded, params: Body, body: Body, timeZone: string | null): ThingSays[] {
  const parts = [{ reading, part: params }]
  for (const sub of Array.isArray(params['subDevices']) ? (params['subDevices'] as unknown[]) : []) {
    const identity = isRecord(sub) && isRecord(sub['identity']) ? sub['identity'] : {}
    const externalId = externalIdIn(`${identity['productKey']}/${identity['deviceName']}`)
    if (isRecord(sub) && externalId !== null && textIn(identity['deviceName'], 128) !== null) {
      parts.push({ reading: { ...signOfLife(externalId, 'other'), via: reading.externalId }, part: sub })
    }
  }
  return parts.flatMap(({ reading: one, part }) => {
    const events = isRecord(part['events']) ? Object.entries(part['events']) : []
    const happenings = events.map(([name, event]) => happening(one, name, isRecord(event) ? event : {}, body, timeZone))
    return isRecord(part['properties']) ? [properties(one, part, body, timeZone), ...happenings] : happenings
  })
}

function happening(reading: Decoded, event: string, params: Body, body: Body, timeZone: string | null): ThingSays {
  const stated = params['value'] ?? params['outputParams'] ?? params
  const fields = isRecord(stated) ? stated : { value: stated }
  const deviceAt = deviceTime(params['time'] ?? params['eventTime'] ?? body['time'], timeZone)
  const values: Decoded['values'] = {}
  const name = event.slice(event.lastIndexOf(':') + 1)
  // Names of events are the maker's, letters and digits; whatever else stands there is not kept.
  if (/^[A-Za-z][\w.-]{0,63}$/.test(name)) values['event'] = name
  return thingIn({ ...reading, deviceAt, values }, fields, eventAlarm(name, fields))
}

/** Alibaba's forwarding posts `{productKey, deviceName, items: {name: {value, time}}}`, or `{status: 'online'}`. */
function forwarded({ topic, payload }: Message, timeZone: string | null): Decoding {
  const read = readObject(payload)
  if (read.outcome === 'refused') return read
  const body = read.value
  const product = textIn(body['productKey'], 128)
  const device = textIn(body['deviceName'] ?? body['deviceId'] ?? body['devId'], 128)
  if (device === null) return wrongField('deviceName', 'the name of a device', body['deviceName'])
  const reading = signOfLife(product === null ? device : `${product}/${device}`, 'other')
  if (body['status'] === 'online' || body['status'] === 'offline') {
    return { outcome: 'decoded', observations: [{ ...reading, available: body['status'] === 'online' }] }
  }
  // Tuya's cloud tells a list of `{code, value, t}`.
  if (Array.isArray(body['status'])) return listed(reading, body['status'], timeZone)
  const identifier = textIn(body['identifier'], 128)
  const rest = identifier === null || /\/property\//.test(topic) ? ['property'] : ['event', identifier]
  return report(reading, rest, identifier === null ? body : { ...body, params: body['params'] ?? body }, timeZone)
}

function listed(reading: Decoded, list: readonly unknown[], timeZone: string | null): Decoding {
  const fields: [string, unknown][] = []
  let deviceAt: Date | null = null
  for (const one of list.slice(0, 100)) {
    const code = isRecord(one) ? textIn(one['code'], 64) : null
    if (!isRecord(one) || code === null) continue
    fields.push([code, one['value']])
    if (numberIn(one['t']) !== null) deviceAt = deviceTime(one['t'], timeZone)
  }
  const says = thingIn({ ...reading, deviceAt }, Object.fromEntries(fields))
  return decodedIn(says.observations, says.unread)
}
