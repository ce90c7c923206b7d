import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FireWeatherCodes, fireWeather, type NoonWeather, SEASON_START } from '../../server/domain/fire-weather.ts'

/**
 * The sample of Van Wagner and Pickett 1985: month, day, noon temperature, humidity, wind in km/h, rain in mm; then FFMC,
 * DMC, DC, ISI, BUI and FWI as printed, to one decimal. Taken from the tables that ports of the program are tested with.
 */
const PRINTED = `
4 13 17.0 42 25 0.0 87.7 8.5 19.0 10.9 8.5 10.1
4 14 20.0 21 25 2.4 86.2 10.4 23.6 8.8 10.4 9.3
4 15 8.5 40 17 0.0 87.0 11.8 26.1 6.5 11.7 7.6
4 16 6.5 25 6 0.0 88.8 13.2 28.2 4.9 13.1 6.2
4 17 13.0 34 24 0.0 89.1 15.4 31.5 12.6 15.3 14.8
4 18 6.0 40 22 0.4 88.7 16.5 33.5 10.7 16.4 13.5
4 19 5.5 52 6 0.0 87.4 17.2 35.4 4.0 17.1 5.9
4 20 8.5 46 16 0.0 87.4 18.5 37.9 6.6 18.4 9.7
4 21 9.5 54 20 0.0 86.8 19.7 40.6 7.4 19.6 11.0
4 22 7.0 93 14 9.0 29.9 10.1 29.5 0.0 10.9 0.0
4 23 6.5 71 17 1.0 49.4 10.7 31.6 0.4 11.6 0.2
4 24 6.0 59 17 0.0 67.3 11.4 33.7 1.3 12.3 0.9
4 25 13.0 52 4 0.0 77.8 13.0 37.0 1.1 13.9 0.8
4 26 15.5 40 11 0.0 85.5 15.4 40.7 3.9 15.9 5.5
4 27 23.0 25 9 0.0 91.5 19.8 45.8 8.4 19.8 12.2
4 28 19.0 46 16 0.0 89.9 22.5 50.2 9.5 22.4 14.3
4 29 18.0 41 20 0.0 90.0 25.2 54.4 11.7 25.1 17.7
4 30 14.5 51 16 0.0 88.4 27.0 57.9 7.7 27.0 13.3
5 1 14.5 69 11 0.0 85.7 28.3 63.0 4.0 28.2 8.0
5 2 15.5 42 8 0.0 87.4 30.8 68.2 4.4 30.8 9.1
5 3 21.0 37 8 0.0 89.4 34.5 74.3 5.9 34.4 12.3
5 4 23.0 32 16 0.0 91.0 38.8 80.9 11.1 38.7 21.0
5 5 23.0 32 14 0.0 91.2 43.1 87.4 10.3 43.0 21.1
5 6 27.0 33 12 0.0 91.7 48.1 94.7 9.9 47.9 21.7
5 7 28.0 17 27 0.0 95.2 54.5 102.1 34.5 54.3 52.6
5 8 23.5 54 20 0.0 89.7 57.4 108.8 11.3 57.2 25.9
5 9 16.0 50 22 12.2 62.2 29.9 91.8 1.4 33.0 3.0
5 10 11.5 58 20 0.0 76.7 31.3 96.3 2.3 34.5 5.4
5 11 16.0 54 16 0.0 83.5 33.4 101.6 3.8 36.7 8.9
5 12 21.5 37 9 0.0 88.7 37.1 107.8 5.6 39.9 12.8
5 13 14.0 61 22 0.2 86.7 38.7 112.8 8.1 41.6 17.3
5 14 15.0 30 27 0.0 89.6 41.7 117.9 15.9 44.2 28.8
5 15 20.0 23 11 0.0 92.1 45.9 123.9 10.1 47.7 21.9
5 16 14.0 95 3 16.4 21.3 20.1 97.0 0.0 26.5 0.0
5 17 20.0 53 4 2.8 51.0 18.3 103.0 0.2 25.3 0.2
5 18 19.5 30 16 0.0 82.3 22.1 108.9 3.3 29.3 6.8
5 19 25.5 51 20 6.0 75.4 16.4 106.4 2.1 23.7 3.8
5 20 10.0 38 24 0.0 84.3 18.2 110.6 6.4 25.8 11.3
5 21 19.0 27 16 0.0 90.3 22.1 116.4 10.0 29.9 17.2
5 22 26.0 46 11 4.2 77.6 18.7 117.7 1.6 26.8 2.9
5 23 30.0 38 22 0.0 90.2 23.8 125.5 13.4 32.3 22.0
5 24 25.5 67 19 12.6 65.3 13.1 108.5 1.4 20.2 1.9
5 25 12.0 53 28 11.8 55.4 7.7 91.6 1.2 12.8 0.8
5 26 21.0 38 8 0.0 80.8 11.3 97.8 1.9 17.6 2.6
5 27 13.0 70 20 3.8 61.7 8.4 97.9 1.2 13.8 0.9
5 28 9.0 78 24 1.4 64.5 9.0 101.9 1.7 14.7 2.0
5 29 11.0 54 16 0.0 77.6 10.5 106.3 2.0 16.8 2.8
5 30 15.5 39 9 0.0 85.4 13.1 111.5 3.5 20.3 5.8
5 31 18.0 36 5 0.0 88.5 16.3 117.1 4.4 24.2 7.9`

const days = PRINTED.trim()
  .split('\n')
  .map((line) => line.split(' ').map(Number))

describe('the fire weather index', () => {
  it('agrees with the published sample on every code of every day', () => {
    expect(days).toHaveLength(49)
    let codes: FireWeatherCodes = SEASON_START
    for (const [month = 0, day, t = 0, h = 0, wind = 0, rain = 0, ...printed] of days) {
      const index = fireWeather(codes, {
        month,
        temperatureCelsius: t,
        humidityPercent: h,
        windKilometresPerHour: wind,
        rainMillimetres: rain,
      })
      const { ffmc, dmc, dc, isi, bui, fwi } = index
      for (const [n, value] of [ffmc, dmc, dc, isi, bui, fwi].entries())
        // Half of the last printed digit, and a hair for what the printer rounded.
        expect(Math.abs(value - (printed[n] ?? NaN)), `${month}/${day} value ${n}: ${value}`).toBeLessThan(0.0501)
      codes = index
    }
  })

  const weather = fc.record<NoonWeather>({
    month: fc.integer({ min: 1, max: 12 }),
    temperatureCelsius: fc.double({ min: -50, max: 50, noNaN: true }),
    humidityPercent: fc.double({ min: -5, max: 110, noNaN: true }),
    windKilometresPerHour: fc.double({ min: 0, max: 150, noNaN: true }),
    rainMillimetres: fc.double({ min: 0, max: 400, noNaN: true }),
  })

  it('stays a number within its bounds through any weather', () => {
    fc.assert(
      fc.property(fc.array(weather, { minLength: 1, maxLength: 60 }), (noons) => {
        let codes: FireWeatherCodes = SEASON_START
        for (const noon of noons) {
          const index = fireWeather(codes, noon)
          expect(Object.values(index).every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
          expect(index.ffmc).toBeLessThanOrEqual(101)
          codes = index
        }
      }),
    )
  })

  it('rises with wind and heat, and falls with rain', () => {
    fc.assert(
      fc.property(weather, (noon) => {
        const dry = { ...noon, rainMillimetres: 0, humidityPercent: 40, temperatureCelsius: 20 }
        const fwiOf = (change: Partial<NoonWeather>) => fireWeather(SEASON_START, { ...dry, ...change }).fwi
        expect(fwiOf({ windKilometresPerHour: noon.windKilometresPerHour + 10 })).toBeGreaterThan(fwiOf({}))
        expect(fwiOf({ temperatureCelsius: 30 })).toBeGreaterThan(fwiOf({}))
        expect(fwiOf({ rainMillimetres: 10 })).toBeLessThan(fwiOf({}))
      }),
    )
  })
})
