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
  'bad-confidence': 'wrong-shape',
  'bad-place': 'bad-place',
  'bad-time': 'bad-time',
  cleared: ['kitchen-7: gas cleared'],
  empty: 'empty',
  intrusion: ['depot-gate: intrusion active!'],
  'kind-only': ['kitchen-7: gas active'],
  located: ['tracker 3: sos active'],
  'no-fix': ['tracker 3: sos active'],
  'not-an-object': 'wrong-shape',
  'not-utf8': 'not-utf8',
  'reading-water-level': ['河口水位: flood reading'],
  'script-link': 'wrong-shape',
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
    [{ kind: 'smoke', state: 'burning' }, 'wrong-shape', 'state'],
    [{ kind: 42 }, 'wrong-shape', 'kind'],
    [{ id: 'x' }, 'wrong-shape', 'kind'],
    [{ kind: 'smoke', id: {} }, 'wrong-shape', 'id'],
    [{ kind: 'smoke', value: {} }, 'wrong-shape', 'value'],
    [{ kind: 'smoke', unit: 7 }, 'wrong-shape', 'unit'],
    [{ kind: 'smoke', media: 'https://nvr.example/1.jpg' }, 'wrong-shape', 'media'],
    [{ kind: 'smoke', location: 'behind the school' }, 'wrong-shape', 'location'],
    [{ kind: 'smoke', location: [190, 36] }, 'bad-place', 'location'],
    [{ kind: 'smoke', radius: -1 }, 'bad-place', 'radius'],
    [{ kind: 'smoke', bearing: 361 }, 'bad-place', 'bearing'],
    [{ kind: 'smoke', bearing: 9, halfAngle: 0 }, 'bad-place', 'halfAngle'],
    [{ kind: 'smoke', bearing: 9, range: 0 }, 'bad-place', 'range'],
    [{ kind: 'smoke', at: '2026-02-30T10:00:00Z' }, 'bad-time', 'at'],
    [{ kind: 'smoke', at: true }, 'bad-time', 'at'],
  ])('refuses %j and names the field', (payload, reason, field) => {
    const decoding = decoded(payload)
    expect(decoding).toMatchObject({ outcome: 'refused', reason })
    expect(decoding.outcome === 'refused' && decoding.detail.startsWith(`${field} `)).toBe(true)
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
