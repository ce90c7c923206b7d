import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LngLat, Place } from '#shared/geo.ts'
import { destination, distanceMetres } from '../../server/domain/geodesy.ts'
import { createNear, NEAR_METRES } from '../../server/domain/near.ts'

const HERE: LngLat = [112.3, 36.6]
const point = (location: LngLat): Place => ({ type: 'point', location, radiusMetres: 20 })
const name = (id: string, location: LngLat) => ({ id, name: id, location })

describe('the nearest place name', () => {
  it('comes with the distance, and the bearing from the name towards the place', () => {
    const near = createNear([name('柳沟', destination(HERE, 180, 800)), name('北梁', destination(HERE, 0, 900))])(
      point(HERE),
    )
    expect(near?.name).toBe('柳沟')
    expect(near?.distanceMetres).toBeCloseTo(800, 6)
    expect(Math.sin((near!.bearingDegrees * Math.PI) / 180)).toBeCloseTo(0, 6)
    expect(Math.cos((near!.bearingDegrees * Math.PI) / 180)).toBeCloseTo(1, 6)
  })

  it('is found up to 3 km in every direction and no farther', () => {
    for (let bearing = 0; bearing < 360; bearing += 15) {
      expect(createNear([name('a', destination(HERE, bearing, 2999))])(point(HERE))?.name).toBe('a')
      expect(createNear([name('a', destination(HERE, bearing, 3001))])(point(HERE))).toBe(null)
    }
  })

  it('is the nearest on the ellipsoid, whatever the order of the names', () => {
    const offset = fc.double({ min: -0.03, max: 0.03, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(offset, offset), { minLength: 1, maxLength: 40 }), (offsets) => {
        const names = offsets.map(([x, y], i) => name(`n${i}`, [HERE[0] + x, HERE[1] + y]))
        const least = Math.min(...names.map(({ location }) => distanceMetres(location, HERE)))
        const near = createNear(names)(point(HERE))
        expect(near?.distanceMetres ?? null).toBe(least <= NEAR_METRES ? least : null)
        expect(createNear(names.toReversed())(point(HERE))).toEqual(near)
      }),
    )
  })

  it('takes the first name of two on the same spot', () => {
    expect(createNear([name('b', HERE), name('a', HERE)])(point(HERE))).toEqual({
      name: 'a',
      distanceMetres: 0,
      bearingDegrees: 0,
    })
  })

  it('is measured to the middle of a sector, not to the camera', () => {
    const sector: Place = { type: 'sector', apex: HERE, bearingDegrees: 90, halfAngleDegrees: 20, rangeMetres: 6000 }
    const names = [name('camera hill', HERE), name('far gully', destination(HERE, 90, 4000))]
    expect(createNear(names)(sector)?.name).toBe('far gully')
    // A narrow wedge balances at two thirds of its range: 4000 m less a little for its width.
    expect(Math.abs(createNear(names)(sector)!.distanceMetres - 81)).toBeLessThan(2)
  })

  it('is measured to the inside of a polygon', () => {
    const geometry = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [112, 36],
          [112.02, 36],
          [112.02, 36.02],
          [112, 36.02],
          [112, 36],
        ] satisfies LngLat[],
      ],
    }
    expect(createNear([name('a', [112.01, 36.01])])({ type: 'polygon', geometry })?.distanceMetres).toBeLessThan(100)
  })

  it('is missing for an unknown place and where nothing has a name', () => {
    expect(createNear([name('a', HERE)])({ type: 'unknown' })).toBe(null)
    expect(createNear([])(point(HERE))).toBe(null)
  })
})
