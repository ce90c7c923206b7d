import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('senml')

const says: Record<string, string | string[]> = {
  'base-time-relative': Array.from({ length: 5 }, () => 'urn:dev:ow:10e2073a01080063: reading'),
  'lwm2m-diwise': ['net:serva:iot:a81758fffe051d02: reading'],
  'two-records': ['urn:dev:ow:10e2073a01080063: reading'],
}

const decoded = (pack: unknown, topic = 'senml/gully-3') => decode(messageOn(topic, pack), usualSources).decoding
const short = (pack: unknown, topic?: string) => inShort(decoded(pack, topic))
const only = (pack: unknown, topic?: string) => observationsOf(decoded(pack, topic))[0]
const received = new Date('2026-04-17T15:33:23.000Z')
const ago = (seconds: number) => new Date(received.getTime() - seconds * 1000)

describe('SenML', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('adds base time and time, and takes position and battery for what they are', () => {
    const message = messages.get('base-time-relative')
    const observations = message ? observationsOf(decode(message, usualSources).decoding) : []
    expect(observations.map(({ deviceAt }) => deviceAt?.toISOString().slice(11, 19))).toEqual([
      '13:24:24',
      '13:25:24',
      '13:26:24',
      '13:26:54',
      '13:27:24',
    ])
    expect(observations[0]).toMatchObject({
      values: { humidityPercent: 20 },
      place: { location: [24.30621, 60.07965] },
    })
    expect(observations[3]).toMatchObject({ batteryPercent: 98, place: { location: [24.30628, 60.07967] } })
  })

  it('finds the device of an LwM2M object in its own record', () => {
    const message = messages.get('lwm2m-diwise')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toMatchObject([
      {
        deviceAt: new Date(1677079794000),
        values: { temperatureCelsius: -4.5 },
        place: { location: [17.31984, 62.36956] },
      },
    ])
  })

  it.each<[string, unknown, string[]]>([
    ['by base name', [{ bn: 'smoke-7/', n: 'smoke', vb: true }], ['smoke-7: smoke active~']],
    [
      'by a base name without a separator',
      [{ bn: 'urn:dev:mac:0024befffe804ff1', n: 'smoke', vb: true }],
      ['urn:dev:mac:0024befffe804ff1: smoke active~'],
    ],
    [
      'by a whole name',
      [{ n: 'urn:dev:mac:0024befffe804ff1_smoke', vb: true }],
      ['urn:dev:mac:0024befffe804ff1: smoke active~'],
    ],
    [
      'by a name and a unit alone',
      [{ n: 'urn:dev:ow:10e2073a01080063', u: 'Cel', v: 23.1 }],
      ['urn:dev:ow:10e2073a01080063: reading'],
    ],
    ['by the topic', [{ n: 'smoke', vb: true }], ['gully-3: smoke active~']],
    ['by a path of LwM2M below the topic', [{ bn: '/3303/0/', n: '5700', v: 21 }], ['gully-3: reading']],
    [
      'several in one pack',
      [
        { bn: 'urn:dev:mac:', n: '0024befffe804ff1:smoke', vb: true },
        { n: '0024befffe804ff2:smoke', vb: false },
      ],
      ['urn:dev:mac:0024befffe804ff1: smoke active~', 'urn:dev:mac:0024befffe804ff2: smoke cleared~'],
    ],
    [
      'several after one another',
      [
        { bn: 'house-1:', n: 'water_leak', vb: true },
        { bn: 'house-2:', n: 'water_leak', vb: false },
      ],
      ['house-1: flood active~', 'house-2: flood cleared~'],
    ],
  ])('knows a device %s', (_, pack, expected) => {
    expect(short(pack)).toEqual(expected)
  })

  it.each<[object, string[]]>([
    [{ n: 'smoke', v: 1 }, ['gully-3: smoke active~']],
    [{ n: 'smoke', vs: 'alarm' }, ['gully-3: smoke active~']],
    [{ n: 'smoke', v: 12.5 }, ['gully-3: reading']],
    [{ n: 'gas_alarm', vb: true }, ['gully-3: gas active~']],
    [{ n: 'sos', vb: true }, ['gully-3: sos active']],
    [{ n: 'motion', vb: true }, ['gully-3: intrusion active~!']],
    [{ n: 'door', vs: 'open' }, ['gully-3: intrusion active~!']],
    [{ n: 'tamper', vb: true }, ['gully-3: reading']],
    [{ n: 'smoke', vs: 'purple' }, ['gully-3: reading']],
    [{ bn: '/3302/0/', n: '5500', vb: true }, ['gully-3: intrusion active~!']],
  ])('reads the record %j', (record, expected) => {
    expect(short([record])).toEqual(expected)
  })

  it('keeps measurements under our names, in the unit of the name', () => {
    const pack = [
      { n: 'temperature', u: 'K', v: 294.65 },
      { n: 'humidity', u: '%RH', v: 18 },
      { n: 'wind_speed', u: 'km/h', v: 36 },
      { n: 'wind_direction', u: 'deg', v: 315 },
      { n: 'rainfall', u: 'mm', v: 1.2 },
      { n: 'air_pressure', u: 'Pa', v: 100630 },
      { n: 'level', u: 'm', v: 1.25 },
    ]
    expect(only(pack)?.values).toEqual({
      temperatureCelsius: 21.5,
      humidityPercent: 18,
      windSpeedMetresPerSecond: 10,
      windDirectionDegrees: 315,
      rainfallMillimetres: 1.2,
      pressureHectopascal: 1006.3,
      levelMillimetres: 1250,
    })
  })

  it('takes small times for seconds from now, and none for now', () => {
    const at = (record: object) => only([{ n: 'temperature', v: 1, ...record }])?.deviceAt
    expect(at({})).toBeNull()
    expect(at({ t: 0 })).toBeNull()
    expect(at({ t: -60 })).toEqual(ago(60))
    expect(at({ bt: -60, t: -5 })).toEqual(ago(65))
    expect(at({ bt: 1_320_067_464, t: 60 })).toEqual(new Date(1_320_067_524_000))
    expect(at({ t: 2 ** 28 - 1 })).toEqual(new Date(received.getTime() + (2 ** 28 - 1) * 1000))
    expect(at({ t: 2 ** 28 })).toEqual(new Date(2 ** 28 * 1000))
    expect(at({ t: 1e300 })).toBeNull()
  })

  it('adds a base value, and takes a base unit where a record has none', () => {
    expect(only([{ bu: 'Cel', bv: 20, n: 'temperature', v: 1.5 }])?.values).toEqual({ temperatureCelsius: 21.5 })
  })

  it('raises an alarm that came and went within one pack, and none of long ago', () => {
    const smoke = (t: number, vb: boolean) => ({ n: 'smoke', t, vb })
    expect(short([smoke(-60, true), smoke(0, false)])).toEqual(['gully-3: smoke active~', 'gully-3: smoke cleared~'])
    expect(short([smoke(-7200, true), smoke(0, false)])).toEqual(['gully-3: reading', 'gully-3: smoke cleared~'])
    expect(short([smoke(-7200, false), smoke(0, true)])).toEqual(['gully-3: reading', 'gully-3: smoke active~'])
    expect(short([smoke(-120, true), smoke(-60, true)])).toEqual(['gully-3: reading', 'gully-3: smoke active~'])
    expect(short([smoke(-7200, true), { n: 'temperature', v: 9 }])).toEqual([
      'gully-3: smoke active~',
      'gully-3: reading',
    ])
  })

  it('raises an alarm that is taken back in the same moment', () => {
    const smoke = [true, false].map((vb) => ({ n: 'smoke', vb }))
    expect([short(smoke), short(smoke.toReversed())]).toEqual([['gully-3: smoke active~'], ['gully-3: smoke active~']])
  })

  it('tells of what it cannot read, and keeps the rest', () => {
    expect(decoded([{ n: 'smoke', vb: true }, 'x'])).toMatchObject({
      outcome: 'decoded',
      observations: [{ kind: 'smoke' }],
      unread: { detail: 'record 1 is a string, expected an object.' },
    })
    expect(decoded([{ n: 'smoke', vb: true, must_: 1 }])).toMatchObject({ unread: { reason: 'wrong-shape' } })
    expect(decoded([{ n: 'smoke', vs: 'purple' }])).toMatchObject({ unread: { reason: 'wrong-shape' } })
    expect(short([])).toBe('wrong-shape')
    expect(short('x')).toBe('wrong-shape')
    expect(short(new TextEncoder().encode('[{"n":'))).toBe('not-json')
  })

  it('reads a thousand moments of a device and tells of more', () => {
    const pack = Array.from({ length: 1200 }, (_, index) => ({ n: 'temperature', t: -index - 1, v: 20 }))
    const decoding = decoded(pack)
    expect(observationsOf(decoding)).toHaveLength(1000)
    expect(decoding).toMatchObject({ unread: { reason: 'too-large' } })
    expect(observationsOf(decoding).at(-1)?.deviceAt).toEqual(ago(1))
  })

  it('reads one record without its list, and what is posted', () => {
    expect(short({ n: 'smoke', vb: true })).toEqual(['gully-3: smoke active~'])
    const posted = (topic: string, pack: unknown) =>
      inShort(decode(messageOn(topic, pack, { source: 'senml' }), usualSources).decoding)
    expect(posted('ingest/senml', [{ bn: 'smoke-7/', n: 'smoke', vb: true }])).toEqual(['smoke-7: smoke active~'])
    expect(posted('ingest/senml/smoke-8', [{ n: 'smoke', vb: true }])).toEqual(['smoke-8: smoke active~'])
    expect(posted('ingest/senml', [{ vb: true }])).toBe('wrong-shape')
  })
})
