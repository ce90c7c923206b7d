import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('gb28181')

const says: Record<string, string | string[]> = {
  'device-alarm': ['64010000001340000001: other active'],
  'made-video-smoke-and-fire': ['14043100001320000017: fire active'],
}

const heard = (text: string) =>
  decode(messageOn('ingest/gb28181', new TextEncoder().encode(text), { source: 'gb28181' }), usualSources).decoding
const notify = (inside: string) => heard(`<Notify>${inside}<DeviceID>d</DeviceID></Notify>`)
const alarm = (method: number, type: number | null, description = '', more = '') =>
  notify(
    `<CmdType>Alarm</CmdType><AlarmMethod>${method}</AlarmMethod><AlarmDescription>${description}</AlarmDescription>${more}${type === null ? '' : `<Info><AlarmType>${type}</AlarmType></Info>`}`,
  )

describe('GB/T 28181', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('reads the local time, the place and the priority, and leaves zeros out', () => {
    const read = (name: string) => {
      const message = messages.get(name)
      return message && observationsOf(decode(message, usualSources).decoding)[0]
    }
    expect(read('device-alarm')).toMatchObject({
      deviceAt: new Date('2009-12-04T08:23:32Z'),
      place: { type: 'point', location: [171.3, 34.2] },
      values: { alarmMethod: 2, alarmPriority: 4, wired: true },
    })
    expect(read('made-video-smoke-and-fire')).toMatchObject({ deviceKind: 'camera', place: null })
  })

  it.each([
    [1, null, '', 'other active'],
    [2, null, '', 'other active'],
    [2, 1, '', 'reading'],
    [2, 2, '', 'reading'],
    [2, null, '烟雾报警', 'smoke active'],
    [2, null, '紧急求助', 'sos active'],
    [5, 1, '', 'other active'],
    [5, 2, '', 'intrusion active!'],
    [5, 5, '', 'intrusion active!'],
    [5, 6, '', 'intrusion active!'],
    [5, 6, '发现山火', 'fire active'],
    [5, 9, '', 'reading'],
    [5, 11, '', 'reading'],
    [6, 1, '', 'reading'],
    [7, null, '', 'other active'],
    [2, null, '烟感故障报警', 'reading'],
    [2, null, '烟雾报警恢复', 'reading'],
    [7, null, '未知报警', 'other active'],
  ])('takes the method %i with the type %s and the words "%s" for %s', (method, type, words, expected) => {
    expect(inShort(alarm(method, type, words))).toEqual([`d: ${expected}`])
  })

  it('keeps nothing of the description', () => {
    expect(JSON.stringify(alarm(5, 6, '张三 烟火'))).not.toContain('张三')
  })

  it('raises an alarm whose time cannot be read or whose end is missing, and tells so', () => {
    const doubtful = alarm(2, null, '', '<AlarmTime>soon</AlarmTime>')
    expect(inShort(doubtful)).toEqual(['d: other active'])
    expect(doubtful).toMatchObject({ unread: { reason: 'bad-time' } })
    const cut = heard('<Notify><CmdType>Alarm</CmdType><DeviceID>d</DeviceID><AlarmMethod>5</AlarmMethod><Info>')
    expect(inShort(cut)).toEqual(['d: other active'])
    expect(cut).toMatchObject({ unread: { reason: 'not-xml' } })
  })

  it('hears that a device lives and where it goes, and passes over questions', () => {
    expect(inShort(notify('<CmdType>Keepalive</CmdType><Status>OK</Status>'))).toEqual(['d: reading'])
    const moved =
      '<CmdType>MobilePosition</CmdType><Time>2026-04-17T23:30:00</Time><Longitude>112.1</Longitude><Latitude>36.5</Latitude>'
    expect(observationsOf(notify(moved))).toMatchObject([
      { deviceKind: 'tracker', values: { position: true }, place: { location: [112.1, 36.5] } },
    ])
    expect(inShort(heard('<Response><CmdType>Catalog</CmdType></Response>'))).toBe('ignored')
    expect(inShort(heard('<Notify><CmdType>Alarm</CmdType></Notify>'))).toBe('wrong-shape')
    expect(heard('<Notify></Notify>')).toMatchObject({ detail: 'The XML begins with Notify and has no CmdType.' })
  })
})
