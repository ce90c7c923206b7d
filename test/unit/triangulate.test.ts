import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import { bearingDegrees, destination, distanceMetres } from '../../server/domain/geodesy.ts'
import { type Fix, type Sighting, triangulate } from '../../server/domain/triangulate.ts'

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
})
