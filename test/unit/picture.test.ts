import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Camera } from '#shared/device.ts'
import { sectorInPicture, type StatedFrame } from '../../server/domain/picture.ts'

const RADIANS = Math.PI / 180
const CAMERA: Camera = { mastHeightMetres: 20, bearingDegrees: 90, fieldOfViewDegrees: 60 }

function box(x: number, y = 0.5, more: Partial<StatedFrame> = {}): StatedFrame {
  return { type: 'frame', left: x, right: x, top: y, bottom: y, headingDegrees: null, ...more }
}

/** Where a pinhole camera pictures a direction, as shares of width and height; what `sectorInPicture` must undo. */
function pictured(azimuth: number, elevation: number, camera: Camera): [x: number, y: number] {
  const tilt = (camera.tiltDegrees ?? 0) * RADIANS
  const [turn, rise] = [(azimuth - (camera.bearingDegrees ?? 0)) * RADIANS, elevation * RADIANS]
  const level = { aside: Math.cos(rise) * Math.sin(turn), ahead: Math.cos(rise) * Math.cos(turn), up: Math.sin(rise) }
  const depth = level.ahead * Math.cos(tilt) + level.up * Math.sin(tilt)
  const up = level.up * Math.cos(tilt) - level.ahead * Math.sin(tilt)
  const half = (degrees: number | null | undefined) => Math.tan(((degrees ?? 0) / 2) * RADIANS)
  return [
    0.5 + level.aside / depth / half(camera.fieldOfViewDegrees) / 2,
    0.5 - up / depth / half(camera.verticalFieldOfViewDegrees) / 2,
  ]
}

describe('a box in a picture', () => {
  it('lies along the heading in the middle, and half the field of view aside at the edges', () => {
    expect(sectorInPicture(box(0.5), CAMERA)?.bearingDegrees).toBeCloseTo(90, 9)
    expect(sectorInPicture(box(0), CAMERA)?.bearingDegrees).toBeCloseTo(60, 9)
    expect(sectorInPicture(box(1), CAMERA)?.bearingDegrees).toBeCloseTo(120, 9)
  })

  it('is farther aside than its share of the angle, as straight lines need it', () => {
    expect(sectorInPicture(box(0.75), CAMERA)?.bearingDegrees).toBeCloseTo(
      90 + Math.atan(0.5 * Math.tan(30 * RADIANS)) / RADIANS,
      9,
    )
  })

  it('is as wide as the angle between its edges, whichever is given first', () => {
    const whole = sectorInPicture(box(0, 0.5, { left: 0, right: 1 }), CAMERA)
    expect(whole).toMatchObject({ bearingDegrees: expect.closeTo(90, 9), halfAngleDegrees: expect.closeTo(30, 9) })
    expect(sectorInPicture(box(0, 0.5, { left: 1, right: 0 }), CAMERA)).toEqual(whole)
    expect(sectorInPicture(box(0, 0.5, { left: -0.2, right: 1.3 }), CAMERA)).toEqual(whole)
  })

  it('lies evenly in a panorama, in which straight lines are bent', () => {
    const panorama = { ...CAMERA, fieldOfViewDegrees: 180 }
    expect(sectorInPicture(box(0.75), panorama)?.bearingDegrees).toBeCloseTo(135, 9)
    expect(sectorInPicture(box(0.75), { ...CAMERA, fieldOfViewDegrees: 360 })?.bearingDegrees).toBeCloseTo(180, 9)
  })

  it('gives back bearing and elevation of whatever a tilted camera pictured', () => {
    const tenths = (min: number, max: number) => fc.integer({ min: min * 10, max: max * 10 }).map((n) => n / 10)
    fc.assert(
      fc.property(tenths(-60, 30), tenths(10, 90), tenths(10, 60), tenths(0, 1), tenths(0, 1), (tilt, w, h, x, y) => {
        const camera = { ...CAMERA, tiltDegrees: tilt, fieldOfViewDegrees: w, verticalFieldOfViewDegrees: h }
        const seen = sectorInPicture(box(x, y), camera)
        const [backX, backY] = pictured(seen?.bearingDegrees ?? NaN, seen?.elevationDegrees ?? NaN, camera)
        expect(backX).toBeCloseTo(x, 9)
        expect(backY).toBeCloseTo(y, 9)
      }),
    )
  })

  it('meets the ground at its lower edge', () => {
    const camera = { ...CAMERA, tiltDegrees: -5, verticalFieldOfViewDegrees: 40 }
    expect(sectorInPicture(box(0.5, 0.5, { top: 0.1, bottom: 0.5 }), camera)?.elevationDegrees).toBeCloseTo(-5, 9)
    expect(sectorInPicture(box(0.5, 1), camera)?.elevationDegrees).toBeCloseTo(-25, 9)
  })

  it('tells no elevation where the tilt or the height of the picture is unknown, or the camera pans', () => {
    const camera = { ...CAMERA, tiltDegrees: -5, verticalFieldOfViewDegrees: 40 }
    for (const unknown of [{ tiltDegrees: null }, { verticalFieldOfViewDegrees: null }, { isPtz: true }])
      expect(sectorInPicture(box(0.5, 1, { headingDegrees: 10 }), { ...camera, ...unknown })).not.toHaveProperty(
        'elevationDegrees',
      )
  })

  it('counts from where the camera says it looks, turned by the offset of its zero', () => {
    const said = box(0.5, 0.5, { headingDegrees: 350 })
    expect(sectorInPicture(said, CAMERA)?.bearingDegrees).toBeCloseTo(350, 9)
    expect(sectorInPicture(said, { ...CAMERA, isPtz: true, headingOffsetDegrees: 20 })?.bearingDegrees).toBeCloseTo(10)
  })

  it('tells no direction where the camera looks somewhere unknown, or how wide its picture is', () => {
    expect(sectorInPicture(box(0.5), null)).toBeNull()
    expect(sectorInPicture(box(0.5), { ...CAMERA, bearingDegrees: null })).toBeNull()
    expect(sectorInPicture(box(0.5), { ...CAMERA, fieldOfViewDegrees: null })).toBeNull()
    // Where a camera that pans was once mounted to look says nothing of where it looks now.
    expect(sectorInPicture(box(0.5), { ...CAMERA, isPtz: true })).toBeNull()
  })
})
