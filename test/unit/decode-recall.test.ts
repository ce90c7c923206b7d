import { describe, expect, it } from 'vitest'
import { announcedTopic, awaits, headOf, isAnnounceable, recallFor } from '../../server/domain/decode/recall.ts'
import { sourceFor as claimantOf } from '../../server/domain/decode/formats.ts'
import { messageOn, sourceFor } from '../support/message-fixtures.ts'
// Puts a format that remembers in the place of `frigate`, for this file alone.
import '../support/remembering-format.ts'

const house = sourceFor('frigate', 'house', { id: 'house' })
const barn = sourceFor('frigate', 'barn', { id: 'barn' })
const sensors = sourceFor('zigbee2mqtt', 'zigbee2mqtt')
const sources = [house, sensors, barn]
const recalled = (topic: string, principal: string | null = null) => {
  const message = messageOn(topic, {}, { principal })
  return (
    recallFor(message, claimantOf(message, sources), sources)?.map(({ source, heads, isCertain }) => [
      source.id,
      heads,
      isCertain,
    ]) ?? null
  )
}

describe('what is to be recalled before a message is read', () => {
  it('is nothing for a format that remembers nothing', () => {
    expect(recalled('zigbee2mqtt/kitchen')).toBeNull()
  })

  it('is what the format of its source names', () => {
    expect(recalled('house/seen/stove')).toEqual([['house', ['seen/stove'], true]])
    expect(recalled('house/seen/stove\n2')).toEqual([['house', ['seen/stove'], true]])
  })

  it('is, for a topic of nobody, whether a source has announced it, the one that says it first', () => {
    const named = ['topic:esp/smoke']
    expect(recalled('esp/smoke')).toEqual([
      ['house', named, false],
      ['barn', named, false],
    ])
    expect(recalled('esp/smoke', 'barn')?.map(([id]) => id)).toEqual(['barn', 'house'])
  })

  it('is nothing for a topic that cannot be announced, or a message for a source that does not exist', () => {
    expect(recalled('$SYS/broker')).toBeNull()
    expect(recallFor(messageOn('ingest/nobody', {}, { source: 'nobody' }), null, sources)).toBeNull()
  })

  it('belongs to no source whose format does not ask for it', () => {
    expect([awaits(house, 'esp/smoke'), awaits(sensors, 'esp/smoke')]).toEqual([true, false])
  })
})

describe('a key', () => {
  it.each([
    ['topic:esp/smoke', 'topic:esp/smoke', 'esp/smoke'],
    ['topic:esp/smoke\nconfig/1', 'topic:esp/smoke', 'esp/smoke'],
    ['device:7\ntopic:a', 'device:7', null],
    ['topic:', 'topic:', ''],
  ])('%j has the head %j and announces %j', (key, head, topic) => {
    expect([headOf(key), announcedTopic(key)]).toEqual([head, topic])
  })

  it.each([
    ['a', true],
    ['/厨房/烟感 1/state', true],
    ['x'.repeat(500), true],
    ['x'.repeat(501), false],
    ['', false],
    ['a/+/b', false],
    ['a/#', false],
    ['$SYS/a', false],
    ['a$b', true],
    ['a\nb', false],
    ['a\0b', false],
  ])('may announce %j: %j', (topic, may) => {
    expect(isAnnounceable(topic)).toBe(may)
  })
})
