import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Decoded, Decoding, Message } from '../../server/domain/decode/format.ts'
import type { FormatName, Source } from '../../shared/source.ts'

const folder = join(import.meta.dirname, '../fixtures/messages')

type Fixture = {
  topic: string
  retain: boolean
  payload?: unknown
  payloadText?: string
  payloadBase64?: string
}

/** A message on a topic; what is not said is a live QoS 1 message received in April 2026. */
export function messageOn(topic: string, payload: unknown, rest: Partial<Message> = {}): Message {
  const bytes = payload instanceof Uint8Array ? payload : new TextEncoder().encode(JSON.stringify(payload))
  const receivedAt = new Date('2026-04-17T15:33:23.000Z')
  return { topic, payload: bytes, retain: false, dup: false, qos: 1, principal: null, receivedAt, ...rest }
}

/** The systems of which real messages are kept: a folder each. */
export const fixtureSystems: string[] = readdirSync(folder).toSorted()

/** The real messages of one system, by the name of their case. */
export function fixtureMessages(system: string): Map<string, Message> {
  const messages = new Map<string, Message>()
  for (const file of readdirSync(join(folder, system)).toSorted()) {
    // The folder holds nothing but files of this shape.
    const fixture = JSON.parse(readFileSync(join(folder, system, file), 'utf8')) as Fixture
    const { topic, retain, payload, payloadText, payloadBase64 } = fixture
    const raw = payloadBase64 === undefined ? payloadText : Buffer.from(payloadBase64, 'base64')
    const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw
    const [way, source] = topic.split('/')
    const posted = way === 'ingest' && source !== undefined ? { source } : {}
    messages.set(file.replace('.json', ''), messageOn(topic, bytes ?? payload, { retain, ...posted }))
  }
  return messages
}

/** A source with a prefix of its own or the usual one of its format. */
export function sourceFor(format: FormatName, prefix: string, rest: Partial<Source> = {}): Source {
  return { id: format, format, prefix, timeZone: null, datum: 'WGS-84', ...rest }
}

/** The usual sources, one of each format. */
export const usualSources: Source[] = [
  sourceFor('native', 'xiangshao'),
  sourceFor('frigate', 'frigate'),
  sourceFor('zigbee2mqtt', 'zigbee2mqtt'),
  sourceFor('zigbee2mqtt', 'zigbee', { id: 'zigbee-second' }),
  sourceFor('chirpstack-v4', 'application'),
  sourceFor('onvif', 'MyDevice', { id: 'onvif-one' }),
  sourceFor('onvif', 'onvif'),
  sourceFor('axis', 'axis'),
  sourceFor('axis', 'LWT', { id: 'axis-wills' }),
  sourceFor('hikvision', 'hikvision'),
  sourceFor('dahua', 'dahua'),
  sourceFor('pyronear', 'pyronear'),
  sourceFor('chirpstack-v3', 'application'),
  sourceFor('ttn', 'v3'),
  sourceFor('senml', 'senml'),
  sourceFor('tasmota', '%prefix%/%topic%'),
  sourceFor('tasmota', '/%topic%/%prefix%', { id: 'tasmota-turned' }),
  sourceFor('tasmota', 'hm/%prefix%/%topic%', { id: 'tasmota-below' }),
  sourceFor('shelly', 'shellies'),
  sourceFor('esphome', 'esphome'),
  sourceFor('home-assistant', 'homeassistant'),
  sourceFor('rtl_433', 'rtl_433'),
  sourceFor('owntracks', 'owntracks'),
  sourceFor('thingsboard', 'v1'),
  sourceFor('meshtastic', 'msh'),
  sourceFor('firms', 'firms'),
  sourceFor('alink', '/sys'),
  sourceFor('alink', '/device', { id: 'alink-small' }),
  sourceFor('alink', 'tylink', { id: 'alink-tuya' }),
  sourceFor('huawei-iot', '$oc/devices'),
  sourceFor('tencent-iot', '$thing/up'),
  sourceFor('cap', 'cap'),
  sourceFor('gb28181', 'gb28181'),
]

/** What a message says in one short line per observation: `device kind state`, `!` for what needs arming, `~` for a level. */
export function inShort(decoding: Decoding): string | string[] {
  if (decoding.outcome === 'ignored') return 'ignored'
  if (decoding.outcome === 'refused') return decoding.reason
  return decoding.observations.map(({ externalId, kind, state, needsArming, signal }) => {
    const marks = `${signal === 'level' && kind !== null ? '~' : ''}${needsArming ? '!' : ''}`
    return `${externalId}: ${kind === null ? state : `${kind} ${state}${marks}`}`
  })
}

/** The observations of a message that must be readable. */
export function observationsOf(decoding: Decoding): Decoded[] {
  if (decoding.outcome !== 'decoded') throw new Error(JSON.stringify(decoding))
  return decoding.observations
}
