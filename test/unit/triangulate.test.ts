import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import { bearingDegrees, destination, distanceMetres } from '../../server/domain/geodesy.ts'
import { type Fix, fixOf, type Sighting, triangulate } from '../../server/domain/triangulate.ts'

const FIRE: LngLat = [112.3, 36.6]

/** A camera that stands on a bearing from the fire and sees it exactly, but for `offDegrees`. */
function seen(deviceId: string, from: number, metres: number, more: Partial<Sighting> & { offDegrees?: number } = {}) {
  const { offDegrees = 0, ...rest } = more
  const apex = destination(FIRE, from, metres)
  const exact = bearingDegrees(apex, FIRE)
  return { deviceId, apex, bearingDegrees: (exact + offDegrees + 360) % 360, sigmaDegrees: 0.5, ...rest }
}

function refusal(fix: Fix): string {
  return fix.ok ? 'a fix' : fix.reason
}

describe('bearings of cameras', () => {
  it('meet within a metre of the fire at 20 km when they are exact, at any latitude and on either side of the date line', () => {
    const tenths = (min: number, max: number) => fc.integer({ min: min * 10, max: max * 10 }).map((n) => n / 10)
    const camera = fc.record({ from: tenths(0, 360), metres: fc.integer({ min: 500, max: 20_000 }) })
    fc.assert(
      fc.property(
        tenths(-180, 180),
        tenths(-75, 75),
        camera,
        fc.record({ turned: tenths(20, 160), metres: fc.integer({ min: 500, max: 20_000 }) }),
        (lng, lat, first, second) => {
          const fire: LngLat = [lng, lat]
          const sightings = [first, { from: first.from + second.turned, metres: second.metres }].map(
            ({ from, metres }, i) => {
              const apex = destination(fire, from, metres)
              return { deviceId: `c${i}`, apex, bearingDegrees: bearingDegrees(apex, fire), sigmaDegrees: 0.01 }
            },
          )
          const fix = triangulate(sightings)
          expect(fix.ok ? distanceMetres(fix.place.location, fire) : fix.reason).toBeLessThan(1)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('of one mast, or of one camera twice, make no point', () => {
    const a = seen('a', 10, 3000)
    expect(refusal(triangulate([a, { ...a, deviceId: 'b', bearingDegrees: 200 }]))).toBe('one-mast')
    expect(refusal(triangulate([a, { ...a, bearingDegrees: 200 }]))).toBe('one-mast')
    expect(refusal(triangulate([a]))).toBe('one-mast')
    expect(refusal(triangulate([]))).toBe('one-mast')
  })

  it('that run alike within their errors make no point, and do when they are exact', () => {
    const alike = (sigmaDegrees: number) =>
      triangulate([seen('a', 0, 5000, { sigmaDegrees }), seen('b', 6, 5000, { sigmaDegrees })])
    expect(refusal(alike(2))).toBe('parallel')
    expect(refusal(alike(0.2))).toBe('a fix')
  })

  it('that would meet behind a camera make no point', () => {
    const turned = seen('b', 90, 3000, { offDegrees: 180 })
    expect(refusal(triangulate([seen('a', 0, 3000), turned]))).toBe('behind')
  })

  it('that meet farther off than a camera sees make no point', () => {
    const a = seen('a', 0, 6000, { maxMetres: 4000 })
    expect(refusal(triangulate([a, seen('b', 90, 3000)]))).toBe('out-of-range')
    expect(refusal(triangulate([{ ...a, maxMetres: 6000 }, seen('b', 90, 3000)]))).toBe('a fix')
  })

  it('give an ellipse as long and wide as their errors, and turned as the less exact ray runs', () => {
    // Two rays that cross squarely: each one's error lies along the other.
    const fix = triangulate([seen('a', 30, 4000, { sigmaDegrees: 0.5 }), seen('b', 120, 4000, { sigmaDegrees: 0.25 })])
    const metres = (sigmaDegrees: number) => Math.sqrt(5.991) * 4000 * ((sigmaDegrees * Math.PI) / 180)
    expect(fix.ok && fix.place.semiMajorMetres).toBeCloseTo(metres(0.5), 0)
    expect(fix.ok && fix.place.semiMinorMetres).toBeCloseTo(metres(0.25), 0)
    expect(fix.ok && fix.place.bearingDegrees).toBeCloseTo(120, 1)
  })

  it('count the more the more exact they are and the nearer they stand', () => {
    const off = { offDegrees: 0.4 }
    const missedBy = (wrong: Sighting) => {
      const fix = triangulate([wrong, seen('b', 60, 3000), seen('c', 120, 3000)])
      return fix.ok ? distanceMetres(fix.place.location, FIRE) : NaN
    }
    expect(missedBy(seen('a', 0, 3000, { ...off, sigmaDegrees: 2 }))).toBeLessThan(
      missedBy(seen('a', 0, 3000, off)) / 3,
    )
    expect(missedBy(seen('a', 0, 12_000, off))).toBeLessThan(missedBy(seen('a', 0, 3000, off)))
  })

  it('of one camera count once: the most exact, of equals the last', () => {
    const b = seen('b', 90, 3000)
    const coarse = seen('a', 0, 3000, { offDegrees: 20, sigmaDegrees: 12 })
    expect(triangulate([seen('a', 0, 3000), coarse, b])).toEqual(triangulate([seen('a', 0, 3000), b]))
    const before = seen('a', 0, 3000, { offDegrees: 3 })
    expect(triangulate([before, b, seen('a', 0, 3000)])).toMatchObject({
      place: { location: [expect.closeTo(FIRE[0], 6), expect.closeTo(FIRE[1], 6)] },
    })
  })

  it('of three leave the one out that is alone, where the other pairs cannot meet', () => {
    const fix = triangulate([seen('a', 10, 3000), seen('b', 100, 4000), seen('wrong', 200, 3500, { offDegrees: 200 })])
    expect(fix).toMatchObject({ ok: true, devices: ['a', 'b'], outliers: ['wrong'] })
    expect(fix.ok && distanceMetres(fix.place.location, FIRE)).toBeLessThan(1)
  })

  it('of three that meet pair by pair in three places tell no point: any of them may be wrong', () => {
    const apart = triangulate([seen('a', 0, 5000, { offDegrees: 8 }), seen('b', 120, 5000), seen('c', 240, 5000)])
    expect(refusal(apart)).toBe('disagree')
  })

  it('of four leave the one out that the others contradict', () => {
    const fix = triangulate([
      seen('a', 0, 5000),
      seen('b', 80, 5000),
      seen('c', 160, 4000),
      seen('wrong', 240, 5000, { offDegrees: 15 }),
    ])
    expect(fix).toMatchObject({ ok: true, outliers: ['wrong'] })
  })

  it('believe a third camera that agrees though it should not see so far', () => {
    const far = seen('far', 200, 9000, { maxMetres: 3000 })
    const fix = triangulate([seen('a', 0, 3000), seen('b', 90, 3000), far])
    expect(fix).toMatchObject({ ok: true, devices: ['a', 'b', 'far'], outliers: [] })
  })

  it('of very many cameras come from the most exact', () => {
    const many = Array.from({ length: 40 }, (_, i) => seen(`c${i}`, i * 9, 3000, { sigmaDegrees: 3 - i / 20 }))
    const fix = triangulate(many)
    expect(fix.ok && fix.devices.toSorted()).toEqual(['c32', 'c33', 'c34', 'c35', 'c36', 'c37', 'c38', 'c39'])
  })

  it('come out the same whatever their order', () => {
    const [a, b, c] = [seen('a', 0, 3000), seen('b', 70, 6000, { offDegrees: 0.3 }), seen('c', 200, 2000)]
    const one = triangulate([a, b, c])
    const other = triangulate([c, a, b])
    expect(one.ok && other.ok && distanceMetres(one.place.location, other.place.location)).toBeLessThan(0.01)
  })
})

describe('sectors', () => {
  it('meet as their bearings do, as far as they reach', () => {
    const sector = (deviceId: string, from: number, rangeMetres: number) => {
      const { apex, bearingDegrees: bearing } = seen(deviceId, from, 3000)
      const place = { type: 'sector', apex, bearingDegrees: bearing, halfAngleDegrees: 2, rangeMetres } as const
      return { deviceId, place, sigmaDegrees: 1.2 }
    }
    const fix = fixOf([sector('a', 0, 5000), sector('b', 80, 5000)])
    expect(fix.ok && distanceMetres(fix.place.location, FIRE)).toBeLessThan(1)
    expect(fixOf([sector('a', 0, 1500), sector('b', 80, 5000)])).toEqual({ ok: false, reason: 'out-of-range' })
  })

  it('are as exact as they say; one that says nothing as its width and an uncalibrated camera allow', () => {
    const sector = (deviceId: string, from: number, bearingSigmaDegrees?: number) => {
      const { apex, bearingDegrees: bearing } = seen(deviceId, from, 3000)
      const base = { type: 'sector', apex, bearingDegrees: bearing, halfAngleDegrees: 3, rangeMetres: 5000 } as const
      return { deviceId, place: { ...base, ...(bearingSigmaDegrees === undefined ? {} : { bearingSigmaDegrees }) } }
    }
    const mute = Math.hypot(3 / Math.sqrt(3), 2)
    expect(fixOf([sector('a', 0), sector('b', 80)])).toEqual(fixOf([sector('a', 0, mute), sector('b', 80, mute)]))
    const exact = fixOf([sector('a', 0, 0.5), sector('b', 80, 0.5)])
    expect(exact).toEqual(fixOf([sector('a', 0), sector('b', 80)].map((one) => ({ ...one, sigmaDegrees: 0.5 }))))
  })
})
