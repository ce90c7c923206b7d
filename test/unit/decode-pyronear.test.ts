import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Memory } from '../../server/domain/decode/format.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('pyronear')

const says: Record<string, string | string[]> = {
  camera: ['1: reading'],
  'camera-never-seen': ['2: reading'],
  'continuity-frame-no-boxes': ['2: reading'],
  'create-detection-spaces-rejected': ['pose 1: smoke active'],
  'create-detection-two-boxes': ['pose 3: smoke active'],
  'detection-row-later-same-sequence': ['1: smoke active'],
  'made-sequence-labelled-false': ['2: smoke cleared'],
  pose: [],
  'sequence-unlabelled': ['2: smoke active'],
  'webhook-double-encoded': ['2: smoke active'],
}

const told = (payload: unknown, memory: Memory = new Map()) =>
  decode(messageOn('ingest/pyronear', payload, { source: 'pyronear' }), usualSources, () => memory).decoding
const detection = {
  id: 9,
  camera_id: 1,
  pose_id: 1,
  sequence_id: 4,
  bbox: '[(.1,.1,.7,.8,.9)]',
  created_at: '2026-04-17T15:33:20',
}

describe('Pyronear', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('reads tuples as Python writes them, the confidence, and times without zone as UTC', () => {
    expect(observationsOf(told(detection))).toMatchObject([
      {
        confidence: 0.9,
        deviceAt: new Date('2026-04-17T15:33:20.000Z'),
        eventId: 'detection:9',
        seriesId: 'sequence:4',
        place: { type: 'frame', left: 0.1, top: 0.1, right: 0.7, bottom: 0.8, headingDegrees: null },
      },
    ])
  })

  it('gives the plume of a sequence as a sector, north included', () => {
    const sequence = messages.get('sequence-unlabelled')
    expect(sequence && observationsOf(decode(sequence, usualSources).decoding)[0]?.place).toEqual({
      type: 'sector',
      bearingDegrees: 65.7,
      halfAngleDegrees: 27.4,
      rangeMetres: null,
    })
    const labelled = messages.get('made-sequence-labelled-false')
    expect(labelled && observationsOf(decode(labelled, usualSources).decoding)[0]?.place).toMatchObject({
      bearingDegrees: 355,
    })
  })

  it('joins a detection to its sequence', () => {
    const sequence = messages.get('sequence-unlabelled')
    const [plume] = sequence ? observationsOf(decode(sequence, usualSources).decoding) : []
    expect(plume?.seriesId).toBe(observationsOf(told({ ...detection, camera_id: 2, sequence_id: 2 }))[0]?.seriesId)
  })

  it('knows the heading of a pose from the row that told of it', () => {
    const pose = messages.get('pose')
    const learnt = pose && decode(pose, usualSources).decoding
    const memory = new Map(Object.entries(learnt?.outcome === 'decoded' ? (learnt.remember ?? {}) : {}))
    expect(observationsOf(told(detection, memory))[0]?.place).toMatchObject({ headingDegrees: 45 })
  })

  it.each<[string, unknown, string]>([
    ['not reviewed', null, 'active'],
    ['reviewed as a wildfire', true, 'active'],
    ['reviewed as a wildfire, in the words of later versions', 'wildfire_smoke', 'active'],
    ['reviewed as none', false, 'cleared'],
    ['reviewed as something else', 'other', 'cleared'],
  ])('takes a sequence that is %s', (_, label, state) => {
    const row = {
      id: 2,
      camera_id: 2,
      started_at: '2026-04-17T15:20:00',
      last_seen_at: '2026-04-17T15:30:00',
      is_wildfire: label,
    }
    expect(observationsOf(told(row))).toMatchObject([{ kind: 'smoke', state }])
  })

  it('takes a frame that no sequence has confirmed for a reading', () => {
    expect(inShort(told({ ...detection, sequence_id: null }))).toEqual(['1: reading'])
  })

  it('says that a camera is silent, and that one that spoke just now is there', () => {
    const camera = { id: 1, angle_of_view: 90, last_active_at: '2026-04-17T15:30:00' }
    expect(observationsOf(told(camera))[0]?.available).toBe(true)
    expect(observationsOf(told({ ...camera, last_active_at: '2026-04-17T12:00:00' }))[0]?.available).toBe(false)
  })

  it.each<[string, unknown, string | string[]]>([
    ['rows of all kinds in a page', { items: [detection, { id: 5, camera_id: 1, azimuth: 3 }] }, ['1: smoke active']],
    ['no rows at all', [], 'ignored'],
    ['a row of something else', { id: 1, name: 'organization' }, 'wrong-shape'],
    ['a number', 7, 'wrong-shape'],
  ])('reads %s', (_, payload, expected) => {
    expect(inShort(told(payload))).toEqual(expected)
  })
})
