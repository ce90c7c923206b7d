import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Memory } from '../../server/domain/decode/format.ts'
import { lastingKey } from '../../server/domain/decode/message-key.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('rtl_433')

const says: Record<string, string | string[]> = {
  'bresser-leakage-alarm': ['Bresser-Leakage/1/36793709: flood active~'],
  'cavius-fire-alarm': ['17024567: fire active~'],
  'govee-water-leak': ['Govee-Water/56948: flood active~'],
  'govee-water-unknown-event': ['Govee-Water/4115: reading'],
  'honeywell-door-open': ['Honeywell-Security/8/7a1b2: intrusion active~!'],
  'smoke-gs558-old-name': ['Smoke detector GS 558/16624: smoke active'],
  'smoke-gs558-own-topic': ['Smoke-GS558/31722: smoke active'],
  stats: 'ignored',
  'weather-station': ['Bresser-7in1/40261: reading'],
  'wh0290-duplicate': ['Fineoffset-WH0290/100: reading'],
  'wh2-event': ['Fineoffset-WH2/37: reading'],
  'wh2-scalar-mic': 'ignored',
  'wh2-scalar-temperature': ['Fineoffset-WH2/37: reading'],
  'dy-sq100b-water-leak': ['DY-SQ100B-WaterLeak-EV1527: flood active'],
  'interlogix-smoke': ['Interlogix-Security/smoke/29cd45: smoke active~'],
  'smoke-detector-gs-558-old-name': ['Smoke detector GS 558/16624: smoke active'],
}

const bytes = (text: string) => new TextEncoder().encode(text)
const decoded = (payload: unknown, topic = 'rtl_433/raspi/events', memory: Memory = new Map()) => {
  const body = typeof payload === 'string' ? bytes(payload) : payload
  return decode(messageOn(topic, body), usualSources, () => memory).decoding
}
const short = (payload: unknown, topic?: string, memory?: Memory) => inShort(decoded(payload, topic, memory))
const first = (payload: unknown, topic?: string) => observationsOf(decoded(payload, topic))[0]

describe('rtl_433', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('takes a reading that is told twice, as a whole and value by value, once', () => {
    const whole = messages.get('wh2-event')
    const decoding = whole && decode(whole, usualSources).decoding
    const remembered = decoding?.outcome === 'decoded' ? decoding.remember : undefined
    expect(remembered).toEqual({ 'events:raspi': true })
    const memory = new Map(Object.entries(remembered ?? {}))
    expect(short('17.4', 'rtl_433/raspi/devices/Fineoffset-WH2/37/temperature_C', memory)).toBe('ignored')
    expect(short('1', 'rtl_433/raspi/devices/Govee-Water/1/detect_wet', memory)).toBe('ignored')
    // Another receiver may send nothing else.
    expect(short('1', 'rtl_433/attic/devices/Govee-Water/1/detect_wet', memory)).toEqual([
      'Govee-Water/1: flood active~',
    ])
  })

  it('says once that a host sends events', () => {
    const again = decoded({ model: 'A', id: 1 }, 'rtl_433/raspi/events', new Map([['events:raspi', true]]))
    expect(again).not.toHaveProperty('remember')
  })

  it('makes the copy of a message recognisable', () => {
    const message = messages.get('wh0290-duplicate')
    const keys = [message, message].map((copy) => {
      const [one] = copy === undefined ? [] : observationsOf(decode(copy, usualSources).decoding)
      return one && copy && lastingKey('rtl_433', one, copy)
    })
    expect(keys[0]).toMatch(/^.{24}$/)
    expect(keys[0]).toBe(keys[1])
  })

  it.each([
    [{ battery_ok: 1 }, null, { batteryLow: false }],
    [{ battery_ok: 0 }, null, { batteryLow: true }],
    [{ battery_ok: 0.8 }, 80, {}],
    [{ battery: 'LOW' }, null, { batteryLow: true }],
    [{ battery: 'OK' }, null, { batteryLow: false }],
    [{}, null, {}],
  ])('reads the battery of %j', (body, percent, values) => {
    expect(first({ model: 'A', id: 1, ...body })).toMatchObject({ batteryPercent: percent })
    expect(first({ model: 'A', id: 1, ...body })?.values).toEqual(values)
  })

  it('names a device by all that tells it from others, and a home-made decoder by its name', () => {
    expect(first({ model: 'A', subtype: 'contact', channel: 2, id: 'f3' })?.externalId).toBe('A/contact/2/f3')
    expect(first({ model: '东院烟感', count: 3, num_rows: 3, rows: [], codes: ['{25}aabbcc0'] })).toMatchObject({
      externalId: '东院烟感',
      kind: 'smoke',
      state: 'active',
      signal: 'event',
    })
    expect(short({ id: 7 })).toEqual(['7: reading'])
    expect(short({ temperature_C: 7 })).toBe('wrong-shape')
  })

  it('does not follow whoever drives by', () => {
    expect(short({ type: 'TPMS', model: 'Toyota', id: 'fb61', pressure_kPa: 230 })).toBe('ignored')
  })

  it('tells of the receiver by its last will', () => {
    expect(observationsOf(decoded('offline', 'rtl_433/raspi/availability'))).toMatchObject([
      { externalId: 'raspi', deviceKind: 'gateway', available: false },
    ])
  })

  it('names the receiver as the way', () => {
    expect(first({ model: 'A', id: 1 })?.via).toBe('raspi')
    expect(first({ model: 'A', id: 1 }, 'rtl_433/A/1')?.via).toBeNull()
  })
})

describe('an alarm heard by rtl_433', () => {
  it.each([
    [{ model: 'Govee-Water', id: 1, event: 'Water Leak', detect_wet: 1 }, ['flood active~']],
    [{ model: 'Govee-Water', id: 1, event: 'Button Press', detect_wet: 0 }, ['flood cleared~']],
    [{ model: 'Govee-Water', id: 1, event: 'Battery Report', battery_ok: 0.9, code: 'x' }, ['reading']],
    [{ model: 'Govee-H5059', id: 1, subtype: '0x02', event: 'Heartbeat', detect_wet: -1 }, ['reading']],
    [{ model: 'Bresser-Leakage', id: 1, alarm: 0 }, ['flood cleared~']],
    [{ model: 'Cavius-Security', id: 1, message: 32, text: 'Fire alarm' }, ['fire active~']],
    [{ model: 'Cavius-Security', id: 1, message: 16, text: 'Warning/Water detected' }, ['flood active~']],
    [{ model: 'Cavius-Security', id: 1, message: 64, text: 'Test alarm' }, ['reading']],
    [{ model: 'Cavius-Security', id: 1, message: 4, text: 'Alarm muted' }, ['reading']],
    [{ model: 'Cavius-Security', id: 1, message: 8, text: 'Battery low' }, ['reading']],
    [{ model: 'Smoke-GS558', id: 1, unit: 5, learn: 1, code: 'c8' }, ['reading']],
    [{ model: 'Kerui-Security', id: 1, cmd: 10, motion: 1, state: 'motion' }, ['intrusion active~!']],
    [{ model: 'Kerui-Security', id: 1, cmd: 14, opened: 1, state: 'open' }, ['intrusion active~!']],
    [{ model: 'Kerui-Security', id: 1, cmd: 7, opened: 0, state: 'close' }, ['intrusion cleared~!']],
    [{ model: 'Kerui-Security', id: 1, cmd: 11, state: 'tamper' }, ['reading']],
    [{ model: 'DSC-Security', id: 1, closed: 1, event: 0, tamper: 0 }, ['intrusion cleared~!']],
    [{ model: 'DSC-Security', id: 1, closed: 0, event: 1, tamper: 0 }, ['intrusion active~!']],
    [{ model: 'X10-Security', id: '4f', event: 'DOOR/WINDOW OPEN' }, ['intrusion active~!']],
    [{ model: 'X10-Security', id: '4f', event: 'MOTION TRIPPED' }, ['intrusion active~!']],
    [{ model: 'X10-Security', id: '4f', event: 'PANIC' }, ['sos active']],
    [{ model: 'X10-Security', id: '4f', event: 'KEY-FOB ARM' }, ['reading']],
    [{ model: 'SimpliSafe-Sensor', id: 'a', state: 1, extradata: 'Contact Open' }, ['intrusion active~!']],
    [{ model: 'SimpliSafe-Sensor', id: 'a', state: 2, extradata: 'Contact Closed' }, ['intrusion cleared~!']],
    [{ model: 'Visonic-Powercode', id: 'a', tamper: 0, alarm: 1 }, ['intrusion active~!']],
    [{ model: 'Unknown-Detector', id: 'a', alarm: 1 }, ['other active~']],
    [{ model: 'Chuango-Security', id: 1, cmd: '24H Zone', cmd_id: 11 }, ['other active~']],
    [{ model: 'PIR-Hof', count: 1, codes: ['{24}a'] }, ['intrusion active!']],
  ])('in %j', (body, expected) => {
    const [one] = observationsOf(decoded(body))
    expect(short(body)).toEqual(expected.map((text) => `${one?.externalId}: ${text}`))
  })

  it('keeps nothing of a code that somebody types', () => {
    const body = { model: 'SimpliSafe-Keypad', id: 'b', seq: 1, extradata: 'Disarm Pin: 4711' }
    expect(JSON.stringify(decoded(body))).not.toContain('4711')
  })
})

describe('the weather heard by rtl_433', () => {
  it.each([
    [{ wind_avg_km_h: 36 }, { windSpeedMetresPerSecond: 10 }],
    [{ wind_avg_mi_h: 10 }, { windSpeedMetresPerSecond: 4.4704 }],
    [{ wind_speed_m_s: 3.5 }, { windSpeedMetresPerSecond: 3.5 }],
    [{ wind_max_km_h: 36 }, { windGustMetresPerSecond: 10 }],
    [{ gust_speed_m_s: 3 }, { windGustMetresPerSecond: 3 }],
    [{ wind_dir_deg: 0 }, { windDirectionDegrees: 0 }],
    [{ rain_mm: 12.6 }, { rainfallTotalMillimetres: 12.6 }],
    [{ rain_in: 2 }, { rainfallTotalMillimetres: 50.8 }],
    [{ rain_rate_in_h: 1 }, { rainIntensityMillimetresPerHour: 25.4 }],
    [{ temperature_F: 32 }, { temperatureCelsius: 0 }],
    [{ pressure_hPa: 1008.5 }, { pressureHectopascal: 1008.5 }],
    [{ pressure_kPa: 100.85 }, { pressureHectopascal: 1008.5 }],
    [{ battery_mV: 2980 }, { batteryVolts: 2.98 }],
  ])('in %j is in our units', (body, expected) => {
    expect(first({ model: 'A', id: 1, ...body })?.values).toEqual(expected)
  })

  it('comes from a weather station', () => {
    expect(first({ model: 'A', id: 1, rain_mm: 0 })?.deviceKind).toBe('weather')
  })
})
