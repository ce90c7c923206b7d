import { describe, expect, it } from 'vitest'
import { decode, sourceOf } from '../../server/domain/decode/formats.ts'
import {
  fixtureMessages,
  inShort,
  messageOn,
  observationsOf,
  sourceFor,
  usualSources,
} from '../support/message-fixtures.ts'

const messages = fixtureMessages('chirpstack-v3')

const says: Record<string, string | string[]> = {
  'error-fcnt-retransmission': ['24e124329e090021: reading'],
  'status-battery': ['8c83fc05007455a5: reading'],
  'up-nested-object': ['00a76ec32f31ec32: reading'],
  'up-object-two-gateways': ['24e124329e090021: reading'],
  'up-objectJSON-empty': ['78d800b023929715: reading'],
  'up-strings-in-object': ['473ac868002a0037: reading'],
}

const eui = '0202020202020202'
const decoded = (event: string, payload: unknown) =>
  decode(messageOn(`application/123/device/${eui}/event/${event}`, payload), usualSources).decoding
const one = (name: string) => {
  const message = messages.get(name)
  if (message === undefined) throw new Error(`no message is called ${name}`)
  return observationsOf(decode(message, usualSources).decoding)[0]
}

describe('ChirpStack version 3', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    const { source, decoding } = decode(message, usualSources)
    expect([source?.id, inShort(decoding)]).toEqual(['chirpstack-v3', says[name]])
  })

  it('says when it was heard, through which gateway, and what no other uplink is called', () => {
    expect(one('up-object-two-gateways')).toMatchObject({
      deviceAt: new Date('2025-04-10T11:44:01.912Z'),
      // The one that heard it louder, not the first.
      via: 'fcc23dfffe0a752b',
      eventId: '68bae122-70fd-4487-866d-49ccf45e9ab4',
      place: null,
      batteryPercent: 87,
      values: { distance: 2140, temperatureCelsius: 5.6 },
    })
    expect(one('up-objectJSON-empty')).toMatchObject({ via: '000db9ffff5679d4', eventId: '6R0nauQCTNaW0NqN4faf+Q==' })
    expect(one('up-strings-in-object')).toMatchObject({
      deviceAt: null,
      via: 'ac1f09fffe004e78',
      place: { location: [114.12346, 22.123456] },
    })
  })

  it('has no id for an uplink of which none is told', () => {
    for (const uplinkID of [undefined, null, '', 'AAAAAAAAAAAAAAAAAAAAAA==', '00000000-0000-0000-0000-000000000000']) {
      const [first] = observationsOf(decoded('up', { rxInfo: [{ uplinkID }], object: {} }))
      expect(first?.eventId).toBeNull()
    }
  })

  it('reads the battery of a status in percent, and the raw byte of older ones', () => {
    expect(one('status-battery')).toMatchObject({ batteryPercent: 95.67, values: { linkMarginDecibels: 29 } })
    const battery = (body: object) => observationsOf(decoded('status', body))[0]?.batteryPercent
    expect([battery({ battery: 254 }), battery({ battery: 127 }), battery({ battery: 255 })]).toEqual([100, 50, null])
  })

  it.each([
    ['up', { objectJSON: '{"smoke_status":"alarm"}' }, [`${eui}: smoke active~`]],
    ['up', { objectJSON: '{"smoke_status":"normal"}' }, [`${eui}: smoke cleared~`]],
    ['up', { objectJSON: '', data: 'qg==' }, [`${eui}: reading`]],
    ['up', { objectJSON: null, data: null, fPort: 0 }, [`${eui}: reading`]],
    ['up', { objectJSON: '{"smoke_status"' }, [`${eui}: reading`]],
    ['join', { devAddr: 'AEsA/w==' }, [`${eui}: reading`]],
    ['ack', { acknowledged: true }, [`${eui}: reading`]],
    ['ack', { acknowledged: false }, 'ignored'],
    ['txack', { fCnt: 3 }, 'ignored'],
    ['error', { type: 'UPLINK_CODEC', error: 'line 3' }, [`${eui}: reading`]],
    ['error', { type: 'OTAA', error: 'DevNonce has already been used' }, [`${eui}: reading`]],
    ['error', { type: 'DATA_UP_FCNT' }, [`${eui}: reading`]],
    // Whoever sends with a wrong signature may be anybody.
    ['error', { type: 'UPLINK_MIC' }, 'ignored'],
    ['error', { type: 'DOWNLINK_PAYLOAD_SIZE' }, 'ignored'],
    ['error', {}, 'ignored'],
    ['location', { location: { latitude: 36.5, longitude: 112.3 } }, [`${eui}: reading`]],
  ])('reads the event %s %j', (event, payload, expected) => {
    expect(inShort(decoded(event, payload))).toEqual(expected)
  })

  it('tells of an object that cannot be read, and that the device lives', () => {
    expect(decoded('up', { objectJSON: '{"smoke_status"' })).toMatchObject({ unread: { reason: 'wrong-shape' } })
  })

  it.each([
    ['application/1/device/0202020202020202/rx', [`${eui}: smoke active~`]],
    ['application/1/node/0202020202020202/rx', [`${eui}: smoke active~`]],
    ['application/1/node/0202020202020202/join', [`${eui}: reading`]],
    ['application/1/device/0202020202020202/tx', 'ignored'],
    ['application/1/device/0202020202020202/command/down', 'ignored'],
    ['application/1/device', 'bad-topic'],
    ['application/1/device//rx', 'bad-topic'],
    ['application/1/gateway/0202020202020202/stats', 'bad-topic'],
  ])('reads the older topic %s', (topic, expected) => {
    const rx = { devEUI: eui, rxInfo: [{ mac: '1dee08d0b691d149', rssi: -57 }], object: { smoke: true } }
    expect(inShort(decode(messageOn(topic, rx), usualSources).decoding)).toEqual(expected)
  })

  it('is told from version 4 by the look of the application, in whatever order they were set up', () => {
    const [three, four] = [sourceFor('chirpstack-v3', 'application'), sourceFor('chirpstack-v4', 'application')]
    const ofThree = 'application/102/device/24e124329e090021/event/up'
    const ofFour = 'application/17c82e96-be03-4f38-aef3-f83d48582d97/device/24e124329e090021/event/up'
    for (const sources of [
      [three, four],
      [four, three],
    ]) {
      expect([sourceOf(ofThree, null, sources)?.id, sourceOf(ofFour, null, sources)?.id]).toEqual([three.id, four.id])
      expect(sourceOf(ofThree, four.id, sources)?.id).toBe(three.id)
    }
    expect(sourceOf(ofThree, null, [four])?.id).toBe(four.id)
    expect(sourceOf(ofFour, null, [three])?.id).toBe(three.id)
  })

  it('is read as its HTTP integration posts it, with or without the name of the event', () => {
    const posted = (event: string, body: object) =>
      decode(messageOn(`ingest/chirpstack-v3${event}`, body, { source: 'chirpstack-v3' }), usualSources).decoding
    const devEUI = 'AgICAgICAgI='
    expect(inShort(posted('/up', { devEUI, objectJSON: '{"smoke":true}' }))).toEqual([`${eui}: smoke active~`])
    expect(inShort(posted('', { devEUI: eui.toUpperCase(), data: 'qg==', object: { smoke: true } }))).toEqual([
      `${eui}: smoke active~`,
    ])
    expect(inShort(posted('', { devEUI, margin: 10 }))).toEqual([`${eui}: reading`])
    expect(inShort(posted('', { devEUI, devAddr: '00189440' }))).toEqual([`${eui}: reading`])
    expect(inShort(posted('', { devEUI }))).toBe('bad-topic')
    expect(inShort(posted('/txack', { devEUI }))).toBe('ignored')
    expect(inShort(posted('/up', { object: {} }))).toBe('wrong-shape')
  })
})
