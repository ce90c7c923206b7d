import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

// What the codecs of many makers call the same thing; every maker names its alarms as it likes.

const eui = '24e124329e090021'
const decoded = (event: string, payload: unknown) =>
  decode(messageOn(`application/7/device/${eui}/event/${event}`, payload), usualSources).decoding
const uplink = (object: unknown) => decoded('up', { deduplicationId: 'd1', fPort: 2, object })
const short = (object: unknown) => {
  const said = inShort(uplink(object))
  return typeof said === 'string' ? said : said.map((line) => line.replace(`${eui}: `, ''))
}

describe('a codec of', () => {
  it.each<[string, object, string[]]>([
    ['Dragino, a leak', { BatV: 3.05, MOD: 2, WATER_LEAK_STATUS: 1, WATER_LEAK_TIMES: 4, ALARM: 1 }, ['flood active~']],
    [
      'Dragino, no leak',
      { BAT_V: 3.05, WATER_LEAK_STATUS: 0, WATER_LEAK_TIMES: 4, ALARM: 0 },
      ['flood cleared~', 'other cleared~'],
    ],
    ['Dragino, an open door', { BAT_V: 3, DOOR_OPEN_STATUS: 1, DOOR_OPEN_TIMES: 9, ALARM: 1 }, ['intrusion active~!']],
    ['Dragino, a closed door', { BAT_V: 3, DOOR_OPEN_STATUS: 0, LAST_DOOR_OPEN_DURATION: 3 }, ['intrusion cleared~!']],
    ['Dragino, a lost probe', { BatV: 3.05, TempC_DS: 327.67, TempC_SHT: 24.3, Ext: 1 }, ['reading']],
    [
      'Dragino, texts for numbers',
      { TempC_DS: '327.67', Hum_SHT: '62.4', TempC_SHT: '24.32', Bat_status: 3 },
      ['reading'],
    ],
    [
      'Dragino, a status',
      { SENSOR_MODEL: 'LHT65N', BAT: 3.05, FIRMWARE_VERSION: '1.0.0', SUB_BAND: 'NULL' },
      ['reading'],
    ],
    [
      'Dragino, an alarm of a tracker',
      { Latitude: 36.5, Longitude: 112.3, ALARM_status: 'TRUE', BatV: 3.9 },
      ['sos active~'],
    ],
    [
      'Dragino, a quiet tracker',
      { Latitude: 36.5, Longitude: 112.3, ALARM_status: 'FALSE', MD: 'Move' },
      ['sos cleared~'],
    ],
    ['Dragino, a distance', { Bat: 3.3, Distance: '1894 mm', Interrupt_flag: 0, Sensor_flag: 1 }, ['reading']],
    ['Milesight, a leak', { battery: 92, leakage_status: 'leak' }, ['flood active~']],
    ['Milesight, heat', { temperature: 61, temperature_alarm: 'threshold alarm' }, ['heat active']],
    [
      'Milesight, heat that is over',
      { temperature: 31, temperature_alarm: 'threshold alarm release' },
      ['heat cleared'],
    ],
    [
      'Milesight, heat of a channel',
      { temperature_chn1: 61, temperature_chn1_alarm: 'threshold alarm' },
      ['heat active'],
    ],
    ['Milesight, an abnormal bin', { temperature_alarm: 'abnormal', distance: 20 }, ['heat active~']],
    [
      'Milesight, a full current',
      { current_alarm: { current_threshold_alarm: 'yes' }, current: 20 },
      ['hazard active~'],
    ],
    ['Milesight, a tracker that moves', { motion_status: 'moving', geofence_status: 'outside' }, ['reading']],
    ['Milesight, tampering', { tamper_status: 'triggered', battery: 90 }, ['reading']],
    ['Milesight, somebody', { pir: 'trigger', daylight: 'dark' }, ['intrusion active~!']],
    ['Milesight, nobody', { occupancy: 'vacant', battery: 99 }, ['intrusion cleared~!']],
    ['Milesight, a button', { button_event: 'double press' }, ['sos active']],
    ['Milesight, a detector that is muted', { type: 'smoke sensor', event: 'silent' }, ['reading']],
    ['Milesight, a weak detector', { type: 'smoke sensor', event: 'low battery' }, ['reading']],
    ['Milesight, a detector taken down', { type: 'smoke sensor', event: 'removed' }, ['reading']],
    ['Netvox, a leak', { Device: 'R718WA', Volt: 3.1, WaterLeak: 'Leak' }, ['flood active~']],
    ['Netvox, no leak', { Device: 'R718WA', Volt: 3.1, WaterLeak: 'NoLeak' }, ['flood cleared~']],
    ['Netvox, two leaks', { Device: 'R718WA2', WaterLeak1: 0, WaterLeak2: 1 }, ['flood active~']],
    [
      'Netvox, fire',
      { Device: 'RA02A', FireAlarm: 'Alarm', HighTempAlarm: 'NoAlarm' },
      ['fire active~', 'heat cleared~'],
    ],
    ['Netvox, heat', { Device: 'RA02A', FireAlarm: 0, HighTemperatureAlarm: 1 }, ['fire cleared~', 'heat active~']],
    [
      'Netvox, carbon monoxide',
      { Device: 'RA02C', COAlarm: 1, HighTemperatureAlarm: 0 },
      ['gas active~', 'heat cleared~'],
    ],
    ['Netvox, a call for help', { Device: 'R312A', EmergencyButtonAlarm: 1 }, ['sos active']],
    ['Netvox, no call for help', { Device: 'R312A', EmergencyAlarm: 0, Volt: 3 }, ['sos cleared']],
    ['Netvox, somebody', { Device: 'RB11E', Occupy: 'Occupy', DisassembledAlarm: 'NoAlarm' }, ['intrusion active~!']],
    ['Netvox, an opened case', { Device: 'RB11E', Occupy: 'Unoccupy', DisassembledAlarm: 1 }, ['intrusion cleared~!']],
    ['Netvox, smoke in a toilet', { deviceType: 'RA02G', smokeAlarm: true, powerOffAlarm: false }, ['smoke active~']],
    ['Elsys, a leak', { temperature: 22.1, vdd: 3620, waterleak: 1 }, ['flood active~']],
    ['Elsys, how much it moved', { motion: 7, light: 120, occupancy: 2, vdd: 3620 }, ['reading']],
    ['Tektelic, a leak', { leak_detected: true, battery_voltage: 3 }, ['flood active~']],
    ['Tektelic, an open reed', { reed_state: 1, reed_count: 15, battery_voltage: 3 }, ['intrusion active~!']],
    ['Tektelic, motion', { motion_event_state: 1, motion_event_count: 3 }, ['intrusion active~!']],
    ['Browan, water', { water_leak_detected: 1, temp: 20, battery: 3.6 }, ['flood active~']],
    ['Browan, somebody', { occupied: true, count: 12, battery: 3.6 }, ['intrusion active~!']],
    ['MClimate, water', { water: true, box_tamper: false, battery_voltage: 3.1 }, ['flood active~']],
    ['MClimate, no water', { water: false, box_tamper: true }, ['flood cleared~']],
    ['a water meter', { water: 1, volume: 1 }, ['reading']],
    ['Sensative, a flood', { floodAlarm: { value: true }, tamperReport: { value: false } }, ['flood active~']],
    ['Sensative, how wet', { flood: { value: 73, unit: '%' } }, ['reading']],
    ['Abeeway, a call for help', { sosFlag: 1, trackingMode: 'MOTION_TRACKING', battery: 80 }, ['sos active']],
    ['Abeeway, none', { sosFlag: 0, trackingMode: 'PERMANENT_TRACKING' }, ['sos cleared']],
    ['a wearable, a fall', { fall_detected: true, battery_level: 55 }, ['sos active']],
    [
      'TG563A, smoke',
      { messageType: 'Smoke Alarm Event', status: { smokeAlarm: 1, batteryLow: 0 } },
      ['smoke active~'],
    ],
    [
      'TG563A, a fault',
      { messageType: 'Smoke Chamber Failure Event', status: { smokeAlarm: 0, smokeChamberFailure: 1 } },
      ['smoke cleared~'],
    ],
    ['TG563A, its settings', { configuration: { smokeEventEnabled: 1, smokeAlarm: 1 }, temperature: 21 }, ['reading']],
    ['one phrase', { event_type: 'smoke alarm' }, ['smoke active~']],
    ['one phrase of its test', { event_type: 'smoke alarm test' }, ['reading']],
    ['one phrase of its cell', { event_type: 'smoke detector low battery' }, ['reading']],
    ['one word of what it is', { message_type: 'smoke report' }, ['reading']],
    ['an alarm with its kind in words', { alarm: 'gas leak' }, ['gas active~']],
    ['an alarm of fire in words', { alarm_type: 'fire_alarm', battery: 88 }, ['fire active~']],
    ['an alarm of itself', { alarm: 'device fault' }, ['reading']],
    ['an alarm of no kind', { alarm: 1 }, ['other active~']],
    ['an alarm said twice', { smoke: true, alarm: true }, ['smoke active~']],
    ['smoke with a weak cell', { smoke_status: 'low battery alarm' }, ['reading']],
    ['smoke and a weak cell', { smoke_status: 'alarm with low battery' }, ['smoke active~']],
    ['smoke that went', { smoke_status: 'alarm off' }, ['smoke cleared~']],
    ['smoke in a press of its button', { smoke_alarm: 1, test: 1 }, ['reading']],
    ['smoke with a passed check', { smoke_alarm: 1, self_test: 'ok' }, ['smoke active~']],
    ['a maker in China', { 烟雾报警: 1, 电池电压: 3.1 }, ['smoke active~']],
    ['a maker in China, words', { 烟感状态: '正常', 温度: 22 }, ['smoke cleared~']],
    ['a maker in China, alarm words', { alarm: '烟雾报警' }, ['smoke active~']],
    ['a maker in China, its cell', { alarm: '低电量报警' }, ['reading']],
    ['a maker in China, gas', { gasAlarm: '燃气泄漏' }, ['gas active~']],
    ['a count of leaks', { leak_count: 1, leak_duration: 1, last_leak: 1 }, ['reading']],
    ['a setting of smoke', { smoke_alarm_enabled: 1, smoke_sensitivity: 1, fire_threshold: 1 }, ['reading']],
    ['a sensor switched off', { leak_detection: 'disabled' }, ['reading']],
    ['carbon dioxide', { co2: 1, co2_status: 1, co: 1 }, ['reading']],
    ['carbon dioxide over its limit', { co2: 2000, co2_alarm: 'threshold alarm' }, ['hazard active']],
    ['carbon monoxide over its limit', { co: 200, co_alarm: 'threshold alarm' }, ['gas active~']],
    ['frost', { temperature: -3, low_temperature_alarm: true }, ['hazard active~']],
    ['a siren that sounds', { siren_alarm: true, buzzer_alarm: 1, valve_status: 'off' }, ['reading']],
    ['a place of no fix', { latitude: 0, longitude: 0, sos: true }, ['sos active']],
    ['an alarm of its cell, nested', { battery: { level: 12, alarm: true }, tamper: { status: 1 } }, ['reading']],
    ['an alarm of a channel, nested', { sensor_1: { alarm: true }, battery: { level: 12 } }, ['other active~']],
    ['zero where it was dropped', {}, ['reading']],
    ['a codec that failed', { errors: ['unknown FPort'], warnings: [] }, ['reading']],
  ])('%s', (_, object, expected) => {
    expect(short(object)).toEqual(expected)
  })

  it('puts a tracker where it says it is, however it spells it', () => {
    for (const object of [
      { Latitude: 36.5, Longitude: 112.3 },
      { lat: '36.5', lng: '112.3' },
      { gps: { latitude: 36.5, longitude: 112.3 } },
      { position: { lat: 36.5, lon: 112.3 } },
    ]) {
      expect(observationsOf(uplink({ sos: 1, ...object }))[0]?.place).toMatchObject({ location: [112.3, 36.5] })
    }
    expect(observationsOf(uplink({ sos: 1, latitude: 136.5, longitude: 112.3 }))[0]?.place).toBeNull()
    expect(observationsOf(uplink({ sos: 1, position: 'normal' }))[0]?.place).toBeNull()
  })

  it('that lists its measurements: finds a call for help among the events, and where it comes from', () => {
    const messages = (eventName: string) => [
      [
        { measurementId: '4200', measurementValue: [{ id: 7, eventName }], type: 'Event Status' },
        { measurementId: '4197', measurementValue: '112.3', type: 'Longitude' },
        { measurementId: '4198', measurementValue: 36.5, type: 'Latitude' },
        { measurementId: '3000', measurementValue: 84, type: 'Battery' },
        { type: 'Light', measurementValue: [null, 1] },
        null,
      ],
    ]
    expect(observationsOf(uplink({ valid: true, err: 0, messages: messages('SOS event.') }))).toMatchObject([
      { kind: 'sos', state: 'active', place: { location: [112.3, 36.5] }, batteryPercent: 84 },
    ])
    expect(short({ messages: messages('Start moving event.') })).toEqual(['reading'])
    expect(short({ messages: messages('No SOS event.') })).toEqual(['reading'])
    expect(short({ messages: [] })).toEqual(['reading'])
  })

  it('keeps known measurements under our names', () => {
    expect(
      observationsOf(uplink({ TempC_SHT: '24.32', Hum_SHT: '62.4', BatV: '3.05', TempC_DS: 327.67 })),
    ).toMatchObject([{ values: { temperatureCelsius: 24.32, humidityPercent: 62.4, batteryVolts: 3.05 } }])
  })

  it('reads thousands of alarm fields for one alarm and keeps few of them', () => {
    const object = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`smoke_${index}`, 1]))
    const [first, ...more] = observationsOf(uplink(object))
    expect([first?.kind, Object.keys(first?.values ?? {}).length, more]).toEqual(['smoke', 64, []])
  })

  it('is not held up by a name as long as a message can be', () => {
    expect(short({ [`smoke_${'1'.repeat(200_000)}x`]: true, gas_status: 'alarm' })).toEqual(['gas active~'])
  })

  it('tells of an alarm field it cannot read, and raises the one it can', () => {
    const decoding = uplink({ smoke_status: 'ALARM!!', gas_status: 'alarm' })
    expect(decoding).toMatchObject({ outcome: 'decoded', unread: { reason: 'wrong-shape' } })
    expect(decoding).toMatchObject({ observations: [{ kind: 'gas', state: 'active' }] })
  })

  it('never takes doubt for an all-clear, and loses neither the sign of life nor what else is said', () => {
    const said = (object: object) => {
      const decoding = uplink(object)
      if (decoding.outcome !== 'decoded') throw new Error('nothing is left of it')
      return [short(object), decoding.unread?.reason, decoding.observations[0]?.values['temperatureCelsius']]
    }
    expect(said({ smoke_status: 'ALARM!!', temperature: 21 })).toEqual([['reading'], 'wrong-shape', 21])
    expect(said({ smoke_status: 'ALARM!!', smoke: false, temperature: 21 })).toEqual([['reading'], 'wrong-shape', 21])
    expect(said({ smoke_status: 'ALARM!!', gas_status: 'normal' })).toEqual([
      ['gas cleared~'],
      'wrong-shape',
      undefined,
    ])
    expect(said({ alarm: 'ALARM!!', smoke: false, temperature: 21 })).toEqual([['reading'], 'wrong-shape', 21])
    expect(said({ distance_alarm: 'ALARM!!', temperature: 21 })).toEqual([['reading'], 'wrong-shape', 21])
  })
})

describe('an event of ChirpStack', () => {
  const deviceInfo = { devEui: eui, deviceName: '北沟 烟感', tags: {} }
  it.each<[string, string, unknown, string | string[]]>([
    ['without an object', 'up', { deviceInfo, fPort: 1, data: 'qg==' }, [`${eui}: reading`]],
    ['with no object yet', 'up', { deviceInfo, object: null, data: null }, [`${eui}: reading`]],
    ['on port 0', 'up', { deviceInfo, fPort: 0, fCnt: 0, data: '' }, [`${eui}: reading`]],
    ['with nothing in it', 'up', {}, [`${eui}: reading`]],
    ['of a join', 'join', { deviceInfo, devAddr: '00189440' }, [`${eui}: reading`]],
    ['of a failed codec', 'log', { level: 'ERROR', code: 'UPLINK_CODEC', description: 'x' }, [`${eui}: reading`]],
    ['of a downlink', 'txack', { gatewayId: '0016c001f153a14c' }, 'ignored'],
    ['with its battery', 'status', { margin: 10, batteryLevel: 88.3 }, [`${eui}: reading`]],
    ['with a battery nobody can measure', 'status', { margin: 10, batteryLevel: 255 }, [`${eui}: reading`]],
    ['of a place without one', 'location', { deviceInfo }, 'wrong-shape'],
    ['of a place on the equator', 'location', { location: { longitude: 112.3 } }, [`${eui}: reading`]],
    ['not yet invented', 'dream', {}, 'ignored'],
    ['with a list for an object', 'up', { object: [{ smoke: 1 }] }, [`${eui}: reading`]],
    ['with a text for an object', 'up', { object: 'smoke' }, [`${eui}: reading`]],
    ['that is a list', 'up', [], 'wrong-shape'],
  ])('%s', (_, event, payload, expected) => {
    expect(inShort(decoded(event, payload))).toEqual(expected)
  })

  it('keeps the battery to what can be one', () => {
    const battery = (batteryLevel: unknown) => observationsOf(decoded('status', { batteryLevel }))[0]?.batteryPercent
    expect([battery(255), battery(-1), battery('88.3'), battery(null), battery(0)]).toEqual([null, null, 88.3, null, 0])
  })

  it('is refused whole in the binary encoding', () => {
    const binary = new Uint8Array([0x0a, 0x24, 0xff, 0xfe, 0x00])
    expect(inShort(decoded('up', binary))).toBe('not-utf8')
  })
})
