import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Camera } from '#shared/device.ts'
import type { LngLat } from '#shared/geo.ts'
import { calibrate, calibrated } from '../../server/domain/calibration.ts'
import { bearingDegrees, destination } from '../../server/domain/geodesy.ts'
import { sectorInPicture } from '../../server/domain/picture.ts'

const MAST: LngLat = [112.3, 36.6]
const FIXED: Camera = { mastHeightMetres: 20, bearingDegrees: 90, fieldOfViewDegrees: 40 }
const PTZ: Camera = { mastHeightMetres: 20, isPtz: true, fieldOfViewDegrees: 40 }
const at = (bearing: number, metres: number) => destination(MAST, bearing, metres)
const turns = (degrees: number) => degrees - 360 * Math.round(degrees / 360)

describe('a landmark', () => {
  it('in the middle of the picture gives its own bearing', () => {
    const told = calibrate(FIXED, MAST, { landmark: at(93.5, 4000), x: 0.5 })
    expect(told).toMatchObject({
      ok: true,
      bearingDegrees: expect.closeTo(93.5, 6),
      turnedDegrees: expect.closeTo(3.5, 6),
      landmarkMetres: expect.closeTo(4000, 3),
      landmarkBearingDegrees: expect.closeTo(93.5, 6),
    })
  })

  it('makes the camera see it where it is, wherever in the picture it appears', () => {
    const tenths = (min: number, max: number) => fc.integer({ min: min * 10, max: max * 10 }).map((n) => n / 10)
    const share = fc.integer({ min: 5, max: 95 }).map((n) => n / 100)
    fc.assert(
      fc.property(tenths(0, 360), tenths(5, 60), tenths(-20, 5), share, share, (bearing, width, tilt, x, y) => {
        const camera = { ...FIXED, fieldOfViewDegrees: width, tiltDegrees: tilt, verticalFieldOfViewDegrees: width / 2 }
        const landmark = at(bearing, 5000)
        const told = calibrate(camera, MAST, { landmark, x, y })
        if (!told.ok) throw new Error(told.reason)
        const box = { type: 'frame', left: x, right: x, top: y, bottom: y, headingDegrees: null } as const
        const seen = sectorInPicture(box, calibrated(camera, told))
        expect(turns((seen?.bearingDegrees ?? NaN) - bearingDegrees(MAST, landmark))).toBeCloseTo(0, 6)
      }),
    )
  })

  it('gives the offset of the zero of a camera that says its azimuth', () => {
    const told = calibrate(PTZ, MAST, { landmark: at(10, 6000), azimuthDegrees: 350 })
    expect(told).toMatchObject({ ok: true, headingOffsetDegrees: expect.closeTo(20, 6), turnedDegrees: null })
    expect(told).not.toHaveProperty('bearingDegrees')
    if (!told.ok) return
    const box = { type: 'frame', left: 0.5, right: 0.5, top: 0.5, bottom: 0.5, headingDegrees: 350 } as const
    expect(sectorInPicture(box, calibrated(PTZ, told))?.bearingDegrees).toBeCloseTo(10, 6)
  })

  it('beside the middle of a turning camera counts from where that looked', () => {
    const told = calibrate({ ...PTZ, headingOffsetDegrees: 5 }, MAST, {
      landmark: at(10, 6000),
      azimuthDegrees: 0,
      x: 1,
    })
    expect(told).toMatchObject({
      headingOffsetDegrees: expect.closeTo(-10, 6),
      turnedDegrees: expect.closeTo(-15, 6),
    })
  })

  it('is the more exact the farther it is, the better its place is known, and the nearer to the middle it appears', () => {
    const sigma = (metres: number, more: { landmarkErrorMetres?: number; x?: number } = {}) => {
      const told = calibrate(FIXED, MAST, { landmark: at(80, metres), x: 0.5, ...more })
      return told.ok ? told.bearingSigmaDegrees : NaN
    }
    expect(sigma(8000)).toBeLessThan(sigma(1000) / 2)
    expect(sigma(4000, { landmarkErrorMetres: 100 })).toBeGreaterThan(sigma(4000) * 2)
    expect(sigma(4000, { x: 0.95 })).toBeGreaterThan(sigma(4000) * 1.5)
    // 14 m of both places' errors over 4 km, and half a hundredth of 40 degrees.
    expect(sigma(4000)).toBeCloseTo(Math.hypot(0.2026, 0.2085), 2)
  })

  it('is refused, with the reason, where it tells nothing', () => {
    const reason = (camera: Camera, place: LngLat | null, seen: Parameters<typeof calibrate>[2]) => {
      const told = calibrate(camera, place, seen)
      return told.ok ? 'told' : told.reason
    }
    const far = at(80, 4000)
    expect(reason(FIXED, null, { landmark: far, x: 0.5 })).toBe('no-location')
    expect(reason(PTZ, MAST, { landmark: far, x: 0.5 })).toBe('pans')
    expect(reason({ ...FIXED, fieldOfViewDegrees: null }, MAST, { landmark: far, x: 0.5 })).toBe('no-field-of-view')
    expect(reason(FIXED, MAST, { landmark: at(80, 300), x: 0.5 })).toBe('too-near')
    expect(reason(FIXED, MAST, { landmark: MAST, x: 0.5 })).toBe('too-near')
    expect(reason(FIXED, MAST, { landmark: at(80, 600), x: 0.5 })).toBe('told')
    expect(reason({ ...FIXED, fieldOfViewDegrees: 180 }, MAST, { landmark: far, x: 1 })).toBe('too-far-aside')
    expect(reason(FIXED, MAST, { landmark: at(80, 51_000), x: 0.5 })).toBe('too-far')
  })
})
