import { describe, expect, it } from 'vitest'
import { decode, formats, sourceOf } from '../../server/domain/decode/formats.ts'
import type { Memory } from '../../server/domain/decode/format.ts'
import {
  fixtureMessages,
  inShort,
  messageOn,
  observationsOf,
  sourceFor,
  usualSources,
} from '../support/message-fixtures.ts'

const messages = fixtureMessages('tasmota')

const says: Record<string, string | string[]> = {
  'ibeacon-on': ['ibeacon/A4C1387FC1E1: reading'],
  'lorawan-bridge-door': ['core2/0x4AD6: intrusion active~!'],
  'lwt-deep-sleep': ['ESP_3284D1: reading'],
  'lwt-offline': ['tasmota_XXXXXX: reading'],
  'lwt-online': ['tasmota_XXXXXX: reading'],
  'power-plain': ['tasmota_switch: reading'],
  'power-result': 'ignored',
  'sensor-deepsleep-tz-retained': ['demo-sensor: reading'],
  'sensor-ds18b20': ['tasmota: reading'],
  'sensor-ir-temperature': ['tasmota: reading'],
  'sensor-scd40': ['tasmota: reading'],
  state: ['tasmota: reading'],
  'state-before-deep-sleep': ['ESP01: reading'],
  'wind-nan': ['wind: reading'],
  'zigbee-contact-closed': ['SonoffZB/0x662E: intrusion cleared~!'],
  'zigbee-contact-open': ['SonoffZB/0x662E: intrusion active~!'],
  'zigbee-info-contact': ['topic/DeurBijkeuken: reading'],
  'zigbee-name-as-key': ['SonoffZB/xiaomi_motion_sensor: intrusion cleared~!'],
  'zigbee-occupancy-asked': ['bridge_tasmota_2D251C/0x6841: intrusion cleared~!'],
  'zigbee-temperature': ['Zigbee_home/0x2916: reading'],
  'zigbee-water-decoded': ['SonoffZigbeeBridge/0x898E: flood cleared~'],
  'zigbee-water-zone-alarm': ['SonoffZigbeeBridge/0x898E: other active~'],
  'zigbee-water-zone-dry': ['SonoffZigbeeBridge/0x898E: other cleared~'],
  'zigbee-weather-unit-beside': ['bridge/Kitchen: reading'],
  'zigbee-unnamed-zone': ['zb/0x898E: other active~'],
}

const bytes = (text: string) => new TextEncoder().encode(text)
const on = (topic: string, payload: unknown, memory?: Memory) =>
  decode(
    messageOn(topic, typeof payload === 'string' ? bytes(payload) : payload),
    usualSources,
    () => memory ?? new Map(),
  ).decoding
const short = (topic: string, payload: unknown, memory?: Memory) => inShort(on(topic, payload, memory))
const valuesOf = (topic: string, payload: unknown) => observationsOf(on(topic, payload))[0]?.values

describe('Tasmota', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('keeps the zone that a time states, and takes the source’s for one that states none', () => {
    const at = (name: string) => {
      const message = messages.get(name)
      return message && observationsOf(decode(message, usualSources).decoding)[0]?.deviceAt?.toISOString()
    }
    expect(at('sensor-deepsleep-tz-retained')).toBe('2021-06-27T13:03:44.000Z')
    expect(at('sensor-ds18b20')).toBe('2017-02-16T02:13:52.000Z')
  })

  it('believes the epoch before a time without zone', () => {
    const [reading] = observationsOf(on('tele/x/SENSOR', { Time: '2026-04-17T10:00:00', Epoch: 1776439998 }))
    expect(reading?.deviceAt?.getTime()).toBe(1776439998000)
  })

  it('takes the last will at its word', () => {
    expect(observationsOf(on('tele/x/LWT', 'Offline'))[0]?.available).toBe(false)
    expect(observationsOf(on('tele/x/LWT', 'Online'))[0]?.available).toBe(true)
    expect(short('tele/x/LWT', 'asleep')).toBe('wrong-shape')
  })

  it('does not call a device gone that has said it sleeps', () => {
    for (const message of [messages.get('state-before-deep-sleep'), messages.get('lwt-deep-sleep')]) {
      expect(message && decode(message, usualSources).decoding).toMatchObject({
        remember: { [`sleeps:${message?.topic.split('/').at(-2)}`]: true },
      })
    }
    const memory = new Map([['sleeps:ESP01', true]])
    expect(observationsOf(on('tele/ESP01/LWT', 'Offline', memory))[0]?.available).toBeNull()
    expect(observationsOf(on('tele/ESP02/LWT', 'Offline', memory))[0]?.available).toBe(false)
  })
})

describe('the devices behind a Tasmota bridge', () => {
  it('are each a device of their own, heard through the bridge', () => {
    const devices = { '0x1111': { Temperature: 20, BatteryPercentage: 55 }, '0x2222': { Water: 1 } }
    expect(observationsOf(on('tele/bridge/SENSOR', { ZbReceived: devices }))).toMatchObject([
      { externalId: 'bridge/0x1111', via: 'bridge', batteryPercent: 55, values: { temperatureCelsius: 20 } },
      { externalId: 'bridge/0x2222', via: 'bridge', kind: 'flood', state: 'active', batteryPercent: null },
    ])
  })

  it('keep their name where the topic, the key or neither holds their address', () => {
    for (const [topic, body] of [
      ['tele/bridge/SENSOR', { Kitchen: { Device: '0x898E', Water: 1 } }],
      ['tele/bridge/898E/SENSOR', { Kitchen: { Device: '0x898E', Water: 1 } }],
      ['tele/bridge/Kitchen/SENSOR', { Device: '0x898E', Name: 'Kitchen', Water: 1 }],
      ['/bridge/898E/tele/SENSOR', { Kitchen: { Device: '0x898E', Water: 1 } }],
    ] as const) {
      expect(short(topic, { ZbReceived: body })).toEqual(['bridge/Kitchen: flood active~'])
    }
  })

  it('tell what a bare zone status is about once they have told their model, type or state', () => {
    const memoryAfter = (inner: object) => {
      const decoding = on('tele/bridge/SENSOR', { ZbReceived: { '0x898E': inner } })
      return decoding.outcome === 'decoded'
        ? new Map(Object.entries(decoding.remember ?? {}))
        : new Map<string, unknown>()
    }
    const alarm = { ZbReceived: { '0x898E': { Device: '0x898E', '0500<00': '010000FF0000', ZoneStatusChange: 1 } } }
    const after = (inner: object) => short('tele/bridge/SENSOR', alarm, memoryAfter(inner))
    expect(after({ ModelId: 'lumi.sensor_wleak.aq1' })).toEqual(['bridge/0x898E: flood active~'])
    expect(after({ ZoneType: 40 })).toEqual(['bridge/0x898E: smoke active~'])
    expect(after({ ZoneType: 13 })).toEqual(['bridge/0x898E: intrusion active~!'])
    expect(after({ Water: 0 })).toEqual(['bridge/0x898E: flood active~'])
    expect(after({ Temperature: 3 })).toEqual(['bridge/0x898E: other active~'])
  })

  it.each([
    ['010000FF0000', 'active'],
    ['020000000000', 'active'],
    ['000000FF0000', 'cleared'],
    ['200000010000', 'cleared'],
    ['0C0000010000', 'cleared'],
    ['300000010000', 'cleared'],
  ])('say with the bytes %s that the water is %s', (raw, state) => {
    for (const key of ['0500<00', '0500!00', '0500?00']) {
      const body = { ZbReceived: { '0x1': { ModelId: 'lumi.sensor_wleak.aq1', [key]: raw } } }
      expect(short('tele/b/SENSOR', body)).toEqual([`b/0x1: flood ${state}~`])
    }
  })

  it('are under test where the zone says so', () => {
    const body = { ZbReceived: { '0x1': { Fire: 1, ZoneStatusChange: 0x101, '0500<00': '010100FF0000' } } }
    expect(short('tele/b/SENSOR', { ZbReceived: { '0x1': { ZoneType: 40, ZoneStatusChange: 0x101 } } })).toEqual([
      'b/0x1: reading',
    ])
    // What the bridge itself made of it counts all the same.
    expect(short('tele/b/SENSOR', body)).toEqual(['b/0x1: smoke active~'])
  })

  it('are read over Bluetooth by the end of their address', () => {
    const body = {
      Time: '2026-04-17T10:00:00',
      'LYWSD03-52680f': { Temperature: 22.1, Humidity: 46, Battery: 97, RSSI: -66 },
      'NLIGHT-1f2e3d': { Motion: 1, NMT: 120, RSSI: -80 },
      'SJWS01L-aabbcc': { Leak: 1, Battery: 80 },
      TempUnit: 'C',
    }
    expect(short('tele/ble/SENSOR', body)).toEqual([
      'ble/LYWSD03-52680f: reading',
      'ble/NLIGHT-1f2e3d: intrusion active~!',
      'ble/SJWS01L-aabbcc: flood active~',
    ])
  })

  it('may be a code on 433 MHz, which only presses', () => {
    const body = { RfReceived: { Sync: 12340, Low: 420, High: 1240, Data: 'E5CC13', RfKey: 'None' } }
    expect(observationsOf(on('tele/rf/RESULT', body))).toMatchObject([
      { externalId: 'rf/E5CC13', kind: null, values: { action: 'press' }, via: 'rf' },
    ])
  })
})

describe('an input of a Tasmota device', () => {
  it.each([
    ['tele/kitchen/SENSOR', { Switch1: 'ON' }, ['kitchen: reading']],
    ['tele/kitchen_smoke/SENSOR', { Switch1: 'ON' }, ['kitchen_smoke: smoke active~']],
    ['tele/kitchen_smoke/SENSOR', { Switch1: 'OFF' }, ['kitchen_smoke: smoke cleared~']],
    ['tele/烟感-3/SENSOR', { Switch1: 'ON' }, ['烟感-3: smoke active~']],
    ['stat/cellar/RESULT', { WaterLeak: 'ON' }, ['cellar: flood active~']],
    ['stat/cellar/RESULT', { Switch1: { Action: 'ON' } }, ['cellar: reading']],
    ['stat/pir-hall/RESULT', { Switch2: { Action: 'ON' } }, ['pir-hall: intrusion active~!']],
    ['stat/pir-hall/SWITCH2', 'OFF', ['pir-hall: intrusion cleared~!']],
    ['stat/smoke-hall/RESULT', { Switch1: { Action: 'TOGGLE' } }, ['smoke-hall: reading']],
    ['stat/smoke-siren/POWER1', 'ON', ['smoke-siren: reading']],
    ['stat/hall/FIRE', 'ON', ['hall: smoke active~']],
    ['stat/hall/FIRE', 'OFF', ['hall: smoke cleared~']],
    ['stat/hall/WEATHER', 'fine', 'ignored'],
    ['stat/hall/PUMP', 'ON', ['hall: reading']],
    ['tasmota/discovery/A0B1C2/config', { t: 'hall' }, 'ignored'],
  ])('on %s with %j says %j', (topic, payload, expected) => {
    expect(short(topic, payload)).toEqual(expected)
  })

  it('that is a button tells how it was pressed', () => {
    expect(valuesOf('stat/x/RESULT', { Button1: { Action: 'HOLD' } })).toEqual({ action: 'hold' })
  })
})

describe('what Tasmota measures', () => {
  it('is converted from the units that stand beside it', () => {
    const body = { BME280: { Temperature: 212, Humidity: 50, Pressure: 29.92 }, TempUnit: 'F', PressureUnit: 'inHg' }
    expect(valuesOf('tele/x/SENSOR', body)).toEqual({
      temperatureCelsius: 100,
      humidityPercent: 50,
      pressureHectopascal: expect.closeTo(1013.2, 0),
    })
  })

  it('of two sensors that measure the same keeps both', () => {
    const body = {
      'DS18B20-1': { Id: '0416712D55FF', Temperature: 20 },
      'DS18B20-2': { Temperature: 90 },
      TempUnit: 'C',
    }
    expect(valuesOf('tele/x/SENSOR', body)).toEqual({ temperatureCelsius: 20, 'ds18_b20_2.temperatureCelsius': 90 })
  })

  it('of wind and rain stands under the names of weather', () => {
    const body = {
      TX23: { Speed: { Act: 14.8, Avg: 36, Min: 3, Max: 72 }, Dir: { Card: 'WSW', Deg: 247.5, Avg: 240 } },
      'RG-15': { Active: 0.1, Event: 1, Total: 29.8, FlowRate: 0.5 },
      SpeedUnit: 'km/h',
    }
    expect(valuesOf('tele/x/SENSOR', body)).toMatchObject({
      windSpeedMetresPerSecond: 10,
      windGustMetresPerSecond: 20,
      windDirectionDegrees: 247.5,
      rainfallTotalMillimetres: 29.8,
      rainIntensityMillimetresPerHour: 0.5,
    })
  })

  it('does not take the count of an electricity meter for rain, nor a broken probe for frost', () => {
    expect(valuesOf('tele/x/SENSOR', { ENERGY: { Total: 3.2, Power: 12 }, DS18B20: { Temperature: -127 } })).toEqual({
      total: 3.2,
      power: 12,
    })
  })
})

describe('the topics of a Tasmota source', () => {
  const claims = (topic: string, prefix: string) => formats.tasmota.claims(topic, prefix)

  it.each([
    ['tele/a/SENSOR', '%prefix%/%topic%', 'a'],
    ['stat/village/3/a/RESULT', '%prefix%/%topic%', 'village/3/a'],
    ['home/tele/a/SENSOR', 'home/%prefix%/%topic%', 'a'],
    ['a/tele/SENSOR', '%topic%/%prefix%', 'a'],
    ['/a/tele/SENSOR', '/%topic%/%prefix%', 'a'],
    ['home/a/stat/RESULT', 'home/%topic%/%prefix%', 'a'],
    ['home/a/stat/RESULT', 'home', 'a'],
    ['home/stat/a/RESULT', 'home', 'a'],
    ['tele/DVES_01/SENSOR', '%prefix%/%id%', 'DVES_01'],
  ])('take %s with the prefix %s for the device %s', (topic, prefix, device) => {
    expect(claims(topic, prefix)).toBe(true)
    const source = sourceFor('tasmota', prefix)
    const { decoding } = decode(messageOn(topic, { Temperature: 1 }), [source])
    expect(observationsOf(decoding)[0]?.externalId).toBe(device)
    expect(formats.tasmota.subscriptions(prefix).some((filter) => matches(filter, topic))).toBe(true)
  })

  it.each([
    ['zigbee2mqtt/tele/x', '%prefix%/%topic%'],
    ['tele/SENSOR', '%prefix%/%topic%'],
    ['other/tele/a/SENSOR', 'home/%prefix%/%topic%'],
    ['home/a/SENSOR', 'home'],
    ['tele/a/SENSOR', '%topic%/%prefix%'],
  ])('leave %s to others with the prefix %s', (topic, prefix) => {
    expect(claims(topic, prefix)).toBe(false)
  })

  it('do not take what belongs to another source', () => {
    expect(sourceOf('zigbee2mqtt/tele', null, usualSources)?.format).toBe('zigbee2mqtt')
    expect(sourceOf('tele/a/SENSOR', null, usualSources)?.id).toBe('tasmota')
  })
})

/** Whether an MQTT filter matches a topic. */
function matches(filter: string, topic: string): boolean {
  const levels = topic.split('/')
  const wanted = filter.split('/')
  if (wanted.at(-1) !== '#' && wanted.length !== levels.length) return false
  return wanted.every(
    (level, index) => level === '#' || (levels[index] !== undefined && (level === '+' || level === levels[index])),
  )
}
