import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Decoding, Memory, Message } from '../../server/domain/decode/format.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('hikvision')

const says: Record<string, string | string[]> = {
  'json-tmpa-truncated': ['4c:f:xx:xx:xx:a4/2: heat active~'],
  'json-vmd-target-vehicle': ['2: intrusion active~!'],
  'made-duration-fire-unclosed': ['a4:4c:62:22:d7:3c/1: fire active~'],
  'made-face': ['a4:4c:62:22:d7:3c/1: reading'],
  'made-fire-gbk': ['a4:4c:62:22:d7:3c/2: fire active~'],
  'made-fire-ptz': ['a4:4c:62:22:d7:3c/2: fire active~'],
  'made-glued-heartbeat-and-fire': ['a4:4c:62:22:d7:3c: reading', 'a4:4c:62:22:d7:3c/2: fire active~'],
  'made-late-copy': ['a4:4c:62:22:d7:3c/2: reading'],
  'made-smoke-and-fire-isapi-namespace': ['a4:4c:62:22:d7:3c/1: fire active~'],
  'made-smoke-inactive': ['a4:4c:62:22:d7:3c/1: smoke cleared~'],
  'made-tda-json': ['a4:4c:62:22:d7:3c/2: heat active~'],
  'made-thermal-vmd': ['a4:4c:62:22:d7:3c/2: intrusion active~!'],
  'multipart-firedetection': ['a4:4c:62:22:d7:3c/2: fire active~'],
  'xml-cam1-ds-2cd2t46g2-isu-io-notification': ['4f:e4:2f:81:cd:1b/input/1: other active~'],
  'xml-cam2-ds-2cd2346g2-isu-io-notification': ['e0:2c:37:93:d9:54/input/1: other active~'],
  'xml-fielddetection-human': ['ac:b9:2f:49:44:75/1: intrusion active~!'],
  'xml-fielddetection-vehicle': ['ac:b9:2f:49:44:75/1: intrusion active~!'],
  'xml-heartbeat-videoloss-inactive': ['3c:1b:f8:38:ba:23: reading'],
  'xml-ipc-1-fielddetection': ['a6:63:9e:f8:01:09/1: intrusion active~!'],
  'xml-motion-same-dvr': ['3c:1b:f8:38:ba:23/4: intrusion active~!'],
  'xml-nvr-2-fielddetection': ['ds-7608nxi-i0/0p/s0000000000ccrrj00000000wcvu/34: intrusion active~!'],
  'xml-unclosed-tag-fragment': 'wrong-shape',
  'xml2js-duration-relation-event': ['08:a1:89:6a:3d:59/1: intrusion active~!'],
  'xml2js-vmd-v1-only-dynchannel': ['44:47:cc:cf:82:17/4: intrusion active~!'],
  'xml2js-vmd-v2': ['xxx/13: intrusion active~!'],
  'json-cid-event-radar-start': ['24:52:6a:01:02:03/zone/1: intrusion active~'],
  'json-cid-event-radar-end': ['24:52:6a:01:02:03/zone/1: intrusion cleared~'],
  'json-temperature-precautionary': ['4c:f:xx:xx:xx:a4/2: heat active~'],
}

const receivedAt = new Date('2026-04-17T15:33:23.000Z')
const bytes = (text: string) => new TextEncoder().encode(text)
const posted = (payload: Uint8Array, rest: Partial<Message> = {}) =>
  messageOn('ingest/hikvision', payload, { source: 'hikvision', receivedAt, ...rest })

/** One alert; `state`, `count` and whatever stands beside. */
function alert(
  type: string,
  { state = 'active', count = 1, at = '2026-04-17T23:33:20+08:00', channel = 2, more = '' },
) {
  return `<EventNotificationAlert><macAddress>A4:4C:62:22:D7:3C</macAddress><channelID>${channel}</channelID>
    <dateTime>${at}</dateTime><activePostCount>${count}</activePostCount><eventType>${type}</eventType>
    <eventState>${state}</eventState>${more}</EventNotificationAlert>`
}

function head(azimuth: number, elevation: number, zoom: number, distance: number) {
  return `<DetectionRegionList><DetectionRegionEntry><FireDetection><fireMaxTemperature>80</fireMaxTemperature>
    <targetDistance>${distance}</targetDistance><AbsoluteHigh><elevation>${elevation}</elevation>
    <azimuth>${azimuth}</azimuth><absoluteZoom>${zoom}</absoluteZoom></AbsoluteHigh></FireDetection>
    </DetectionRegionEntry></DetectionRegionList>`
}

const decodedAs = (text: string, memory: Memory = new Map(), rest: Partial<Message> = {}) =>
  decode(posted(bytes(text), rest), usualSources, () => memory).decoding
const short = (text: string) => inShort(decodedAs(text))
const placeOf = (text: string) => observationsOf(decodedAs(text))[0]?.place

describe('Hikvision', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('makes one observation of a fire in five regions, with the hottest and the box around all, and counts pictures', () => {
    const message = messages.get('multipart-firedetection')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toMatchObject([
      {
        deviceAt: new Date('2023-12-27T10:07:58.000Z'),
        via: 'a4:4c:62:22:d7:3c',
        place: { type: 'frame', left: 0, top: 0.01, right: 0.812, bottom: 0.483, headingDegrees: null },
        values: { regions: 5, maxTemperatureCelsius: 101, pictures: 2 },
      },
    ])
  })

  it('keeps an alarm that was cut off, and tells what could not be read', () => {
    const message = messages.get('json-tmpa-truncated')
    expect(message && decode(message, usualSources).decoding).toMatchObject({
      outcome: 'decoded',
      observations: [{ values: { maxTemperatureCelsius: 57.6, ruleTemperatureCelsius: 9 } }],
      unread: { reason: 'not-json' },
    })
    const cut = alert('fireDetection', {}).slice(0, -60)
    expect(decodedAs(cut)).toMatchObject({ observations: [{ kind: 'fire' }], unread: { reason: 'not-xml' } })
    expect(inShort(decodedAs(alert('VMD', { state: 'inactive' }).slice(0, -30)))).toBe('not-xml')
  })

  it('keeps the fire of a body whose first part is broken', () => {
    const body = `--b\r\nContent-Type: application/json\r\n\r\n{"eventType"\r\n--b\r\n\r\n${alert('fireDetection', {})}\r\n--b--`
    expect(decodedAs(body)).toMatchObject({ observations: [{ kind: 'fire' }], unread: { reason: 'not-json' } })
  })

  it.each<[string, string, string | string[]]>([
    ['the answer to a subscription', '<SubscribeEventResponse><id>1</id></SubscribeEventResponse>', 'ignored'],
    ['another document', '<html><body>404</body></html>', 'wrong-shape'],
    ['JSON of something else', '{"statusCode":1}', 'wrong-shape'],
    ['text', 'OK', 'not-xml'],
    ['nothing', '', 'empty'],
    ['an empty multipart body', '--b\r\n\r\n--b--\r\n', 'ignored'],
  ])('reads %s', (_, text, expected) => {
    expect(short(text)).toEqual(expected)
  })

  it.each<[string, string, string]>([
    ['smoke in any case', 'SmokeDetection', 'smoke active~'],
    ['a temperature above its rule', 'TMA', 'heat active~'],
    ['the same by its other name', 'thermometry', 'heat active~'],
    ['a fire type of new firmware', 'forestFireSmartDetection', 'fire active~'],
    ['a smoke type of new firmware', 'kitchenSmokeAlarm', 'smoke active~'],
    ['a blocked fire escape', 'fireEscapeDetection', 'reading'],
    ['somebody who smokes', 'smokingDetection', 'reading'],
    ['a call for help', 'emergencyCall', 'sos active~'],
    ['motion', 'VMD', 'intrusion active~!'],
    ['a full disk', 'diskfull', 'reading'],
    ['a gas leak of new firmware', 'gasLeakDetection', 'gas active~'],
    ['a water level', 'waterLevelDetection', 'flood active~'],
    ['somebody fallen, as it is spelt', 'failDown', 'sos active~'],
    ['something left behind', 'unattendedBaggage', 'intrusion active~!'],
    ['a type nobody knows', 'newFeature', 'reading'],
  ])('takes %s for what it is', (_, type, expected) => {
    expect(short(alert(type, {}))).toEqual([`a4:4c:62:22:d7:3c/2: ${expected}`])
  })

  it('keeps nothing that stands beside a face or a plate', () => {
    const face = alert('ANPR', { more: '<ANPR><licensePlate>晋D12345</licensePlate></ANPR><picture>1</picture>' })
    expect(observationsOf(decodedAs(face))).toMatchObject([{ kind: null, values: {}, media: [] }])
  })
})

describe('where a Hikvision camera looked', () => {
  it.each<[string, string, object | null]>([
    [
      'tenths of a degree, down as it counts',
      head(2345, 42, 100, 1800),
      { type: 'sector', bearingDegrees: 234.5, halfAngleDegrees: 3, rangeMetres: 2160, elevationDegrees: -4.2 },
    ],
    [
      'north, where it looks down at it',
      head(0, 50, 10, -1),
      { bearingDegrees: 0, elevationDegrees: -5, rangeMetres: null },
    ],
    ['above the horizon', head(900, -30, 10, -1), { bearingDegrees: 90, elevationDegrees: 3 }],
    ['above the horizon, as some wrap it', head(900, 3570, 10, -1), { bearingDegrees: 90, elevationDegrees: 3 }],
    ['degrees, where it has a fraction', head(234.5, 4.2, 1.5, -1), { bearingDegrees: 234.5, elevationDegrees: -4.2 }],
    ['nowhere: a camera without a head', head(0, 0, 0, -1), null],
    ['nowhere: out of its range', head(9000, 0, 0, -1), null],
  ])('is %s', (_, more, expected) => {
    const place = placeOf(alert('fireDetection', { more }))
    if (expected === null) expect(place).toBeNull()
    else expect(place).toMatchObject(expected)
  })

  it('is a box with the heading of the head where the zoom does not narrow it', () => {
    const more = `<TargetRect><X>0.6</X><Y>0.2</Y><width>0.1</width><height>0.5</height></TargetRect>
      <AbsoluteHigh><elevation>0</elevation><azimuth>900</azimuth><absoluteZoom>10</absoluteZoom></AbsoluteHigh>`
    expect(placeOf(alert('smokeDetection', { more }))).toMatchObject({ type: 'frame', left: 0.6, headingDegrees: 90 })
  })

  it('is the hottest point of a measured region', () => {
    const more = `<TMA><thermometryUnit>fahrenheit</thermometryUnit><currTemperature>212</currTemperature><MaximumTemperaturePoint>
      <RegionCoordinates><positionX>384</positionX><positionY>218</positionY></RegionCoordinates></MaximumTemperaturePoint></TMA>`
    const [heat] = observationsOf(decodedAs(alert('TMA', { more })))
    expect(heat?.values['maxTemperatureCelsius']).toBe(100)
    expect(heat?.place).toEqual({
      type: 'frame',
      left: 0.374,
      top: 0.208,
      right: 0.394,
      bottom: 0.228,
      headingDegrees: null,
    })
  })

  it('is not told of who moved', () => {
    expect(placeOf(alert('fielddetection', { more: head(900, 10, 10, 100) }))).toBeNull()
  })
})

/** The series of an alarm and the memory after it. */
function heard(text: string, memory: Memory, seconds: number): { series: string | null | undefined; memory: Memory } {
  const at = new Date(receivedAt.getTime() + seconds * 1000)
  const decoding: Decoding = decodedAs(text, memory, { receivedAt: at })
  const remember = decoding.outcome === 'decoded' ? (decoding.remember ?? {}) : {}
  return { series: observationsOf(decoding)[0]?.seriesId, memory: new Map([...memory, ...Object.entries(remember)]) }
}

describe('the repeats of a Hikvision alarm', () => {
  it('are one series as long as they are counted, and end with it', () => {
    const first = heard(alert('fireDetection', {}), new Map(), 0)
    const second = heard(alert('fireDetection', { count: 174 }), first.memory, 300)
    const end = heard(alert('fireDetection', { state: 'inactive', count: 0 }), second.memory, 310)
    expect(second.series).toBe(first.series)
    expect(end.series).toBe(first.series)
    expect(heard(alert('fireDetection', {}), end.memory, 320).series).not.toBe(first.series)
  })

  it('are another series when they begin anew without an end between', () => {
    const first = heard(alert('fireDetection', {}), new Map(), 0)
    expect(heard(alert('fireDetection', {}), first.memory, 30).series).toBe(first.series)
    expect(heard(alert('fireDetection', {}), first.memory, 3600).series).not.toBe(first.series)
  })

  it('are told apart by camera and by type', () => {
    const first = heard(alert('fireDetection', {}), new Map(), 0)
    expect(heard(alert('smokeDetection', {}), first.memory, 1).series).not.toBe(first.series)
    expect(heard(alert('fireDetection', { channel: 3 }), first.memory, 1).series).not.toBe(first.series)
  })
})

describe('a copy that Hikvision sends again after an outage', () => {
  const late = (type: string, at: string) =>
    short(alert(type, { at, more: '<isDataRetransmission>true</isDataRetransmission>' }))

  it('is an alarm while what it tells of may still burn, and history after that', () => {
    expect(late('fireDetection', '2026-04-17T23:03:20+08:00')).toEqual(['a4:4c:62:22:d7:3c/2: fire active~'])
    expect(late('fireDetection', '2026-04-17T22:03:20+08:00')).toEqual(['a4:4c:62:22:d7:3c/2: reading'])
    expect(late('VMD', '2026-04-17T23:33:20+08:00')).toEqual(['a4:4c:62:22:d7:3c/2: reading'])
  })
})

describe('whether a Hikvision camera is there', () => {
  const availability = (text: string) =>
    observationsOf(decodedAs(text)).map(({ externalId, available }) => [externalId, available])
  it('is told by the heartbeat of the recorder, not of its channels', () => {
    expect(availability(alert('videoloss', { state: 'inactive', count: 0, channel: 0 }))).toEqual([
      ['a4:4c:62:22:d7:3c', true],
    ])
    expect(availability(alert('videoloss', { state: 'inactive', count: 0 }))).toEqual([['a4:4c:62:22:d7:3c/2', null]])
  })

  it('is told by a picture that is lost and comes back', () => {
    expect(availability(alert('videoloss', {}))).toEqual([['a4:4c:62:22:d7:3c/2', false]])
    expect(availability(alert('videoloss', { state: 'inactive' }))).toEqual([['a4:4c:62:22:d7:3c/2', true]])
  })
})
