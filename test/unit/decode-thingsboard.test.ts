import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('thingsboard')

const says: Record<string, string | string[]> = {
  'gateway-telemetry': ['Device A: reading', 'Device A: reading', 'Device B: reading'],
  'telemetry-plain': 'bad-topic',
  'gateway-values-without-time': ['Device A: smoke active~'],
}

const decoded = (rest: string, payload: unknown, principal: string | null = null) =>
  decode(messageOn(`v1/${rest}`, payload, { principal }), usualSources).decoding
const gateway = (payload: unknown) => decoded('gateway/telemetry', payload)
const mine = (payload: unknown) => decoded('devices/me/telemetry', payload, 'kitchen')
const noon = 1_760_000_000_000

describe('ThingsBoard', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('gives every reading of a gateway its device, its values and its time', () => {
    const message = messages.get('gateway-telemetry')
    expect(message && observationsOf(decode(message, usualSources).decoding)[1]).toMatchObject({
      externalId: 'Device A',
      deviceAt: new Date(1483228801000),
      values: { temperatureCelsius: 43, humidityPercent: 82 },
    })
  })

  it.each([
    ['fields alone', { smoke: true, temperature: 30 }],
    ['fields under a time', { ts: noon, values: { smoke: true, temperature: 30 } }],
    ['a list of fields', [{ smoke: true, temperature: 30 }]],
    ['a list of fields under times', [{ ts: noon, values: { smoke: true, temperature: 30 } }]],
  ])('reads %s', (_, payload) => {
    expect(inShort(mine(payload))).toEqual(['kitchen: smoke active~'])
    expect(inShort(gateway({ 'Wang 家': payload }))).toEqual(['Wang 家: smoke active~'])
  })

  it('knows a device by the account that published, and says what to do where none is known', () => {
    expect(inShort(mine({ smoke: false }))).toEqual(['kitchen: smoke cleared~'])
    expect(decoded('devices/me/telemetry', { smoke: true })).toMatchObject({
      reason: 'bad-topic',
      detail:
        'The topic v1/devices/me/telemetry names no device, and its publisher is not known: give the device a user name, or let a gateway publish under its name.',
    })
  })

  it('keeps an alarm that was over within its message, and the order in time', () => {
    const first = { ts: noon, values: { water_leak: true } }
    const then = { ts: noon + 900, values: { water_leak: false } }
    expect(inShort(gateway({ cellar: [then, first] }))).toEqual(['cellar: flood active~', 'cellar: flood cleared~'])
  })

  it('takes what is much older than the last for history, by the gateway’s own clock', () => {
    const old = { ts: noon - 7_200_000, values: { smoke: true } }
    const last = { ts: noon, values: { smoke: false } }
    expect(inShort(gateway({ attic: [old, last] }))).toEqual(['attic: reading', 'attic: smoke cleared~'].map(hinted))
    // Alone it may as well be a clock that is wrong.
    expect(inShort(gateway({ attic: [old] }))).toEqual(['attic: smoke active~'])
  })

  it('reads what else a device says of itself', () => {
    const [one] = observationsOf(
      decoded('gateway/attributes', {
        gauge: { latitude: 36.5, longitude: 112.1, batteryLevel: 80, water_level: 1.2 },
      }),
    )
    expect(one).toMatchObject({
      deviceKind: 'water-level',
      batteryPercent: 80,
      place: { type: 'point', location: [112.1, 36.5] },
    })
  })

  it('keeps what it can read of a gateway’s message beside what it cannot', () => {
    const decoding = gateway({ a: { smoke: true }, b: 7, c: [{ temperature: 3 }, null] })
    expect(inShort(decoding)).toEqual(['a: smoke active~', 'c: reading'])
    expect(decoding).toMatchObject({
      unread: { reason: 'wrong-shape', detail: 'b is a number, expected an object of readings.' },
    })
    expect(inShort(gateway({ b: 7 }))).toBe('wrong-shape')
    expect(inShort(gateway({}))).toBe('ignored')
  })

  it('hears of devices found and lost, and passes over commands', () => {
    expect(observationsOf(decoded('gateway/connect', { device: 'a', type: 'smoke' }))).toMatchObject([
      { externalId: 'a', available: true },
    ])
    expect(observationsOf(decoded('gateway/disconnect', { device: 'a' }))).toMatchObject([{ available: false }])
    expect(inShort(decoded('gateway/disconnect', {}))).toBe('wrong-shape')
    expect(inShort(decoded('gateway/rpc', { device: 'a' }))).toBe('ignored')
    expect(inShort(decoded('devices/me/attributes/request/1', {}))).toBe('ignored')
  })

  it.each([
    [{ smoke_sensor_state: '1' }, 'smoke active~'],
    [{ smoke_sensor_state: '2' }, 'smoke cleared~'],
    [{ smoke_sensor_state: 0 }, 'reading'],
    [{ smoke_sensor_status: 'alarm' }, 'smoke active~'],
    [{ smoke_sensor_status: 'normal' }, 'smoke cleared~'],
    [{ gas_sensor_state: 2 }, 'gas cleared~'],
    [{ watersensor_state: 'alarm' }, 'flood active~'],
    [{ pir: 'pir' }, 'intrusion active~!'],
    [{ pir: 'none' }, 'intrusion cleared~!'],
    [{ doorcontact_state: true }, 'intrusion active~!'],
    [{ SmokeSensorState: 1 }, 'smoke active~'],
    [{ SmokeSensorState: '0' }, 'smoke cleared~'],
    [{ 烟雾报警: 1 }, 'smoke active~'],
    [{ temperature: '31.5', smoke: '0' }, 'smoke cleared~'],
    [{ smoke: 37 }, 'reading'],
  ])('reads %j', (fields, expected) => {
    expect(inShort(mine(fields))).toEqual([`kitchen: ${expected}`])
  })
})

/** A reading of a kind is told as one. */
function hinted(line: string): string {
  return line.replace(/: reading$/, ': smoke reading~')
}
