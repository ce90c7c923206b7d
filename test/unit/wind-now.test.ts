import { describe, expect, it } from 'vitest'
import { windNow } from '#lib/alarm/wind-now.ts'

const nowMs = Date.UTC(2026, 10, 29, 4)
const ago = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString()
const station = (minutes: number, speed: number, bearing?: number) => ({
  lastSeenAt: ago(minutes),
  values: { windSpeedMetresPerSecond: speed, ...(bearing !== undefined && { windDirectionDegrees: bearing }) },
})

describe('the wind on the wall', () => {
  it('is the strongest that a station told of within half an hour', () => {
    expect(windNow([station(5, 2, 90), station(10, 4, 320), station(31, 20, 0)], nowMs)).toEqual({
      force: 3,
      from: 'nw',
    })
  })

  it('may have no direction, and is nothing where no station tells of it', () => {
    expect(windNow([station(1, 0.1)], nowMs)).toEqual({ force: 0, from: null })
    expect(windNow([{ lastSeenAt: ago(1), values: { temperatureCelsius: 3 } }], nowMs)).toBeNull()
    expect(windNow([], nowMs)).toBeNull()
  })
})
