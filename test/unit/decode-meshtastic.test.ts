import { describe, expect, it } from 'vitest'
import { decode, formats } from '../../server/domain/decode/formats.ts'
import { lastingKey } from '../../server/domain/decode/message-key.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('meshtastic')

const says: Record<string, string | string[]> = {
  'gateway-offline': ['!7efeee00: reading'],
  'made-detection-smoke': ['!b3d687aa: smoke active'],
  nodeinfo: ['!7efeee00: reading'],
  'position-bits': 'wrong-shape',
  'sendposition-downlink': 'ignored',
  'telemetry-zeroes': ['!7efeb2c8: reading'],
  'text-signed-numbers': ['!b3d687aa: reading'],
}

const envelope = { from: 0x00c0ffee, id: 17, sender: '!7efeee00', timestamp: 1_760_000_000, channel: 0, to: 4294967295 }
const heard = (type: string, payload: unknown, rest = {}, topic = 'CN/2/json/LongFast/!7efeee00') =>
  decode(messageOn(`msh/${topic}`, { ...envelope, type, payload, ...rest }), usualSources).decoding
const only = (...args: Parameters<typeof heard>) => observationsOf(heard(...args))[0]
const text = (words: unknown) => inShort(heard('text', { text: words }))
const detected = (words: unknown) => inShort(heard('detection', { text: words }))

describe('Meshtastic', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('knows a radio by its number, signed or not, and the gateway it was heard through', () => {
    expect(only('nodeinfo', {}, { from: -1277786198 })).toMatchObject({ externalId: '!b3d687aa', via: '!7efeee00' })
    expect(only('nodeinfo', {}, { from: 3017181098 })).toMatchObject({ externalId: '!b3d687aa' })
    expect(only('nodeinfo', {}, { from: 0x7efeee00 })).toMatchObject({ externalId: '!7efeee00', via: null })
  })

  it('takes the copies of two gateways, of whatever firmware, for one message', () => {
    const copy = (rest: object, topic?: string) => {
      const message = messageOn('msh/x', { ...rest })
      const [one] = observationsOf(heard('text', { text: 'SOS' }, rest, topic))
      return one && lastingKey('mesh', one, message)
    }
    const first = copy({ id: 2260854052, from: 3017181098 })
    expect(copy({ id: -2034113244, from: -1277786198, sender: '!25054758' }, '2/json/LongFast/!25054758')).toBe(first)
    expect(copy({ id: 2260854053, from: 3017181098 })).not.toBe(first)
    expect(only('text', { text: 'SOS' }, { id: 0 })?.eventId).toBeNull()
  })

  it('reads a position in ten-millionths of a degree, as wide as it was blurred, and marks it', () => {
    const position = { latitude_i: 365000000, longitude_i: 1121000000, altitude: 1380, time: 1_760_000_005 }
    expect(only('position', position)).toMatchObject({
      deviceKind: 'tracker',
      place: { type: 'point', location: [112.1, 36.5], radiusMetres: 0 },
      values: { position: true, altitudeMetres: 1380 },
      deviceAt: new Date(1_760_000_005_000),
    })
    expect(only('position', { ...position, precision_bits: 13 })?.place).toMatchObject({ radiusMetres: 2913 })
    expect(only('position', { latitude_i: 365000000 })).toMatchObject({ place: null, values: {} })
    expect(only('position', { latitude_i: 0, longitude_i: 0 })?.place).toBeNull()
  })

  it('does not call a battery dead that was not measured, nor give more than all to one on mains', () => {
    expect(only('telemetry', { battery_level: 0, voltage: 0, air_util_tx: 0 })).toMatchObject({
      batteryPercent: null,
      values: { air_util_tx: 0 },
    })
    expect(only('telemetry', { battery_level: 101, voltage: 4.2 })).toMatchObject({
      batteryPercent: null,
      values: { externalPower: true, batteryVolts: 4.2 },
    })
    expect(only('telemetry', { battery_level: 87, voltage: 3.9 })).toMatchObject({ batteryPercent: 87 })
  })

  it('reads the weather of a radio', () => {
    expect(only('telemetry', { temperature: 21.5, relative_humidity: 40, wind_speed: 6, lux: 300 })).toMatchObject({
      deviceKind: 'weather',
      values: { temperatureCelsius: 21.5, humidityPercent: 40, windSpeedMetresPerSecond: 6, illuminanceLux: 300 },
    })
  })

  it('has no time where the clock of neither was set', () => {
    expect(only('telemetry', {}, { timestamp: 0 })?.deviceAt).toBeNull()
    expect(only('telemetry', { time: 77 }, { timestamp: 1_760_000_000 })?.deviceAt).toEqual(new Date(1_760_000_000_000))
  })

  it.each([
    'SOS',
    's.o.s!',
    'Sos 北沟',
    '求救！摔伤了',
    '救命',
    'HELP',
    'need help at the ridge',
    '🆘',
    'SOS 这不是测试',
  ])('takes the text %s for a call for help', (words) => {
    expect(text(words)).toEqual(['!00c0ffee: sos active'])
  })

  it.each(['good morning', 'SOS测试', 'test SOS', 'helpful', '帮忙带点水', 'emergency net at 8 pm', ''])(
    'takes the text %s for a private word',
    (words) => {
      expect(text(words)).toEqual(['!00c0ffee: reading'])
    },
  )

  it('does not let a place of a test or a drill that went wrong silence a call', () => {
    expect(text('SOS at the test site')).toEqual(['!00c0ffee: sos active'])
    expect(only('text', { text: '演练时有人受伤 SOS' })).toMatchObject({ state: 'active', exercise: false })
    expect(only('text', { text: '【演练】SOS' })).toMatchObject({ state: 'active', exercise: true })
  })

  it('keeps nothing of what people write or are called', () => {
    const kept = [
      heard('text', { text: '张三 SOS 家里' }),
      heard('text', { text: '张三 在家' }),
      heard('nodeinfo', { longname: '张三', shortname: '张三', id: '!00c0ffee' }),
      heard('waypoint', { name: '张三', latitude_i: 365000000, longitude_i: 1121000000 }),
      heard('traceroute', { route: ['张三', 'x'] }),
    ]
    expect(JSON.stringify(kept)).not.toContain('张三')
    expect(kept.map((decoding) => observationsOf(decoding)[0]?.place)).toEqual(kept.map(() => null))
  })

  it('reads a text that is JSON as what a sensor says', () => {
    expect(inShort(heard('text', { smoke: 1, temperature: 40 }))).toEqual(['!00c0ffee: smoke active~'])
    expect(inShort(heard('text', 'SOS'))).toEqual(['!00c0ffee: sos active'])
    expect(inShort(heard('text', 42))).toEqual(['!00c0ffee: reading'])
  })

  it.each([
    ['Motion detected', 'intrusion active!'],
    ['Motion detected\u0007', 'intrusion active!'],
    ['Gate state: 1', 'intrusion active~!'],
    ['Gate state: 0', 'intrusion cleared~!'],
    ['Smoke detected', 'smoke active'],
    ['SOS button detected', 'sos active'],
    ['烟感 detected', 'smoke active'],
    ['Water leak state: 0', 'flood cleared~'],
    ['Smoke test detected', 'reading'],
  ])('reads the detection %s', (words, expected) => {
    expect(detected(words)).toEqual([`!00c0ffee: ${expected}`])
  })

  it('raises a call of nobody it can name, and tells what was missing', () => {
    const decoding = heard('text', { text: 'SOS' }, { from: undefined })
    expect(inShort(decoding)).toEqual(['!7efeee00: sos active'])
    expect(decoding).toMatchObject({ unread: { detail: 'from is missing, expected the number of a radio.' } })
    expect(inShort(heard('position', {}, { from: undefined }))).toBe('wrong-shape')
  })

  it('hears the gateway come and go, whatever levels the region has, and passes over the rest', () => {
    const state = (topic: string, payload: string) =>
      decode(messageOn(topic, new TextEncoder().encode(payload)), usualSources).decoding
    expect(observationsOf(state('msh/EU_868/CN/2/stat/!7EFEEE00', 'online'))).toMatchObject([
      { externalId: '!7efeee00', deviceKind: 'gateway', available: true },
    ])
    expect(observationsOf(state('msh/2/stat/!7efeee00', 'offline'))).toMatchObject([{ available: false }])
    expect(inShort(state('msh/2/stat/!7efeee00', 'asleep'))).toBe('wrong-shape')
    expect(inShort(state('msh/US/2/e/LongFast/!7efeee00', '\u0001'))).toBe('ignored')
    expect(inShort(heard('text', { text: 'SOS' }, {}, 'US/2/json/mqtt/'))).toBe('ignored')
    expect(formats.meshtastic.subscriptions('msh').join()).not.toMatch(/#|\/e\//)
  })
})
