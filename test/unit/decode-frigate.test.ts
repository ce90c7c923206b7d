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

const messages = fixtureMessages('frigate')

const says: Record<string, string | string[]> = {
  'audio-transcription': 'ignored',
  'audio-type-on': ['front_door: fire active~'],
  'available-offline-lwt': ['frigate/server: reading'],
  'available-stopped': ['frigate/server: reading'],
  'camera-status-detect-disabled': ['front_door: reading'],
  'camera-status-detect-online': ['front_door: reading'],
  'events-end-smoke': ['ridge_east: smoke cleared'],
  'events-end-third-party-fixture': ['jardin: intrusion cleared!'],
  'events-false-positive': ['ridge_east: reading'],
  'events-fire-hydrant': ['ridge_east: reading'],
  'events-license-plate': ['ridge_east: reading'],
  'events-new-smoke': ['ridge_east: smoke active'],
  'events-update-capture-truncated': 'not-json',
  'events-update': ['front_door: intrusion active!'],
  'motion-on': ['front_door: reading'],
  'review-status-alert': 'ignored',
  'review-status-none': 'ignored',
  'reviews-end-capture-truncated': 'not-json',
  'reviews-new-fire-and-person': [
    'ridge_east: intrusion active!',
    'ridge_east: fire active',
    'ridge_east: smoke active',
  ],
  'reviews-update-detection-to-alert': ['front_cam: intrusion active!'],
  'reviews-update-third-party-fixture': ['driveway: intrusion active!'],
  'snapshot-jpeg': 'ignored',
  stats: ['frigate/server: reading', 'ridge_east: reading', 'front_door: reading'],
  'stats-before-0-13': ['frigate/server: reading', 'back: reading'],
  'tracked-object-update-classification-sub-label': 'ignored',
  'tracked-object-update-description': 'ignored',
  triggers: 'ignored',
}

const decoded = (topic: string, payload: unknown) => decode(messageOn(topic, payload), usualSources).decoding
const change = (type: string, after: object) => ({
  type,
  before: {},
  after: { id: '17.5-abc', camera: 'ridge', label: 'smoke', frame_time: 1760000003.5, ...after },
})
const event = (type: string, after: object) => observationsOf(decoded('frigate/events', change(type, after)))[0]

describe('Frigate', () => {
  it('has the picture of what it sees below its own address, and the clip when that is over', () => {
    const at = '/api/events/17.5-abc'
    const pictures = { has_snapshot: true, has_clip: true }
    expect(event('update', pictures)?.media).toEqual([`${at}/snapshot.jpg`])
    expect(event('end', pictures)?.media).toEqual([`${at}/snapshot.jpg`, `${at}/clip.mp4`])
    expect(event('new', {})?.media).toEqual([])
    expect(event('update', { ...pictures, id: '../../config?x#y' })?.media).toEqual([
      '/api/events/..%2F..%2Fconfig%3Fx%23y/snapshot.jpg',
    ])
  })

  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('reads time, confidence, zones and the series of a detection', () => {
    const message = messages.get('events-update')
    expect(message && observationsOf(decode(message, usualSources).decoding)[0]).toMatchObject({
      deviceAt: new Date(1607123962082),
      confidence: 0.87890625,
      seriesId: '1607123955.475377-mxklsc',
      eventId: '1607123955.475377-mxklsc:update:1607123962082',
      values: { label: 'person', zones: 'yard,driveway' },
    })
  })

  it('lets no face, name, plate, description or word of speech out, into values or into refusals', () => {
    for (const message of messages.values()) {
      const told = JSON.stringify(decode(message, usualSources))
      expect(told).not.toMatch(/ABC12345|晋D12345|John|Alice|Bob|delivery|sedan|meet me|face|license/)
    }
  })

  it('tells the updates of one object apart by their frames, and knows a repeated one', () => {
    const first = event('update', { frame_time: 1760000003.5 })
    expect(event('update', { frame_time: 1760000003.5 })?.eventId).toBe(first?.eventId)
    expect(event('update', { frame_time: 1760000004.5 })?.eventId).not.toBe(first?.eventId)
    expect(event('end', { frame_time: 1760000003.5, end_time: 1760000009 })?.eventId).not.toBe(first?.eventId)
    expect(event('update', { frame_time: undefined })?.eventId).toBeNull()
    expect(event('new', { frame_time: undefined })?.eventId).toBe('17.5-abc:new')
  })

  it('reads fire, flame and smoke of custom models as alarms and everything unknown as a reading', () => {
    const kindOf = (label: string) => [event('new', { label })?.kind, event('new', { label })?.values['label']]
    expect(kindOf('Flame')).toEqual(['fire', 'flame'])
    expect(kindOf('smoke')).toEqual(['smoke', 'smoke'])
    expect(kindOf('fire hydrant')).toEqual([null, 'other'])
    expect(kindOf('deer')).toEqual([null, 'deer'])
    expect(kindOf('zhang_wei')).toEqual([null, 'other'])
  })

  it('reads an alarm sound as a level with its end, and no other sound', () => {
    const heard = (label: string, text: string) =>
      inShort(decode(messageOn(`frigate/yard/audio/${label}`, new TextEncoder().encode(text)), usualSources).decoding)
    expect(heard('smoke_detector', 'ON')).toEqual(['yard: smoke active~'])
    expect(heard('smoke_detector', 'OFF')).toEqual(['yard: smoke cleared~'])
    expect(heard('fire', 'ON')).toEqual(['yard: fire active~'])
    expect(heard('dBFS', '-23.5')).toBe('ignored')
    expect(heard('speech', 'ON')).toBe('ignored')
    expect(heard('fire', 'loud')).toBe('wrong-shape')
  })

  it('joins a review by its own id, keeps values once and ends it as cleared', () => {
    const data = { detections: ['a', 'b'], objects: ['person-verified', 'fire'], audio: [] }
    const review = (type: string) =>
      observationsOf(
        decoded('frigate/reviews', change(type, { id: 'r1', start_time: 1760000000, end_time: 1760000030, data })),
      )
    expect(review('new')).toMatchObject([
      {
        kind: 'intrusion',
        needsArming: true,
        seriesId: 'r1',
        eventId: 'r1:new',
        values: { labels: 'person,fire', detections: 2 },
      },
      { kind: 'fire', needsArming: false, seriesId: 'r1', eventId: 'r1:new', values: {} },
    ])
    expect(review('update').map(({ eventId, deviceAt }) => [eventId, deviceAt?.getTime()])).toEqual([
      [null, 1760000000000],
      [null, 1760000000000],
    ])
    expect(review('end').map(({ state, deviceAt }) => [state, deviceAt?.getTime()])).toEqual([
      ['cleared', 1760000030000],
      ['cleared', 1760000030000],
    ])
  })

  it('tells a camera that is gone from one that somebody switched off', () => {
    const status = (text: string) =>
      observationsOf(
        decode(messageOn('frigate/yard/status/detect', new TextEncoder().encode(text)), usualSources).decoding,
      )[0]?.available
    expect([status('online'), status('offline'), status('disabled')]).toEqual([true, false, null])
  })

  it('reads under a prefix of any depth and subscribes to no picture', () => {
    const source = sourceFor('frigate', 'village/frigatepi')
    expect(inShort(decode(messageOn('village/frigatepi/events', change('new', {})), [source]).decoding)).toEqual([
      'ridge: smoke active',
    ])
  })

  it.each([
    [{ type: 'later', after: {} }, 'type'],
    [{ type: 'new' }, 'after'],
    [change('new', { id: 7 }), 'after.id'],
    [change('new', { camera: null }), 'after.camera'],
    [change('new', { label: ['smoke'] }), 'after.label'],
  ])('refuses %j and names the field', (payload, field) => {
    const decoding = decoded('frigate/events', payload)
    expect(decoding).toMatchObject({ outcome: 'refused', reason: 'wrong-shape' })
    expect(decoding.outcome === 'refused' && decoding.detail.startsWith(`${field} `)).toBe(true)
  })
})
