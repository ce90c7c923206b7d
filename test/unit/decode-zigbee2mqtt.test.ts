import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('zigbee2mqtt')

const says: Record<string, string | string[]> = {
  'availability-cleared-on-rename': 'ignored',
  'availability-offline': ['remote: reading'],
  'availability-online-nested': ['土岭底村/王家 厨房: reading'],
  'bridge-event-device-announce': 'ignored',
  'bridge-event-device-joined': 'ignored',
  'bridge-event-interview-failed': 'ignored',
  'bridge-logging': 'ignored',
  'bridge-state-legacy-online': ['bridge: reading'],
  'bridge-state-offline-lwt': ['bridge: reading'],
  'button-action': ['FRIENDLY_NAME: reading'],
  'carbon-monoxide-text-off': ['co: gas cleared~'],
  'command-set': 'ignored',
  'contact-aqara': ['前门/门磁: intrusion active~!'],
  'contact-with-update-block': ['back door: intrusion active~!'],
  'gas-test-button-no-alarm': ['Gas Cucina: gas cleared~'],
  'motion-nulls': ['Bad Motion: intrusion cleared~!'],
  'occupancy-aqara-p1': ['0x04cf8cdf3c8a82e0: intrusion active~!'],
  'occupancy-legacy-minimal': ['0x00158d0002006aa6: intrusion active~!'],
  'occupancy-sensor-without-occupancy': ['occupancy_sensor: reading'],
  'occupancy-sequence-2-true': ['KeukenMotionSensorMS4: intrusion active~!'],
  'occupancy-sequence-3-false-timeout': ['KeukenMotionSensorMS4: intrusion cleared~!'],
  'smoke-and-temperature': ['土岭底村/王家 厨房: smoke active~'],
  'smoke-heiman-alarm-on': ['smoke_detector: smoke active~'],
  'smoke-under-test': ['Smoke: reading'],
  'smoke-xiaomi-test-button-repeat1': ['Smoke: smoke cleared~'],
  'soil-battery-state-enum': ['Soil 3: reading'],
  'sos-action-emergency': ['0xa4c13899607febd1: sos active'],
  'sos-action-empty': ['0xa4c13899607febd1: reading'],
  'temperature-humidity': ['FRIENDLY_NAME: reading'],
  'water-leak-false-same-second': ['0x286d9700010511f8: flood cleared~'],
  'water-leak-null-after-restart': ['waterleak-bad: reading'],
  'water-leak-nulls-topic-with-space': ['master_bathroom_water_leak sensor_t1: flood cleared~'],
  'water-leak-true-no-battery': ['0x286d97000106f4e3: flood active~'],
  'weather-partial-negative': ['weather_sensor: reading'],
  'unnamed-alarm-zone': ['0xflood: flood active~'],
  'co-and-smoke-siren': ['0xa4c138636a6fa269: gas active~'],
  'sos-button': ['SOS: sos active'],
  'keypad-action-empty': ['Clavier_code: reading'],
}

const decoded = (payload: unknown, name = 'x') =>
  decode(messageOn(`zigbee2mqtt/${name}`, payload), usualSources).decoding
const short = (payload: unknown, name = 'x') => inShort(decoded(payload, name))
const bytes = (text: string) => new TextEncoder().encode(text)

describe('Zigbee2MQTT', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('reads measurements with their units, the battery from a text and the time from milliseconds', () => {
    const message = messages.get('smoke-and-temperature')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toMatchObject([
      {
        externalId: '土岭底村/王家 厨房',
        deviceKind: 'smoke',
        values: { temperatureCelsius: 31.5, smoke: true },
        batteryPercent: 97,
        deviceAt: new Date(1760000000123),
        eventId: null,
      },
    ])
  })

  it('gives one observation for each kind of a device that sees several, the values on the first', () => {
    expect(observationsOf(decoded({ temperature: 3, occupancy: true, smoke: false, water_leak: true }))).toMatchObject([
      { kind: 'intrusion', state: 'active', values: { temperatureCelsius: 3 } },
      { kind: 'smoke', state: 'cleared', values: {} },
      { kind: 'flood', state: 'active', values: {} },
    ])
  })

  it('does not call a kind clear while one of its keys is unknown', () => {
    expect(short({ gas: false, carbon_monoxide: null })).toEqual(['x: reading'])
    expect(short({ gas: true, carbon_monoxide: null })).toEqual(['x: gas active~'])
    expect(short({ gas: false, carbon_monoxide: false })).toEqual(['x: gas cleared~'])
    expect(short({ smoke: 0 })).toEqual(['x: reading'])
  })

  it('reads an open contact from the magnet and from the word', () => {
    expect(short({ contact: false })).toEqual(['x: intrusion active~!'])
    expect(short({ contact: true })).toEqual(['x: intrusion cleared~!'])
    expect(short({ contact: 'open' })).toEqual(['x: intrusion active~!'])
    expect(short({ contact: 'OFF' })).toEqual(['x: intrusion active~!'])
    expect(short({ contact: null })).toEqual(['x: reading'])
  })

  it.each(['sos', 'SOS', 'emergency', 'panic', 'sos_hold', '1_emergency'])(
    'takes the action %s for a call for help',
    (action) => {
      expect(short({ action })).toEqual(['x: sos active'])
    },
  )

  it.each(['single', '', null, 'emergency_release', 'on', 'brightness_move_up'])(
    'takes the action %s for a reading',
    (action) => {
      expect(short({ action })).toEqual(['x: reading'])
    },
  )

  it('says which alarm field it cannot read, but never holds a readable alarm back for it', () => {
    expect(decoded({ smoke: { level: 2 }, temperature: 21 })).toMatchObject({
      observations: [{ kind: null, state: 'reading', values: { temperatureCelsius: 21 } }],
      unread: { reason: 'wrong-shape', detail: 'smoke is an object, expected true, false or null.' },
    })
    expect(short({ gas: 'perhaps', carbon_monoxide: false, smoke: false })).toEqual(['x: smoke cleared~'])
    expect(short({ gas: 'perhaps', smoke: true })).toEqual(['x: smoke active~'])
  })

  it('reads availability of nested names in both spellings and ignores a deleted topic', () => {
    expect(observationsOf(decoded({ state: 'online' }, 'a/b c/availability'))[0]).toMatchObject({
      externalId: 'a/b c',
      available: true,
    })
    expect(observationsOf(decoded(bytes('offline'), 'a/availability'))[0]).toMatchObject({
      externalId: 'a',
      available: false,
    })
    expect(short(bytes(''), 'a/availability')).toBe('ignored')
    expect(short(bytes(''), 'a')).toBe('ignored')
    expect(short({ state: 'asleep' }, 'a/availability')).toBe('wrong-shape')
  })

  it('refuses what is no device state', () => {
    expect(short(bytes('ON'))).toBe('not-json')
    expect(short(true)).toBe('wrong-shape')
    expect(short({ smoke: true }, '')).toBe('bad-topic')
    expect(short({ smoke: true }, 'x'.repeat(257))).toBe('bad-topic')
  })

  it('does not let a number too great for JSON into a value', () => {
    expect(observationsOf(decoded(bytes('{"temperature": 1e999, "humidity": "44.5"}')))[0]?.values).toEqual({
      humidityPercent: 44.5,
    })
  })
})
