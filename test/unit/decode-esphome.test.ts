import { describe, expect, it } from 'vitest'
import { decode, formats, sourceOf } from '../../server/domain/decode/formats.ts'
import type { Decoding, Memory } from '../../server/domain/decode/format.ts'
import {
  fixtureMessages,
  inShort,
  messageOn,
  observationsOf,
  sourceFor,
  usualSources,
} from '../support/message-fixtures.ts'

const messages = fixtureMessages('esphome')

const says: Record<string, string | string[]> = {
  'binary-sensor-off': ['hallway: smoke cleared~'],
  'binary-sensor-on': ['hallway: intrusion active~!'],
  'event-doorbell': ['gate: reading'],
  'status-online': ['hallway: reading'],
}

const bytes = (text: string) => new TextEncoder().encode(text)
const on = (topic: string, payload: string, memory: Memory = new Map(), rest = {}): Decoding =>
  decode(messageOn(`esphome/${topic}`, bytes(payload), rest), usualSources, () => memory).decoding
const short = (topic: string, payload: string, memory?: Memory) => inShort(on(topic, payload, memory))
const first = (topic: string, payload: string) => observationsOf(on(topic, payload))[0]

describe('ESPHome', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it.each([
    ['kitchen/binary_sensor/smoke_detector/state', 'ON', ['kitchen: smoke active~']],
    ['kitchen/binary_sensor/烟感/state', 'ON', ['kitchen: smoke active~']],
    ['kitchen/binary_sensor/gas_alarm/state', 'ON', ['kitchen: gas active~']],
    ['kitchen/binary_sensor/water_leak/state', 'ON', ['kitchen: flood active~']],
    ['kitchen/binary_sensor/pir/state', 'OFF', ['kitchen: intrusion cleared~!']],
    ['kitchen/binary_sensor/front_door/state', 'ON', ['kitchen: intrusion active~!']],
    ['kitchen/binary_sensor/sos_button/state', 'ON', ['kitchen: sos active']],
    ['kitchen/binary_sensor/alarm/state', 'ON', ['kitchen: other active~']],
    ['kitchen-smoke/binary_sensor/alarm/state', 'ON', ['kitchen-smoke: smoke active~']],
    ['kitchen-smoke/binary_sensor/status/state', 'ON', ['kitchen-smoke: reading']],
    ['kitchen-smoke/binary_sensor/smoke_self_test/state', 'ON', ['kitchen-smoke: reading']],
    ['kitchen-smoke/binary_sensor/smoke_battery_low/state', 'ON', ['kitchen-smoke: reading']],
    ['kitchen-smoke/switch/siren/state', 'ON', ['kitchen-smoke: reading']],
    ['kitchen-smoke/switch/smoke_alarm/state', 'ON', ['kitchen-smoke: reading']],
    ['kitchen/text_sensor/smoke_state/state', 'alarm', ['kitchen: smoke active~']],
    ['kitchen/text_sensor/version/state', '2025.1.0', ['kitchen: reading']],
    ['panel/alarm_control_panel/house/state', 'triggered', ['panel: intrusion active~']],
    ['panel/alarm_control_panel/house/state', 'disarmed', ['panel: intrusion cleared~']],
    ['panel/alarm_control_panel/house/state', 'armed_away', ['panel: reading']],
    ['kitchen/binary_sensor/smoke/state', 'maybe', 'wrong-shape'],
    ['kitchen/switch/pump/command', 'ON', 'ignored'],
    ['kitchen/climate/heating/mode/state', 'heat', 'ignored'],
    ['kitchen/debug', '[D][sensor:094]: …', 'ignored'],
    ['kitchen/status', 'asleep', 'wrong-shape'],
  ])('on %s with %s says %j', (topic, payload, expected) => {
    expect(short(topic, payload)).toEqual(expected)
  })

  it('takes its last will at its word', () => {
    expect(first('kitchen/status', 'online')?.available).toBe(true)
    expect(first('kitchen/status', 'offline')?.available).toBe(false)
  })

  it('clears nothing while another detector of its kind still alarms', () => {
    const a = on('barn/binary_sensor/smoke_1/state', 'ON')
    const memory = new Map(a.outcome === 'decoded' ? Object.entries(a.remember ?? {}) : [])
    expect(memory).toEqual(new Map([['on:barn\nsmoke_1', 'smoke']]))
    expect(short('barn/binary_sensor/smoke_2/state', 'OFF', memory)).toEqual(['barn: reading'])
    expect(short('barn/binary_sensor/motion/state', 'OFF', memory)).toEqual(['barn: intrusion cleared~!'])
    const end = on('barn/binary_sensor/smoke_1/state', 'OFF', memory)
    expect(inShort(end)).toEqual(['barn: smoke cleared~'])
    expect(end).toMatchObject({ remember: { 'on:barn\nsmoke_1': null } })
    expect(formats.esphome.memoryKeys?.('esphome/barn/binary_sensor/smoke_2/state', 'esphome')).toEqual(['on:barn'])
  })

  it.each([
    ['weather/sensor/temperature/state', '21.55', { temperatureCelsius: 21.55 }],
    ['weather/sensor/weather_humidity/state', '61', { humidityPercent: 61 }],
    ['weather/sensor/wind_speed/state', '3.2', { windSpeedMetresPerSecond: 3.2 }],
    ['weather/sensor/wind_direction/state', '270', { windDirectionDegrees: 270 }],
    ['weather/sensor/rain_total/state', '12.5', { rainfallTotalMillimetres: 12.5 }],
    ['weather/sensor/temperature/state', 'nan', {}],
    ['weather/sensor/wifi_signal/state', '-61', { wifi_signal: -61 }],
  ])('on %s with %s measures %j', (topic, payload, expected) => {
    expect(first(topic, payload)?.values).toEqual(expected)
  })

  it('tells the battery in percent', () => {
    expect(first('a/sensor/battery_level/state', '88')?.batteryPercent).toBe(88)
  })

  it('tells of a press when it happens, not when it is kept', () => {
    const press = '{"event_type":"single"}'
    expect(first('bell/event/button/state', press)?.values).toEqual({ action: 'single' })
    const kept = on('bell/event/button/state', press, new Map(), { retain: true })
    expect(observationsOf(kept)[0]?.values).toEqual({})
  })
})

describe('the topics of an ESPHome source', () => {
  it('begin with the prefix, which may be a single node', () => {
    for (const [topic, prefix, node] of [
      ['esphome/barn/binary_sensor/smoke/state', 'esphome', 'barn'],
      ['esphome/hof/barn/binary_sensor/smoke/state', 'esphome', 'hof/barn'],
      ['barn/binary_sensor/smoke/state', 'barn', 'barn'],
      ['hof/barn/binary_sensor/smoke/state', 'hof/barn', 'barn'],
    ] as const) {
      expect(formats.esphome.claims(topic, prefix)).toBe(true)
      const { decoding } = decode(messageOn(topic, bytes('ON')), [sourceFor('esphome', prefix)])
      expect(inShort(decoding)).toEqual([`${node}: smoke active~`])
    }
    const { decoding } = decode(messageOn('barn/status', bytes('offline')), [sourceFor('esphome', 'barn')])
    expect(observationsOf(decoding)[0]).toMatchObject({ externalId: 'barn', available: false })
  })

  it('leave a node that begins with its own name to its announcement, and let that announcement through', () => {
    expect(formats.esphome.claims('barn/binary_sensor/smoke/state', 'esphome')).toBe(false)
    expect(formats.esphome.claims('homeassistant/binary_sensor/barn/smoke/config', 'esphome')).toBe(true)
    const announcement = messageOn('homeassistant/binary_sensor/barn/smoke/config', { stat_t: 'x' })
    expect(decode(announcement, [sourceFor('esphome', 'esphome')]).decoding).toEqual({ outcome: 'ignored' })
    expect(sourceOf(announcement.topic, null, usualSources)?.format).not.toBe('tasmota')
  })
})
