import { describe, expect, it } from 'vitest'
import type { Camera, Device, DeviceKind } from '#shared/device.ts'
import type { LngLat } from '#shared/geo.ts'
import { locate, placeOfReport } from '../../server/domain/locate.ts'

const HERE: LngLat = [112.3, 36.6]

function device(kind: DeviceKind, camera: Camera | null = null, location: LngLat | null = HERE): Device {
  return {
    id: 'd1',
    name: 'd1',
    kind,
    addresses: [],
    location,
    statedLocation: null,
    elevation: null,
    expectedIntervalSeconds: null,
    camera,
    armed: false,
    maintenance: false,
    maintenanceUntil: null,
    registered: true,
  }
}

const ridge = device('camera', { mastHeightMetres: 30, bearingDegrees: 120, fieldOfViewDegrees: 40, rangeMetres: 5000 })

/** How far beside the middle of a rectilinear picture so wide a share of its width lies. */
function degreesAside(x: number, fieldOfViewDegrees: number): number {
  const halfWidth = Math.tan((fieldOfViewDegrees * Math.PI) / 360)
  return (Math.atan((2 * x - 1) * halfWidth) * 180) / Math.PI
}

describe('locating an observation', () => {
  it('believes a stated point before everything else', () => {
    const stated = { type: 'point', location: [112.4, 36.7], radiusMetres: 80 } as const
    expect(locate({ stated: { ...stated, location: [112.4, 36.7] }, device: ridge, kind: 'fire' }).place).toEqual(
      stated,
    )
    expect(locate({ stated: { ...stated, location: [112.4, 36.7] }, device: null, kind: 'fire' }).place).toEqual(stated)
  })

  it('does not believe a receiver without a fix', () => {
    const stated = { type: 'point', location: [0, 0] satisfies LngLat as LngLat, radiusMetres: 10 } as const
    expect(locate({ stated, device: device('smoke'), kind: 'smoke' }).place).toMatchObject({ location: HERE })
    expect(locate({ stated, device: null, kind: 'smoke' }).place).toEqual({ type: 'unknown' })
    expect(locate({ stated: null, device: device('smoke', null, [0, 0]), kind: 'smoke' }).place.type).toBe('unknown')
  })

  it('opens a stated sector at the registered location', () => {
    const stated = { type: 'sector', bearingDegrees: 10, halfAngleDegrees: 2, rangeMetres: 800 } as const
    expect(locate({ stated, device: ridge, kind: 'smoke' }).place).toMatchObject({ ...stated, apex: HERE })
  })

  it('fills in the range of a stated sector from the camera, else 3000 m', () => {
    const stated = { type: 'sector', bearingDegrees: 10, halfAngleDegrees: 2, rangeMetres: null } as const
    expect(locate({ stated, device: ridge, kind: 'smoke' }).place).toMatchObject({ rangeMetres: 5000 })
    expect(locate({ stated, device: device('camera'), kind: 'smoke' }).place).toMatchObject({ rangeMetres: 3000 })
  })

  it('knows no place for a stated sector without a location to open it at', () => {
    const stated = { type: 'sector', bearingDegrees: 10, halfAngleDegrees: 2, rangeMetres: 800 } as const
    expect(locate({ stated, device: null, kind: 'smoke' }).place).toEqual({ type: 'unknown' })
    expect(locate({ stated, device: device('camera', null, null), kind: 'smoke' }).place).toEqual({ type: 'unknown' })
  })

  it('takes what a camera sees to be in the sector it watches', () => {
    expect(locate({ stated: null, device: ridge, kind: 'fire' }).place).toEqual({
      type: 'sector',
      apex: HERE,
      bearingDegrees: 120,
      halfAngleDegrees: 20,
      rangeMetres: 5000,
      // All of the picture alike, and a camera that nobody calibrated.
      bearingSigmaDegrees: Math.hypot(20 / Math.sqrt(3), 2),
    })
  })

  it('assumes 60 degrees and 3000 m of a camera of which only the bearing is known, north included', () => {
    const camera = device('camera', { mastHeightMetres: 12, bearingDegrees: 0 })
    expect(locate({ stated: null, device: camera, kind: 'fire' }).place).toMatchObject({
      type: 'sector',
      bearingDegrees: 0,
      halfAngleDegrees: 30,
      rangeMetres: 3000,
    })
  })

  it('takes what a camera sees in an unknown direction to be anywhere in its range', () => {
    const dome = device('camera', { mastHeightMetres: 12, rangeMetres: 400 })
    expect(locate({ stated: null, device: dome, kind: 'fire' }).place).toEqual({
      type: 'point',
      location: HERE,
      radiusMetres: 400,
    })
    expect(locate({ stated: null, device: device('camera'), kind: 'fire' }).place).toMatchObject({ radiusMetres: 3000 })
  })

  it('opens a sector where a box in the picture is, wide enough for a mounting that is off', () => {
    const box = { type: 'frame', left: 0.7, right: 0.8, top: 0.4, bottom: 0.6, headingDegrees: null } as const
    const place = locate({ stated: box, device: ridge, kind: 'smoke' }).place
    const edges = [0.7, 0.8].map((x) => degreesAside(x, 40))
    const half = (edges[1]! - edges[0]!) / 2
    expect(place).toEqual({
      type: 'sector',
      apex: HERE,
      bearingDegrees: expect.closeTo(120 + (edges[0]! + edges[1]!) / 2, 6),
      halfAngleDegrees: expect.closeTo(Math.hypot(half, 1.96 * 2), 6),
      rangeMetres: 5000,
      bearingSigmaDegrees: expect.closeTo(Math.hypot(half / Math.sqrt(3), 2), 6),
    })
    const calibrated = device('camera', { ...ridge.camera!, bearingSigmaDegrees: 0.5 })
    expect(locate({ stated: box, device: calibrated, kind: 'smoke' }).place).toMatchObject({
      halfAngleDegrees: expect.closeTo(Math.hypot(half, 1.96 * 0.5), 6),
      bearingSigmaDegrees: expect.closeTo(Math.hypot(half / Math.sqrt(3), 0.5), 6),
    })
  })

  it('takes a box in a picture of unknown width to be anywhere in the sector the camera watches', () => {
    const box = { type: 'frame', left: 0.9, right: 1, top: 0, bottom: 1, headingDegrees: null } as const
    const camera = device('camera', { mastHeightMetres: 12, bearingDegrees: 0 })
    expect(locate({ stated: box, device: camera, kind: 'fire' }).place).toMatchObject({
      bearingDegrees: 0,
      halfAngleDegrees: 30,
    })
  })

  it('takes what a camera that pans sees to be anywhere in its range, unless it says where it looks', () => {
    const ptz = device('camera', { ...ridge.camera!, isPtz: true, headingOffsetDegrees: 350 })
    const middle = { type: 'frame', left: 0.45, right: 0.55, top: 0.4, bottom: 0.6, headingDegrees: null } as const
    const disc = { type: 'point', location: HERE, radiusMetres: 5000 }
    expect(locate({ stated: null, device: ptz, kind: 'fire' }).place).toEqual(disc)
    expect(locate({ stated: middle, device: ptz, kind: 'fire' }).place).toEqual(disc)
    const said = locate({ stated: { ...middle, headingDegrees: 30 }, device: ptz, kind: 'fire' }).place
    expect(said).toMatchObject({ type: 'sector', bearingDegrees: expect.closeTo(20, 6) })
  })

  it('turns the azimuth of a stated sector by the offset of the camera zero', () => {
    const stated = { type: 'sector', bearingDegrees: 10, halfAngleDegrees: 2, rangeMetres: 800 } as const
    const turned = device('camera', { ...ridge.camera!, headingOffsetDegrees: -15 })
    expect(locate({ stated, device: turned, kind: 'smoke' }).place).toMatchObject({ bearingDegrees: 355 })
  })

  it('does not read the picture for what a camera raises about itself', () => {
    const box = { type: 'frame', left: 0.1, right: 0.2, top: 0, bottom: 1, headingDegrees: null } as const
    expect(locate({ stated: box, device: ridge, kind: 'device-fault' }).place).toMatchObject({ radiusMetres: 15 })
  })

  it('places a fault of a camera, and the button on its post, at the camera', () => {
    for (const kind of ['device-fault', 'sos'] as const) {
      expect(locate({ stated: null, device: ridge, kind }).place).toEqual({
        type: 'point',
        location: HERE,
        radiusMetres: 15,
      })
    }
  })

  it.each([
    ['smoke', 15],
    ['gas', 15],
    ['sos', 30],
    ['water-level', 50],
    ['weather', 500],
    ['tracker', 30],
    ['feed', 500],
    ['other', 50],
  ] as const)('gives a %s device a disc of %d m', (kind, radiusMetres) => {
    expect(locate({ stated: null, device: device(kind), kind: null }).place).toEqual({
      type: 'point',
      location: HERE,
      radiusMetres,
    })
  })

  it('says unknown for a device nobody registered or placed', () => {
    expect(locate({ stated: null, device: null, kind: 'smoke' }).place).toEqual({ type: 'unknown' })
    expect(locate({ stated: null, device: device('smoke', null, null), kind: 'smoke' }).place).toEqual({
      type: 'unknown',
    })
  })
})

describe('the place of a report', () => {
  it('is as wide as the phone says, or 50 m', () => {
    expect(placeOfReport(HERE, 12)).toEqual({ type: 'point', location: HERE, radiusMetres: 12 })
    expect(placeOfReport(HERE, 0)).toEqual({ type: 'point', location: HERE, radiusMetres: 0 })
    expect(placeOfReport(HERE, null)).toEqual({ type: 'point', location: HERE, radiusMetres: 50 })
  })

  it('is unknown without a position or with an empty one', () => {
    expect(placeOfReport(null, 12)).toEqual({ type: 'unknown' })
    expect(placeOfReport(undefined, undefined)).toEqual({ type: 'unknown' })
    expect(placeOfReport([0, 0], 5)).toEqual({ type: 'unknown' })
  })
})
