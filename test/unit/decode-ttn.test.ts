import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import {
  fixtureMessages,
  inShort,
  messageOn,
  observationsOf,
  sourceFor,
  usualSources,
} from '../support/message-fixtures.ts'

const messages = fixtureMessages('ttn')

const says: Record<string, string | string[]> = {
  'down-ack': ['dev1: reading'],
  'down-failed': 'ignored',
  'up-docs-invalid-json': 'not-json',
  'up-dragino-lht52': ['lht52-temp-0: reading'],
  'up-dragino-status-port5': ['lht52-temp-1: reading'],
  'up-without-decoded-payload': ['dev1: reading'],
}

const ids = { device_id: 'smoke-7', dev_eui: 'A8404188A184579F', application_ids: { application_id: 'village' } }
const at = '2026-04-17T15:33:22.775023242Z'
const decoded = (event: string, body: object) =>
  decode(
    messageOn(`v3/village@ttn/devices/smoke-7/${event}`, { end_device_ids: ids, received_at: at, ...body }),
    usualSources,
  ).decoding
const uplink = (message: object, rest: object = {}) =>
  decoded('up', {
    uplink_message: { session_key_id: 'AYJyWmbZaAS/afxNG6hOKw==', received_at: at, ...message },
    ...rest,
  })
const first = (message: object, rest: object = {}) => observationsOf(uplink(message, rest))[0]

describe('The Things Stack', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('says when it was heard, through which gateway, and leaves out a probe that is not there', () => {
    const message = messages.get('up-dragino-lht52')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toMatchObject([
      {
        deviceAt: new Date('2022-08-25T21:12:53.621Z'),
        via: 'piegn-0',
        eventId: 'AYJyWmbZaAS/afxNG6hOKw==:1445:2022-08-25T21',
        values: { humidityPercent: 50, temperatureCelsius: 28.77 },
      },
    ])
    expect(message && observationsOf(decode(message, usualSources).decoding)[0]?.values).not.toHaveProperty(
      'probeTemperatureCelsius',
    )
  })

  it('knows an uplink again within its hour, and not a later one with the counter of a device that began anew', () => {
    const id = (message: object) => first({ f_cnt: 7, ...message })?.eventId
    expect(id({})).toBe(id({ received_at: '2026-04-17T15:50:00Z', rx_metadata: [] }))
    expect(id({})).not.toBe(id({ received_at: '2026-04-17T19:50:00Z' }))
    expect(id({})).not.toBe(id({ f_cnt: 8 }))
    expect(id({})).not.toBe(id({ session_key_id: 'AYJyW27X6QEJiBQt2m4Ifg==' }))
    expect(id({ session_key_id: undefined })).toBeNull()
    expect(first({})?.eventId).toBe('AYJyWmbZaAS/afxNG6hOKw==:0:2026-04-17T15')
  })

  it('names the gateway that heard it loudest, and of another network the one behind the broker', () => {
    const rx = (id: string, rssi: number, rest: object = {}) => ({ gateway_ids: { gateway_id: id }, rssi, ...rest })
    expect(first({ rx_metadata: [rx('far', -118), rx('near', -60), rx('middle', -90)] })?.via).toBe('near')
    const foreign = { packet_broker: { forwarder_gateway_id: 'of-the-neighbours' } }
    expect(first({ rx_metadata: [rx('packetbroker', -50, foreign)] })?.via).toBe('of-the-neighbours')
    expect(first({ rx_metadata: [rx('packetbroker', -50), 'x', null] })?.via).toBeNull()
  })

  it.each<[string, object, string[]]>([
    ['an alarm', { decoded_payload: { smoke: true } }, ['smoke-7: smoke active~']],
    ['a text for true', { decoded_payload: { ALARM_status: 'TRUE', Latitude: 36.5 } }, ['smoke-7: sos active~']],
    ['a text for false', { decoded_payload: { water_leak: 'FALSE' } }, ['smoke-7: flood cleared~']],
    ['the text OPEN', { decoded_payload: { Door_status: 'OPEN' } }, ['smoke-7: intrusion active~!']],
    ['no decoded payload', { f_port: 2, frm_payload: 'Cz0B' }, ['smoke-7: reading']],
    ['an empty one', { decoded_payload: {} }, ['smoke-7: reading']],
    ['only a status', { f_port: 5, decoded_payload: { Bat_mV: 3054, Sensor_Model: 9 } }, ['smoke-7: reading']],
    ['a normalized leak', { normalized_payload: [{ water: { leak: true } }] }, ['smoke-7: flood active~']],
    [
      'a normalized open door',
      { normalized_payload: [{ action: { contactState: 'open' } }] },
      ['smoke-7: intrusion active~!'],
    ],
    [
      'a leak that only the codec tells',
      { decoded_payload: { water_leak: 1 }, normalized_payload: [{ water: { leak: false } }] },
      ['smoke-7: flood active~'],
    ],
    ['what is no payload', { decoded_payload: 'smoke', normalized_payload: 'x' }, ['smoke-7: reading']],
  ])('reads of an uplink %s', (_, message, expected) => {
    expect(inShort(uplink(message))).toEqual(expected)
  })

  it('takes measurements in the units of the common vocabulary, the newest of several', () => {
    const normalized_payload = [
      { time: '2026-04-17T15:10:00Z', air: { temperature: 9 } },
      {
        time: '2026-04-17T15:30:00Z',
        air: { temperature: 21.5, relativeHumidity: 18, pressure: 1006.3 },
        wind: { speed: 7.2, direction: 315 },
        rain: { cumulative: 12.4 },
        battery: 3.05,
      },
    ]
    expect(first({ decoded_payload: { temp_f: 70.7 }, normalized_payload })?.values).toEqual({
      temperatureCelsius: 21.5,
      humidityPercent: 18,
      pressureHectopascal: 1006.3,
      windSpeedMetresPerSecond: 7.2,
      windDirectionDegrees: 315,
      rainfallTotalMillimetres: 12.4,
      batteryVolts: 3.05,
    })
  })

  it('takes what somebody typed in for a test, never for an alarm', () => {
    expect(
      observationsOf(uplink({ decoded_payload: { smoke: true, water_leak: 1 } }, { simulated: true })),
    ).toMatchObject([{ kind: null, state: 'reading', exercise: true, values: { test: true } }])
    expect(first({ decoded_payload: { smoke: true } }, { simulated: false })).toMatchObject({
      kind: 'smoke',
      exercise: false,
    })
  })

  it('takes the place a device measured before the one somebody entered, and never that of a gateway', () => {
    const user = { latitude: 36.5, longitude: 112.3, source: 'SOURCE_REGISTRY' }
    const measured = { latitude: 36.6, longitude: 112.4, accuracy: 12, source: 'SOURCE_GPS' }
    const rx_metadata = [{ gateway_ids: { gateway_id: 'g' }, location: { latitude: 1, longitude: 2 } }]
    expect(first({ rx_metadata })?.place).toBeNull()
    expect(first({ rx_metadata, locations: { user } })?.place).toMatchObject({ location: [112.3, 36.5] })
    expect(first({ locations: { user, 'frm-payload': measured } })?.place).toEqual({
      type: 'point',
      location: [112.4, 36.6],
      radiusMetres: 12,
    })
    expect(first({ locations: { user }, decoded_payload: { latitude: 36.7, longitude: 112.5 } })?.place).toMatchObject({
      location: [112.5, 36.7],
    })
    expect(first({ locations: { user: { latitude: 0, longitude: 0 } } })?.place).toBeNull()
  })

  it('takes the last battery the network heard where the codec tells none', () => {
    expect(first({ last_battery_percentage: { value: 74.8 } })?.batteryPercent).toBe(74.8)
    expect(first({ last_battery_percentage: { value: 74.8 }, decoded_payload: { battery: 60 } })?.batteryPercent).toBe(
      60,
    )
  })

  it.each([
    ['join', { join_accept: { session_key_id: 'x' } }, ['smoke-7: reading']],
    ['down/ack', { downlink_ack: { f_cnt: 1 } }, ['smoke-7: reading']],
    ['down/queued', { downlink_queued: {} }, 'ignored'],
    ['down/nack', { downlink_nack: {} }, 'ignored'],
    ['service/data', { service_data: {} }, 'ignored'],
    ['location/solved', { location_solved: { location: { latitude: 36.5, longitude: 112.3 } } }, ['smoke-7: reading']],
    ['location/solved', { location_solved: {} }, 'wrong-shape'],
    [
      'up/normalized',
      { uplink_normalized: { normalized_payload: { water: { leak: true } } } },
      ['smoke-7: flood active~'],
    ],
    ['up', {}, 'wrong-shape'],
    ['up', { uplink_message: [] }, 'wrong-shape'],
  ])('reads the event %s %j', (event, body, expected) => {
    expect(inShort(decoded(event, body))).toEqual(expected)
  })

  it('knows the normalized copy of an uplink for the same uplink', () => {
    const message = { session_key_id: 's', f_cnt: 3, received_at: at, normalized_payload: [{ water: { leak: true } }] }
    expect(observationsOf(decoded('up/normalized', { uplink_normalized: message }))[0]?.eventId).toBe(
      first({ ...message })?.eventId,
    )
  })

  it('reads topics without a tenant, and of one application alone', () => {
    const body = { end_device_ids: ids, uplink_message: { decoded_payload: { smoke: true } } }
    const on = (topic: string, prefix: string) =>
      inShort(decode(messageOn(topic, body), [sourceFor('ttn', prefix)]).decoding)
    expect(on('v3/village/devices/smoke-7/up', 'v3')).toEqual(['smoke-7: smoke active~'])
    expect(on('v3/village@ttn/devices/smoke-7/up', 'v3/village@ttn')).toEqual(['smoke-7: smoke active~'])
    expect(on('v3/village/gateways/g/up', 'v3')).toBe('bad-topic')
    expect(on('v3/village/devices/smoke-7', 'v3')).toBe('bad-topic')
  })

  it('reads what its webhooks post, of whatever event', () => {
    const posted = (event: string, body: object) =>
      inShort(
        decode(messageOn(`ingest/ttn${event}`, { end_device_ids: ids, ...body }, { source: 'ttn' }), usualSources)
          .decoding,
      )
    const up = { uplink_message: { decoded_payload: { smoke: true } } }
    expect(posted('', up)).toEqual(['smoke-7: smoke active~'])
    expect(posted('/up', up)).toEqual(['smoke-7: smoke active~'])
    expect(posted('', { join_accept: {} })).toEqual(['smoke-7: reading'])
    expect(posted('', { downlink_sent: {} })).toBe('ignored')
    expect(posted('', { end_device_ids: {} })).toBe('wrong-shape')
    expect(posted('', { end_device_ids: { dev_eui: 'A8404188A184579F' }, ...up })).toEqual([
      'a8404188a184579f: smoke active~',
    ])
  })
})
