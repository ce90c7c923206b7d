import { describe, expect, it } from 'vitest'
import { decode, formats } from '../../server/domain/decode/formats.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('owntracks')

const says: Record<string, string | string[]> = {
  card: 'ignored',
  'cmd-report-location': 'ignored',
  encrypted: 'wrong-shape',
  'http-location-no-tst': ['jane/phone: reading'],
  'location-coarse-cell': ['demo/iphone: reading'],
  'location-coarse-next': ['demo/iphone: reading'],
  'location-lua-extended': ['jjolie/phone: reading'],
  'location-poi-image-shortened': ['jjolie/phone: reading'],
  'lwt-repeated': ['demo/iphone: reading'],
  'lwt-string-tst': ['demo/iphone: reading'],
  'transition-beacon-enter': ['jjolie/phone: reading'],
  'transition-enter': ['jjolie/phone: reading'],
  'waypoints-beacon-rad0': 'ignored',
  'transition-old-trigger': ['u/d: reading'],
}

const decoded = (payload: unknown, rest = 'li/phone', more = {}) =>
  decode(messageOn(`owntracks/${rest}`, payload, more), usualSources).decoding
const only = (payload: unknown, rest?: string) => observationsOf(decoded(payload, rest))[0]
const here = { _type: 'location', lon: 112.1, lat: 36.5 }

describe('OwnTracks', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('gives a position as a marked reading with its accuracy, leaving out what is -1', () => {
    const message = messages.get('location-coarse-cell')
    expect(message && observationsOf(decode(message, usualSources).decoding)).toMatchObject([
      {
        deviceKind: 'tracker',
        kind: null,
        deviceAt: new Date(1440395361000),
        place: { type: 'point', location: [10.02785726730668, 52.37888580984668], radiusMetres: 3000 },
        values: { position: true, altitudeMetres: 51 },
        batteryPercent: 96,
      },
    ])
  })

  it('takes the lost connection for the end of being available, and not its start for the time of the loss', () => {
    expect(only({ _type: 'lwt', tst: '1440363922' })).toMatchObject({ available: false, deviceAt: null, place: null })
  })

  it('reads what a hook or another app wrote as text', () => {
    expect(only({ _type: 'location', lon: '112.1', lat: '36.5', tst: '1760000000', batt: '80' })).toMatchObject({
      place: { location: [112.1, 36.5] },
      deviceAt: new Date(1760000000000),
      batteryPercent: 80,
    })
  })

  it('knows a posted position by the topic it would have had, with or without the source’s own prefix', () => {
    const posted = (topic: unknown) => decoded({ ...here, topic }, 'x', { source: 'owntracks' })
    expect(inShort(posted('owntracks/li/phone'))).toEqual(['li/phone: reading'])
    expect(inShort(posted('/other/li/phone/event'))).toEqual(['li/phone: reading'])
    expect(posted(undefined)).toMatchObject({
      reason: 'wrong-shape',
      detail: 'topic is missing, expected owntracks/{user}/{device}.',
    })
  })

  it('says no place where the phone has none', () => {
    expect(only({ ...here, acc: -1 })).toMatchObject({ place: null, values: {} })
    expect(only({ _type: 'location', lon: 0, lat: 0, batt: -1 })).toMatchObject({ place: null, batteryPercent: null })
    expect(only({ _type: 'transition', event: 'leave', tst: 1760000000 })).toMatchObject({ place: null })
    expect(only({ ...here, alt: -1, vac: -1, vel: -1, cog: -1 })?.values).toEqual({ position: true })
  })

  it('keeps no name, initials, note, picture or network', () => {
    const kept = JSON.stringify(
      decoded({
        ...here,
        tid: 'ZS',
        poi: '张三家',
        image: 'zzz',
        SSID: 'zhang',
        inregions: ['张三家'],
        desc: '张三家',
      }),
    )
    expect(kept).not.toMatch(/ZS|张三|zzz|zhang/)
  })

  it('refuses what is no message of a phone, saying why', () => {
    expect(decoded({ _type: 'encrypted', data: 'x' })).toMatchObject({
      detail: 'The message is encrypted: remove the secret (encryption key) in the phone’s app.',
    })
    expect(inShort(decoded({ _type: 'location', lat: 36.5 }))).toBe('wrong-shape')
    expect(inShort(decoded({ ...here, lat: 95 }))).toBe('bad-place')
    expect(inShort(decoded(here, 'li'))).toBe('bad-topic')
    expect(inShort(decoded({ lon: 1, lat: 1 }))).toBe('wrong-shape')
    expect(inShort(decoded({ _type: 'from-the-future' }))).toBe('ignored')
    expect(inShort(decoded(new Uint8Array()))).toBe('ignored')
  })

  it('does not ask the broker for faces and settings', () => {
    expect(formats.owntracks.subscriptions('o')).toEqual(['o/+/+', 'o/+/+/event', 'o/+/+/status'])
  })
})
