import { describe, expect, it } from 'vitest'
import { decode, sourceOf } from '../../server/domain/decode/formats.ts'
import { lastingKey } from '../../server/domain/decode/message-key.ts'
import { fixtureMessages, inShort, messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'

const messages = fixtureMessages('firms')

const says: Record<string, string | string[]> = {
  'error-invalid-key': 'wrong-shape',
  'modis-rows': ['Terra: fire reading', 'Aqua: fire reading'],
  'viirs-snpp': ['Suomi NPP: fire reading', 'Suomi NPP: fire reading'],
}

const VIIRS =
  'latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight'
/** Half an hour before the messages of these tests are received. */
const row = '36.51,112.13,331.2,0.4,0.38,2026-04-17,1503,N20,VIIRS,n,2.0NRT,290.1,4.2,N'
const message = (text: string) =>
  messageOn('ingest/firms', new TextEncoder().encode(text), { source: 'firms', contentType: 'text/csv' })
const decoded = (text: string) => decode(message(text), usualSources).decoding
const only = (text: string) => observationsOf(decoded(text))[0]

describe('NASA FIRMS', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, each) => {
    expect(inShort(decode(each, usualSources).decoding)).toEqual(says[name])
  })

  it('takes a fresh hotspot for a fire somewhere in its picture element', () => {
    expect(observationsOf(decoded(`${VIIRS}\n${row}\n`))).toMatchObject([
      {
        externalId: 'NOAA-20',
        deviceKind: 'feed',
        kind: 'fire',
        state: 'active',
        signal: 'event',
        deviceAt: new Date('2026-04-17T15:03:00Z'),
        confidence: 0.55,
        place: { type: 'point', location: [112.13, 36.51], radiusMetres: 276 },
        values: {
          fireRadiativePowerMegawatts: 4.2,
          brightnessKelvin: 331.2,
          confidenceClass: 'nominal',
          daynight: 'night',
        },
      },
    ])
  })

  it.each([
    ['45', '00:45'],
    ['0045', '00:45'],
    ['748', '07:48'],
    ['07:48', '07:48'],
    ['1210', '12:10'],
    ['0', '00:00'],
  ])('reads the time %s as %s UTC', (written, time) => {
    expect(only(`${VIIRS}\n${row.replace('1503', written)}`)?.deviceAt).toEqual(new Date(`2026-04-17T${time}:00Z`))
  })

  it.each([
    ['l', 0.15],
    ['h', 0.9],
    ['high', 0.9],
    ['85', 0.85],
    ['0', 0],
    ['', null],
  ])('reads the confidence "%s" as %s', (written, confidence) => {
    expect(only(`${VIIRS}\n${row.replace(',n,', `,${written},`)}`)?.confidence).toBe(confidence)
  })

  it('reads tables with a column for the country or the type, in any order, of either instrument', () => {
    expect(inShort(decoded(`country_id,${VIIRS}\nCHN,${row}`))).toEqual(['NOAA-20: fire active'])
    expect(inShort(decoded(`acq_time,acq_date,longitude,latitude\n1503,2026-04-17,112.13,36.51`))).toEqual([
      'FIRMS: fire active',
    ])
    const modis = `${VIIRS.replace('bright_ti4', 'brightness').replace('bright_ti5', 'bright_t31')},type\n36.51,112.13,320.1,1.2,1.1,2026-04-17,1503,T,MODIS,64,6.1NRT,290,,D,0`
    expect(only(modis)).toMatchObject({
      externalId: 'Terra',
      confidence: 0.64,
      place: { radiusMetres: 814 },
      values: { brightnessKelvin: 320.1, daynight: 'day' },
    })
  })

  it.each([
    ['1', 'volcano'],
    ['2', 'static'],
    ['3', 'offshore'],
  ])('does not call anybody to heat of type %s, which is %s', (type, source) => {
    expect(only(`${VIIRS},type\n${row},${type}`)).toMatchObject({ state: 'reading', values: { heatSource: source } })
  })

  it('does not raise what is older than a day, and raises what is not', () => {
    const dated = (date: string, time: string) => only(`${VIIRS}\n${row.replace('2026-04-17,1503', `${date},${time}`)}`)
    expect(dated('2026-04-16', '1532')?.state).toBe('reading')
    expect(dated('2026-04-16', '1534')?.state).toBe('active')
    expect(dated('2026-04-18', '1534')?.state).toBe('active')
  })

  it('knows a hotspot again in a later download, under another name of its satellite', () => {
    const key = (text: string) => observationsOf(decoded(text)).map((one) => lastingKey('firms', one, message(text)))
    const other = row.replace('36.51', '36.52')
    const first = key(`${VIIRS}\n${row}`)
    expect(key(`${VIIRS}\n${other}\n${row.replace('N20', '1').replace('36.51,112.13', '36.51000,112.1300')}`)[1]).toBe(
      first[0],
    )
    expect(key(`${VIIRS}\n${other}`)).not.toEqual(first)
    expect(key(`${VIIRS}\n${row}\n${row}`)).toEqual(first)
  })

  it('raises a hotspot without a time, and tells what it could not read beside the others', () => {
    const decoding = decoded(`${VIIRS}\n${row.replace('1503', '9999')}\n${row}`)
    expect(inShort(decoding)).toEqual(['NOAA-20: fire active', 'NOAA-20: fire active'])
    expect(decoding).toMatchObject({ unread: { reason: 'bad-time', detail: 'Line 2 has no acq_date and acq_time.' } })
    expect(decoded(`${VIIRS}\n${row}\n${row.replace('36.51', 'x')}`)).toMatchObject({
      observations: [{}],
      unread: { reason: 'bad-place' },
    })
    expect(inShort(decoded(`${VIIRS}\n${row.replace('36.51', '96.51')}`))).toBe('bad-place')
  })

  it.each([
    ['Invalid MAP_KEY.', 'FIRMS says that the MAP_KEY is not valid.'],
    ['Exceeding allowed transaction limit.', 'FIRMS says that the MAP_KEY has asked too often.'],
    ['<html><body>503</body></html>', 'The payload is a web page, not a table of hotspots.'],
    ['{"error": "x"}', 'The payload is JSON, not a table of hotspots; ask for CSV.'],
    ['a,b\n1,2', 'The payload is not a table of hotspots with latitude and longitude.'],
  ])('says what "%s" is', (text, detail) => {
    expect(decoded(text)).toMatchObject({ reason: 'wrong-shape', detail })
  })

  it('has nothing to say of a table without rows', () => {
    expect(inShort(decoded(`\ufeff${VIIRS}\r\n\r\n`))).toBe('ignored')
  })

  it('takes nothing from the broker', () => {
    expect(sourceOf('firms/x', null, usualSources)).toBeNull()
  })
})
