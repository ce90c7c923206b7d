import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceTime } from '../../server/domain/decode/device-time.ts'

const read = (value: unknown, zone: string | null = null) => deviceTime(value, zone)?.toISOString() ?? null

describe('a device time', () => {
  it.each([
    [1760000000.123, '2025-10-09T08:53:20.123Z'],
    [1760000000123, '2025-10-09T08:53:20.123Z'],
    ['1760000000', '2025-10-09T08:53:20.000Z'],
    ['1760000000123', '2025-10-09T08:53:20.123Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    ['2026-04-17T23:33:22+08:00', '2026-04-17T15:33:22.000Z'],
    ['2026-04-17T23:33:22+0800', '2026-04-17T15:33:22.000Z'],
    ['2026-04-17T07:33:22-8:00', '2026-04-17T15:33:22.000Z'],
    ['2022-07-18T09:34:15.775023242+00:00', '2022-07-18T09:34:15.775Z'],
    ['20151212T121212Z', '2015-12-12T12:12:12.000Z'],
    ['2026-04-17 23:33:22', '2026-04-17T15:33:22.000Z'],
    ['2026-04-17T23:33', '2026-04-17T15:33:00.000Z'],
  ])('is read from %j', (value, expected) => {
    expect(read(value)).toBe(expected)
  })

  it.each([
    null,
    undefined,
    true,
    {},
    '',
    'yesterday',
    '2026-04-17',
    '2026-02-30T10:00:00Z',
    '2026-00-10T10:00:00Z',
    '2026-13-10T10:00:00Z',
    '2026-04-17T24:30:00Z',
    '2026-04-17T10:00:00+99:00',
    '0026-04-17T10:00:00Z',
    '05:19:53',
    -5,
    1e15,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('is not read from %j', (value) => {
    expect(read(value)).toBeNull()
  })

  it('without zone is local to the zone of the source, through its changes of the clock', () => {
    expect(read('2026-07-01T12:00:00', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z')
    expect(read('2026-01-01T12:00:00', 'Europe/Berlin')).toBe('2026-01-01T11:00:00.000Z')
    expect(read('2026-03-29T03:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
  })

  it('falls back to Shanghai where the zone of the source does not exist', () => {
    expect(read('2026-04-17T23:33:22', 'Mars/Olympus')).toBe('2026-04-17T15:33:22.000Z')
  })

  it('gives back every moment it was written from', () => {
    const moments = fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
    fc.assert(
      fc.property(moments, (moment) => {
        expect(read(moment.toISOString())).toBe(moment.toISOString())
        const inShanghai = new Date(moment.getTime() + 8 * 3_600_000).toISOString().replace('Z', '+08:00')
        expect(read(inShanghai)).toBe(moment.toISOString())
      }),
    )
  })
})
