import { describe, expect, it } from 'vitest'
import { decode, formats, sourceOf } from '../../server/domain/decode/formats.ts'
import { MAX_PAYLOAD_BYTES, MAX_PAYLOAD_DEPTH } from '../../server/domain/decode/payload.ts'
import { FORMATS } from '../../shared/source.ts'
import { inShort, messageOn, sourceFor, usualSources } from '../support/message-fixtures.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const said = (payload: Uint8Array) =>
  inShort(decode(messageOn('xiangshao/kitchen-7/event', payload), usualSources).decoding)
const nested = (depth: number) => bytes(`{"kind":"smoke","extra":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`)

describe('the guards before every format', () => {
  it('reads up to the limit of size and refuses the first byte beyond', () => {
    const padded = (size: number) => bytes('{"kind":"smoke"}'.padEnd(size))
    expect(said(padded(MAX_PAYLOAD_BYTES))).toEqual(['kitchen-7: smoke active'])
    expect(said(padded(MAX_PAYLOAD_BYTES + 1))).toBe('too-large')
  })

  it('reads up to the limit of depth and refuses the first level beyond', () => {
    expect(said(nested(MAX_PAYLOAD_DEPTH))).toEqual(['kitchen-7: smoke active'])
    expect(said(nested(MAX_PAYLOAD_DEPTH + 1))).toBe('too-deep')
    expect(said(bytes('['.repeat(200_000)))).toBe('too-deep')
  })

  it('does not take brackets inside a text for depth', () => {
    expect(said(bytes(`{"kind":"smoke","note":"\\"${'[{'.repeat(60)}"}`))).toEqual(['kitchen-7: smoke active'])
  })

  it('refuses nothing at all, bytes that are no text and text that is no JSON', () => {
    expect(said(new Uint8Array())).toBe('empty')
    expect(said(Uint8Array.of(0x7b, 0xff, 0x7d))).toBe('not-utf8')
    expect(said(bytes('{"kind":"smoke"'))).toBe('not-json')
    expect(said(bytes('null'))).toBe('wrong-shape')
  })

  it('quotes nothing of what it refuses to parse', () => {
    const { decoding } = decode(messageOn('frigate/events', bytes('{"after":{"plate": 晋D12345}}')), usualSources)
    expect(decoding).toMatchObject({ reason: 'not-json' })
    expect(JSON.stringify(decoding)).not.toContain('12345')
  })

  it('says in a sentence what it found', () => {
    expect(decode(messageOn('xiangshao/k/event', bytes('{}x')), usualSources).decoding).toMatchObject({
      detail: expect.stringMatching(/^[A-Z].*\.$/),
    })
  })
})

describe('finding the source of a topic', () => {
  it('has a format for every name of the contract', () => {
    expect(FORMATS.map((name) => formats[name].name)).toEqual([...FORMATS])
  })

  it('lets the longest prefix win, whatever the order', () => {
    const short = sourceFor('zigbee2mqtt', 'home', { id: 'short' })
    const long = sourceFor('frigate', 'home/nvr', { id: 'long' })
    for (const sources of [
      [short, long],
      [long, short],
    ]) {
      expect(sourceOf('home/nvr/events', null, sources)?.id).toBe('long')
      expect(sourceOf('home/kitchen', null, sources)?.id).toBe('short')
    }
  })

  it('splits topics at levels, not in the middle of a name', () => {
    expect(sourceOf('zigbee2mqtt2/x', null, usualSources)).toBeNull()
    expect(sourceOf('zigbee/x', null, usualSources)?.id).toBe('zigbee-second')
    expect(sourceOf('zigbee', null, usualSources)).toBeNull()
  })

  it('asks the name of the publisher where two sources share a prefix', () => {
    const [one, two] = [
      sourceFor('native', 'xiangshao', { id: 'one' }),
      sourceFor('native', 'xiangshao', { id: 'two' }),
    ]
    expect(sourceOf('xiangshao/a/event', 'two', [one, two])?.id).toBe('two')
    expect(sourceOf('xiangshao/a/event', 'one', [one, two])?.id).toBe('one')
    expect(sourceOf('xiangshao/a/event', null, [one, two])?.id).toBe('one')
  })

  it('refuses a topic of nobody and names it', () => {
    const { source, decoding } = decode(messageOn('weather/station/1', {}), usualSources)
    expect(source).toBeNull()
    expect(decoding).toEqual({
      outcome: 'refused',
      reason: 'no-source',
      detail: 'No source claims the topic weather/station/1.',
    })
  })

  it('subscribes to the topics each format reads and to no pictures', () => {
    expect(formats.native.subscriptions('xiangshao')).toEqual(['xiangshao/+/event'])
    expect(formats.zigbee2mqtt.subscriptions('z')).toEqual(['z/#'])
    expect(formats['chirpstack-v4'].subscriptions('application')).toEqual(['application/+/device/+/event/+'])
    for (const filter of formats.frigate.subscriptions('f')) expect(filter).not.toMatch(/#|snapshot/)
  })
})
