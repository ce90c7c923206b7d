import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const says: Record<string, Record<string, string | string[]>> = {
  alink: {
    'alink-event-cpuerror': ['a1B2c3/pump-1: reading'],
    'alink-property-post': ['a1B2c3/pump-1: reading'],
    'das-event-up': ['77/gw-3: reading'],
    'iotfast-report-invalid-json': 'not-json',
    'spzn-gateway-sensor': ['13399250-8b1a-11ed-a1eb-0242ac120002: reading'],
  },
  'huawei-iot': {
    'forwarded-property': ['5e25d39a3b7c24fa3638804b_nb_0403_1: smoke cleared~'],
    'properties-report': ['smoke-1: smoke active~'],
    'sub-device-update-status': [
      'bf40f0c4-4022-41c6-a201-c5133122054a: reading',
      '4459c0f7-10bb-4718-9b07-7a82c2d508a5: reading',
    ],
    'sub-devices-report': [
      'bf40f0c4-4022-41c6-a201-c5133122054a: reading',
      '42aa08ea-84c1-4025-a7b2-c1f6efe547c2: reading',
    ],
  },
  'tencent-iot': {
    'event-post': ['ABC123/kitchen: reading'],
    'property-report': ['ABC123/kitchen: smoke active~'],
  },
}

const decoded = (topic: string, payload: unknown, source?: string) =>
  decode(messageOn(topic, payload, source === undefined ? {} : { source }), usualSources).decoding
const short = (topic: string, payload: unknown, source?: string) => inShort(decoded(topic, payload, source))
const noon = 1_760_000_000_000

describe.each(Object.keys(says))('messages of %s', (system) => {
  const messages = fixtureMessages(system)

  it('each have an expectation', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says[system] ?? {}).toSorted())
  })

  it.each([...messages])('include %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[system]?.[name])
  })
})

describe('Alink', () => {
  const property = (params: unknown) =>
    short('/sys/pk/dn/thing/event/property/post', { id: '1', version: '1.0', params })
  const event = (name: string, params: unknown) => short(`/sys/pk/dn/thing/event/${name}/post`, { params })

  it.each([
    [{ SmokeSensorState: { value: 1, time: noon } }, 'smoke active~'],
    [{ SmokeSensorState: '0' }, 'smoke cleared~'],
    [{ GasSensorState: true }, 'gas active~'],
    [{ WaterSensorState: 1 }, 'flood active~'],
    [{ ContactState: 1 }, 'intrusion active~!'],
    [{ smokeAlarm: { value: '1', time: noon } }, 'smoke active~'],
    [{ 烟雾报警: 1 }, 'smoke active~'],
    [{ Temperature: '31.5', BatteryPercentage: '88' }, 'reading'],
    [{ LowBatteryAlarm: 1 }, 'reading'],
    [{ TamperAlarm: 1 }, 'reading'],
    [{}, 'reading'],
  ])('reads the properties %j', (params, expected) => {
    expect(property(params)).toEqual([`pk/dn: ${expected}`])
  })

  it.each([
    ['SmokeAlarm', { value: {}, time: noon }, 'smoke active'],
    ['fireDetected', { value: { temperature: 61.5 }, time: noon }, 'fire active'],
    ['gas_leak_alarm', {}, 'gas active'],
    ['SmokeAlarmRecover', { value: {} }, 'smoke cleared'],
    ['SmokeAlarm', { value: { alarmState: 0 } }, 'smoke cleared'],
    ['SmokeTest', { value: {} }, 'reading'],
    ['SOS', { value: {} }, 'sos active'],
    ['block:waterLeakAlarm', {}, 'flood active'],
    ['SmokeSensorFault', {}, 'reading'],
    ['LowBattery', {}, 'reading'],
    ['cpuerror', { value: { temperature: 100.1 } }, 'reading'],
    ['alarm', { value: { SmokeSensorState: 1 } }, 'smoke active~'],
  ])('reads the event %s with %j', (name, params, expected) => {
    expect(event(name, params)).toEqual([`pk/dn: ${expected}`])
  })

  it('takes the latest of the properties’ own times, and keeps numbers that stood as texts', () => {
    const [one] = observationsOf(
      decoded('/sys/pk/dn/thing/event/property/post', {
        params: { Temperature: { value: '31.5', time: noon }, Humidity: { value: 40, time: noon + 500 } },
      }),
    )
    expect(one).toMatchObject({
      deviceAt: new Date(noon + 500),
      values: { temperatureCelsius: 31.5, humidityPercent: 40 },
    })
  })

  it('reads the look-alikes: without the slash, with the name inside, Tuya Link, a list of codes', () => {
    expect(short('sys/77/gw/thing/event/up', { identifier: 'smokeAlarm', params: { value: {} } })).toEqual([
      '77/gw: smoke active',
    ])
    expect(short('sys/77/gw/thing/property/up', { params: { smoke: '1' } })).toEqual(['77/gw: smoke active~'])
    const tuya = { msgId: '1', time: noon, data: { smoke_sensor_state: { value: '1', time: noon } } }
    expect(short('tylink/6c3/thing/property/report', tuya)).toEqual(['6c3: smoke active~'])
    const trigger = { msgId: '1', time: noon, data: { eventCode: 'gas_alarm', eventTime: noon, outputParams: {} } }
    expect(short('tylink/6c3/thing/event/trigger', trigger)).toEqual(['6c3: gas active'])
    const list = { devId: '6c3', status: [{ code: 'smoke_sensor_status', value: 'alarm', t: noon }] }
    expect(short('ingest/alink', list, 'alink')).toEqual(['6c3: smoke active~'])
  })

  it('reads what Alibaba forwards over HTTP', () => {
    const items = { SmokeSensorState: { value: 1, time: noon } }
    expect(short('ingest/alink', { productKey: 'pk', deviceName: 'dn', gmtCreate: noon, items }, 'alink')).toEqual([
      'pk/dn: smoke active~',
    ])
    expect(
      observationsOf(decoded('ingest/alink', { productKey: 'pk', deviceName: 'dn', status: 'offline' }, 'alink')),
    ).toMatchObject([{ externalId: 'pk/dn', available: false }])
    expect(short('ingest/alink', { items }, 'alink')).toBe('wrong-shape')
  })

  it('gives every device of a gateway’s pack its own, and never raises what was kept meanwhile', () => {
    const pack = {
      params: {
        properties: { Temperature: { value: 20, time: noon } },
        subDevices: [
          {
            identity: { productKey: 'pk2', deviceName: 'a' },
            properties: { SmokeSensorState: { value: 1, time: noon } },
          },
          { identity: { productKey: 'pk2', deviceName: 'b' }, events: { gasAlarm: { value: {}, time: noon } } },
        ],
      },
    }
    const decoding = decoded('/sys/pk/gw/thing/event/property/pack/post', pack)
    expect(inShort(decoding)).toEqual(['pk/gw: reading', 'pk2/a: smoke active~', 'pk2/b: gas active'])
    expect(observationsOf(decoding)[1]).toMatchObject({ via: 'pk/gw' })
    expect(
      observationsOf(decoded('/sys/pk/dn/thing/event/property/history/post', { params: { smoke: 1 } })),
    ).toMatchObject([{ kind: 'smoke', state: 'reading' }])
    const batch = {
      smoke: [
        { value: 1, time: noon },
        { value: 0, time: noon + 900 },
      ],
    }
    expect(property(batch)).toEqual(['pk/dn: smoke active~', 'pk/dn: smoke cleared~'])
  })

  it('reads the numbers of a small maker’s gateway, GBK included', () => {
    const sensor = (devicetype: number, devicestatus: number) =>
      short('/sys/gw/device/post', { uid: 'u', data: { deviceid: 'd', devicetype, devicestatus, value: 100 } })
    expect(sensor(6, 1)).toEqual(['d: smoke active~'])
    expect(sensor(7, 1)).toEqual(['d: fire active~'])
    expect(sensor(8, 0)).toEqual(['d: gas cleared~'])
    expect(sensor(9, 1)).toEqual(['d: reading'])
    expect(sensor(1, 1)).toEqual(['d: reading'])
    expect(short('/sys/gw/device/gateway_post', { uid: 'gw-1' })).toEqual(['gw: reading'])
    // 烟雾 in GBK.
    const gbk = Uint8Array.from(
      [...'{"deviceId":"d","time":"20220712 01:02:03","property":{"'].map((c) => c.charCodeAt(0)),
    )
    const end = Uint8Array.from([...'":1}}'].map((c) => c.charCodeAt(0)))
    const payload = Uint8Array.from([...gbk, 0xd1, 0xcc, 0xce, 0xed, ...end])
    expect(short('/device/d/report', payload)).toEqual(['d: smoke active~'])
    expect(observationsOf(decoded('/device/d/report', payload))[0]?.deviceAt).toEqual(new Date('2022-07-11T17:02:03Z'))
  })

  it('says where a message of no JSON breaks, and passes over answers and commands', () => {
    expect(decoded('/device/123/report', new TextEncoder().encode('{"a":1,}'))).toMatchObject({
      reason: 'not-json',
      detail: 'The payload of 8 bytes is not JSON from position 7 on.',
    })
    expect(short('/sys/pk/dn/thing/event/property/post_reply', { code: 200, data: {} })).toBe('ignored')
    expect(short('/sys/pk/dn/thing/service/property/set', { params: { smoke: 1 } })).toBe('ignored')
    expect(property(null)).toBe('wrong-shape')
    expect(short('/sys/pk', {})).toBe('bad-topic')
  })
})

describe('Huawei IoTDA', () => {
  const happened = (event_type: string, paras = {}, service_id = 'Detector') =>
    short('$oc/devices/gw/sys/events/up', { object_device_id: 'd', services: [{ service_id, event_type, paras }] })

  it('reads the time that no other parser reads, and the gateway a device stands behind', () => {
    const [message] = [fixtureMessages('huawei-iot').get('properties-report')]
    expect(message && observationsOf(decode(message, usualSources).decoding)[0]).toMatchObject({
      deviceAt: new Date('2015-12-12T12:12:12Z'),
      batteryPercent: 87,
    })
    const sub = { devices: [{ device_id: 'a', services: [{ properties: { smoke: 1 } }] }, { device_id: 7 }] }
    const decoding = decoded('$oc/devices/gw/sys/gateway/sub_devices/properties/report', sub)
    expect(observationsOf(decoding)).toMatchObject([{ externalId: 'a', via: 'gw', kind: 'smoke' }])
    expect(decoding).toMatchObject({ unread: { reason: 'wrong-shape' } })
  })

  it('reads events by their names, and by their service where the name says no more than alarm', () => {
    expect(happened('smoke_alarm')).toEqual(['d: smoke active'])
    expect(happened('alarm', {}, 'Smoke')).toEqual(['d: smoke active'])
    expect(happened('smoke_alarm', { status: 'normal' })).toEqual(['d: smoke cleared'])
    expect(happened('low_battery')).toEqual(['d: reading'])
    expect(happened('add_sub_device_request', {}, '$sub_device_manager')).toBe('ignored')
  })

  it('keeps all services of one report, each with its time', () => {
    const services = [
      { service_id: 'a', properties: { smoke: 1 }, event_time: '20260417T153000Z' },
      { service_id: 'b', properties: { gas_alarm: 0, temperature: 3 }, event_time: '20260417T153100Z' },
    ]
    expect(short('$oc/devices/d/sys/properties/report', { services })).toEqual(['d: smoke active~', 'd: gas cleared~'])
    expect(short('$oc/devices/d/sys/properties/report', { services: 1 })).toBe('wrong-shape')
    expect(short('$oc/devices/d/sys/commands/request_id=1', {})).toBe('ignored')
  })

  it('hears once what one message says twice', () => {
    const status = { device_id: 'lamp', status: 'ONLINE' }
    const service = {
      service_id: '$sub_device_manager',
      event_type: 'sub_device_update_status',
      paras: { device_statuses: [status, status, { ...status, device_id: 'gate' }, status] },
    }
    const twice = { object_device_id: 'gw-1', services: [service, service] }
    expect(
      observationsOf(decoded('$oc/devices/gw-1/sys/events/up', twice)).map(({ externalId }) => externalId),
    ).toEqual(['lamp', 'gate'])
  })

  it('hears over HTTP that a device went away', () => {
    const notify_data = { header: { device_id: 'd' }, body: { status: 'OFFLINE' } }
    expect(
      observationsOf(decoded('ingest/huawei-iot', { resource: 'device.status', notify_data }, 'huawei-iot')),
    ).toMatchObject([{ externalId: 'd', available: false }])
    expect(short('ingest/huawei-iot', {}, 'huawei-iot')).toBe('wrong-shape')
  })
})

describe('Tencent IoT Explorer', () => {
  const event = (body: object) => short('$thing/up/event/P/d', { method: 'event_post', ...body })

  it('reads its timestamp in seconds and in milliseconds', () => {
    for (const timestamp of [1_760_000_000, noon]) {
      const body = { method: 'report', timestamp, params: { smoke: 1 } }
      expect(observationsOf(decoded('$thing/up/property/P/d', body))[0]?.deviceAt).toEqual(new Date(noon))
    }
  })

  it('reads events alone, in lists, and forwarded over HTTP', () => {
    expect(event({ eventId: 'FireAlarm', type: 'alert', params: {} })).toEqual(['P/d: fire active'])
    expect(event({ eventId: 'status_report', type: 'info', params: { status: 0 } })).toEqual(['P/d: reading'])
    const events = [
      { eventId: 'GasAlarm', params: {}, timestamp: 1 },
      { eventId: 'PowerAlarm', params: {} },
    ]
    expect(short('$thing/up/event/P/d', { method: 'events_post', events })).toEqual(['P/d: gas active', 'P/d: reading'])
    const payload = { method: 'report', params: { smoke: 1 } }
    expect(short('ingest/tencent-iot', { productId: 'P', deviceName: 'd', payload }, 'tencent-iot')).toEqual([
      'P/d: smoke active~',
    ])
  })

  it('passes over questions and answers, and keeps nothing of the module’s networks', () => {
    expect(short('$thing/up/property/P/d', { method: 'get_status', type: 'report' })).toBe('ignored')
    expect(short('$thing/up/action/P/d', { method: 'action_reply' })).toBe('ignored')
    const info = { method: 'report_info', params: { imei: '861', mac: 'x', device_label: { smoke: 1 } } }
    expect(observationsOf(decoded('$thing/up/property/P/d', info))).toMatchObject([{ kind: null, values: {} }])
    expect(short('$thing/up/property/P', {})).toBe('bad-topic')
    expect(short('$thing/up/property/P/d', { method: 'report' })).toBe('wrong-shape')
  })
})
