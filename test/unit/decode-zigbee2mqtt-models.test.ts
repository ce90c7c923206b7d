import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { inShort, messageOn, observationsOf, sourceFor, usualSources } from '../support/message-fixtures.ts'

// What models of many makers say under the names Zigbee2MQTT gives their fields; the words come from its converters.

const bytes = (text: string) => new TextEncoder().encode(text)
const decoded = (payload: unknown, name = 'x') =>
  decode(messageOn(`zigbee2mqtt/${name}`, payload), usualSources).decoding
const short = (payload: unknown, name = 'x') => inShort(decoded(payload, name))

describe('a smoke or gas alarm behind Zigbee2MQTT', () => {
  it.each<[string, object, string[] | string]>([
    ['smoke', { smoke: true, tamper: false, battery_low: false, test: false }, ['x: smoke active~']],
    ['smoke in a text', { smoke: 'true' }, ['x: smoke active~']],
    ['smoke in capitals', { smoke: 'ON', battery: '97.00' }, ['x: smoke active~']],
    ['smoke and its density', { smoke: true, smoke_density: 35, smoke_density_dbm: 0.12 }, ['x: smoke active~']],
    ['smoke with a siren and a fault', { smoke: true, alarm: true, fault_alarm: 'fault' }, ['x: smoke active~']],
    ['smoke, twice in two fields', { smoke: true, smoke_state: 'alarm' }, ['x: smoke active~']],
    ['smoke in its state only', { smoke_state: 'alarm', smoke_value: 60 }, ['x: smoke active~']],
    ['smoke and a muted siren', { smoke: true, silence: true, mute: 'mute' }, ['x: smoke active~']],
    ['smoke with no battery known', { smoke: true, battery: null, voltage: null }, ['x: smoke active~']],
    ['nothing', { smoke: false, smoke_state: 'normal', self_test: 'check_success' }, ['x: smoke cleared~']],
    ['that it finds out', { smoke: false, smoke_state: 'detecting' }, ['x: reading']],
    ['that it does not know', { smoke: null, battery: 100, voltage: 3000 }, ['x: reading']],
    ['a concentration', { smoke: 12, smoke_concentration: 12 }, ['x: reading']],
    ['a press of its test button', { smoke: true, test: true }, ['x: reading']],
    ['a press of its test button in a text', { smoke: true, test: 'true' }, ['x: reading']],
    ['an old test that is over', { smoke: true, test: false }, ['x: smoke active~']],
    ['a check that it passed', { smoke: true, self_test: true, self_test_result: 'success' }, ['x: smoke active~']],
    ['that somebody opened it', { smoke: false, tamper: true }, ['x: smoke cleared~']],
    ['only that somebody opened it', { tamper: true, battery_low: false, linkquality: 40 }, ['x: reading']],
    ['only its battery', { battery: 12, battery_low: true, voltage: 2600 }, ['x: reading']],
    ['gas', { gas: true, gas_value: 14, preheat: false }, ['x: gas active~']],
    ['gas and a muted siren', { gas: 'alarm', silence: 'ON' }, ['x: gas active~']],
    ['gas while it warms up', { gas: false, preheat: true }, ['x: gas cleared~']],
    ['carbon monoxide', { carbon_monoxide: true, co: 220 }, ['x: gas active~']],
    ['carbon monoxide in a text', { carbon_monoxide: 'ON', co: '220' }, ['x: gas active~']],
    ['how much carbon monoxide', { carbon_monoxide: 12 }, ['x: reading']],
    ['carbon monoxide and no gas', { gas: false, carbon_monoxide: true }, ['x: gas active~']],
    ['smoke and carbon monoxide', { smoke: true, carbon_monoxide: true }, ['x: smoke active~', 'x: gas active~']],
    ['a word nobody knows', { smoke: 'purple' }, ['x: reading']],
    ['a word nobody knows beside a quiet one', { smoke: 'purple', smoke_state: 'normal' }, ['x: reading']],
    ['that it is over', { smoke: 'clear' }, ['x: smoke cleared~']],
    ['heat', { temperature_alarm: 'over_temperature', temperature: 61 }, ['x: heat active~']],
    ['frost', { temperature_alarm: 'below_min_temperature', temperature: -4 }, ['x: reading']],
    ['neither heat nor frost', { temperature_alarm: 'off', humidity_alarm: 'off' }, ['x: heat cleared~']],
  ])('says %s', (_, payload, expected) => {
    expect(short(payload)).toEqual(expected)
  })
})

describe('a water, door, motion or weather sensor behind Zigbee2MQTT', () => {
  it.each<[string, object, string[]]>([
    ['a leak', { water_leak: true, tamper: false }, ['x: flood active~']],
    ['a leak in a text', { water_leak: 'true', linkquality: '80' }, ['x: flood active~']],
    ['no leak any more', { water_leak: false, battery: 1 }, ['x: flood cleared~']],
    ['a full tank', { liquid_state: 'high', liquid_level_percent: 96 }, ['x: flood active~']],
    ['an empty tank', { liquid_state: 'low', liquid_depth: 0.1 }, ['x: flood cleared~']],
    ['an open door', { contact: false, tamper: false, battery_low: false }, ['x: intrusion active~!']],
    ['a closed door', { contact: true, voltage: 3015 }, ['x: intrusion cleared~!']],
    ['somebody', { occupancy: true, illuminance: null, illuminance_lux: null }, ['x: intrusion active~!']],
    ['nobody', { occupancy: false, illuminance: 0, device_temperature: 23 }, ['x: intrusion cleared~!']],
    ['somebody standing still', { presence: true, target_distance: 2.1 }, ['x: intrusion active~!']],
    ['a motion not known', { occupancy: null, illuminance: 3 }, ['x: reading']],
    ['a shaking', { vibration: true, angle_x: 3, strength: 9 }, ['x: reading']],
    ['the weather', { temperature: '-0.85', humidity: 99.9, pressure: 1013.2 }, ['x: reading']],
    ['the soil', { soil_moisture: 12, dry: true, temperature_unit: 'celsius' }, ['x: reading']],
    ['the air', { co2: 1420, voc: 300, pm25: 80, formaldehyd: 1 }, ['x: reading']],
    ['a switched lamp', { state: 'ON', brightness: 254, color: { x: 0.3, y: 0.3 } }, ['x: reading']],
    ['a siren that sounds', { alarm: true, volume: 'high', duration: 180, melody: 5 }, ['x: reading']],
    ['a valve', { state: 'OPEN', position: 100, motor_reversal: false }, ['x: reading']],
    ['a curtain that is open', { state: 'OPEN', position: 100 }, ['x: reading']],
    ['a plug', { state: 'ON', power: 2200, current: 9.6, energy: 120.5, voltage: 229 }, ['x: reading']],
    ['nothing at all', {}, ['x: reading']],
    ['only a new firmware', { update: { state: 'available' }, update_available: true }, ['x: reading']],
  ])('says %s', (_, payload, expected) => {
    expect(short(payload)).toEqual(expected)
  })

  it('keeps what it measures, a lost probe left out', () => {
    expect(observationsOf(decoded({ temperature: '-0.85', humidity: 99.9 }))[0]?.values).toEqual({
      temperatureCelsius: -0.85,
      humidityPercent: 99.9,
    })
    expect(observationsOf(decoded({ temperature: 327.67, battery: 255 }))[0]).toMatchObject({
      values: {},
      batteryPercent: null,
    })
  })
})

describe('a button behind Zigbee2MQTT', () => {
  it.each(['sos', 'emergency', 'panic', 'EMERGENCY', 'sos_single', 'help', 'duress', 'panic_1'])(
    'calls for help with the action %s',
    (action) => {
      expect(short({ action, battery: 100 })).toEqual(['x: sos active'])
    },
  )
  it.each(['fire', 'fire_1'])('reports a fire with the action %s of a keypad', (action) => {
    expect(short({ action })).toEqual(['x: fire active'])
  })
  it.each<unknown>(['single', 'double', 'hold', 'off', '', null, 1, {}, ['sos'], 'disarm', 'arm_all_zones', 'firefly'])(
    'is only pressed with the action %j',
    (action) => {
      expect(short({ action, battery: 100 })).toEqual(['x: reading'])
    },
  )
  it.each<[object, string[]]>([
    [{ sos: true }, ['x: sos active~']],
    [{ sos: 'true', tamper: false }, ['x: sos active~']],
    [{ sos: false, battery_low: false }, ['x: sos cleared~']],
    [{ sos: null }, ['x: reading']],
    [{ emergency: true }, ['x: sos active~']],
    [{ panic: 'ON' }, ['x: sos active~']],
    [{ click: 'emergency' }, ['x: sos active']],
    [{ action: 'emergency', test: true }, ['x: reading']],
    [{ action: 'emergency', smoke: false }, ['x: smoke cleared~', 'x: sos active']],
  ])('says %j', (payload, expected) => {
    expect(short(payload)).toEqual(expected)
  })
})

describe('the topics of Zigbee2MQTT', () => {
  const on = { smoke: true }
  it.each(['厨房', '王家/厨房/烟感', 'Küche 🔥', '0x00158d0001d64498', 'a b (1) #2', 'bridgehead', 'x/availability/y'])(
    'name the device %s',
    (name) => {
      expect(short(on, name)).toEqual([`${name}: smoke active~`])
    },
  )
  it.each([
    'bridge/info',
    'bridge/devices',
    'bridge/groups',
    'bridge/log',
    'bridge/health',
    'bridge/definitions',
    'bridge/extensions',
    'bridge/event',
    'bridge/response/device/rename',
    'bridge/request/permit_join',
    'bridge/config/devices',
    'bridge/converters',
    '王家/厨房/set',
    '厨房/set/state',
    '厨房/get',
  ])('say nothing about the world under %s', (name) => {
    expect(short(on, name)).toBe('ignored')
    expect(short(bytes('anything at all'), name)).toBe('ignored')
  })
  it.each<[string, string, string | string[], boolean | null]>([
    ['厨房/availability', 'online', ['厨房: reading'], true],
    ['厨房/availability', 'offline\n', ['厨房: reading'], false],
    ['厨房/availability', '{"state":"offline"}', ['厨房: reading'], false],
    ['厨房/availability', '{"state": "online", "extra": 1}', ['厨房: reading'], true],
    ['0x1/availability', '', 'ignored', null],
    ['bridge/state', '{"state":"online"}', ['bridge: reading'], true],
    ['bridge/state', 'offline', ['bridge: reading'], false],
    ['厨房/availability', 'null', 'wrong-shape', null],
    ['厨房/availability', '{"state":null}', 'wrong-shape', null],
  ])('say under %s with %s who is there', (name, text, expected, available) => {
    expect(short(bytes(text), name)).toEqual(expected)
    if (available !== null) expect(observationsOf(decoded(bytes(text), name))[0]?.available).toBe(available)
  })

  it.each<[string, string, string | string[]]>([
    ['厨房/smoke', 'true', ['厨房: smoke active~']],
    ['王家/厨房/smoke', 'false', ['王家/厨房: smoke cleared~']],
    ['厨房/smoke', 'null', ['厨房: reading']],
    ['厨房/smoke', '', 'ignored'],
    ['按钮/action', 'emergency', ['按钮: sos active']],
    ['按钮/action', 'single', ['按钮: reading']],
    ['前门/contact', 'false', ['前门: intrusion active~!']],
    ['厨房/battery', '97', ['厨房: reading']],
    ['厨房/temperature', '21.5', ['厨房: reading']],
    ['厨房/smoke', 'purple', ['厨房: reading']],
    ['厨房/smoke', '{"smoke":true}', ['厨房/smoke: smoke active~']],
    ['王家/厨房', 'hello', 'not-json'],
    ['王家/厨房', '{"smoke":tr', 'not-json'],
  ])('carry under %s the bare value %s', (name, text, expected) => {
    expect(short(bytes(text), name)).toEqual(expected)
  })

  it('are read below a base of any depth, the longest base first', () => {
    const sources = [sourceFor('zigbee2mqtt', 'zigbee2mqtt'), sourceFor('zigbee2mqtt', 'zigbee2mqtt/北村', { id: 'n' })]
    const { source, decoding } = decode(messageOn('zigbee2mqtt/北村/厨房', on), sources)
    expect([source?.id, inShort(decoding)]).toEqual(['n', ['厨房: smoke active~']])
    expect(inShort(decode(messageOn('zigbee2mqtt2/厨房', on), sources).decoding)).toBe('no-source')
  })
})

describe('the time Zigbee2MQTT says', () => {
  it.each<[unknown, string | null]>([
    ['2026-04-17T15:33:22.000Z', '2026-04-17T15:33:22.000Z'],
    ['2026-04-17T23:33:22+08:00', '2026-04-17T15:33:22.000Z'],
    [1776440002000, '2026-04-17T15:33:22.000Z'],
    ['1776440002000', '2026-04-17T15:33:22.000Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [null, null],
    ['N/A', null],
    [{}, null],
  ])('with last_seen %j does not decide whether smoke is smoke', (last_seen, expected) => {
    const [first] = observationsOf(decoded({ smoke: true, last_seen }))
    expect([first?.kind, first?.deviceAt?.toISOString() ?? null]).toEqual(['smoke', expected])
  })
})
