import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Decoded, Message } from '../../server/domain/decode/format.ts'
import { contentKey, lastingKey } from '../../server/domain/decode/message-key.ts'
import { messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

/** The key a repeat is recognised by, and whether for ever. */
function keyOf(sourceId: string, ...[decoded, message]: [Decoded, Message]) {
  const lasting = lastingKey(sourceId, decoded, message)
  const key = lasting ?? contentKey(sourceId, decoded, message)
  return key === null ? null : { key, forever: lasting !== null }
}

function keys(topic: string, payload: unknown, rest: Partial<Message> = {}, sourceId = 'a source') {
  const message = messageOn(topic, payload, rest)
  return observationsOf(decode(message, usualSources).decoding).map((one) => keyOf(sourceId, one, message))
}
const nativeKey = (payload: object, rest?: Partial<Message>, device = 'kitchen', sourceId?: string) =>
  keys(`xiangshao/${device}/event`, payload, rest, sourceId)[0]

describe('the key of a message', () => {
  it('with an id is the same for ever, whatever else the repeat says and however it comes', () => {
    const key = nativeKey({ id: 'e1', kind: 'smoke', at: '2026-04-17T15:00:00Z' })
    expect(key).toMatchObject({ forever: true, key: expect.stringMatching(/^[A-Za-z0-9_-]{24}$/) })
    expect(nativeKey({ id: 'e1', kind: 'smoke', value: 9 }, { qos: 0, dup: true })).toEqual(key)
  })

  it('differs by source, device, id, kind and state', () => {
    const found = [
      nativeKey({ id: 'e1', kind: 'smoke' }),
      nativeKey({ id: 'e2', kind: 'smoke' }),
      nativeKey({ id: 'e1', kind: 'fire' }),
      nativeKey({ id: 'e1', kind: 'smoke', state: 'cleared' }),
      nativeKey({ id: 'e1', kind: 'smoke' }, {}, 'cellar'),
      nativeKey({ id: 'e1', kind: 'smoke' }, {}, 'kitchen', 'another source'),
    ]
    expect(new Set(found.map((each) => each?.key)).size).toBe(found.length)
  })

  it('without id is made of device time and content', () => {
    const at = '2026-04-17T15:00:00Z'
    const key = nativeKey({ kind: 'smoke', at, value: 1 })
    expect(key?.forever).toBe(true)
    expect(nativeKey({ kind: 'smoke', at, value: 1 })).toEqual(key)
    expect(nativeKey({ kind: 'smoke', at, value: 2 })).not.toEqual(key)
    expect(nativeKey({ kind: 'smoke', at: '2026-04-17T15:00:01Z', value: 1 })).not.toEqual(key)
  })

  it('without id and time folds only what the sender marks, and not on another topic', () => {
    const key = nativeKey({ kind: 'smoke' })
    expect(key?.forever).toBe(false)
    expect(nativeKey({ kind: 'smoke' }, { dup: true })).toEqual(key)
    expect(nativeKey({ kind: 'smoke' }, {}, 'cellar')).not.toEqual(key)
    expect(nativeKey({ kind: 'smoke' }, { qos: 0 })).toBeNull()
  })

  it('does not trust a clock that was never set: each of its alarms carries the same moment', () => {
    expect(nativeKey({ kind: 'smoke', at: '1970-01-01T00:00:00Z' })?.forever).toBe(false)
    expect(nativeKey({ kind: 'smoke', at: '1970-01-01T00:00:00Z' }, { qos: 0 })).toBeNull()
  })

  it('differs between the observations of one message, by each of the three ways', () => {
    const state = { smoke: true, water_leak: true, occupancy: false }
    const uplink = { deduplicationId: 'd1', object: { smoke_status: 'alarm', leakage_status: 'leak' } }
    for (const found of [
      keys('zigbee2mqtt/x', state),
      keys('zigbee2mqtt/x', { ...state, last_seen: 1760000000123 }),
      keys('application/1/device/24e1/event/up', uplink),
    ]) {
      expect(found.length).toBeGreaterThan(1)
      expect(new Set(found.map((each) => each?.key)).size).toBe(found.length)
    }
  })
})
