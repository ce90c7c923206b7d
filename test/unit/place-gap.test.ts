import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LngLat, Place } from '#shared/geo.ts'
import { destination, distanceMetres } from '../../server/domain/geodesy.ts'
import { gapMetres } from '../../server/domain/place-gap.ts'
import { placeSamples } from '../../server/domain/place-samples.ts'

const HERE: LngLat = [112.3, 36.6]
const disc = (location: LngLat, radiusMetres: number): Place => ({ type: 'point', location, radiusMetres })
const sector = (apex: LngLat, bearingDegrees: number, halfAngleDegrees = 15, rangeMetres = 3000): Place => {
  return { type: 'sector', apex, bearingDegrees, halfAngleDegrees, rangeMetres }
}

const bearing = fc.double({ min: 0, max: 360, noNaN: true })
const spot = fc.tuple(bearing, fc.double({ min: 0, max: 8000, noNaN: true })).map(([b, m]) => destination(HERE, b, m))
const anyPlace: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ type: fc.constant('point' as const), location: spot, radiusMetres: fc.integer({ min: 0, max: 500 }) }),
  fc.record({
    type: fc.constant('sector' as const),
    apex: spot,
    bearingDegrees: bearing,
    halfAngleDegrees: fc.integer({ min: 1, max: 180 }),
    rangeMetres: fc.integer({ min: 100, max: 5000 }),
  }),
  fc.record({
    type: fc.constant('ellipse' as const),
    location: spot,
    semiMajorMetres: fc.integer({ min: 100, max: 800 }),
    semiMinorMetres: fc.integer({ min: 10, max: 100 }),
    bearingDegrees: bearing,
  }),
)

describe('the gap between two places', () => {
  it('is what is left between two discs', () => {
    const gap = gapMetres(disc(HERE, 100), disc(destination(HERE, 33, 1000), 200))
    expect(Math.abs(gap - 700)).toBeLessThan(1)
  })

  it('is 0 where discs overlap, touch their middle or coincide', () => {
    expect(gapMetres(disc(HERE, 100), disc(destination(HERE, 33, 250), 200))).toBe(0)
    expect(gapMetres(disc(HERE, 1000), disc(destination(HERE, 33, 10), 1))).toBe(0)
    expect(gapMetres(disc(HERE, 0), disc(HERE, 0))).toBe(0)
  })

  it('is 0 between a disc and the sector it stands in', () => {
    expect(gapMetres(sector(HERE, 90), disc(destination(HERE, 90, 2000), 15))).toBe(0)
    expect(gapMetres(sector(HERE, 90), disc(destination(HERE, 103, 2000), 0))).toBe(0)
    expect(gapMetres(sector(HERE, 5, 15), disc(destination(HERE, 352, 2000), 0))).toBe(0)
  })

  it('is measured to the side of a sector, to its far end and behind its apex', () => {
    const beside = gapMetres(sector(HERE, 90), disc(destination(HERE, 90 + 15 + 30, 2000), 100))
    expect(Math.abs(beside - (1000 - 100))).toBeLessThan(10)
    const beyond = gapMetres(sector(HERE, 90), disc(destination(HERE, 90, 4000), 100))
    expect(Math.abs(beyond - 900)).toBeLessThan(3000 * 0.009)
    const behind = gapMetres(sector(HERE, 90), disc(destination(HERE, 270, 500), 100))
    expect(Math.abs(behind - 400)).toBeLessThan(1)
  })

  it('is measured into the mouth of a sector wider than half a turn', () => {
    const gap = gapMetres(sector(HERE, 90, 135), disc(destination(HERE, 270, 500), 0))
    expect(Math.abs(gap - 500 * Math.SQRT1_2)).toBeLessThan(1)
    expect(gapMetres(sector(HERE, 90, 180), disc(destination(HERE, 270, 500), 0))).toBe(0)
  })

  it('is 0 where the views of two masts cross, even with neither end inside the other', () => {
    const south = sector(HERE, 0, 3, 5000)
    const west = sector(destination(destination(HERE, 0, 2500), 270, 2500), 90, 3, 5000)
    expect(gapMetres(south, west)).toBe(0)
  })

  it('is not 0 where two masts look away from each other', () => {
    const apart = gapMetres(sector(HERE, 270), sector(destination(HERE, 90, 1000), 90))
    expect(Math.abs(apart - 1000)).toBeLessThan(1)
  })

  it('is measured to a polygon from outside, is 0 inside, and is not 0 in its hole', () => {
    const box = (half: number): LngLat[] => {
      const corners = [225, 135, 45, 315].map((b) => destination(HERE, b, half * Math.SQRT2))
      return [...corners, corners[0]!]
    }
    const ground: Place = { type: 'polygon', geometry: { type: 'Polygon', coordinates: [box(1000)] } }
    const holed: Place = { type: 'polygon', geometry: { type: 'Polygon', coordinates: [box(1000), box(500)] } }
    expect(gapMetres(ground, disc(HERE, 10))).toBe(0)
    expect(Math.abs(gapMetres(ground, disc(destination(HERE, 90, 1500), 10)) - 490)).toBeLessThan(2)
    expect(Math.abs(gapMetres(holed, disc(HERE, 10)) - 490)).toBeLessThan(2)
  })

  it('is endless to an unknown place, from another unknown one too', () => {
    expect(gapMetres({ type: 'unknown' }, disc(HERE, 1e6))).toBe(Infinity)
    expect(gapMetres(disc(HERE, 1e6), { type: 'unknown' })).toBe(Infinity)
    expect(gapMetres({ type: 'unknown' }, { type: 'unknown' })).toBe(Infinity)
  })

  it('is the same both ways round', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => {
        expect(gapMetres(a, b)).toBeCloseTo(gapMetres(b, a), 3)
      }),
    )
  })

  it('never exceeds the distance between any two points of the places, and nearly reaches the least', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => {
        const [ofA, ofB] = [a, b].map((place) => placeSamples(place).filter((_, i) => i % 8 === 0))
        const least = Math.min(...ofA!.flatMap((from) => ofB!.map((to) => distanceMetres(from, to))))
        const gap = gapMetres(a, b)
        expect(gap).toBeLessThan(least * 1.002 + 5)
        // Samples are sparse: of the widest places here their outermost ones lie this far within.
        expect(gap).toBeGreaterThan(least - 1500)
      }),
      { numRuns: 25 },
    )
  })
})
