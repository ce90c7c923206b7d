import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Memory } from '../../server/domain/decode/format.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('dahua')

const says: Record<string, string | string[]> = {
  'alarmlocal-0-start': ['input/0: other active~'],
  'alarmlocal-0-stop': ['input/0: other cleared~'],
  'alarmlocal-1-stop': ['input/1: other cleared~'],
  'alarmlocal-pir-index-1': ['1: intrusion active~!'],
  'crossregion-equals-in-value': ['0: intrusion active~!'],
  'data-key-value': ['0: intrusion active~!'],
  'doc-smoke-detection-rows': ['0: smoke active~'],
  heartbeat: ['dahua: reading'],
  'made-face-recognition': ['0: reading'],
  'made-fire-warning': ['mast-2/1: fire active~'],
  'made-heat-imaging-temper': ['1: heat active~'],
  'several-in-one-body': ['2: intrusion active~!', 'input/0: other cleared~', 'dahua: reading'],
  'smart-motion-vehicle-stop': ['2: intrusion cleared~!'],
  'videomotion-start-multiline': ['0: intrusion active~!'],
  'videomotion-start-no-data': ['0: intrusion active~!'],
  'videomotion-stop-parsed': ['Cam13/0: intrusion cleared~!'],
}

const decodedAs = (text: string, memory: Memory = new Map(), topic = 'ingest/dahua') =>
  decode(messageOn(topic, new TextEncoder().encode(text), { source: 'dahua' }), usualSources, () => memory).decoding
const short = (text: string) => inShort(decodedAs(text))

describe('Dahua', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('reads the time in milliseconds, the temperature and the box with the heading of the head', () => {
    const message = messages.get('made-fire-warning')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toMatchObject([
      {
        via: 'mast-2',
        deviceAt: new Date(1776439999120),
        values: { maxTemperatureCelsius: 143.5 },
        place: { type: 'frame', left: 0.5, top: 0.5, headingDegrees: 234.5 },
      },
    ])
  })

  it('reads the rows of an intelligent event and counts the pictures after them', () => {
    const message = messages.get('doc-smoke-detection-rows')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toMatchObject([
      {
        deviceAt: new Date(1776439999123),
        values: { pictures: 1 },
        place: { type: 'frame', left: 0.25, top: 0.125, right: 0.5, bottom: 0.25, headingDegrees: null },
      },
    ])
  })

  it.each<[string, string, string | string[]]>([
    ['an action in any case', 'Code=SmokeDetection;action=START;index=3', ['3: smoke active~']],
    ['a pulse', 'Code=FireDetection;action=Pulse;index=0', ['0: fire active']],
    ['an action nobody knows', 'Code=FireWarning;action=State;index=0', ['0: reading']],
    [
      'data with braces and quotes in a text',
      'Code=FireWarning;action=Start;index=0;data={"N":"a}\\"{"}',
      ['0: fire active~'],
    ],
    ['data that is cut off', 'Code=FireWarning;action=Start;index=0;data={"Object":{"Bound', ['0: fire active~']],
    ['no index', 'Code=FireWarning;action=Start', ['0: fire active~']],
    ['somebody who smokes', 'Code=SmokingDetection;action=Start;index=0', ['0: reading']],
    ['somebody fallen', 'Code=TumbleDetection;action=Start;index=0', ['0: sos active~']],
    ['something taken', 'Code=TakenAwayDetection;action=Start;index=0', ['0: intrusion active~!']],
    ['a lost picture', 'Code=VideoLoss;action=Start;index=4', ['4: reading']],
    ['a code nobody knows', 'Code=NewFile;action=Pulse;index=0', ['0: reading']],
    [
      'JSON as it is pushed',
      '{"SN":"4K01","Events":[{"Code":"FireWarning","Action":"Start","Index":1,"Data":{}}]}',
      ['4K01/1: fire active~'],
    ],
    [
      'a beginning and an end in one body',
      'Code=FireWarning;action=Start;index=0\r\nCode=FireWarning;action=Stop;index=0',
      ['0: fire cleared~'],
    ],
    ['text of something else', 'Error\r\nBad Request!', 'wrong-shape'],
    ['nothing', '', 'empty'],
    ['boundaries alone', '--myboundary\r\nContent-Type: text/plain\r\n\r\n--myboundary--\r\n', 'ignored'],
  ])('reads %s', (_, text, expected) => {
    expect(short(text)).toEqual(expected)
  })

  it('knows a camera by the name it posts under', () => {
    expect(inShort(decodedAs('Heartbeat', new Map(), 'ingest/dahua/mast-2'))).toEqual(['mast-2: reading'])
    expect(observationsOf(decodedAs('Heartbeat'))).toMatchObject([{ available: true }])
    expect(observationsOf(decodedAs('Code=VideoLoss;action=Start;index=0'))).toMatchObject([{ available: false }])
  })

  it('lets an input speak of its own wire, on and off', () => {
    const start = decodedAs('Code=AlarmLocal;action=Start;index=2')
    const memory = new Map(Object.entries(start.outcome === 'decoded' ? (start.remember ?? {}) : {}))
    const stop = decodedAs('Code=AlarmLocal;action=Stop;index=2', memory)
    expect(observationsOf(start)).toMatchObject([{ externalId: 'input/2', values: { wired: true } }])
    expect(observationsOf(stop)).toMatchObject([{ externalId: 'input/2', values: { wired: false } }])
    expect(observationsOf(stop)[0]?.seriesId).toBe(observationsOf(start)[0]?.seriesId)
  })

  it('says what the camera itself suspects, and still alarms', () => {
    expect(observationsOf(decodedAs('Code=FireDetection;action=Start;index=0;data={"MisReport":true}'))).toMatchObject([
      { kind: 'fire', state: 'active', values: { suspectedFalse: true } },
    ])
  })

  it('narrows the direction by the stated field of view', () => {
    const data = '{"Position":[900,-100,5],"CurChannelHFOV":12}'
    expect(observationsOf(decodedAs(`Code=FireDetection;action=Start;index=0;data=${data}`))[0]?.place).toEqual({
      type: 'sector',
      bearingDegrees: 90,
      halfAngleDegrees: 6,
      rangeMetres: null,
    })
  })

  it('reads no name and no plate', () => {
    const data = '{"Name":"张三家","Object":{"Text":"晋D12345"},"Candidates":[{"Person":{"Name":"张三"}}]}'
    expect(JSON.stringify(decodedAs(`Code=CrossLineDetection;action=Start;index=0;data=${data}`))).not.toMatch(
      /张三|D12345/,
    )
  })
})
