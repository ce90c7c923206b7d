import { excerpt, externalIdIn, isRecord, numberWithin, textIn } from './fields.ts'
import { type Refused, refused } from './format.ts'
import type { Entity } from './home-entities.ts'
import { readTemplate, type Template, WHOLE } from './ha-template.ts'

/** Whose an announced value is: its name within the source, what it is called, and the gateway it is heard through. */
export type AnnouncedDevice = { id: string; name: string | null; via: string | null }

/** How one announced topic is to be read, as small JSON that is remembered under it. */
export type Announced =
  | {
      says: 'state'
      component: string
      device: AnnouncedDevice
      entity: Entity
      template: Template
      on: string | null
      off: string | null
      /** It goes off by itself and never says so. */
      isMoment: boolean
    }
  | {
      says: 'available'
      device: AnnouncedDevice
      template: Template
      on: string
      off: string
      counts: 'both' | 'on' | 'off'
    }
  | { says: 'press'; device: AnnouncedDevice; payload: string; action: string }

/** The topics one announcement names, each with how it is read; the silence it allows in seconds; what it could not read. */
export type Announcement = {
  topics: [string, Announced][]
  device: AnnouncedDevice
  expireAfterSeconds: number | null
  unread: Refused | null
}

/** Home Assistant, MQTT, abbreviations: those of the names that are read here. */
const LONG: ReadonlyMap<string, string> = new Map([
  ['stat_t', 'state_topic'],
  ['val_tpl', 'value_template'],
  ['stat_val_tpl', 'state_value_template'],
  ['dev_cla', 'device_class'],
  ['unit_of_meas', 'unit_of_measurement'],
  ['pl_on', 'payload_on'],
  ['pl_off', 'payload_off'],
  ['avty', 'availability'],
  ['avty_t', 'availability_topic'],
  ['avty_mode', 'availability_mode'],
  ['avty_tpl', 'availability_template'],
  ['pl_avail', 'payload_available'],
  ['pl_not_avail', 'payload_not_available'],
  ['dev', 'device'],
  ['ids', 'identifiers'],
  ['cns', 'connections'],
  ['uniq_id', 'unique_id'],
  ['obj_id', 'object_id'],
  ['exp_aft', 'expire_after'],
  ['off_dly', 'off_delay'],
  ['cmps', 'components'],
  ['p', 'platform'],
  ['t', 'topic'],
  ['pl', 'payload'],
  ['atype', 'automation_type'],
  ['stype', 'subtype'],
])
/** What is read; every other component (lamps, fans, settings) says nothing of the world. */
const STATES = new Set(['binary_sensor', 'sensor', 'event', 'alarm_control_panel'])

/** What a discovery topic announces: `{prefix}/{component}/[{node}/]{object}/config`, or a whole `device`. */
export function readAnnouncement(component: string, object: string, config: Record<string, unknown>): Announcement {
  const whole = expanded(config)
  const components = whole['components']
  const parts: [string, Record<string, unknown>][] =
    component === 'device' && isRecord(components)
      ? Object.entries(components).flatMap(([key, part]) =>
          isRecord(part) ? [[key, { ...whole, ...expanded(part, config) }]] : [],
        )
      : [[object, { ...whole, platform: component }]]
  const device = deviceIn(whole, object)
  const announcement: Announcement = { topics: [], device, expireAfterSeconds: null, unread: null }
  for (const [key, part] of parts) readPart(key, part, device, announcement)
  return announcement
}

/** Full names for the short ones, and the base topic in place of `~` at the beginning or end of a text. */
function expanded(config: Record<string, unknown>, base: Record<string, unknown> = config): Record<string, unknown> {
  const stem = typeof base['~'] === 'string' ? base['~'] : ''
  const whole: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(config)) {
    const name = LONG.get(key) ?? key
    if (name === '__proto__') continue
    if (typeof value !== 'string' || !name.endsWith('topic')) whole[name] = value
    else
      whole[name] = value.startsWith('~')
        ? stem + value.slice(1)
        : value.endsWith('~')
          ? value.slice(0, -1) + stem
          : value
  }
  return whole
}

/** A device is its first identifier, else its first connection (a MAC address), else the entity itself. */
function deviceIn(config: Record<string, unknown>, object: string): AnnouncedDevice {
  const device = isRecord(config['device']) ? expanded(config['device']) : {}
  const [identifier] = [device['identifiers']].flat()
  const [connection] = [device['connections']].flat(1)
  const address: unknown = Array.isArray(connection) ? connection[1] : undefined
  const id =
    [identifier, address, config['unique_id'], object].flatMap((one) => externalIdIn(one) ?? [])[0] ??
    clean(object, 250)
  const called = textIn(device['name'], 100) ?? (isRecord(config['device']) ? null : textIn(config['name'], 100))
  return { id, name: called, via: externalIdIn(device['via_device']) }
}

function readPart(key: string, part: Record<string, unknown>, device: AnnouncedDevice, found: Announcement): void {
  const component = typeof part['platform'] === 'string' ? part['platform'] : ''
  if (component === 'device_automation') {
    const topic = topicIn(part['topic'])
    const payload = part['payload']
    const action = textIn([part['type'], part['subtype']].filter((word) => typeof word === 'string').join('_'), 64)
    if (topic !== null && payload !== undefined && action !== null) {
      found.topics.push([topic, { says: 'press', device, payload: clean(String(payload), 64), action }])
    }
    return
  }
  const topic = topicIn(part['state_topic'])
  if (topic !== null) availabilityOf(part, device, found)
  if (!STATES.has(component) || topic === null) return
  const text = part['value_template'] ?? part['state_value_template']
  const template = readTemplate(text)
  if (template === null) {
    const shown = typeof text === 'string' ? excerpt(text) : 'of no text'
    found.unread ??= refused('wrong-shape', `The value_template ${shown} of ${excerpt(key)} is none that is read here.`)
    return
  }
  found.expireAfterSeconds ??= numberWithin(part['expire_after'], 1, 1e7)
  const name = textIn(part['name'], 100) ?? textIn(part['object_id'], 100) ?? clean(key, 100)
  const entity: Entity = {
    name: withoutDevice(name, device.name),
    deviceClass: textIn(part['device_class'], 40),
    unit: textIn(part['unit_of_measurement'], 24),
  }
  found.topics.push([
    topic,
    {
      says: 'state',
      component,
      device,
      entity,
      template,
      on: payloadIn(part['payload_on']),
      off: payloadIn(part['payload_off']),
      isMoment: numberWithin(part['off_delay'], 0, 1e7) !== null,
    },
  ])
}

/** As much of a text as is kept, fit for the database. */
function clean(text: string, length: number): string {
  return text.slice(0, length).replaceAll('\0', '').toWellFormed()
}

/** A topic on which something can be published, and no longer than what is remembered. */
function topicIn(value: unknown): string | null {
  const topic = textIn(value, 300)
  return topic === null || /[+#\p{Cc}]/u.test(topic) ? null : topic
}

/** Of `Kitchen temperature` of the kitchen, `temperature`. */
function withoutDevice(name: string, device: string | null): string {
  if (device === null || !name.toLowerCase().startsWith(`${device.toLowerCase()} `)) return name
  return name.slice(device.length + 1)
}

function payloadIn(value: unknown): string | null {
  return value === undefined || value === null || typeof value === 'object' ? null : clean(String(value), 64)
}

/**
 * The topics that say whether a device is there. Of several that must all say so, the last is its own and the others
 * are those of what it is heard through: alone they only take it away.
 */
function availabilityOf(part: Record<string, unknown>, device: AnnouncedDevice, found: Announcement): void {
  const listed = part['availability']
  const single = part['availability_topic']
  const list = Array.isArray(listed) ? listed.slice(0, 8) : isRecord(listed) ? [listed] : []
  const all =
    typeof single === 'string' ? [{ ...part, topic: single, value_template: part['availability_template'] }] : list
  const entries = all.flatMap((entry: unknown) => (isRecord(entry) ? [expanded(entry, { '~': part['~'] })] : []))
  for (const [index, entry] of entries.entries()) {
    const topic = topicIn(entry['topic'])
    if (topic === null || found.topics.some(([known, { says }]) => known === topic && says === 'available')) continue
    const template = readTemplate(entry['value_template'])
    const isLast = index === entries.length - 1
    const mode = part['availability_mode']
    const counts = isLast || mode === 'latest' || mode === undefined ? 'both' : mode === 'any' ? 'on' : 'off'
    const on = payloadIn(entry['payload_available']) ?? 'online'
    const off = payloadIn(entry['payload_not_available']) ?? 'offline'
    found.topics.push([topic, { says: 'available', device, template: template ?? WHOLE, on, off, counts }])
  }
}
