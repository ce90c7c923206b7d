import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bearingDegrees, destination, distanceMetres } from '../../server/domain/geodesy.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'

/** lat1, lng1, azimuth1, lat2, lng2, distance: lines of Karney's published geodesic test set. */
const KNOWN = [
  [35.60777, -139.44815, 111.09874842956, -11.17491, -69.95921, 8935244.56048183],
  [-66.99028, 112.2363, 173.734912408784, -12.70631, 285.90344 - 360, 11150344.231208],
  [-21.97856, 142.59065, -32.44456876433189, 41.84138, 98.56635, 8394328.894657671],
  [-41.22777, 122.32875, 14.285113402275739, -7.57291, 130.37946, 3812686.035106021],
] as const

// Whole numbers are drawn evenly; doubles would crowd around zero, where every map is right.
const inChina = fc.record({
  lng: fc.integer({ min: 74_000, max: 134_000 }).map((thousandths) => thousandths / 1000),
  lat: fc.integer({ min: 18_000, max: 53_000 }).map((thousandths) => thousandths / 1000),
  bearing: fc.integer({ min: 0, max: 3599 }).map((tenths) => tenths / 10),
})

describe('geodesy', () => {
  it.each(KNOWN)(
    'measures distance and bearing as the reference from %f %f',
    (lat1, lng1, azimuth, lat2, lng2, metres) => {
      expect(distanceMetres([lng1, lat1], [lng2, lat2])).toBeCloseTo(metres, 6)
      expect(bearingDegrees([lng1, lat1], [lng2, lat2])).toBeCloseTo((azimuth + 360) % 360, 9)
    },
  )

  it.each(KNOWN)('arrives where the reference does from %f %f', (lat1, lng1, azimuth, lat2, lng2, metres) => {
    const [lng, lat] = destination([lng1, lat1], azimuth, metres)
    expect(lng).toBeCloseTo(lng2, 9)
    expect(lat).toBeCloseTo(lat2, 9)
  })

  it('names north 0, east 90, south 180 and west 270', () => {
    expect(bearingDegrees([112, 36], [112, 36.1])).toBe(0)
    expect(bearingDegrees([112, 0], [112.1, 0])).toBeCloseTo(90, 9)
    expect(bearingDegrees([112, 36.1], [112, 36])).toBe(180)
    expect(bearingDegrees([112, 0], [111.9, 0])).toBeCloseTo(270, 9)
  })

  it('gives distance and bearing 0 from a point to itself', () => {
    expect(distanceMetres([112, 36], [112, 36])).toBe(0)
    expect(bearingDegrees([112, 36], [112, 36])).toBe(0)
  })

  it('finds back the distance and bearing it travelled', () => {
    fc.assert(
      fc.property(inChina, fc.integer({ min: 1, max: 50_000 }), ({ lng, lat, bearing }, metres) => {
        const end = destination([lng, lat], bearing, metres)
        expect(distanceMetres([lng, lat], end)).toBeCloseTo(metres, 6)
        const back = Math.abs(bearingDegrees([lng, lat], end) - bearing)
        expect(Math.min(back, 360 - back)).toBeLessThan(1e-6)
      }),
    )
  })
})

describe('the tangent plane', () => {
  it.each([
    { within: 10_000, share: 0.00001 },
    { within: 50_000, share: 0.0001 },
  ])('is right to $share of the distance within $within m', ({ within, share }) => {
    fc.assert(
      fc.property(inChina, fc.integer({ min: 1, max: within }), ({ lng, lat, bearing }, metres) => {
        const end = destination([lng, lat], bearing, metres)
        const [east, north] = createTangentPlane([lng, lat]).toXy(end)
        const radians = (bearing * Math.PI) / 180
        const off = Math.hypot(east - metres * Math.sin(radians), north - metres * Math.cos(radians))
        expect(off).toBeLessThan(metres * share + 1e-6)
      }),
      { numRuns: 300 },
    )
  })

  it('leads back to the point it came from', () => {
    fc.assert(
      fc.property(inChina, fc.integer({ min: 1, max: 50_000 }), ({ lng, lat, bearing }, metres) => {
        const plane = createTangentPlane([lng, lat])
        const end = destination([lng, lat], bearing, metres)
        expect(distanceMetres(plane.toLngLat(plane.toXy(end)), end)).toBeLessThan(0.001)
      }),
    )
  })
})
