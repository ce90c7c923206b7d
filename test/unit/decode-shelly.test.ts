import { describe, expect, it } from 'vitest'
import { decode, formats } from '../../server/domain/decode/formats.ts'
import type { Memory } from '../../server/domain/decode/format.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('shelly')

const says: Record<string, string | string[]> = {
  'gen1-announce': ['shelly1: reading'],
  'gen1-door-open-text': ['shellydw-AABBCC: intrusion active~!'],
  'gen1-flood-info': ['shellyflood-244CAB42D00A: flood cleared~'],
  'gen1-gas-status': ['shellygas-AABBCCDDEEFF: gas cleared~'],
  'gen1-input-event-empty': ['shelly1: reading'],
  'gen1-nested-prefix-online': ['shellies/shellyem3: reading'],
  'gen1-online-true': ['shelly1: reading'],
  'gen1-relay': ['shelly1: reading'],
  'gen2-notify-full-status-on-cable': ['shellyplusht-b8d61a8b17cc: reading'],
  'gen2-notify-status-partial': ['shellyplus1pm-4417939341dc: reading'],
  'gen2-notify-status-ts-since-boot': ['shellyplus1pm-4417939341dc: reading'],
  'gen2-script-error-null': ['shelly1pmminig3-dcda0cb98f3c: reading'],
  'gen2-smoke-notify-full-status': ['shellyplussmoke-80646fd09ed4: smoke cleared~'],
  'gen2-smoke-notify-alarm': ['shellyplussmoke-80646fd09ed4: smoke active~'],
  'gen2-status-sys': ['plus1pm: reading'],
  'flood-g4-event': ['shellyfloodg4-7c2c67722288: flood active~'],
  'flood-g4-event-over': ['shellyfloodg4-7c2c67722288: flood cleared~'],
}

const bytes = (text: string) => new TextEncoder().encode(text)
const on = (topic: string, payload: unknown, memory: Memory = new Map(), rest = {}) => {
  const body = typeof payload === 'string' ? bytes(payload) : payload
  return decode(messageOn(topic, body, rest), usualSources, () => memory).decoding
}
const short = (topic: string, payload: unknown, memory?: Memory) => inShort(on(topic, payload, memory))
const memoryOf = (decoding: ReturnType<typeof on>): Memory =>
  new Map(decoding.outcome === 'decoded' ? Object.entries(decoding.remember ?? {}) : [])

const SMOKE = 'shellyplussmoke-80646fd09ed4'
const notify = (params: object, method = 'NotifyStatus', src = SMOKE) => ({ src, dst: `${src}/events`, method, params })
const told = (params: object, method?: string) => short(`${SMOKE}/events/rpc`, notify(params, method))

describe('Shelly', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })
})

describe('a Shelly of the first generation', () => {
  it.each([
    ['shellies/shellyflood-1/sensor/flood', 'true', ['shellyflood-1: flood active~']],
    ['shellies/shellyflood-1/sensor/flood', 'false', ['shellyflood-1: flood cleared~']],
    ['shellies/shellysmoke-1/sensor/smoke', 'true', ['shellysmoke-1: smoke active~']],
    ['shellies/shellysmoke-1/sensor/smoke', 'maybe', 'wrong-shape'],
    ['shellies/shellygas-1/sensor/gas', 'none', ['shellygas-1: gas cleared~']],
    ['shellies/shellygas-1/sensor/gas', 'mild', ['shellygas-1: gas active~']],
    ['shellies/shellygas-1/sensor/gas', 'heavy', ['shellygas-1: gas active~']],
    ['shellies/shellygas-1/sensor/gas', 'test', ['shellygas-1: reading']],
    ['shellies/shellygas-1/sensor/gas', 'unknown', ['shellygas-1: reading']],
    ['shellies/shellydw2-1/sensor/state', 'close', ['shellydw2-1: intrusion cleared~!']],
    ['shellies/shellymotionsensor-1/sensor/motion', '1', ['shellymotionsensor-1: intrusion active~!']],
    ['shellies/shellydw-1/sensor/vibration', '1', ['shellydw-1: reading']],
    ['shellies/shellydw-1/sensor/act_reasons', '["button"]', ['shellydw-1: reading']],
    ['shellies/cellar-flood/input/0', '1', ['cellar-flood: flood active~']],
    ['shellies/shelly1-1/input/0', '1', ['shelly1-1: reading']],
    ['shellies/shelly1-1/relay/0/command', 'on', 'ignored'],
    ['shellies/command', 'announce', 'ignored'],
    ['shellies/shelly1-1/blah', 'x', 'ignored'],
  ])('on %s with %s says %j', (topic, payload, expected) => {
    expect(short(topic, payload)).toEqual(expected)
  })

  it('measures on topics of their own', () => {
    const valuesOn = (topic: string, value: string) => observationsOf(on(`shellies/a/${topic}`, value))[0]
    expect(valuesOn('sensor/temperature', '21.5')?.values).toEqual({ temperatureCelsius: 21.5 })
    expect(valuesOn('sensor/humidity', '61.5')?.values).toEqual({ humidityPercent: 61.5 })
    expect(valuesOn('sensor/lux', '12')?.values).toEqual({ illuminanceLux: 12 })
    expect(valuesOn('sensor/battery', '88')?.batteryPercent).toBe(88)
    expect(valuesOn('ext_temperature/0', '-3.4')?.values).toEqual({ temperatureCelsius: -3.4 })
  })

  it('of the motion sensor tells all in one status', () => {
    const status = { motion: true, timestamp: 1663849204, active: true, vibration: false, lux: 3, bat: 71 }
    expect(observationsOf(on('shellies/shellymotionsensor-1/status', status))).toMatchObject([
      { kind: 'intrusion', state: 'active', needsArming: true, batteryPercent: 71, values: { illuminanceLux: 3 } },
    ])
  })

  it('does not clear what its sensor cannot read', () => {
    expect(short('shellies/shellyflood-1/info', { is_valid: false, flood: false })).toEqual(['shellyflood-1: reading'])
    expect(short('shellies/shellyflood-1/info', { is_valid: false, flood: true })).toEqual([
      'shellyflood-1: flood active~',
    ])
  })

  it('is not gone when it sleeps', () => {
    const available = (id: string) => observationsOf(on(`shellies/${id}/online`, 'false'))[0]?.available
    for (const id of ['shellyflood-1', 'shellysmoke-1', 'shellydw2-1', 'shellyht-1', 'shellybutton1-1'])
      expect(available(id)).toBeNull()
    for (const id of ['shellygas-1', 'shelly1-1', 'shellymotionsensor-1']) expect(available(id)).toBe(false)
  })

  it('tells one press once, however often it repeats its last one', () => {
    const topic = 'shellies/shellybutton1-1/input_event/0'
    const press = on(topic, { event: 'S', event_cnt: 7 })
    expect(observationsOf(press)[0]?.values['action']).toBe('single')
    expect(observationsOf(on(topic, { event: 'S', event_cnt: 7 }, memoryOf(press)))[0]?.values).toEqual({ input: 0 })
    expect(observationsOf(on(topic, { event: 'L', event_cnt: 8 }, memoryOf(press)))[0]?.values['action']).toBe('long')
    expect(observationsOf(on(topic, { event: 'S', event_cnt: 9 }, new Map(), { retain: true }))[0]?.values).toEqual({
      input: 0,
    })
  })
})

describe('a Shelly of a later generation', () => {
  it.each([
    [{ 'smoke:0': { id: 0, alarm: true, mute: false } }, ['smoke active~']],
    [{ 'smoke:0': { id: 0, alarm: true, mute: true } }, ['smoke active~']],
    [{ 'smoke:0': { id: 0, alarm: false, mute: false } }, ['smoke cleared~']],
    // Only the silence changed: the smoke is as it was.
    [{ 'smoke:0': { id: 0, mute: true } }, ['reading']],
    [{ 'smoke:0': { id: 0, alarm: false, mute: true } }, ['reading']],
    [{ 'smoke:0': { id: 0, alarm: null } }, ['reading']],
    [{ 'flood:0': { id: 0, alarm: true, mute: false, errors: [] } }, ['flood active~']],
    [{ 'flood:0': { id: 0, errors: ['cable_unplugged'] } }, ['reading']],
    [{ 'presence:0': { id: 0, value: true } }, ['intrusion active~!']],
    [{ 'input:0': { id: 0, state: true } }, ['reading']],
  ])('that notifies of %j says %j', (params, expected) => {
    expect(told({ ts: 1661517385.44, ...params })).toEqual(expected.map((text) => `${SMOKE}: ${text}`))
  })

  it.each([
    ['alarm', ['smoke active~']],
    ['alarm_off', ['smoke cleared~']],
    ['alarm_test', ['reading']],
  ])('that reports the event %s says %j', (event, expected) => {
    const params = { ts: 1661517385.44, events: [{ component: 'smoke:0', id: 0, event, ts: 1661517385.44 }] }
    expect(told(params, 'NotifyEvent')).toEqual(expected.map((text) => `${SMOKE}: ${text}`))
  })

  it('says which state it cannot read, but holds no alarm back for it', () => {
    expect(told({ 'smoke:0': { alarm: 'perhaps' } })).toBe('wrong-shape')
    expect(told({ 'smoke:0': { alarm: 'perhaps' }, 'flood:0': { alarm: true } })).toEqual([`${SMOKE}: flood active~`])
  })

  it('has no time before its clock is set', () => {
    const at = (ts: number) => observationsOf(on('a/events/rpc', notify({ ts })))[0]?.deviceAt
    expect(at(1.33)).toBeNull()
    expect(at(1661517385.44)).toEqual(new Date(1661517385440))
  })

  it('is not gone when it sleeps, as its wake-up period or its last word says', () => {
    const params = { ts: 1, sys: { wakeup_period: 86400 } }
    const custom = 'shellies/kitchen'
    const period = on(`${custom}/events/rpc`, notify(params, 'NotifyFullStatus', 'shellyx-aabbccddeeff'))
    const word = { events: [{ component: 'sys', event: 'sleep', ts: 1661517385 }] }
    const sleep = on(`${custom}/events/rpc`, notify(word, 'NotifyEvent', 'shellyx-aabbccddeeff'))
    for (const decoding of [period, sleep])
      expect(observationsOf(on(`${custom}/online`, 'false', memoryOf(decoding)))[0]).toMatchObject({
        externalId: 'shellyx-aabbccddeeff',
        available: null,
      })
    expect(observationsOf(on(`${custom}/online`, 'false'))[0]).toMatchObject({
      externalId: 'kitchen',
      available: false,
    })
  })

  it('is one device under its own name and under the topics its owner gave it', () => {
    const decoding = on('shellies/plus1pm/events/rpc', notify({ ts: 1, mqtt: {} }, 'NotifyStatus', 'shellyplus1pm-44'))
    expect(memoryOf(decoding)).toEqual(new Map([['name:plus1pm', 'shellyplus1pm-44']]))
    expect(short('shellies/plus1pm/status/smoke:0', { id: 0, alarm: true }, memoryOf(decoding))).toEqual([
      'shellyplus1pm-44: smoke active~',
    ])
    expect(formats.shelly.memoryKeys?.('shellies/plus1pm/status/smoke:0', 'shellies')).toContain('name:plus1pm')
    expect(formats.shelly.memoryKeys?.('shellies/plus1pm/events/rpc', 'shellies')).toContain('name:plus1pm')
  })

  it('names an input by the topics its owner gave it', () => {
    const body = notify({ ts: 1, 'input:0': { id: 0, state: true } }, 'NotifyStatus', 'shellyplus1-44')
    expect(short('shellies/smoke-hall/events/rpc', body)).toEqual(['shellyplus1-44: smoke active~'])
  })

  it('tells how a button was pressed', () => {
    const event = { component: 'input:0', id: 0, event: 'long_push', ts: 1661517385.44 }
    const [reading] = observationsOf(
      on('a/events/rpc', notify({ ts: 1, events: [event] }, 'NotifyEvent', 'shellyplusi4-1')),
    )
    expect(reading?.values).toEqual({ action: 'long_push' })
  })

  it('passes on what Bluetooth devices behind it say', () => {
    const blu = (data: object) => ({ component: 'script:1', id: 1, event: 'shelly-blu', data, ts: 1661517385.44 })
    const events = [
      blu({
        BTHome_version: 2,
        pid: 3,
        battery: 88,
        window: 1,
        illuminance: 40,
        address: '60:EF:AB:44:00:01',
        rssi: -56,
      }),
      blu({ battery: 100, motion: 1, address: '60:ef:ab:44:00:02' }),
      blu({ battery: 100, smoke: 1, address: '60:ef:ab:44:00:03' }),
      blu({ battery: 100, button: 4, address: '60:ef:ab:44:00:04' }),
    ]
    const params = { ts: 1661517385.44, events }
    expect(observationsOf(on('gw/events/rpc', notify(params, 'NotifyEvent', 'shellyblugwg3-1')))).toMatchObject([
      { externalId: '60:ef:ab:44:00:01', kind: 'intrusion', via: 'shellyblugwg3-1', batteryPercent: 88 },
      { externalId: '60:ef:ab:44:00:02', kind: 'intrusion', deviceKind: 'motion' },
      { externalId: '60:ef:ab:44:00:03', kind: 'smoke', state: 'active' },
      { externalId: '60:ef:ab:44:00:04', kind: null, values: { action: 'long_push' } },
    ])
  })

  it('keeps the probes that somebody added apart', () => {
    const params = { 'temperature:0': { tC: 20 }, 'temperature:100': { tC: 90, tF: 194 } }
    expect(observationsOf(on('a/events/rpc', notify(params)))[0]?.values).toEqual({
      temperatureCelsius: 20,
      'temperature_100.temperatureCelsius': 90,
    })
  })
})

describe('the topics of a Shelly source', () => {
  it.each([
    ['shellies/x/online', true],
    [`${SMOKE}/online`, true],
    [`${SMOKE}/status/smoke:0`, true],
    ['kitchen/events/rpc', true],
    ['kitchen/online', false],
    ['kitchen/status/x', false],
    ['a/b/events/rpc', false],
  ])('hold %s: %s', (topic, expected) => {
    expect(formats.shelly.claims(topic, 'shellies')).toBe(expected)
  })
})
