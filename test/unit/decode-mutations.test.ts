import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { type Decoding, type Message, REFUSALS } from '../../server/domain/decode/format.ts'
import { contentKey, lastingKey } from '../../server/domain/decode/message-key.ts'
import { valuesSchema } from '../../shared/observation.ts'
import { fixtureMessages, fixtureSystems, usualSources } from '../support/message-fixtures.ts'

/** Stands wherever a camera may put a face, a name or a number plate. */
const SECRET = '晋D12345-张三'
const PRIVATE_KEYS = [
  'sub_label',
  'recognized_license_plate',
  'attributes',
  'current_attributes',
  'sub_labels',
  'description',
  'channelName',
  'Name',
  'FaceCapture',
  'PlateNumber',
  'LicensePlateInfo',
]

const huge = 'x'.repeat(1_000_000)
// Refused before any reader sees it, unlike these, which are as long and as deep as is read.
const long = fc.constantFrom('x'.repeat(200_000), ' '.repeat(200_000), '_ '.repeat(100_000), '1'.repeat(200_000))
const nested = (depth: number, by: (inside: unknown) => unknown) =>
  Array.from({ length: depth }).reduce((inside) => by(inside), true as unknown)
const deep = nested(40, (inside) => [inside])

const replacement = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', 0, -1, 1, 1e308, true, false, [], {}, [null], huge, deep),
  fc.constantFrom<unknown>('\0', '\ud800', '__proto__', 'NaN', '1e999', '2026-99-99T99:99:99Z', 'true', 'ON'),
  fc.constantFrom<unknown>(
    nested(25, (inside) => ({ alarm: inside })),
    nested(25, (inside) => [inside]),
    Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`value_${index}`, index])),
  ),
  long,
  fc.jsonValue({ maxDepth: 3 }),
)

/** Names that mean something to one reader or another, and such as may mean something to JavaScript. */
const fieldName = fc.oneof(
  fc.constantFrom(
    'smoke',
    'gas',
    'alarm',
    'action',
    'event',
    'test',
    'contact',
    'object',
    'after',
    'state',
    'latitude',
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '', '0', '烟雾', 'x'.repeat(5000), '\ud800', '\0'),
  fc.string(),
)

/** Every path to a field of a JSON value. */
function pathsIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  const below = Object.entries(value).flatMap(([key, child]) => pathsIn(child, [...path, key]))
  return [path, ...below]
}

/** The value with what stands at a path replaced; undefined drops it. */
function replaced(value: unknown, path: (string | number)[], by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.map((child: unknown, index) => (String(index) === key ? replaced(child, rest, by) : child))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, name === key ? replaced(child, rest, by) : child]),
  )
}

/** The value with a field more in the object at a path, or in the whole where there is none. */
function withField(value: unknown, path: (string | number)[], name: string, by: unknown): unknown {
  const [key, ...rest] = path
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  // Object.fromEntries defines what assignment to `__proto__` would not.
  if (key === undefined || !(key in value)) return Object.fromEntries([...entries, [name, by]])
  return Object.fromEntries(entries.map(([k, child]) => [k, k === key ? withField(child, rest, name, by) : child]))
}

/** The value with the secret under every key that may hold something private. */
function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSecrets)
  if (typeof value !== 'object' || value === null) return value
  const known = Object.entries(value).map(([key, child]): [string, unknown] => [
    key,
    PRIVATE_KEYS.includes(key) ? [SECRET, 0.9, { [SECRET]: SECRET }] : withSecrets(child),
  ])
  return { ...Object.fromEntries(known), sub_label: SECRET, recognized_license_plate: SECRET, face: SECRET }
}

/** What holds of whatever became of any message at all. */
function expectSound(decoding: Decoding, message: Message): void {
  const refusal =
    decoding.outcome === 'decoded' ? decoding.unread : decoding.outcome === 'refused' ? decoding : undefined
  if (refusal !== undefined) {
    expect(REFUSALS).toContain(refusal.reason)
    expect(refusal.detail.length).toBeLessThan(600)
    expect(refusal.detail.isWellFormed() && !refusal.detail.includes('\0')).toBe(true)
  }
  if (decoding.outcome !== 'decoded') return
  expect(decoding.observations.length > 0 || decoding.remember !== undefined).toBe(true)
  const said = decoding.observations.map((one) =>
    JSON.stringify([one.externalId, one.kind, one.state, one.seriesId, one.eventId, one.deviceAt, one.available]),
  )
  expect(new Set(said).size).toBe(said.length)
  for (const one of decoding.observations) {
    expect(one.externalId.length).toBeGreaterThan(0)
    expect(one.externalId.length).toBeLessThanOrEqual(256)
    expect(valuesSchema.safeParse(one.values).success).toBe(true)
    if (one.kind === null) expect(one.state).toBe('reading')
    if (one.deviceAt !== null) expect(one.deviceAt.toISOString()).toMatch(/^\d{4}-/)
    if (one.batteryPercent !== null) expect(one.batteryPercent >= 0 && one.batteryPercent <= 100).toBe(true)
    if (one.confidence !== null) expect(one.confidence >= 0 && one.confidence <= 1).toBe(true)
    if (one.place?.type === 'point') expect(one.place.location.every(Number.isFinite)).toBe(true)
    if (one.place?.type === 'sector') {
      expect(one.place.bearingDegrees >= 0 && one.place.bearingDegrees <= 360).toBe(true)
      expect(one.place.halfAngleDegrees > 0 && one.place.halfAngleDegrees <= 180).toBe(true)
    }
    if (one.place?.type === 'frame') {
      const { left, top, right, bottom } = one.place
      expect(0 <= left && left < right && right <= 1 && 0 <= top && top < bottom && bottom <= 1).toBe(true)
    }
    lastingKey('a source', one, message)
    contentKey('a source', one, message)
  }
  const kept = JSON.stringify(decoding)
  // One message of a gateway or a satellite holds many observations, each as long as its own part of it allows.
  expect(kept.length).toBeLessThan(Math.max(30_000, 30 * message.payload.length))
  // PostgreSQL holds neither of them.
  expect(kept).not.toMatch(/\\u0000|\\ud[89a-f]/)
}

describe.each(fixtureSystems)('any mutation of a message of %s', (system) => {
  const messages = [...fixtureMessages(system).values()]
  const parsed = messages.flatMap((message) => {
    try {
      const value: unknown = JSON.parse(new TextDecoder().decode(message.payload))
      return [{ message, value }]
    } catch {
      return []
    }
  })

  const isJson = parsed.length > 0
  if (isJson) {
    it('is decoded, ignored or refused, and never thrown', () => {
      const one = fc.constantFrom(...parsed)
      fc.assert(
        fc.property(one, fc.nat(), replacement, fc.nat(), replacement, ({ message, value }, at, by, at2, by2) => {
          const paths = pathsIn(value)
          const once = replaced(value, paths[at % paths.length] ?? [], by)
          const paths2 = pathsIn(once)
          const twice = replaced(once, paths2[at2 % paths2.length] ?? [], by2)
          const text = JSON.stringify(twice) ?? ''
          const mutated = { ...message, payload: new TextEncoder().encode(text) }
          expectSound(decode(mutated, usualSources).decoding, mutated)
        }),
        { numRuns: 250 },
      )
    })

    it('is sound with fields in it that belong elsewhere, or nowhere', () => {
      const one = fc.constantFrom(...parsed)
      fc.assert(
        fc.property(one, fc.nat(), fieldName, replacement, ({ message, value }, at, name, by) => {
          const paths = pathsIn(value)
          const text = JSON.stringify(withField(value, paths[at % paths.length] ?? [], name, by)) ?? ''
          const mutated = { ...message, payload: new TextEncoder().encode(text) }
          expectSound(decode(mutated, usualSources).decoding, mutated)
        }),
        { numRuns: 300 },
      )
    })
  }

  it('is sound as random bytes, as a cut off text and with broken bytes in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...messages), fc.uint8Array({ maxLength: 64 }), fc.nat(), (message, noise, at) => {
        const cut = at % (message.payload.length + 1)
        for (const payload of [noise, message.payload.slice(0, cut), spliced(message.payload, cut, noise)]) {
          const mutated = { ...message, payload }
          expectSound(decode(mutated, usualSources).decoding, mutated)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is sound as a text that is doubled, glued to another, or has too much in it', () => {
    const insert = fc.oneof(
      fc.constantFrom(huge, '<a>'.repeat(20_000), '['.repeat(20_000), '&', '<', '"', ';', '='),
      long,
    )
    const two = [fc.constantFrom(...messages), fc.constantFrom(...messages)] as const
    fc.assert(
      fc.property(...two, insert, fc.nat(), ({ payload, ...message }, other, text, at) => {
        const cut = at % (payload.length + 1)
        const [before, after, inside] = [payload.slice(0, cut), payload.slice(cut), Buffer.from(text)]
        for (const parts of [
          [payload, payload],
          [payload, other.payload],
          [before, inside, after],
          [after, before],
        ]) {
          const mutated = { ...message, payload: new Uint8Array(Buffer.concat(parts)) }
          expectSound(decode(mutated, usualSources).decoding, mutated)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('is sound on any topic of the source', () => {
    const level = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('event', 'up', 'device', 'audio', 'fire', ''),
    )
    const topics = fc.array(level, { maxLength: 7 }).map((levels) => levels.join('/'))
    fc.assert(
      fc.property(fc.constantFrom(...messages), topics, fc.constantFrom(...usualSources), (message, rest, source) => {
        const mutated = { ...message, topic: `${source.prefix}/${rest}` }
        expectSound(decode(mutated, usualSources).decoding, mutated)
      }),
      { numRuns: 500 },
    )
  })
})

/** Where a message of each system may hold any field at all, beside those that say what is happening. */
const BESIDE: Record<string, { path: string[]; names: string[] }> = {
  native: {
    path: [],
    names: ['id', 'at', 'confidence', 'bearing', 'location', 'radius', 'value', 'unit', 'media', 'exercise', 'x'],
  },
  frigate: { path: ['after'], names: ['score', 'top_score', 'frame_time', 'end_time', 'sub_label', 'entered_zones'] },
  zigbee2mqtt: {
    path: [],
    names: ['battery', 'last_seen', 'temperature', 'tamper', 'update', 'device', 'presence', 'sos'],
  },
  'chirpstack-v4': { path: [], names: ['deduplicationId', 'time', 'deviceInfo', 'rxInfo', 'fPort', 'data', 'x'] },
  'chirpstack-v3': { path: [], names: ['devEUI', 'rxInfo', 'fCnt', 'fPort', 'data', 'publishedAt', 'x'] },
  ttn: {
    path: ['uplink_message'],
    names: ['session_key_id', 'f_cnt', 'rx_metadata', 'locations', 'normalized_payload', 'received_at', 'x'],
  },
  thingsboard: { path: [], names: ['ts', 'values', 'x'] },
  meshtastic: { path: [], names: ['timestamp', 'sender', 'rssi', 'hops_away', 'channel', 'to', 'id', 'x'] },
  'huawei-iot': { path: [], names: ['object_device_id', 'x'] },
  'tencent-iot': { path: [], names: ['timestamp', 'clientToken', 'version', 'x'] },
  milesight: {
    path: ['object'],
    names: ['battery', 'temperature', 'co_status', 'latitude', 'history', 'errors', 'x'],
  },
  hikvision: { path: [], names: ['dateTime', 'channelName', 'activePostCount', 'Extensions', 'regionID', 'x'] },
  onvif: { path: [], names: ['UtcTime', 'Key', 'Source', 'x'] },
  axis: { path: ['message'], names: ['source', 'key', 'x'] },
  pyronear: {
    path: [],
    names: ['created_at', 'recorded_at', 'url', 'azimuth', 'others_bboxes', 'id', 'max_conf', 'x'],
  },
  tasmota: { path: [], names: ['Time', 'Epoch', 'Switch1', 'POWER', 'Wifi', 'DS18B20', 'TempUnit', 'ZbState', 'x'] },
  shelly: { path: ['params'], names: ['ts', 'sys', 'wifi', 'input:0', 'devicepower:0', 'temperature:0', 'x'] },
  rtl_433: { path: [], names: ['time', 'rssi', 'snr', 'mic', 'channel', 'freq1', 'protocol'] },
}

describe('an alarm', () => {
  const alarms = fixtureSystems.flatMap((system) =>
    [...fixtureMessages(system).values()].flatMap((message) => {
      const kinds = activeKinds(decode(message, usualSources).decoding)
      const { path, names } = BESIDE[system] ?? { path: [], names: [] }
      if (kinds.length === 0 || message.payload[0] !== 0x7b || message.payload.at(-1) !== 0x7d) return []
      return [{ message, value: JSON.parse(new TextDecoder().decode(message.payload)) as unknown, kinds, path, names }]
    }),
  )

  it('is not silenced by whatever stands beside it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...alarms),
        fc.nat(),
        replacement,
        ({ message, value, kinds, path, names }, at, by) => {
          const mutated = withField(value, path, names[at % names.length] ?? 'x', by)
          const payload = new TextEncoder().encode(JSON.stringify(mutated))
          // What is refused for its size is refused unread.
          fc.pre(payload.length < 256 * 1024 && by !== deep)
          expect(activeKinds(decode({ ...message, payload }, usualSources).decoding)).toEqual(
            expect.arrayContaining(kinds),
          )
        },
      ),
      { numRuns: 2000 },
    )
  })
})

/** A text as a broken line, a proxy or an attacker makes it of a good one. */
const SPOILED: Record<string, (text: string, at: number) => string> = {
  cut: (text, at) => text.slice(0, at),
  beheaded: (text, at) => text.slice(at),
  doubled: (text) => `${text}${text}`,
  glued: (text, at) => `${text.slice(0, at)}${text}`,
  stretched: (text, at) => `${text.slice(0, at)}${huge}${text.slice(at)}`,
  filled: (text, at) => `${text.slice(0, at)}${'x'.repeat(200_000)}${text.slice(at)}`,
  nested: (text, at) => `${text.slice(0, at)}${'<a>'.repeat(60_000)}${text.slice(at)}`,
  bracketed: (text, at) => `${text.slice(0, at)}${'[{"a":'.repeat(30_000)}${text.slice(at)}`,
  repeated: (text, at) => `${text.slice(0, at)}${text.slice(at, at + 40).repeat(500)}${text.slice(at)}`,
  'full of commas': (text, at) => `${text.slice(0, at)}${','.repeat(100_000)}${text.slice(at)}`,
  'full of blanks': (text, at) => `${text.slice(0, at)}${' '.repeat(200_000)}${text.slice(at)}`,
  'full of lines': (text, at) => `${text.slice(0, at)}${'\n1,2'.repeat(20_000)}${text.slice(at)}`,
  'without its ends': (text) => text.replaceAll('</', '<'),
  'with entities': (text, at) => `<!DOCTYPE a [<!ENTITY b "ha">]>${text.slice(0, at)}&b;&#0;&#xD800;${text.slice(at)}`,
}

describe.each(fixtureSystems)('a text of %s', (system) => {
  const messages = [...fixtureMessages(system).values()]

  it.each(Object.keys(SPOILED))('that is %s is sound', (how) => {
    fc.assert(
      fc.property(fc.constantFrom(...messages), fc.nat(), (message, at) => {
        const text = new TextDecoder().decode(message.payload)
        const spoiled = SPOILED[how]?.(text, at % (text.length + 1)) ?? ''
        const mutated = { ...message, payload: new TextEncoder().encode(spoiled) }
        expectSound(decode(mutated, usualSources).decoding, mutated)
      }),
      { numRuns: 25 },
    )
  })
})

function activeKinds(decoding: Decoding): string[] {
  if (decoding.outcome !== 'decoded') return []
  return decoding.observations.flatMap(({ kind, state }) => (state === 'active' && kind !== null ? [kind] : []))
}

describe('whatever a camera puts into a message', () => {
  it('lets no face, name or number plate out, in values, ids or refusals', () => {
    const messages = ['frigate', 'hikvision', 'dahua', 'onvif', 'axis', 'pyronear'].flatMap((system) => [
      ...fixtureMessages(system).values(),
    ])
    const parsed = messages.flatMap((message) => {
      const text = new TextDecoder().decode(message.payload)
      const isWhole = text.startsWith('{') && text.endsWith('}')
      return isWhole ? [{ message, value: withSecrets(JSON.parse(text)) }] : []
    })
    fc.assert(
      fc.property(fc.constantFrom(...parsed), fc.nat(), replacement, ({ message, value }, at, by) => {
        const paths = pathsIn(value)
        const mutated = JSON.stringify(replaced(value, paths[at % paths.length] ?? [], by)) ?? ''
        for (const text of [mutated, mutated.slice(0, at % (mutated.length + 1))]) {
          const { decoding } = decode({ ...message, payload: new TextEncoder().encode(text) }, usualSources)
          expect(JSON.stringify(decoding)).not.toMatch(/D12345|C12345|张三|John|Alice|Bob/)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

function spliced(payload: Uint8Array, at: number, noise: Uint8Array): Uint8Array {
  const mixed = new Uint8Array(payload)
  for (const [index, byte] of noise.entries()) if (at + index < mixed.length) mixed[at + index] = byte
  return mixed
}
