import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

// What versions 0.12 to 0.17 publish, with models and recorders set up in many ways.

const bytes = (text: string) => new TextEncoder().encode(text)
const decoded = (topic: string, payload: unknown) =>
  decode(messageOn(`frigate/${topic}`, payload), usualSources).decoding
const event = (type: string, after: object) =>
  decoded('events', {
    before: { id: '1776440002.1-a', camera: 'ridge', label: 'person', sub_label: null },
    after: { id: '1776440002.1-a', camera: 'ridge', label: 'smoke', frame_time: 1776440002.5, ...after },
    type,
  })
const review = (type: string, after: object, data: object = {}) =>
  decoded('reviews', {
    type,
    before: { id: '1776440002.1-r', camera: 'ridge', severity: 'detection', data: {} },
    after: {
      id: '1776440002.1-r',
      camera: 'ridge',
      start_time: 1776440002.1,
      end_time: null,
      severity: 'alert',
      data: { detections: [], objects: [], sub_labels: [], zones: [], audio: [], ...data },
      ...after,
    },
  })

describe('a tracked object of Frigate', () => {
  it.each<[string, string, object, string[]]>([
    ['smoke', 'new', { score: 0.71, top_score: 0.71, false_positive: false, end_time: null }, ['smoke active']],
    ['smoke without a score', 'new', { score: null, top_score: null }, ['smoke active']],
    ['smoke with a score that is none', 'update', { score: 71, top_score: 'high' }, ['smoke active']],
    ['smoke that stays', 'update', { stationary: true, motionless_count: 400 }, ['smoke active']],
    ['smoke that is taken back', 'update', { false_positive: true }, ['reading']],
    ['smoke at its end', 'end', { end_time: 1776440062.2, has_clip: true }, ['smoke cleared']],
    ['smoke at an end without a time', 'end', { end_time: null }, ['smoke cleared']],
    ['smoke at its end, mistaken after all', 'end', { false_positive: true }, ['smoke cleared']],
    ['smoke of a smoke seen at night', 'new', { label: 'wildfire_smoke' }, ['smoke active']],
    ['fire in Chinese', 'new', { label: '火焰' }, ['fire active']],
    ['smoke in Chinese', 'new', { label: '烟雾' }, ['smoke active']],
    ['fire in capitals', 'new', { label: 'Fire' }, ['fire active']],
    ['fire of the woods', 'new', { label: 'forest-fire' }, ['fire active']],
    ['a hydrant', 'new', { label: 'fire hydrant' }, ['reading']],
    ['a fire engine', 'new', { label: 'fire_engine' }, ['reading']],
    ['a person', 'new', { label: 'person' }, ['intrusion active!']],
    ['a person with a known face', 'update', { label: 'person', sub_label: ['张三', 0.93] }, ['intrusion active!']],
    ['a parked car', 'update', { label: 'car', stationary: true, position_changes: 0 }, ['intrusion active!']],
    ['a car that left', 'end', { label: 'car', end_time: 1776440062.2 }, ['intrusion cleared!']],
    ['a dog', 'new', { label: 'dog' }, ['reading']],
    ['a face', 'new', { label: 'face' }, ['reading']],
    ['a number plate', 'new', { label: 'license_plate' }, ['reading']],
    ['whatever a custom model sees', 'new', { label: 'zhang_wei' }, ['reading']],
  ])('that is %s', (_, type, after, expected) => {
    const said = inShort(event(type, after))
    expect(typeof said === 'string' ? said : said.map((line) => line.replace('ridge: ', ''))).toEqual(expected)
  })

  it.each(['张三', ['张三', 0.9], null, [], {}, '', 0])('never tells its sub label %j', (sub_label) => {
    const after = { label: 'person', sub_label, recognized_license_plate: '晋D12345', attributes: { face: 0.9 } }
    expect(JSON.stringify(event('update', after))).not.toMatch(/张三|D12345|face/)
  })

  it.each<[object, string]>([
    [{ id: null }, 'after.id'],
    [{ id: 1776440002.1 }, 'after.id'],
    [{ camera: '' }, 'after.camera'],
    [{ label: null }, 'after.label'],
  ])('with %j is refused, and the field named', (after, field) => {
    expect(event('new', after)).toMatchObject({ outcome: 'refused', detail: expect.stringContaining(`${field} `) })
  })

  it('takes the better score it has, and none for none', () => {
    const confidence = (after: object) => observationsOf(event('new', after))[0]?.confidence
    expect([
      confidence({ score: 0.5, top_score: 0.8 }),
      confidence({ score: null, top_score: 0.8 }),
      confidence({ score: 0 }),
      confidence({}),
    ]).toEqual([0.5, 0.8, 0, null])
  })
})

describe('a review of Frigate', () => {
  it.each<[string, string, object, object, string | string[]]>([
    ['of a person', 'new', {}, { objects: ['person'] }, ['intrusion active!']],
    ['of a known person', 'update', {}, { objects: ['person-verified'], sub_labels: ['张三'] }, ['intrusion active!']],
    ['of a detection', 'new', { severity: 'detection' }, { objects: ['car'] }, ['intrusion active!']],
    ['of smoke', 'new', { severity: 'detection' }, { objects: ['smoke'] }, ['smoke active']],
    ['of a fire alarm heard', 'new', {}, { audio: ['fire_alarm'] }, ['fire active']],
    ['of a smoke alarm heard', 'new', {}, { audio: ['smoke_detector', 'speech'] }, ['smoke active']],
    ['of speech heard', 'new', { severity: 'detection' }, { audio: ['speech', 'bark'] }, ['reading']],
    ['of nothing but motion', 'new', { severity: 'significant_motion' }, {}, ['reading']],
    ['of smoke at its end', 'end', { end_time: 1776440062.2 }, { objects: ['smoke'] }, ['smoke cleared']],
    ['told by a language model', 'genai', {}, { objects: ['smoke'], metadata: { title: '张三' } }, 'ignored'],
    ['without lists', 'new', {}, { objects: null, audio: null, detections: null }, ['reading']],
    ['with lists of other things', 'new', {}, { objects: [null, 1, {}, 'fire'] }, ['fire active']],
    ['without its data', 'new', { data: null }, {}, 'wrong-shape'],
  ])('%s', (_, type, after, data, expected) => {
    const said = inShort(review(type, after, data))
    expect(typeof said === 'string' ? said : said.map((line) => line.replace('ridge: ', ''))).toEqual(expected)
  })
})

describe('a topic of Frigate', () => {
  it.each<[string, string, string | string[]]>([
    ['available', 'online', ['frigate/server: reading']],
    ['available', 'dead', 'wrong-shape'],
    ['available', '', 'empty'],
    ['ridge/status/detect', 'offline', ['ridge: reading']],
    ['ridge/status/record', 'disabled', ['ridge: reading']],
    ['ridge/status/ptz', 'online', 'ignored'],
    ['ridge/motion', 'OFF', ['ridge: reading']],
    ['ridge/motion', 'maybe', 'wrong-shape'],
    ['ridge/motion/set', 'ON', 'ignored'],
    ['ridge/motion/state', 'ON', 'ignored'],
    ['ridge/audio/fire_alarm', 'ON', ['ridge: fire active~']],
    ['ridge/audio/fire_alarm', 'OFF', ['ridge: fire cleared~']],
    ['ridge/audio/smoke_detector', 'on', ['ridge: smoke active~']],
    ['ridge/audio/state', 'ON', 'ignored'],
    ['ridge/audio/set', 'ON', 'ignored'],
    ['ridge/audio/all', 'ON', 'ignored'],
    ['ridge/audio/rms', '210.4', 'ignored'],
    ['ridge/audio/siren', 'ON', 'ignored'],
    ['ridge/audio/transcription', '着火了', 'ignored'],
    ['ridge/smoke', '1', 'ignored'],
    ['ridge/smoke/active', '1', 'ignored'],
    ['ridge/fire/snapshot', 'JFIF', 'ignored'],
    ['ridge/detect/state', 'ON', 'ignored'],
    ['ridge/enabled/state', 'OFF', 'ignored'],
    ['ridge/review_status', 'ALERT', 'ignored'],
    ['ridge/audio/white_smoke', 'ON', ['ridge: smoke active~']],
    ['ridge/audio/fire_truck', 'ON', 'ignored'],
    ['ridge/classification/Pump LED', 'on', 'ignored'],
    ['ridge/classification/chimney', 'Black Smoke', ['ridge: smoke active~']],
    ['ridge/classification/chimney smoke', 'none', ['ridge: smoke cleared~']],
    ['ridge/classification/chimney', 'none', 'ignored'],
    ['ridge/classification/gate', 'person', 'ignored'],
    ['stats', '{"detectors":{}}', ['frigate/server: reading']],
    ['stats', '{"cameras":{"ridge":{"camera_fps":"many"},"":{"camera_fps":1}}}', ['frigate/server: reading']],
    ['stats', '[]', 'wrong-shape'],
    ['camera_activity', '{}', 'ignored'],
    ['onConnect', '', 'ignored'],
    ['notifications/state', 'ON', 'ignored'],
    ['tracked_object_update', '{"type":"lpr","plate":"晋D12345"}', 'ignored'],
    ['北山 1号/audio/fire', 'ON', ['北山 1号: fire active~']],
  ])('%s with %s', (topic, text, expected) => {
    expect(inShort(decoded(topic, bytes(text)))).toEqual(expected)
  })

  it('with NaN for a score, as Python writes it, is read', () => {
    const text = '{"type":"new","after":{"id":"1-a","camera":"c","label":"fire","score":NaN,"box":[Infinity]}}'
    expect(inShort(decoded('events', bytes(text)))).toEqual(['c: fire active'])
  })
})
