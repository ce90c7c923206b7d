import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import fc from 'fast-check'
import geographicLib from 'geographiclib-geodesic'
import { describe, expect, it } from 'vitest'
import type { LngLat, Polygon } from '#shared/geo.ts'
import { interiorPoint } from '../../server/domain/interior-point.ts'
import { areaSquareMetres, boundaryDistanceMetres, polygonContains } from '../../server/domain/polygon.ts'
import { tessellation } from '../support/tessellation.ts'

function box(x0: number, y0: number, x1: number, y1: number): LngLat[] {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ]
}

const square: Polygon = { type: 'Polygon', coordinates: [box(0, 0, 4, 4)] }
const holed: Polygon = { type: 'Polygon', coordinates: [box(0, 0, 4, 4), box(1, 1, 3, 3)] }
const island: Polygon = {
  type: 'MultiPolygon',
  coordinates: [[box(0, 0, 4, 4), box(1, 1, 3, 3)], [box(1.5, 1.5, 2.5, 2.5)], [box(10, 0, 11, 1)]],
}
const somewhere = fc.record({
  columns: fc.integer({ min: 1, max: 4 }),
  rows: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer(),
})
const unit = fc.double({ min: 0, max: 1, noNaN: true })

describe('containment', () => {
  it('takes in the west and south edges and leaves out the east and north ones', () => {
    expect(polygonContains(square, [0, 2])).toBe(true)
    expect(polygonContains(square, [2, 0])).toBe(true)
    expect(polygonContains(square, [4, 2])).toBe(false)
    expect(polygonContains(square, [2, 4])).toBe(false)
  })

  it('takes in the south-west corner alone', () => {
    expect(
      box(0, 0, 4, 4)
        .slice(0, 4)
        .map((corner) => polygonContains(square, corner)),
    ).toEqual([true, false, false, false])
  })

  it('leaves holes out and gives their edges to the ground east and north of them', () => {
    expect(polygonContains(holed, [2, 2])).toBe(false)
    expect(polygonContains(holed, [0.5, 2])).toBe(true)
    expect(polygonContains(holed, [1, 2])).toBe(false)
    expect(polygonContains(holed, [3, 2])).toBe(true)
  })

  it('looks into every part, islands in holes too', () => {
    expect(polygonContains(island, [2, 2])).toBe(true)
    expect(polygonContains(island, [1.2, 2])).toBe(false)
    expect(polygonContains(island, [10.5, 0.5])).toBe(true)
    expect(polygonContains(island, [7, 0.5])).toBe(false)
  })

  it('keeps the ground that two parts cover twice', () => {
    const doubled: Polygon = { type: 'MultiPolygon', coordinates: [[box(0, 0, 4, 4)], [box(2, 0, 6, 4)]] }
    expect(polygonContains(doubled, [3, 2])).toBe(true)
  })

  it('does not mind which way a ring turns or whether it is closed', () => {
    const turned: Polygon = { type: 'Polygon', coordinates: [box(0, 0, 4, 4).toReversed()] }
    const open: Polygon = { type: 'Polygon', coordinates: [box(0, 0, 4, 4).slice(0, 4)] }
    for (const point of [
      [2, 2],
      [0, 2],
      [4, 2],
      [5, 2],
    ] satisfies LngLat[]) {
      expect(polygonContains(turned, point)).toBe(polygonContains(square, point))
      expect(polygonContains(open, point)).toBe(polygonContains(square, point))
    }
  })

  it('holds nothing where there is no surface, and no point that is not a number', () => {
    const line: Polygon = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [4, 0],
          [2, 0],
          [0, 0],
        ],
      ],
    }
    expect(polygonContains(line, [1, 0])).toBe(false)
    expect(polygonContains(square, [NaN, 2])).toBe(false)
    expect(polygonContains(square, [2, NaN])).toBe(false)
  })

  it('agrees with another library wherever the point is not on an edge', () => {
    fc.assert(
      fc.property(somewhere, fc.array(fc.tuple(unit, unit), { minLength: 20, maxLength: 20 }), (cut, spots) => {
        const { rings, hull } = tessellation(cut)
        for (const ring of rings) {
          const polygon: Polygon = { type: 'Polygon', coordinates: [ring] }
          for (const [u, v] of spots) {
            const point: LngLat = [hull.minX + u * (hull.maxX - hull.minX), hull.minY + v * (hull.maxY - hull.minY)]
            const closed = booleanPointInPolygon(point, polygon)
            if (closed !== booleanPointInPolygon(point, polygon, { ignoreBoundary: true })) continue
            expect(polygonContains(polygon, point)).toBe(closed)
          }
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('the distance to the boundary', () => {
  it('is measured to the nearest edge from inside, outside and from within a hole', () => {
    expect(boundaryDistanceMetres(square, [2, 0.001])).toBeCloseTo(110.574, 2)
    expect(boundaryDistanceMetres(square, [2, -0.001])).toBeCloseTo(110.574, 2)
    expect(boundaryDistanceMetres(holed, [2, 1.001])).toBeCloseTo(110.6, 1)
    expect(boundaryDistanceMetres(square, [0, 2])).toBe(0)
  })

  it('is measured to a corner where no edge lies abreast', () => {
    expect(boundaryDistanceMetres(square, [-0.001, -0.001])).toBeCloseTo(Math.hypot(110.574, 111.32), 2)
  })
})

describe('the area', () => {
  it('of the whole ellipsoid is the published one', () => {
    const globe: Polygon = { type: 'Polygon', coordinates: [box(-180, -90, 180, 90)] }
    expect(areaSquareMetres(globe) / 510_065_621_724_088).toBeCloseTo(1, 9)
  })

  it('is what geodesics measure around village-sized ground', () => {
    fc.assert(
      fc.property(somewhere, (cut) => {
        const ring = tessellation(cut).rings[0]!
        const geodesic = geographicLib.Geodesic.WGS84.Polygon()
        for (const [lng, lat] of ring.slice(0, -1)) geodesic.AddPoint(lat, lng)
        const area = geodesic.Compute(false, true).area!
        expect(areaSquareMetres({ type: 'Polygon', coordinates: [ring] }) / area).toBeCloseTo(1, 5)
        expect(areaSquareMetres({ type: 'Polygon', coordinates: [ring.toReversed()] }) / area).toBeCloseTo(1, 5)
      }),
    )
  })

  it('adds parts and takes holes away', () => {
    const hole = areaSquareMetres({ type: 'Polygon', coordinates: [box(1, 1, 3, 3)] })
    expect(areaSquareMetres(holed)).toBeCloseTo(areaSquareMetres(square) - hole, 0)
    const parts = island.coordinates.map((part) =>
      areaSquareMetres({ type: 'MultiPolygon', coordinates: [part] as LngLat[][][] }),
    )
    expect(areaSquareMetres(island)).toBeCloseTo(
      parts.reduce((a, b) => a + b),
      0,
    )
  })
})

describe('the interior point', () => {
  it('lies inside every polygon and well away from its edges', () => {
    fc.assert(
      fc.property(somewhere, (cut) => {
        for (const ring of tessellation(cut).rings) {
          const polygon: Polygon = { type: 'Polygon', coordinates: [ring] }
          const point = interiorPoint(polygon)!
          expect(polygonContains(polygon, point)).toBe(true)
          expect(boundaryDistanceMetres(polygon, point)).toBeGreaterThan(150)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('keeps out of holes and out of the mouth of a horseshoe', () => {
    expect(polygonContains(holed, interiorPoint(holed)!)).toBe(true)
    const horseshoe: Polygon = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [4, 0],
          [4, 1],
          [1, 1],
          [1, 3],
          [4, 3],
          [4, 4],
          [0, 4],
          [0, 0],
        ],
      ],
    }
    expect(polygonContains(horseshoe, interiorPoint(horseshoe)!)).toBe(true)
  })

  it('is missing where there is no surface', () => {
    expect(
      interiorPoint({
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 1],
            [2, 2],
            [0, 0],
          ],
        ],
      }),
    ).toBe(null)
  })
})
