import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { lastingKey } from '../../server/domain/decode/message-key.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('cap')

const says: Record<string, string | string[]> = {
  'australia-nsw-rfs-fire': ['webmaster@rfs.nsw.gov.au: warning active'],
  'canada-update-allclear': ['cap@ec.gc.ca: warning cleared', 'cap@ec.gc.ca: warning cleared'],
  'earthquake-iso8859-1': ['http://earthquake.usgs.gov/research/monitoring/anss/neic/: warning active'],
  'made-forest-fire-danger-zh': ['沁源县气象局: warning active'],
  'no-optional-fields': ['http://earthquake.usgs.gov/research/monitoring/anss/neic/: warning active'],
  'weather-cap11': ['w-nws.webmaster@noaa.gov: warning active'],
  'edxl-bushfire': ['webmaster@rfs.nsw.gov.au: warning active'],
}

type Parts = { id?: string; status?: string; type?: string; references?: string; infos?: string; sent?: string }
const SENT = '2026-04-17T15:00:00-00:00'
const info = (inside = '', headline = 'Storm', language = '') =>
  `<info>${language && `<language>${language}</language>`}<event>storm</event><severity>Severe</severity><headline>${headline}</headline>${inside}</info>`
const area = (shapes: string) => info(`<area><areaDesc>x</areaDesc>${shapes}</area>`)
const alert = ({ id = 'a1', status = 'Actual', type = 'Alert', references = '', infos = info(), sent = SENT }: Parts) =>
  `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier><sender>office</sender><sent>${sent}</sent><status>${status}</status><msgType>${type}</msgType><scope>Public</scope><references>${references}</references>${infos}</alert>`

const message = (text: string) => messageOn('cap/office', new TextEncoder().encode(text))
const heard = (text: string, memory: Record<string, unknown> = {}) =>
  decode(message(text), usualSources, () => new Map(Object.entries(memory))).decoding
const decoded = (parts: Parts, memory?: Record<string, unknown>) => heard(alert(parts), memory)
const only = (parts: Parts) => observationsOf(decoded(parts))[0]
const ref = (id: string, sent = '2026-04-17T12:00:00-00:00') => `office,${id},${sent}`

describe('CAP', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, each) => {
    expect(inShort(decode(each, usualSources).decoding)).toEqual(says[name])
  })

  it('reads a bush fire with prefixed names, twice the same block and HTML inside', () => {
    const fire = messages.get('australia-nsw-rfs-fire')
    expect(fire && observationsOf(decode(fire, usualSources).decoding)).toMatchObject([
      {
        deviceKind: 'feed',
        severity: 'minor',
        description: 'Yerong Creek Structure Fire',
        place: { type: 'point', location: [147.0598, -35.3888], radiusMetres: 25_000 },
        expiresAt: new Date('2011-10-06T13:04:00Z'),
        values: { event: 'Fire', eventCode: 'fire', area: 'Yerong Creek Structure Fire' },
      },
    ])
  })

  it('reads single bytes by their declaration', () => {
    const quake = messages.get('earthquake-iso8859-1')
    expect(quake && observationsOf(decode(quake, usualSources).decoding)[0]).toMatchObject({
      description: 'EQ 4.6 Usulután, Usulután, El Salvador - PRELIMINARY REPORT',
      severity: 'unknown',
    })
  })

  it('reads the form of the Chinese system: its names of fields, its codes, colours and times', () => {
    const danger = messages.get('made-forest-fire-danger-zh')
    expect(danger && observationsOf(decode(danger, usualSources).decoding)).toMatchObject([
      {
        severity: 'extreme',
        description: '沁源县气象台发布森林火险红色预警[Ⅰ级/特别重大]',
        deviceAt: new Date('2026-04-17T15:20:00Z'),
        expiresAt: new Date('2026-04-18T15:20:00Z'),
        place: null,
        values: { event: '森林火险', eventCode: '11B25', area: '沁源县', geocode: '140431000000' },
      },
    ])
  })

  it.each([
    ['Extreme', '', 'extreme'],
    ['Unknown', '暴雨蓝色预警', 'minor'],
    ['Orange', '', 'severe'],
    ['', '暴雨黄色预警', 'moderate'],
    ['', '', 'unknown'],
  ])('takes the severity "%s" with the headline "%s" for %s', (word, headline, severity) => {
    const infos = `<info><severity>${word}</severity><headline>${headline}</headline><event>x</event></info>`
    expect(only({ infos })?.severity).toBe(severity)
  })

  it.each([
    ['Exercise', ['office: warning active']],
    ['Test', 'ignored'],
    ['System', 'ignored'],
    ['Draft', 'ignored'],
    ['', ['office: warning active']],
  ])('takes the status "%s" as %j', (status, expected) => {
    expect(inShort(decoded({ status }))).toEqual(expected)
    if (Array.isArray(expected)) expect(only({ status })?.exercise).toBe(status === 'Exercise')
  })

  it('joins updates and the end to the first warning, also over links that are remembered alone', () => {
    expect(only({ id: 'a1' })?.seriesId).toBe('a1')
    const update = decoded({ id: 'a2', type: 'Update', references: ref('a1') })
    expect(observationsOf(update)[0]).toMatchObject({ seriesId: 'a1', state: 'active' })
    expect(update).toMatchObject({ remember: { series: { a2: 'a1' } } })
    const end = decoded({ id: 'a3', type: 'Cancel', references: ref('a2'), infos: '' }, { series: { a2: 'a1' } })
    expect(observationsOf(end)).toMatchObject([{ seriesId: 'a1', state: 'cleared', eventId: `a3,${SENT}` }])
  })

  it('names the earliest of several, written with spaces in their times or as bare identifiers', () => {
    const references = `${ref('late', '2026-04-17T13:00:00-00:00')} office, early,2026-04-17 10:00:00-00:00`
    expect(only({ id: 'z', type: 'Update', references })?.seriesId).toBe('early')
    expect(only({ id: 'z', type: 'Update', references: 'early' })?.seriesId).toBe('early')
  })

  it('ends every warning that it takes back, each once', () => {
    const end = decoded(
      { id: 'z', type: 'Cancel', references: `${ref('a')} ${ref('b')} ${ref('a2')}` },
      { series: { a2: 'a' } },
    )
    expect(observationsOf(end).map(({ seriesId, state }) => [seriesId, state])).toEqual([
      ['a', 'cleared'],
      ['b', 'cleared'],
    ])
    const keys = observationsOf(end).map((one) => lastingKey('cap', one, message('')))
    expect(new Set(keys).size).toBe(2)
  })

  it('hears the all-clear in an update, in all of its blocks or in a Chinese headline', () => {
    const allClear = info('<responseType>AllClear</responseType>')
    expect(only({ type: 'Update', infos: allClear })?.state).toBe('cleared')
    expect(only({ type: 'Update', infos: allClear + info() })?.state).toBe('active')
    const headline = (words: string, type = 'Update') => only({ type, infos: info('', words) })?.state
    expect(headline('县气象台解除暴雨蓝色预警')).toBe('cleared')
    expect(headline('县气象台解除暴雨蓝色预警，发布暴雨黄色预警')).toBe('active')
    expect(headline('县气象台解除暴雨蓝色预警', 'Alert')).toBe('active')
    // European offices: green is no warning.
    const level = (value: string) =>
      `<parameter><valueName>awareness_level</valueName><value>${value}</value></parameter>`
    expect(only({ infos: info(level('1; green; Minor')) })?.state).toBe('cleared')
    expect(only({ infos: info(level('3; orange; Severe')) })?.state).toBe('active')
  })

  it('reads one language, Chinese before English before any other, and the gravest block of it', () => {
    const infos = info('', 'veille', 'fr-CA') + info('', 'watch', 'en-CA') + info('', '预警', 'zh-CN')
    expect(observationsOf(decoded({ infos })).map(({ description }) => description)).toEqual(['预警'])
    expect(only({ infos: info('', 'veille', 'fr-CA') + info('', 'watch', 'en-CA') })?.description).toBe('watch')
    const minor = info('', 'small').replace('Severe', 'Minor')
    expect(only({ infos: minor + info('', 'great') })).toMatchObject({ description: 'great', severity: 'severe' })
  })

  it('is over only when the last of its blocks is', () => {
    const until = (time: string) => info(`<expires>${time}</expires>`)
    const infos = until('2026-04-17T16:00:00Z') + until('2026-04-17T18:00:00Z')
    expect(only({ infos })?.expiresAt).toEqual(new Date('2026-04-17T18:00:00Z'))
    expect(only({ infos: infos + info() })?.expiresAt).toBeNull()
  })

  it('turns latitude and longitude round, closes what is open, and joins several shapes', () => {
    const triangle = '<polygon>36,112 36,113 37,112</polygon>'
    const ring = [
      [112, 36],
      [113, 36],
      [112, 37],
      [112, 36],
    ]
    expect(only({ infos: area(triangle) })?.place).toEqual({
      type: 'polygon',
      geometry: { type: 'Polygon', coordinates: [ring] },
    })
    expect(only({ infos: area('<polygon>112,36 113,36 112,37</polygon>') })?.place).toMatchObject({
      geometry: { coordinates: [ring] },
    })
    const both = only({ infos: area(`${triangle}<circle>36,112 5</circle>`) })?.place
    expect(both).toMatchObject({ geometry: { type: 'MultiPolygon', coordinates: [[ring], [{}]] } })
    expect(only({ infos: area('<polygon/><circle>36,112 5.5</circle>') })?.place).toMatchObject({ radiusMetres: 5500 })
    expect(only({ infos: area('<geocode><value>140431</value></geocode>') })?.place).toBeNull()
  })

  it('raises a warning whose area cannot be read, and tells so', () => {
    const decoding = decoded({ infos: area('<polygon>here and there</polygon>') })
    expect(inShort(decoding)).toEqual(['office: warning active'])
    expect(decoding).toMatchObject({ unread: { reason: 'bad-place' } })
  })

  it('takes the markup out of what people read, and keeps no more than fits', () => {
    const spoken = (headline: string) => only({ infos: info('', headline) })?.description
    expect(spoken('A&lt;br /&gt;B &amp;amp; C')).toBe('A B & C')
    expect(spoken('雨'.repeat(600))).toHaveLength(500)
  })

  it('knows a warning again in every later fetch, and its correction as another', () => {
    const key = (parts: Parts) => observationsOf(decoded(parts)).map((one) => lastingKey('cap', one, message('')))
    expect(key({})).toEqual(key({ infos: `${info()} ` }))
    expect(key({ sent: '2027-01-01T00:00:00-00:00' })).not.toEqual(key({}))
  })

  it('reads all warnings of a feed, and those that follow one another without one', () => {
    const [one, two] = [alert({ id: 'a' }), alert({ id: 'b' })]
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>${one}</content></entry><entry><content>${two}</content></entry></feed>`
    expect(observationsOf(heard(feed)).map(({ seriesId }) => seriesId)).toEqual(['a', 'b'])
    expect(observationsOf(heard(one + two)).map(({ seriesId }) => seriesId)).toEqual(['a', 'b'])
  })

  it('raises what was cut off as far as it says something, and believes no end that was cut off', () => {
    const whole = alert({ infos: info('<instruction>stay</instruction>') })
    const cut = heard(whole.slice(0, whole.indexOf('<instruction>')))
    expect(inShort(cut)).toEqual(['office: warning active'])
    expect(cut).toMatchObject({ unread: { reason: 'not-xml' } })
    expect(inShort(heard(whole.slice(0, whole.indexOf('<info>'))))).toBe('not-xml')
    const end = alert({ type: 'Cancel', references: ref('a1') })
    expect(inShort(heard(end.slice(0, end.indexOf('<headline>'))))).toBe('not-xml')
  })

  it('passes over receipts and refuses what is no warning', () => {
    expect(inShort(decoded({ type: 'Ack' }))).toBe('ignored')
    expect(inShort(decoded({ type: 'Error' }))).toBe('ignored')
    expect(inShort(heard('<html><body>503</body></html>'))).toBe('wrong-shape')
    expect(inShort(heard('{"alert": 1}'))).toBe('not-xml')
    expect(heard('<rss></rss>')).toMatchObject({ detail: 'The XML begins with rss and holds no alert.' })
  })
})
