import fc from 'fast-check'
import geodesic from 'geographiclib-geodesic'
import { describe, expect, it } from 'vitest'
import { anchorOf, boxOf, destination, middleOf, outlineOf, sector } from '#lib/map/shapes.ts'
import type { LngLat } from '#shared/geo.ts'

const village: LngLat = [112.105, 36.71]
const metresBetween = (a: LngLat, b: LngLat) =>
  geodesic.Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0]).s12 ?? Number.NaN

describe('shapes on the map', () => {
  it('lie where the ellipsoid puts them, within half a per mille and 2 metres, up to 20 km away', () => {
    const bearing = fc.double({ min: 0, max: 360, noNaN: true })
    const distance = fc.double({ min: 1, max: 20_000, noNaN: true })
    const latitude = fc.double({ min: -60, max: 60, noNaN: true })
    fc.assert(
      fc.property(latitude, bearing, distance, (lat, bearingDegrees, metres) => {
        const true_ = geodesic.Geodesic.WGS84.Direct(lat, 112, bearingDegrees, metres)
        const drawn = destination([112, lat], bearingDegrees, metres)
        expect(metresBetween(drawn, [true_.lon2 ?? Number.NaN, true_.lat2 ?? Number.NaN])).toBeLessThan(
          metres * 0.0005 + 2,
        )
      }),
    )
  })

  it('draw a sector from its apex to its range and back', () => {
    const ring = sector(village, 90, 10, 3000)
    expect(ring[0]).toEqual(village)
    expect(ring.at(-1)).toEqual(village)
    for (const corner of ring.slice(1, -1)) expect(metresBetween(village, corner)).toBeCloseTo(3000, -1)
  })

  it('close every ring, whatever the place', () => {
    for (const place of [
      { type: 'point', location: village, radiusMetres: 0 },
      { type: 'sector', apex: village, bearingDegrees: 350, halfAngleDegrees: 180, rangeMetres: 500 },
      { type: 'ellipse', location: village, semiMajorMetres: 400, semiMinorMetres: 90, bearingDegrees: 30 },
    ] as const) {
      const outline = outlineOf(place)
      const ring = outline?.type === 'Polygon' ? outline.coordinates[0] : undefined
      expect(ring?.at(-1)).toEqual(ring?.[0])
    }
  })

  it('turn the long axis of an ellipse to its bearing', () => {
    const box = boxOf(
      { type: 'ellipse', location: village, semiMajorMetres: 1000, semiMinorMetres: 100, bearingDegrees: 90 },
      0,
    )
    if (box === null) throw new Error('an ellipse has a box')
    expect(metresBetween([box[0], village[1]], [box[2], village[1]])).toBeCloseTo(2000, -1)
    expect(metresBetween([village[0], box[1]], [village[0], box[3]])).toBeCloseTo(200, -1)
  })

  it('put the symbol of a sector out on the ground, not on the camera', () => {
    const anchor = anchorOf({
      type: 'sector',
      apex: village,
      bearingDegrees: 0,
      halfAngleDegrees: 5,
      rangeMetres: 1000,
    })
    expect(anchor === null ? 0 : metresBetween(village, anchor)).toBeCloseTo(600, -1)
  })

  it('write a name in the middle of the largest part', () => {
    const square = (x: number, size: number): LngLat[] => [
      [x, 0],
      [x + size, 0],
      [x + size, size],
      [x, size],
      [x, 0],
    ]
    expect(middleOf({ type: 'MultiPolygon', coordinates: [[square(0, 1)], [square(10, 4)]] })).toEqual([12, 2])
  })

  it('do not draw what is unknown', () => {
    expect([outlineOf({ type: 'unknown' }), anchorOf({ type: 'unknown' }), boxOf({ type: 'unknown' }, 100)]).toEqual([
      null,
      null,
      null,
    ])
  })
})
