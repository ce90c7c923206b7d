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

const messages = new Map([...fixtureMessages('chirpstack-v4'), ...fixtureMessages('milesight')])

const says: Record<string, string | string[]> = {
  integration: ['0016c001f000175a: reading'],
  join: ['0101010101010101: reading'],
  log: ['0101010101010101: reading'],
  status: ['0101010101010101: reading'],
  'up-with-object-truncated': 'not-json',
  up: ['0101010101010101: reading'],
  'button-ws101': ['24e1240000000001: sos active'],
  'em300-th': ['24e1240000000002: reading'],
  'em500-pt100': ['24e1240000000003: reading'],
  'gas-gs101-alarm': ['24e1240000000018: gas active~'],
  'gas-gs101-device-fault': ['24e1240000000019: reading'],
  'gps-at101': ['24e1240000000004: reading'],
  'leak-em300-sld-history': ['24e1240000000005: reading'],
  'leak-em300-sld-normal': ['24e1240000000021: flood cleared~'],
  'leak-em300-sld': ['24e1240000000020: flood active~'],
  'level-em400-mud-release': ['24e1240000000023: flood cleared'],
  'level-em500-udl-alarm': ['24e1240000000022: flood active'],
  'magnet-ws301': ['24e1240000000006: intrusion active~!'],
  'pir-ws202': ['24e1240000000024: intrusion active~!'],
  'smoke-gs524n-alarm': ['24e1240000000015: smoke active~'],
  'smoke-gs524n-normal': ['24e1240000000017: smoke cleared~'],
  'smoke-gs524n-silent': ['24e1240000000016: reading'],
  'smoke-gs524n-test': ['24e1240000000007: reading'],
  'wifi-at101': ['24e1240000000008: reading'],
  'wts506-history-v3': ['24e1240000000009: reading'],
  'wts506-pressure-alarm': ['24e1240000000010: hazard active'],
  'wts506-temp-alarm': ['24e1240000000012: heat active'],
  'wts506-temp': ['24e1240000000011: reading'],
  'wts506-wind-alarm': ['24e1240000000013: hazard active'],
  'wts506-wind-v3': ['24e1240000000014: reading'],
  'tg563a-smoke': ['0102030405060708: smoke active~'],
  'nexelec-insafe-smoke': ['0102030405060708: smoke active~'],
}

const eui = '24e124329e090021'
const decoded = (event: string, payload: unknown) =>
  decode(
    messageOn(`application/17c82e96-be03-4f38-aef3-f83d48582d97/device/${eui}/event/${event}`, payload),
    usualSources,
  ).decoding
const uplink = (object: unknown) => decoded('up', { deduplicationId: 'd1', object })
const short = (object: unknown) => {
  const said = inShort(uplink(object))
  return typeof said === 'string' ? said : said.map((line) => line.replace(`${eui}: `, ''))
}

describe('ChirpStack', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('reads time, id and values of an uplink', () => {
    const message = messages.get('level-em500-udl-alarm')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toMatchObject([
      {
        deviceKind: 'water-level',
        kind: 'flood',
        deviceAt: new Date('2026-04-17T15:33:22.775Z'),
        eventId: '3ac7e3c4-4401-4b8d-9386-a5c902f92022',
        values: { distance: 310, distance_alarm: 'threshold_alarm' },
      },
    ])
  })

  it('keeps events apart that one uplink causes under one id', () => {
    const ids = ['up', 'status', 'join'].map(
      (event) => observationsOf(decoded(event, { deduplicationId: 'd1' }))[0]?.eventId,
    )
    expect(ids).toEqual(['d1', 'd1:status', 'd1:join'])
  })

  it('reads the battery of a status, and none where the network knows none', () => {
    const battery = (payload: object) => observationsOf(decoded('status', payload))[0]?.batteryPercent
    expect(battery({ margin: 10, batteryLevel: 88.3 })).toBe(88.3)
    expect(battery({ margin: 10 })).toBeNull()
    expect(battery({ batteryLevel: 0, externalPowerSource: true })).toBeNull()
  })

  it.each([
    [{ smoke_status: 'alarm' }, ['smoke active~']],
    [{ smokeAlarm: true }, ['smoke active~']],
    [{ Smoke: 1 }, ['smoke active~']],
    [{ smoke: { status: 'normal' } }, ['smoke cleared~']],
    [{ 'sensor 1': { leakage_status: 'leak' } }, ['flood active~']],
    [{ fire_status: 'no fire' }, ['fire cleared~']],
    [{ gas_status: '报警' }, ['gas active~']],
    [{ sos_status: 'test' }, ['reading']],
    [{ smoke: 12.5 }, ['reading']],
    [{ tilt_alarm: 'threshold_alarm' }, ['geohazard active']],
    [{ wind_speed_alarm: 'threshold alarm release' }, ['hazard cleared']],
    [{ battery_alarm: true, tamper_alarm: true }, ['reading']],
    [{ alarm: true }, ['other active~']],
    [{ button_event: { status: 'long press', msgid: 7 } }, ['sos active']],
    [{ history: [{ smoke_status: 'alarm' }], smoke_status: 'normal' }, ['smoke cleared~']],
    [{ history: { smoke_status: 'alarm' } }, ['reading']],
    [{ smoke_status: 'ALARM!!' }, ['reading']],
    [{ smoke_status: 'ALARM!!', gas_status: 'alarm' }, ['gas active~']],
  ])('reads the codec object %j', (object, expected) => {
    expect(short(object)).toEqual(expected)
  })

  it('tells volts from percent', () => {
    const read = (battery: unknown) => {
      const [first] = observationsOf(uplink({ battery }))
      return [first?.batteryPercent, first?.values['batteryVolts']]
    }
    expect(read(92)).toEqual([92, undefined])
    expect(read('3.98')).toEqual([null, 3.98])
    expect(read(0)).toEqual([null, undefined])
  })

  it("takes a tracker's own position for its place, and a location event for the device's", () => {
    expect(observationsOf(uplink({ longitude: '118.03', latitude: 24.6, sos: true }))[0]).toMatchObject({
      kind: 'sos',
      place: { type: 'point', location: [118.03, 24.6], radiusMetres: 0 },
    })
    expect(
      observationsOf(decoded('location', { location: { latitude: 36.5, longitude: 112.3, accuracy: 40 } }))[0]?.place,
    ).toEqual({
      type: 'point',
      location: [112.3, 36.5],
      radiusMetres: 40,
    })
    expect(observationsOf(decoded('location', { location: {} }))[0]?.place).toBeNull()
    expect(decoded('location', { location: { latitude: 136.5 } })).toMatchObject({ reason: 'bad-place' })
  })

  it('reads what version 3 says also where only a source for version 4 was set up', () => {
    const only4 = [sourceFor('chirpstack-v4', 'application')]
    const message = messageOn(`application/7/device/${eui}/rx`, { objectJSON: '{"smoke_status":"alarm"}' })
    expect(inShort(decode(message, only4).decoding)).toEqual([`${eui}: smoke active~`])
  })

  it('takes only a received acknowledgement for a sign of life', () => {
    expect(inShort(decoded('ack', { acknowledged: true }))).toEqual([`${eui}: reading`])
    expect(inShort(decoded('ack', {}))).toBe('ignored')
    expect(inShort(decoded('txack', {}))).toBe('ignored')
  })

  it('refuses topics of another shape, and keeps of an object that is none that the device lives', () => {
    expect(inShort(decode(messageOn('application/7/gateway/24e1/stats', {}), usualSources).decoding)).toBe('bad-topic')
    expect(inShort(decode(messageOn('application/7/device//event/up', {}), usualSources).decoding)).toBe('bad-topic')
    expect(uplink('smoke')).toMatchObject({ outcome: 'decoded', unread: { reason: 'wrong-shape' } })
    expect(short('smoke')).toEqual(['reading'])
    expect(inShort(decoded('up', []))).toBe('wrong-shape')
  })
})
