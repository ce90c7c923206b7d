import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import {
  fixtureMessages,
  inShort,
  messageOn,
  observationsOf,
  sourceFor,
  usualSources,
} from '../support/message-fixtures.ts'

const messages = fixtureMessages('native')

const says: Record<string, string | string[]> = {
  acknowledgement: 'ignored',
  'bad-confidence': ['kitchen-7: smoke active'],
  'bad-place': ['kitchen-7: smoke active'],
  'bad-time': ['kitchen-7: smoke active'],
  cleared: ['kitchen-7: gas cleared'],
  empty: 'empty',
  intrusion: ['depot-gate: intrusion active!'],
  'kind-only': ['kitchen-7: gas active'],
  located: ['tracker 3: sos active'],
  'no-fix': ['tracker 3: sos active'],
  'not-an-object': 'wrong-shape',
  'not-utf8': 'wrong-shape',
  'reading-water-level': ['河口水位: flood reading'],
  'script-link': ['kitchen-7: smoke active'],
  'smoke-full': ['ridge-cam-1: smoke active'],
  'topic-too-deep': 'bad-topic',
  'unknown-kind': 'wrong-shape',
}

const topic = 'xiangshao/kitchen-7/event'
const decoded = (payload: unknown) => decode(messageOn(topic, payload), usualSources).decoding
const only = (payload: unknown) => observationsOf(decoded(payload))[0]

describe('the native form', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('carries over every field of a full message', () => {
    const message = messages.get('smoke-full')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toEqual([
      {
        externalId: 'ridge-cam-1',
        deviceKind: 'smoke',
        kind: 'smoke',
        state: 'active',
        signal: 'event',
        needsArming: false,
        eventId: 'evt-0001',
        seriesId: null,
        deviceAt: new Date('2026-04-17T15:33:22.500Z'),
        confidence: 0.87,
        place: { type: 'sector', bearingDegrees: 312, halfAngleDegrees: 2.5, rangeMetres: 4200 },
        values: { value: 0.4, unit: 'dB/m' },
        batteryPercent: null,
        available: null,
        via: null,
        description: null,
        severity: null,
        expiresAt: null,
        exercise: false,
        media: ['https://nvr.example/clip/1.jpg'],
      },
    ])
  })

  it('takes a stated point before a direction and keeps the direction readable', () => {
    expect(only({ kind: 'fire', location: ['112.337', 36.501, 1200], radius: 15, bearing: 90 })).toMatchObject({
      place: { type: 'point', location: [112.337, 36.501], radiusMetres: 15 },
      values: { bearingDegrees: 90 },
    })
  })

  it('takes a receiver without a fix for no place at all', () => {
    expect(only({ kind: 'sos', location: [0, 0] })?.place).toBeNull()
    expect(only({ kind: 'fire', location: [0, 0], bearing: 10 })?.place).toMatchObject({ type: 'sector' })
  })

  it('reads a time without zone in the zone of the source, Shanghai where it names none', () => {
    const at = { kind: 'smoke', at: '2026-04-17T23:33:22' }
    expect(only(at)?.deviceAt).toEqual(new Date('2026-04-17T15:33:22Z'))
    const inUrumqi = [sourceFor('native', 'xiangshao', { timeZone: 'Asia/Urumqi' })]
    expect(observationsOf(decode(messageOn(topic, at), inUrumqi).decoding)[0]?.deviceAt).toEqual(
      new Date('2026-04-17T17:33:22Z'),
    )
  })

  it('keeps a wrong clock as it is', () => {
    expect(only({ kind: 'smoke', at: '1970-01-01T00:00:12Z' })?.deviceAt).toEqual(new Date(12_000))
    expect(only({ kind: 'smoke', at: '2036-04-18T15:33:22Z' })?.deviceAt).toEqual(new Date('2036-04-18T15:33:22Z'))
  })

  it.each([
    [{ kind: 'smoke', state: 'burning' }, 'state'],
    [{ kind: 'smoke', state: true }, 'state'],
    [{ kind: 42 }, 'kind'],
    [{ kind: '' }, 'kind'],
    [{ id: 'x' }, 'kind'],
  ])('refuses %j, which does not say what is happening, and names the field', (payload, field) => {
    const decoding = decoded(payload)
    expect(decoding).toMatchObject({ outcome: 'refused', reason: 'wrong-shape' })
    expect(decoding.outcome === 'refused' && decoding.detail.startsWith(`${field} `)).toBe(true)
  })

  const doubtful: [object, string, string][] = [
    [{ id: {} }, 'wrong-shape', 'id'],
    [{ id: 2 ** 60 }, 'wrong-shape', 'id'],
    [{ value: {} }, 'wrong-shape', 'value'],
    [{ unit: 7 }, 'wrong-shape', 'unit'],
    [{ media: 'https://nvr.example/1.jpg' }, 'wrong-shape', 'media'],
    [{ media: ['javascript:alert(1)'] }, 'wrong-shape', 'media[0]'],
    [{ confidence: 87 }, 'wrong-shape', 'confidence'],
    [{ location: 'behind the school' }, 'wrong-shape', 'location'],
    [{ location: [190, 36] }, 'bad-place', 'location'],
    [{ location: { lng: 112, lat: 36 } }, 'wrong-shape', 'location'],
    [{ radius: -1 }, 'bad-place', 'radius'],
    [{ bearing: 361 }, 'bad-place', 'bearing'],
    [{ bearing: 9, halfAngle: 0 }, 'bad-place', 'halfAngle'],
    [{ bearing: 9, range: 0 }, 'bad-place', 'range'],
    [{ at: '2026-02-30T10:00:00Z' }, 'bad-time', 'at'],
    [{ at: true }, 'bad-time', 'at'],
  ]
  it.each(doubtful)('does not hold an alarm back for %j, but tells what it could not read', (fields, reason, field) => {
    const decoding = decoded({ kind: 'smoke', ...fields })
    expect(inShort(decoding)).toEqual(['kitchen-7: smoke active'])
    expect(decoding.outcome === 'decoded' && decoding.unread).toMatchObject({ reason })
    expect(decoding.outcome === 'decoded' && decoding.unread?.detail.startsWith(`${field} `)).toBe(true)
  })
  it.each(doubtful)('refuses a clearing or a reading with %j, for nobody waits for it', (fields, reason) => {
    for (const state of ['cleared', 'reading']) {
      expect(decoded({ kind: 'smoke', state, ...fields })).toMatchObject({ outcome: 'refused', reason })
    }
  })

  it('leaves out what it could not read and keeps the rest', () => {
    expect(only({ kind: 'fire', at: 'noon', confidence: 2, value: 3, bearing: 40, range: 'far' })).toMatchObject({
      deviceAt: null,
      confidence: null,
      values: { value: 3 },
      place: { type: 'sector', bearingDegrees: 40, halfAngleDegrees: 5, rangeMetres: null },
    })
    const links = ['https://nvr.example/1.jpg', 'file:///etc/passwd']
    expect(only({ kind: 'fire', media: links })?.media).toEqual(['https://nvr.example/1.jpg'])
  })

  it('takes longitude and latitude for exchanged where they can be nothing else', () => {
    expect(only({ kind: 'fire', location: [36.5, 112.3] })?.place).toMatchObject({ location: [112.3, 36.5] })
    expect(only({ kind: 'fire', location: [36.5, 190] })?.place).toBeNull()
  })

  it.each([
    [{ kind: 'SMOKE' }, 'smoke active'],
    [{ kind: ' Missing_Person ' }, 'missing-person active'],
    [{ kind: 'smoke', state: null }, 'smoke active'],
    [{ kind: 'smoke', state: '' }, 'smoke active'],
    [{ kind: 'smoke', state: 'Active' }, 'smoke active'],
    [{ kind: 'gas', state: 'alarm' }, 'gas active'],
    [{ kind: 'gas', state: 'ON' }, 'gas active'],
    [{ kind: 'gas', state: 'OFF' }, 'gas cleared'],
    [{ kind: 'gas', state: 'normal' }, 'gas cleared'],
    [{ kind: 'gas', state: 'heartbeat' }, 'gas reading'],
    [{ kind: 'gas', state: 'test' }, 'gas reading'],
    [{ kind: 'gas', state: 'active', test: true }, 'gas reading'],
    [{ kind: 'gas', test: false }, 'gas active'],
    [{ kind: 'gas', value: null, unit: null, id: null, at: null, media: null, location: null }, 'gas active'],
    [{ kind: 'gas', value: '', unit: '', at: '' }, 'gas active'],
    [{ kind: 'gas', unknown: { deep: [1] }, constructor: 1, toString: 'x' }, 'gas active'],
    [{ kind: 'flood', value: '1.25', unit: 'm' }, 'flood active'],
    [{ kind: 'flood', value: -1e308, radius: 1e6 }, 'flood active'],
    [{ kind: 'smoke', id: '../../etc %00 \u202e 家' }, 'smoke active'],
    [{ kind: 'smoke', id: 0 }, 'smoke active'],
  ])('reads %j', (payload, expected) => {
    const decoding = decoded(payload)
    expect(inShort(decoding)).toEqual([`kitchen-7: ${expected}`])
    expect(decoding).not.toHaveProperty('unread')
  })

  it('knows a drill by its own word, and takes what it cannot read as that in earnest', () => {
    const drill = (exercise: unknown) => observationsOf(decoded({ kind: 'fire', exercise }))[0]
    expect(drill(true)).toMatchObject({ state: 'active', exercise: true })
    for (const other of [false, null, undefined, 'true', 1]) {
      expect(drill(other)).toMatchObject({ state: 'active', exercise: false })
    }
    expect(decoded({ kind: 'fire', exercise: 'yes' })).toMatchObject({
      unread: { detail: 'exercise is a string, expected true or false.' },
    })
  })

  const bytes = (text: string) => new TextEncoder().encode(text)
  const gbk = (before: string, name: number[], after: string) =>
    new Uint8Array([...bytes(before), ...name, ...bytes(after)])
  it.each<[string, Uint8Array, string | string[]]>([
    ['a byte order mark before it', bytes('\ufeff{"kind":"smoke"}'), ['kitchen-7: smoke active']],
    ['Chinese in GBK', gbk('{"kind":"smoke","value":"', [0xd1, 0xcc], '"}'), ['kitchen-7: smoke active']],
    ['GBK that looks like a bracket', gbk('{"kind":"gas","value":"', [0x81, 0x5b], '"}'), ['kitchen-7: gas active']],
    ['a number Python could not compute', bytes('{"kind":"gas","value":NaN}'), ['kitchen-7: gas active']],
    ['an endless number', bytes('{"kind":"gas","value":-Infinity,"confidence":1e999}'), ['kitchen-7: gas active']],
    ['a word NaN in a text', bytes('{"kind":"gas","value":"NaN \\" NaN"}'), ['kitchen-7: gas active']],
    ['a comma too many', bytes('{"kind":"gas",}'), 'not-json'],
    ['single quotes', bytes("{'kind':'gas'}"), 'not-json'],
    ['its own end missing', bytes('{"kind":"gas"'), 'not-json'],
    ['two objects in it', bytes('{"kind":"gas"}{"kind":"gas"}'), 'not-json'],
    ['base64 around it', bytes('eyJraW5kIjoiZ2FzIn0='), 'not-json'],
    ['a list around it', bytes('[{"kind":"gas"}]'), 'wrong-shape'],
    ['a text around it', bytes('"{\\"kind\\":\\"gas\\"}"'), 'wrong-shape'],
    ['UTF-16', new Uint8Array(Buffer.from('{"kind":"gas"}', 'utf16le')), 'not-json'],
    ['bytes of no script', new Uint8Array([0x7b, 0xff, 0xff, 0x7d]), 'not-utf8'],
    ['nothing but a zero byte', new Uint8Array([0]), 'not-json'],
    ['the word NaN alone', bytes('NaN'), 'wrong-shape'],
  ])('reads or refuses a message with %s', (_, payload, expected) => {
    expect(inShort(decoded(payload))).toEqual(expected)
  })

  it('takes an empty id for none, so that two alarms are not one', () => {
    expect(only({ kind: 'smoke', id: '' })?.eventId).toBeNull()
  })

  it('takes any name of up to 256 characters for the device and refuses longer and empty ones', () => {
    const named = (name: string) =>
      inShort(decode(messageOn(`xiangshao/${name}/event`, { kind: 'gas' }), usualSources).decoding)
    expect(named('%E2 ?!"王家')).toEqual(['%E2 ?!"王家: gas active'])
    expect(named('x'.repeat(256))).toEqual([`${'x'.repeat(256)}: gas active`])
    expect(named('x'.repeat(257))).toBe('bad-topic')
    expect(named('')).toBe('bad-topic')
  })
})
