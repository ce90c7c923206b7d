import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import { householdAt } from '../../server/domain/household.ts'

const at = new Date('2026-11-23T00:00:00Z')
const house = (id: string, location: LngLat, validUntil: Date | null = null) => ({
  id,
  location,
  validFrom: null,
  validUntil,
})
const houses = [
  house('a', [112.2, 36.6]),
  house('b', [112.2003, 36.6]),
  house('gone', [112.2, 36.6], new Date('2020-01-01T00:00:00Z')),
]
const point = (location: LngLat, radiusMetres = 15) => ({ type: 'point', location, radiusMetres }) as const

describe('the household of an alarm', () => {
  it('is the nearest one that stands there now', () => {
    expect(householdAt(point([112.20001, 36.6]), houses, at)?.id).toBe('a')
    expect(householdAt(point([112.20029, 36.6]), houses, at)?.id).toBe('b')
  })

  it('is nobody where no house is near, or the place is not exact', () => {
    expect(householdAt(point([112.21, 36.6]), houses, at)).toBeNull()
    expect(householdAt(point([112.2, 36.6], 500), houses, at)).toBeNull()
    expect(householdAt({ type: 'unknown' }, houses, at)).toBeNull()
  })
})
