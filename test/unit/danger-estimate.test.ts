import { describe, expect, it } from 'vitest'
import type { Values } from '#shared/observation.ts'
import { estimableDay, estimateOf, gradeOfFwi, stationsIn } from '../../server/domain/danger-estimate.ts'
import { fireWeather, SEASON_START } from '../../server/domain/fire-weather.ts'
import { stationNoon, type StationReading } from '../../server/domain/station-weather.ts'
import { demoFacts } from '../support/demo-facts.ts'

const ZONE = 'Asia/Shanghai'
const DAY = '2026-11-28'
const NOON = new Date('2026-11-28T04:00:00Z')
const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)
const said = (minutes: number, values: Values, deviceId = 's1'): StationReading => ({
  deviceId,
  at: at(minutes),
  values,
})
const air = (minutes: number, t: number, h: number, deviceId = 's1') =>
  said(minutes, { temperatureCelsius: t, humidityPercent: h }, deviceId)
const wind = (minutes: number, speed: number, deviceId = 's1') =>
  said(minutes, { windSpeedMetresPerSecond: speed }, deviceId)
const rained = (...readings: StationReading[]) => stationNoon(readings, NOON).rain

describe('the noon of a station', () => {
  it('is the nearest reading within an hour, each measurement by itself', () => {
    const noon = stationNoon(
      [air(-90, 1, 90), air(-20, 14, 40), air(15, 15, 38), wind(-3, 2), wind(5, 4), wind(40, 9)],
      NOON,
    )
    expect(noon).toMatchObject({ temperatureCelsius: 15, humidityPercent: 38, windMetresPerSecond: 3, rain: null })
    expect(stationNoon([air(-61, 1, 90), air(61, 1, 90)], NOON)).toMatchObject({ temperatureCelsius: null })
  })
})

describe('the stations of a township', () => {
  it('are those in use: one whose maintenance is over counts again, though nobody ended it', () => {
    const { devices, areas, areaList } = demoFacts().arrangement
    const townshipId = areaList.find(({ level }) => level === 'township')?.id ?? ''
    const ids = stationsIn({ devices, areas }, townshipId, NOON)
    expect(ids.length).toBeGreaterThan(0)
    const tended = (maintenanceUntil: string | null) =>
      new Map([...devices].map(([id, device]) => [id, { ...device, maintenance: true, maintenanceUntil }]))
    const inUse = (until: string | null) => stationsIn({ devices: tended(until), areas }, townshipId, NOON)
    expect(inUse(at(-1).toISOString())).toEqual(ids)
    expect(inUse(at(1).toISOString())).toEqual([])
    expect(inUse(null)).toEqual([])
  })
})

describe('the rain of the day before noon', () => {
  const total = (minutes: number, mm: number) => said(minutes, { rainfallTotalMillimetres: mm })
  const bare = (minutes: number, mm: number) => said(minutes, { rainfallMillimetres: mm })
  const hours = (each: (hour: number) => StationReading) => Array.from({ length: 27 }, (_, n) => each(n - 26))

  it('is what a counter has gone on, from what it showed the noon before', () => {
    expect(rained(total(-1500, 100), total(-1441, 102), total(-700, 104), total(-1, 109))).toEqual({
      millimetres: 7,
      isWhole: true,
    })
  })
  it('survives a counter that begins anew, and one that was exchanged', () => {
    expect(rained(total(-1441, 1000), total(-900, 1004), total(-600, 2), total(-1, 3))?.millimetres).toBe(7)
    expect(rained(total(-1441, 3), total(-600, 9000), total(-1, 9001))?.millimetres).toBe(1)
    expect(rained(total(-1441, 100), total(-600, 99.8), total(-1, 99.8))?.millimetres).toBe(0)
  })
  it('does not take a bare counter for increments: it would be a deluge', () => {
    expect(rained(...hours((hour) => bare(hour * 60, hour < -12 ? 412.2 : 413.4)))?.millimetres).toBeCloseTo(1.2)
    // One that begins anew each midnight.
    expect(rained(...hours((hour) => bare(hour * 60, hour < -12 ? 8 : (hour + 12) / 4)))?.millimetres).toBe(3)
  })
  it('adds up increments, which fall back to nothing after each shower', () => {
    const showers = hours((hour) => bare(hour * 60 - 1, hour % 4 === 0 ? 0.5 : 0))
    expect(rained(...showers)?.millimetres).toBe(3)
  })
  it('adds up an intensity by how long it lasted, at most an hour after the last word', () => {
    const intensity = (minutes: number, rate: number) => said(minutes, { rainIntensityMillimetresPerHour: rate })
    expect(rained(intensity(-1500, 0), intensity(-600, 4), intensity(-570, 0), intensity(-1, 0))?.millimetres).toBe(2)
    expect(rained(intensity(-1500, 0), intensity(-600, 4))).toEqual({ millimetres: 4, isWhole: false })
  })
  it('says when the gauge was not heard all day', () => {
    expect(rained(total(-600, 5), total(-1, 6))).toEqual({ millimetres: 1, isWhole: false })
  })
})

describe('the estimate of a day', () => {
  const ground = { areaId: 't', day: DAY, zone: ZONE, before: [], stationIds: ['s1'] }
  const whole = [
    air(-2, 17, 42),
    wind(-1, 25 / 3.6),
    said(-1441, { rainfallTotalMillimetres: 0 }),
    said(-1, { rainfallTotalMillimetres: 0 }),
  ]

  it('is the index of the published table, from the start values, with its grade and everything it stands on', () => {
    const made = estimateOf({ ...ground, readings: whole }, at(6))
    const table = fireWeather(SEASON_START, {
      month: 11,
      temperatureCelsius: 17,
      humidityPercent: 42,
      windKilometresPerHour: 25,
      rainMillimetres: 0,
    })
    expect(made?.body.fwi).toBeCloseTo(table.fwi, 9)
    expect(made).toMatchObject({ id: 't', day: DAY, validFrom: at(6), validUntil: at(30 * 60) })
    expect(made?.body).toMatchObject({ constant: 147.2, stationIds: ['s1'], gaps: ['start-values'], carriedFrom: null })
    expect(made?.body.grade).toBe(gradeOfFwi(table.fwi))
  })

  it('has the grades of EFFIS', () => {
    expect([0, 5.1, 5.2, 11.2, 21.3, 37.9, 38, 90].map(gradeOfFwi)).toEqual([1, 1, 2, 3, 4, 4, 5, 5])
  })

  it('is outvoted where one of three is broken', () => {
    const three = ['s1', 's2', 's3']
    const readings = three.flatMap((id, n) => [air(0, n === 2 ? 60 : 15, n === 2 ? 1 : 50, id), wind(0, 3, id)])
    const made = estimateOf({ ...ground, stationIds: three, readings }, at(6))
    expect(made?.body.weather).toMatchObject({ temperatureCelsius: 15, humidityPercent: 50, rainMillimetres: 0 })
    expect(made?.body.gaps).toEqual(['no-rain-gauge', 'start-values'])
  })

  it('waits for a station that speaks and has not told of noon, for an hour', () => {
    const stationIds = ['s1', 's2']
    const readings = [...whole, air(-40, 10, 60, 's2')]
    expect(estimateOf({ ...ground, stationIds, readings }, at(6))).toBeNull()
    expect(estimateOf({ ...ground, stationIds, readings: [...readings, air(8, 10, 60, 's2')] }, at(9))).not.toBeNull()
    expect(estimateOf({ ...ground, stationIds, readings }, at(60))).not.toBeNull()
  })

  it('says what was not measured, and is none where nothing was', () => {
    const made = estimateOf({ ...ground, stationIds: ['s1', 's2'], readings: [air(0, 15, 50)] }, at(61))
    expect(made?.body.gaps).toEqual(['no-wind', 'no-rain-gauge', 'stations-silent', 'start-values'])
    expect(made?.body.weather.windKilometresPerHour).toBe(10)
    expect(estimateOf({ ...ground, readings: [wind(0, 4)] }, at(61))).toBeNull()
    expect(estimateOf({ ...ground, readings: [] }, at(61))).toBeNull()
  })

  it('goes on from the day before, over a gap of three days, and else begins anew', () => {
    const first = estimateOf({ ...ground, readings: whole }, at(6))
    if (first === null) throw new Error('no estimate')
    const dry = { ...first, versionId: 'v', body: { ...first.body, ffmc: 92, dmc: 60, dc: 300 } }
    const after = (day: string) => estimateOf({ ...ground, readings: whole, before: [{ ...dry, day }] }, at(6))?.body
    expect(after('2026-11-27')).toMatchObject({ carriedFrom: '2026-11-27', gaps: [] })
    expect(after('2026-11-25')).toMatchObject({ carriedFrom: '2026-11-25', gaps: ['carried-over'] })
    expect(after('2026-11-24')).toMatchObject({ carriedFrom: null, gaps: ['start-values'] })
    expect(after('2026-11-27')?.fwi).toBeGreaterThan(first.body.fwi)
  })

  it('is of today from five past noon on, and of yesterday before', () => {
    expect([at(4), at(5), at(60 * 11)].map((now) => estimableDay(ZONE, DAY, now))).toEqual(['2026-11-27', DAY, DAY])
  })
})
