import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

// What the makers' own codecs give, by their examples and sources in TheThingsNetwork/lorawan-devices.

const uplink = (message: object) =>
  decode(
    messageOn('v3/village@ttn/devices/x/up', { end_device_ids: { device_id: 'x' }, uplink_message: message }),
    usualSources,
  ).decoding
const short = (decoded_payload: object) => {
  const said = inShort(uplink({ decoded_payload }))
  return typeof said === 'string' ? said : said.map((line) => line.replace('x: ', ''))
}
const only = (decoded_payload: object) => observationsOf(uplink({ decoded_payload }))[0]

describe('a codec of', () => {
  it.each<[string, object, string[]]>([
    [
      'Dragino LDS02, a closed door',
      { ALARM: 0, BAT_V: 2.952, DOOR_OPEN_STATUS: 0, DOOR_OPEN_TIMES: 9472, LAST_DOOR_OPEN_DURATION: 65536, MOD: 1 },
      ['other cleared~', 'intrusion cleared~!'],
    ],
    [
      'Dragino LDS03A, an open door',
      { TDC: 'NO', ALARM: 'FALSE', DOOR_OPEN_STATUS: 'OPEN', DOOR_OPEN_TIMES: 3, TIME: '2026-04-17 15:33:22' },
      ['intrusion active~!'],
    ],
    [
      'Dragino DS03A-LB, an open second door',
      { alarm1: 'FALSE', door1_open_status: 'CLOSE', door1_open_times: 1, alarm2: 'FALSE', door2_open_status: 'OPEN' },
      ['intrusion active~!'],
    ],
    [
      'Dragino DS03A-LB, a door open for too long',
      { alarm1: 'TRUE', door1_open_status: 'OPEN', door1_open_times: 1 },
      ['intrusion active~!'],
    ],
    [
      'Dragino LWL03A, a leak',
      { TDC: 'NO', ALARM: 'FALSE', WATER_LEAK_STATUS: 'LEAK', WATER_LEAK_TIMES: 2, LAST_WATER_LEAK_DURATION: 0 },
      ['flood active~'],
    ],
    [
      'Dragino LWL03A, no leak',
      { TDC: 'YES', ALARM: 'FALSE', WATER_LEAK_STATUS: 'NO LEAK', WATER_LEAK_TIMES: 2 },
      ['other cleared~', 'flood cleared~'],
    ],
    ['Dragino LWL03A, its log of the past', { DATALOG: '[TRUE,LEAK,1,0,2026-04-16 09:00:00],' }, ['reading']],
    ['Dragino LWL03A, its settings', { TDC: 7200, DISALARM: 1, KEEP_STATUS: 1, LEAK_ALARM_TIME: 1 }, ['reading']],
    ['Dragino LHT65, a pin', { BatV: 3.05, Exti_pin_level: 'High', Exti_status: 'True', Hum_SHT: 50 }, ['reading']],
    ['Dragino LSN50, an open input', { Door_status: 'OPEN', EXTI_Trigger: 'FALSE', TempC1: 0 }, ['intrusion active~!']],
    ['Dragino LDDS75, a level', { battery: 3.3, distance1: 1894, distance2: 0, s_flag: 1 }, ['reading']],
    [
      'Dragino TrackerD, a call for help',
      { Latitude: 36.5, Longitud: 112.3, ALARM_status: 'TRUE', LON: 'ON', Transport: 'MOVE' },
      ['sos active~'],
    ],
    ['Dragino PB01, its button', { Alarm: 'TRUE', Sound_key: 'CLOSE', Sound_ACK: 'OPEN' }, ['sos active~']],
    [
      'Netvox RA02A, fire',
      { Device: 'RA02A', FireAlarm: 'Alarm', HighTempAlarm: 'Alarm' },
      ['fire active~', 'heat active~'],
    ],
    ['Netvox R718WA, a leak', { Device: 'R718WA', Volt: 3, WaterLeak: 'Leak' }, ['flood active~']],
    ['Netvox, a setting', { Cmd: 'ConfigReportRsp', Device: 'RA02A', Status: 'Success' }, ['reading']],
    [
      'Browan TBWL100, a leak',
      { battery: 3.6, humidity: 40, humidityChanged: 0, status: 1, temperature: 22, temperatureBoard: 22 },
      ['flood active~'],
    ],
    ['Browan TBWL100, none', { humidityChanged: 0, status: 0, temperatureBoard: 22 }, ['flood cleared~']],
    [
      'Browan TBDW100, an open door',
      { battery: 3.6, count: 14986, status: 1, temperatureBoard: 21, time: 0 },
      ['intrusion active~!'],
    ],
    ['Browan TBPB100, a press', { status: 1, battery: 3.9, temperatureBoard: 23 }, ['sos active']],
    ['MClimate, a flood', { reason: 'alarm', boxTamper: false, flood: true, battery: 3216 }, ['flood active~']],
    ['MClimate, a press', { batteryVoltage: 3, pressEvent: 2, sensorTemperature: 21 }, ['sos active']],
    ['MClimate, no press', { batteryVoltage: 3, pressEvent: 0 }, ['sos cleared']],
    ['Tektelic, a magnet away', { reed_state: 255, reed_count: 3 }, ['intrusion active~!']],
    ['Tektelic, somebody', { motion_event_state: 255, motion_event_count: 3 }, ['intrusion active~!']],
    ['Radio Bridge, water', { Type: 'WATER', Water: { Event: 'Water Present', Relative: 200 } }, ['flood active~']],
    [
      'Radio Bridge, no water',
      { Type: 'WATER', Water: { Event: 'Water Not Present', Relative: 0 } },
      ['flood cleared~'],
    ],
    ['Radio Bridge, a door', { Type: 'DOOR/WINDOW', DoorWindow: { Event: 'Open' } }, ['intrusion active~!']],
    ['Radio Bridge, a press', { Type: 'BUTTON', Button: { Event: 'Button 1', State: 'Pressed' } }, ['sos active']],
    ['Radio Bridge, a long press', { Type: 'BUTTON', Button: { Event: 'Button', State: 'Held' } }, ['sos active']],
    ['Radio Bridge, its end', { Type: 'BUTTON', Button: { Event: 'Button', State: 'Released' } }, ['sos cleared']],
    ['Radio Bridge, tampering', { Type: 'TAMPER', Tamper: { Event: 'Open' } }, ['reading']],
    [
      'Radio Bridge, heat',
      { Type: 'TEMPERATURE', Temperature: { Event: 'Temperature Over Upper Threshold', Temperature: 61, Relative: 0 } },
      ['heat active'],
    ],
    [
      'Radio Bridge, frost',
      { Type: 'TEMPERATURE', Temperature: { Event: 'Temperature Under Lower Threshold', Temperature: -9 } },
      ['reading'],
    ],
    ['Moko, a call for help', { pack_type: 'event', batterylevle: '87%', event_type: 'sos_start' }, ['sos active']],
    ['Moko, its end', { pack_type: 'event', event_type: 'sos_stop' }, ['sos cleared']],
    ['Moko, a fall', { pack_type: 'event', event_type: 'mandown_start' }, ['sos active']],
    [
      'Moko, where it is called from',
      { dev_status: 'sos', work_mode: 'period', lat: 36.5, lon: 112.3 },
      ['sos active'],
    ],
    ['Moko, somebody who walks', { pack_type: 'event', event_type: 'motion_start', dev_status: 'none' }, ['reading']],
    ['a siren', { message_type: 'data_report', warning_status: 'no_warning', warning_status_code: 0 }, ['reading']],
  ])('%s', (_, object, expected) => {
    expect(short(object)).toEqual(expected)
  })

  it('Radio Bridge: says nothing doubtful of a button', () => {
    expect(uplink({ decoded_payload: { Button: { Event: 'Button 1', State: 'Pressed' } } })).not.toHaveProperty(
      'unread',
    )
  })

  it('Dragino: stands against what the device repository makes of the text NO LEAK', () => {
    const message = {
      decoded_payload: { ALARM: 'FALSE', WATER_LEAK_STATUS: 'NO LEAK' },
      normalized_payload: [{ water: { leak: true } }],
    }
    expect(inShort(uplink(message))).toEqual(['x: other cleared~', 'x: flood cleared~'])
  })

  it('Dragino TrackerD: is where it says, however it spells it', () => {
    expect(only({ Latitude: 36.5, Longitud: 112.3, LON: 'ON', ALARM_status: 'TRUE' })?.place).toMatchObject({
      location: [112.3, 36.5],
    })
  })

  it.each<[string, object, number | null, number | undefined]>([
    ['MClimate', { battery: 3216 }, null, 3.216],
    ['Radio Bridge', { Supervisory: { Battery: '3.2V' } }, null, 3.2],
    ['Moko', { batterylevle: '87%' }, 87, undefined],
    ['Dragino WSC2', { battery: 3.305 }, null, 3.305],
    ['a full cell of three volts', { battery: 3 }, null, undefined],
    ['a weak one', { battery: 8 }, 8, undefined],
    ['nothing but space', { battery: ' '.repeat(200_000) }, null, undefined],
  ])('%s, its battery', (_, object, percent, volts) => {
    expect([only(object)?.batteryPercent, only(object)?.values['batteryVolts']]).toEqual([percent, volts])
  })
})

describe('a weather station of', () => {
  const station = (object: object) => {
    const { deviceKind, values } = only(object) ?? {}
    return { deviceKind, values }
  }

  it('Milesight gives °C, %, m/s, degrees, hPa and the rain so far', () => {
    expect(
      station({
        temperature: 25.5,
        humidity: 60.5,
        wind_direction: 121,
        pressure: 1006.3,
        wind_speed: 0.1,
        rainfall_total: 1.23,
      }),
    ).toEqual({
      deviceKind: 'weather',
      values: {
        temperatureCelsius: 25.5,
        humidityPercent: 60.5,
        windDirectionDegrees: 121,
        pressureHectopascal: 1006.3,
        windSpeedMetresPerSecond: 0.1,
        rainfallTotalMillimetres: 1.23,
      },
    })
  })

  it('Dragino gives numbers as texts, and the direction as an angle and as a point', () => {
    const wsc1 = {
      bat: 12.1,
      wind_speed: 3.4,
      wind_direction_angle: 292.5,
      wind_direction: 'WNW',
      TEM: 21.3,
      HUM: 18.2,
    }
    expect(station({ ...wsc1, pressure: 951.2, rain_gauge: 0.4, illumination: 12000 })).toMatchObject({
      deviceKind: 'weather',
      values: {
        windSpeedMetresPerSecond: 3.4,
        windDirectionDegrees: 292.5,
        temperatureCelsius: 21.3,
        humidityPercent: 18.2,
        pressureHectopascal: 951.2,
        rainfallMillimetres: 0.4,
      },
    })
    const wsc2 = { wind_speed: '3.40', wind_direction: 13, wind_angle: 292, humidity: '18.2', temperature: '21.3' }
    expect(station({ ...wsc2, temperature_pro: '20.10', pressure: '951.2' }).values).toEqual({
      windSpeedMetresPerSecond: 3.4,
      windDirectionDegrees: 292,
      humidityPercent: 18.2,
      temperatureCelsius: 21.3,
      probeTemperatureCelsius: 20.1,
      pressureHectopascal: 951.2,
    })
  })

  it('Decentlab puts each value beside its unit', () => {
    const value = (number: number, unit: string) => ({ displayName: 'x', unit, value: number })
    expect(
      station({
        air_temperature: value(26.4, '°C'),
        atmospheric_pressure: value(95.96, 'kPa'),
        maximum_wind_speed: value(0.2, 'm⋅s⁻¹'),
        wind_speed: value(0.09, 'm⋅s⁻¹'),
        wind_direction: value(29.9, '°'),
        precipitation: value(0, 'mm'),
        relative_humidity: value(52.4, '%'),
        solar_radiation: value(10, 'W⋅m⁻²'),
        battery_voltage: value(3.061, 'V'),
      }),
    ).toEqual({
      deviceKind: 'weather',
      values: {
        temperatureCelsius: 26.4,
        pressureHectopascal: 959.6,
        windGustMetresPerSecond: 0.2,
        windSpeedMetresPerSecond: 0.09,
        windDirectionDegrees: 29.9,
        rainfallMillimetres: 0,
        humidityPercent: 52.4,
        solarRadiationWattsPerSquareMetre: 10,
        batteryVolts: 3.061,
      },
    })
  })

  it('SenseCAP lists what it measured, the air in pascal and the rain an hour', () => {
    const messages = [
      [
        { measurementId: '4097', type: 'Air Temperature', measurementValue: 21.3 },
        { measurementId: '4098', type: 'Air Humidity', measurementValue: 18 },
        { measurementId: '4105', type: 'Wind Speed', measurementValue: 3.4 },
        { measurementId: '4104', type: 'Wind Direction Sensor', measurementValue: 292 },
        { measurementId: '4113', type: 'Rain Gauge', measurementValue: 1.2 },
        { measurementId: '4101', type: 'Barometric Pressure', measurementValue: 95120 },
      ],
    ]
    expect(station({ err: 0, messages, valid: true }).values).toMatchObject({
      temperatureCelsius: 21.3,
      humidityPercent: 18,
      windSpeedMetresPerSecond: 3.4,
      rainIntensityMillimetresPerHour: 1.2,
      pressureHectopascal: 951.2,
    })
  })

  it('Barani counts clicks of its gauge, which are no millimetres', () => {
    const { values } = station({
      Temperature: 21.3,
      T_min: 0.2,
      Humidity: 18,
      Pressure: 95120,
      Rain: 113,
      Rain_min_time: 12,
    })
    expect(values).toMatchObject({ temperatureCelsius: 21.3, humidityPercent: 18, pressureHectopascal: 951.2 })
    expect(values).not.toHaveProperty('rainfallMillimetres')
  })

  it.each<[string, unknown, object]>([
    ['wind_speed_kmh', 36, { windSpeedMetresPerSecond: 10 }],
    ['wind_speed_mph', 10, { windSpeedMetresPerSecond: 4.4704 }],
    ['windSpeedKph', 36, { windSpeedMetresPerSecond: 10 }],
    ['wind_speed_ms', 3.4, { windSpeedMetresPerSecond: 3.4 }],
    ['wind_gust_knots', 10, { windGustMetresPerSecond: 5.144444 }],
    ['wind_speed', '36 km/h', { windSpeedMetresPerSecond: 10 }],
    ['wind_direction', 'nnw', { windDirectionDegrees: 337.5 }],
    ['wind_direction', 'calm', {}],
    ['temperature_f', 70.7, { temperatureCelsius: 21.5 }],
    ['temperature', '21.5 °C', { temperatureCelsius: 21.5 }],
    ['temp_in', 20, { temp_in: 20 }],
    ['rain_mm', 1.2, { rainfallMillimetres: 1.2 }],
    ['rainfall_total_in', 1, { rainfallTotalMillimetres: 25.4 }],
    ['rain', true, { rain: true }],
    ['humidity', 655.35, {}],
    ['temperature', 6553.5, {}],
    ['temperature', -127, {}],
    ['wind_speed', -1, {}],
    ['wind_direction', 65535, {}],
    ['air_pressure', 100.63, { pressureHectopascal: 1006.3 }],
    ['pressure', 250, { pressure: 250 }],
    ['Distance', '1894 mm', { distanceMillimetres: 1894 }],
    ['water_level', { value: 1.25, unit: 'm' }, { waterLevelMillimetres: 1250 }],
    ['serial', '123456', {}],
    ['temperatureCelsius', 21.5, { temperatureCelsius: 21.5 }],
    ['data', { temperature: 21.5 }, { temperatureCelsius: 21.5 }],
  ])('whatever make keeps %s: %j in our unit or as it came', (name, value, expected) => {
    expect(only({ [name]: value })?.values).toEqual(expected)
  })
})
