import { describe, expect, it } from 'vitest'
import { aloneIn, isMidnight, scaleOf, seriesOf, timesOnAxis } from '#lib/desk/reading-series.ts'
import type { Limit } from '#shared/limit.ts'
import type { ReadingBucket } from '#shared/readings.ts'

const START = Date.parse('2026-11-23T01:00:00.000Z')
const MINUTE = 60_000
const iso = (minutes: number) => new Date(START + minutes * MINUTE).toISOString()

/** What was said from one minute to another: one reading where it is but one minute. */
function said(from: number, value: number, until = from, spread = 0): ReadingBucket {
  const ends = { min: value - spread, max: value + spread }
  return { at: iso(from), lastAt: iso(until), n: until > from ? 5 : 1, mean: value, last: value, ...ends }
}
const limit = (told: Partial<Limit>): Limit => ({ value: 'temperatureCelsius', kind: 'heat', ...told })

describe('the line of a chart', () => {
  it('leads from reading to reading, and stops where more than three intervals are missing', () => {
    const items = [said(0, 1), said(10, 2), said(40, 3), said(71, 4)]
    const { times, mean, step } = seriesOf(items, 600)
    expect(mean).toEqual([1, 2, 3, null, 4])
    expect(step).toEqual([0, 1, 2, null, 3])
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times.at(-1)).toBe((START + 71 * MINUTE) / 1000)
  })

  it('counts a pause from the last reading of one step to the first of the next', () => {
    const steps = [said(0, 5, 50, 1), said(60, 6, 110, 2)]
    expect(seriesOf(steps, 600).mean).toEqual([5, 6])
    expect(seriesOf(steps, 180).mean).toEqual([5, null, 6])
    expect(seriesOf(steps, 600)).toMatchObject({
      min: [4, 4],
      max: [6, 8],
      times: [25, 85].map((n) => START / 1000 + n * 60),
    })
  })

  it('leads nowhere where nobody knows how often a device speaks', () => {
    const series = seriesOf([said(0, 1), said(1, 2)], null)
    expect(series.mean).toEqual([1, null, 2])
    expect(aloneIn(series)).toEqual([0, 2])
  })

  it('is a point where a reading stands alone', () => {
    expect(aloneIn(seriesOf([said(0, 1), said(1, 2), said(90, 3), said(200, 4), said(201, 5)], 60))).toEqual([3])
    expect(aloneIn(seriesOf([said(0, 1)], 60))).toEqual([0])
    expect(seriesOf([], 60)).toMatchObject({ times: [], mean: [] })
  })
})

describe('the scale of a chart', () => {
  const around = ([low, high]: [number, number]) => [Math.floor(low), Math.ceil(high)]

  it('has room around all that was said, and around a single value', () => {
    const [low, high] = scaleOf([said(0, 10, 5, 4), said(10, 12)], [])
    expect(low).toBeLessThan(6)
    expect(high).toBeGreaterThan(14)
    for (const value of [0, 7, -3]) {
      const [least, most] = scaleOf([said(0, value)], [])
      expect([least < value, most > value]).toEqual([true, true])
    }
  })

  it('reaches to a limit that is near, and not to one that would flatten everything', () => {
    const items = [said(0, 18), said(10, 24)]
    expect(around(scaleOf(items, [limit({ above: 30 })]))).toEqual([17, 31])
    expect(around(scaleOf(items, [limit({ below: 10 })]))).toEqual([8, 26])
    expect(scaleOf(items, [limit({ above: 500 })])).toEqual(scaleOf(items, []))
  })
})

describe('the times on the axis', () => {
  const from = Date.parse('2026-11-22T02:13:00.000Z')
  const hours = (n: number) => n * 60 * MINUTE
  const local = (zone: string, ms: number) =>
    new Date(ms).toLocaleString('sv', { timeZone: zone, hour: '2-digit', minute: '2-digit' })

  it.each([
    ['Asia/Shanghai', ['12:00', '16:00', '20:00', '00:00', '04:00', '08:00']],
    ['Asia/Kathmandu', ['08:00', '12:00', '16:00', '20:00', '00:00', '04:00']],
    ['UTC', ['04:00', '08:00', '12:00', '16:00', '20:00', '00:00']],
  ])('are round hours of a day in %s, wherever the screen stands', (zone, wanted) => {
    const times = timesOnAxis(from, from + hours(24), zone, 7)
    expect(times.map((ms) => local(zone, ms))).toEqual(wanted)
    expect(times.filter((ms) => isMidnight(ms, zone))).toHaveLength(1)
  })

  it('are midnights over days, also where a clock is set back between them', () => {
    const times = timesOnAxis(
      Date.parse('2026-10-22T00:00:00Z'),
      Date.parse('2026-10-29T00:00:00Z'),
      'Europe/Berlin',
      7,
    )
    expect(times.map((ms) => local('Europe/Berlin', ms))).toEqual(times.map(() => '00:00'))
    expect(times).toHaveLength(7)
  })

  it('are never more than there is room for', () => {
    for (const most of [2, 3, 5, 9])
      for (const days of [1, 7, 30])
        expect(timesOnAxis(from, from + hours(24 * days), 'Asia/Shanghai', most).length).toBeLessThanOrEqual(most + 1)
  })
})
