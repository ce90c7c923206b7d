import { describe, expect, it } from 'vitest'
import { ALL_ZERO, gaugeOf } from '../../server/domain/gauge.ts'

describe('the fingerprint of what a device measures', () => {
  it('is the same only where every measurement is, in whatever order', () => {
    const print = gaugeOf({ temperatureCelsius: 21.5, humidityPercent: 40 })
    expect(print).toBeTypeOf('number')
    expect(gaugeOf({ humidityPercent: 40, temperatureCelsius: 21.5 })).toBe(print)
    expect(gaugeOf({ temperatureCelsius: 21.6, humidityPercent: 40 })).not.toBe(print)
    expect(gaugeOf({ temperatureCelsius: 40, humidityPercent: 21.5 })).not.toBe(print)
    expect(gaugeOf({ temperatureCelsius: 21.5 })).not.toBe(print)
  })

  it('takes no notice of states, counters and the radio', () => {
    expect(gaugeOf({ temperatureCelsius: 21.5, linkQuality: 90, contact: true, rainfallTotalMillimetres: 12 })).toBe(
      gaugeOf({ temperatureCelsius: 21.5, linkQuality: 80, contact: false, rainfallTotalMillimetres: 13 }),
    )
    expect(gaugeOf({ smoke: false, batteryVolts: 3, word: 'x' })).toBeUndefined()
  })

  it('says so where all is zero: a dry gauge is not stuck', () => {
    expect(gaugeOf({ waterLevelMetres: 0, windSpeedMetresPerSecond: 0 })).toBe(ALL_ZERO)
    expect(gaugeOf({ waterLevelMetres: 0, temperatureCelsius: 3 })).not.toBe(ALL_ZERO)
  })
})
