import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Decoding, Memory, Message } from '../../server/domain/decode/format.ts'
import { topicMeaning } from '../../server/domain/decode/onvif-topics.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const onvif = fixtureMessages('onvif')
const axis = fixtureMessages('axis')

const says: Record<string, string | string[]> = {
  'absolute-humidity-high': ['MyDevice: reading'],
  'counter-topic-with-space': ['MyDevice: reading'],
  'fire-alarm-vendor-topic': ['mast-3: fire active~'],
  'licence-plate': ['gate: reading'],
  'line-crossed-1': ['MyDevice: intrusion active!'],
  'line-crossed-object-class': ['MyDevice: intrusion active!'],
  'motion-alarm-retained': ['MyDevice: intrusion active~!'],
  'property-deleted': 'ignored',
  'radiometry-alarm': ['mast-3: heat active~'],
  'relative-humidity-high': ['MyDevice: reading'],
  'relay-simple-items': ['E4:30:22:F3:31:AA/input/Input-1: intrusion active~!'],
  'temperature-high': ['MyDevice: heat active~'],
  'line-not-crossed': ['cam: intrusion cleared~!'],
  'digital-input-off': ['cam/input/00000: intrusion cleared~!'],
}

const saysAxis: Record<string, string | string[]> = {
  'fence-guard-active': ['ACCC8E000001: intrusion active~!'],
  'fire-detection-acap': ['ACCC8E000001: fire active~'],
  'io-port-state-0': ['ACCC8E000001/input/1: intrusion cleared~!'],
  'io-port-state-1': ['ACCC8E000001/input/1: intrusion active~!'],
  'lwt-client-1': ['client_1: reading'],
  'mqtt-client-disconnected': ['ACCC8E000001: reading'],
  'object-analytics-human': ['ACCC8E000001: intrusion active~!'],
  'object-analytics-no-timestamp': ['ACCC8E000001: intrusion cleared~!'],
  'operating-temperature': ['ACCC8E000001: reading'],
  'pir-state-0': ['ACCC8E000001: intrusion cleared~!'],
  'thermometry-alarm': ['ACCC8E000001: heat active~'],
  'xml-light-status-off': ['ridge: reading'],
  'xml-object-analytics-changed': ['ridge: intrusion active~!'],
  'xml-pir-initialized': ['ridge: intrusion cleared~!'],
  'xml-port-minus-one': ['ridge: reading'],
  'object-analytics-inactive': ['B8A44F4DAC06: intrusion cleared~!'],
  'object-analytics-counting': ['B8A44F4DAC06: intrusion active!'],
}

const receivedAt = new Date('2026-04-17T15:33:23.000Z')

function told(topic: string, payload: unknown, rest: Partial<Message> = {}, memory: Memory = new Map()): Decoding {
  return decode(messageOn(topic, payload, { receivedAt, ...rest }), usualSources, () => memory).decoding
}

const onTopic = (topic: string, data: object, rest: Partial<Message> = {}, memory?: Memory) =>
  told(`onvif/mast-3/onvif-ej/${topic}`, { UtcTime: '2026-04-17T15:33:20Z', Source: {}, Data: data }, rest, memory)

const after = (decoding: Decoding, memory: Memory = new Map()): Memory =>
  new Map([...memory, ...Object.entries(decoding.outcome === 'decoded' ? (decoding.remember ?? {}) : {})])

describe('ONVIF over MQTT', () => {
  it('has an expectation for every message kept', () => {
    expect([...onvif.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...onvif])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('reads the class and keeps no plate', () => {
    const crossed = onvif.get('line-crossed-object-class')
    const plate = onvif.get('licence-plate')
    expect(crossed && observationsOf(decode(crossed, usualSources).decoding)).toMatchObject([
      { values: { class: 'person' } },
    ])
    expect(JSON.stringify(plate && decode(plate, usualSources).decoding)).not.toMatch(/D12345/)
  })

  it('turns a box of scene coordinates into shares of the picture', () => {
    const message = onvif.get('fire-alarm-vendor-topic')
    expect(message && observationsOf(decode(message, usualSources).decoding)[0]?.place).toEqual({
      type: 'frame',
      left: 0.4,
      top: 0.3,
      right: 0.55,
      bottom: 0.45,
      headingDegrees: null,
    })
  })

  it.each<[string, string, object, string]>([
    ['a state that is quoted', 'acme:Fire/Alarm', { State: 'true' }, 'fire active~'],
    ['a state that is not', 'acme:Fire/Alarm', { State: false }, 'fire cleared~'],
    ['a state called after what it is of', 'acme:Fire/Alarm', { IsFire: 'false' }, 'fire cleared~'],
    ['the same as a number', 'acme:Fire/Alarm', { FireAlarm: '1' }, 'fire active~'],
    ['a count of none beside it', 'acme:Fire/Alarm', { TotalFires: '0', ObjectId: '1' }, 'fire active'],
    ['a state nobody knows', 'acme:Fire/Alarm', { State: '' }, 'reading'],
    ['smoke', 'RuleEngine/acme:SmokeDetector/Smoke/&1', { IsSmoke: 1, state: '1' }, 'smoke active~'],
    ['somebody who smokes', 'RuleEngine/acme:SmokingDetector/&1', { state: '1' }, 'reading'],
    ['a value below its limit', 'Device/Sensor/Temperature/High', { Value: '20', Threshold: '60' }, 'heat cleared~'],
    ['a value without a limit', 'Device/Sensor/Temperature/High', { Value: 20 }, 'reading'],
    [
      'carbon monoxide over its limit',
      'Device/Sensor/CarbonMonoxide/High',
      { Value: 90, Threshold: 50 },
      'gas active~',
    ],
    ['a measured temperature', 'VideoSource/Thermometry/Spot', { Temperature: 80 }, 'reading'],
    ['a covered lens', 'RuleEngine/TamperDetector/Tamper', { IsTamper: true, State: true }, 'reading'],
    ['a door bell, or whatever hangs on the wire', 'Device/Trigger/Relay', { LogicalState: 'active' }, 'reading'],
  ])('reads %s', (_, topic, data, expected) => {
    expect(inShort(onTopic(topic, data))).toEqual([`mast-3: ${expected}`])
  })

  it('takes a retained state for one, and a retained happening for history', () => {
    expect(inShort(onTopic('acme:Fire/Alarm', { State: true }, { retain: true }))).toEqual(['mast-3: fire active~'])
    expect(inShort(onTopic('RuleEngine/LineDetector/Crossed', { ObjectId: 1 }, { retain: true }))).toEqual([
      'mast-3: reading',
    ])
  })

  it('joins a beginning, its retained repeat and its end, and tells the next beginning apart', () => {
    const first = onTopic('acme:Fire/Alarm/&1', { State: true })
    const series = observationsOf(first)[0]?.seriesId
    const memory = after(first)
    const later = new Date(receivedAt.getTime() + 5 * 3600_000)
    const again = onTopic('acme:Fire/Alarm/&1', { State: true }, { retain: true, receivedAt: later }, memory)
    expect(observationsOf(again)[0]?.seriesId).toBe(series)
    const anew = onTopic('acme:Fire/Alarm/&1', { State: true }, { receivedAt: later }, memory)
    expect(observationsOf(anew)[0]?.seriesId).not.toBe(series)
    const end = onTopic('acme:Fire/Alarm/&1', { State: false }, {}, memory)
    expect(observationsOf(end)[0]?.seriesId).toBe(series)
    expect([...after(end, memory).values()]).toEqual([null])
  })

  it('reads what is posted with the topic it would have had', () => {
    const posted = onTopic('acme:Fire/Alarm', { State: true }, { source: 'onvif' })
    expect(inShort(posted)).toEqual(['mast-3: fire active~'])
    expect(observationsOf(posted)[0]?.seriesId).toBe(
      observationsOf(onTopic('acme:Fire/Alarm', { State: true }))[0]?.seriesId,
    )
  })

  it('refuses what is no JSON object and does not claim what is beside its branch', () => {
    expect(inShort(told('onvif/mast-3/onvif-ej/A/B', new TextEncoder().encode('{"UtcTime": "')))).toBe('not-json')
    expect(inShort(told('onvif/mast-3/heartbeat', {}))).toBe('no-source')
  })
})

describe('Axis', () => {
  it('has an expectation for every message kept', () => {
    expect([...axis.keys()].toSorted()).toEqual(Object.keys(saysAxis).toSorted())
  })

  it.each([...axis])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(saysAxis[name])
  })

  it('reads the time in milliseconds and the input as a device of its own, heard through the camera', () => {
    const message = axis.get('io-port-state-1')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toMatchObject([
      {
        externalId: 'ACCC8E000001/input/1',
        via: 'ACCC8E000001',
        deviceAt: new Date(1776439999000),
        values: { wired: true },
      },
    ])
  })

  it('says at once that a camera is gone', () => {
    const available = (name: string) => {
      const message = axis.get(name)
      return message && observationsOf(decode(message, usualSources).decoding)[0]?.available
    }
    expect(available('lwt-client-1')).toBe(false)
    expect(available('mqtt-client-disconnected')).toBe(false)
    const will = (text: string) => told('axis/ACCC8E000001/connection', new TextEncoder().encode(text))
    expect(observationsOf(will('Connection lost'))[0]?.available).toBe(false)
    expect(observationsOf(will('{"connected": true}'))[0]?.available).toBe(true)
    expect(will('whatever else').outcome).toBe('ignored')
  })

  it('takes the state at a subscription for an alarm only where it may still burn', () => {
    const initial = (topic: string) => {
      const xml = `<Notify><NotificationMessage><Topic>${topic}</Topic><Message><Message UtcTime="2026-04-17T15:00:00Z"
        PropertyOperation="Initialized"><Source/><Data><SimpleItem Name="state" Value="1"/></Data></Message></Message>
        </NotificationMessage></Notify>`
      return inShort(told('ingest/axis/ridge', new TextEncoder().encode(xml), { source: 'axis' }))
    }
    expect(initial('tns1:Device/tnsaxis:Sensor/PIR')).toEqual(['ridge: reading'])
    expect(initial('tnsaxis:CameraApplicationPlatform/FireDetection/Fire1')).toEqual(['ridge: fire active~'])
  })

  it('refuses an event without a message, and passes over one that is deleted', () => {
    expect(told('axis/ACCC8E000001/event/tns:axis/X', new Uint8Array(), { retain: true }).outcome).toBe('ignored')
    expect(inShort(told('axis/ACCC8E000001/event/tns:axis/X', { topic: 'axis:X' }))).toBe('wrong-shape')
  })
})

describe('the meaning of a topic', () => {
  it.each<[string, string]>([
    ['tns1:VideoSource/tnsaxis:Thermometry/TemperatureDetection', 'heat'],
    ['tns1:Device/tnsaxis:Status/Temperature/Above', 'health'],
    ['tns1:Monitoring/OperatingTemperature/&1', 'health'],
    ['tnsaxis:CameraApplicationPlatform/LoiteringGuard/Camera1Profile1', 'intrusion'],
    ['tnsaxis:CameraApplicationPlatform/VMD/Camera1ProfileANY', 'intrusion'],
    ['tnsaxis:CameraApplicationPlatform/ObjectAnalytics/xinternal_data', 'reading'],
    ['RuleEngine/FieldDetector/ObjectsInside/&1', 'intrusion'],
    ['RuleEngine/CellMotionDetector/Motion', 'intrusion'],
    ['RuleEngine/MyRuleDetector/FaceDetect', 'private'],
    ['Device/HardwareFailure/StorageFailure', 'health'],
    ['UserAlarm/Recurring/Interval', 'reading'],
    ['acme:Panic/Button', 'sos'],
    ['Device/Sensor/WaterLevel/High', 'flood'],
  ])('of %s is %s', (topic, expected) => {
    const meaning = topicMeaning(topic)
    expect(typeof meaning === 'object' ? meaning.kind : meaning).toBe(expected)
  })
})
