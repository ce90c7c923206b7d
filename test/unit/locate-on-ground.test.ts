import { describe, expect, it } from 'vitest'
import type { Device } from '#shared/device.ts'
import { destination, distanceMetres } from '../../server/domain/geodesy.ts'
import { locateOnGround } from '../../server/domain/locate-on-ground.ts'
import { groundOf, MIDDLE } from '../support/made-up-terrain.ts'

const tower: Device = {
  id: 'tower',
  name: '瞭望塔',
  kind: 'camera',
  addresses: [],
  location: MIDDLE,
  elevation: null,
  statedLocation: null,
  expectedIntervalSeconds: null,
  camera: {
    mastHeightMetres: 20,
    bearingDegrees: 0,
    fieldOfViewDegrees: 40,
    rangeMetres: 4000,
    bearingSigmaDegrees: 0.5,
  },
  armed: false,
  maintenance: false,
  maintenanceUntil: null,
  registered: true,
}
/** The opposite slope begins a kilometre north and rises 300 m in a kilometre; behind it lies a hollow. */
const terrain = groundOf((_east, north) => (north > 2000 ? 100 : 100 + 0.3 * Math.max(0, north - 1000)))
const pointed = (elevationDegrees?: number) => ({
  type: 'sector' as const,
  bearingDegrees: 0,
  halfAngleDegrees: 1,
  rangeMetres: null,
  ...(elevationDegrees === undefined ? {} : { elevationDegrees }),
})

describe('a camera that looks over known ground', () => {
  it('gives the place on the slope it points at, and keeps the sector for others to meet', () => {
    const up = (Math.atan2(150 - 20, 1500) * 180) / Math.PI
    const { place, cut } = locateOnGround({ stated: pointed(up), device: tower, kind: 'fire', terrain })
    if (place.type !== 'ellipse') return expect.unreachable()
    expect(distanceMetres(place.location, destination(MIDDLE, 0, 1500))).toBeLessThan(60)
    expect(cut).toMatchObject({ outcome: 'hit', sector: { type: 'sector', apex: MIDDLE, halfAngleDegrees: 1 } })
  })

  it('gives the place where the foot of a box in its picture meets the slope, if its tilt and lens are registered', () => {
    const camera = { ...tower.camera, mastHeightMetres: 20, tiltDegrees: 5, verticalFieldOfViewDegrees: 24 }
    const stated = { type: 'frame' as const, left: 0.48, top: 0.3, right: 0.52, bottom: 0.5, headingDegrees: null }
    const { place } = locateOnGround({ stated, device: { ...tower, camera }, kind: 'fire', terrain })
    if (place.type !== 'ellipse') return expect.unreachable()
    // The middle of the picture: 20 m of mast and 5° upward, against a slope of 0.3 that begins a kilometre off.
    const expected = (300 + 20) / (0.3 - Math.tan((5 * Math.PI) / 180))
    expect(distanceMetres(place.location, destination(MIDDLE, 0, expected))).toBeLessThan(80)
    const untilted = locateOnGround({ stated, device: tower, kind: 'fire', terrain })
    expect(untilted.cut).toMatchObject({ outcome: 'uncertain', reason: 'no-elevation' })
    // The reason is kept with the place: the desk says it.
    expect(untilted.place).toMatchObject({ type: 'sector', groundDoubt: 'no-elevation' })
  })

  it('ends its sector behind the ridge, for smoke farther than for flames', () => {
    const [fire, smoke] = (['fire', 'smoke'] as const).map((kind) => {
      const { place } = locateOnGround({ stated: null, device: tower, kind, terrain })
      return place.type === 'sector' ? place.rangeMetres : NaN
    })
    expect(fire).toBeGreaterThan(1990)
    // At its sides the sector meets the ridge a little farther off.
    expect(fire).toBeLessThan(2160)
    // 100 m of smoke stay below the ridge of 300 m, wherever behind it they rise.
    expect(smoke).toBeLessThan(2160)
    const low = groundOf((_east, north) => 100 + 90 * Math.exp(-(((north - 1500) / 200) ** 2)))
    const ranges = (['fire', 'smoke'] as const).map((kind) => {
      const { place } = locateOnGround({ stated: null, device: tower, kind, terrain: low })
      return place.type === 'sector' ? place.rangeMetres : NaN
    })
    expect(ranges[0]).toBeLessThan(2200)
    expect(ranges[1]).toBeGreaterThan(ranges[0] ?? NaN)
  })

  it('says the same as ever without terrain, and of what is no sector', () => {
    expect(locateOnGround({ stated: pointed(-3), device: tower, kind: 'fire', terrain: null })).toMatchObject({
      place: { type: 'sector', rangeMetres: 4000 },
      cut: { outcome: 'no-terrain' },
    })
    const smokeAlarm: Device = { ...tower, kind: 'smoke', camera: null }
    expect(locateOnGround({ stated: null, device: smokeAlarm, kind: 'smoke', terrain })).toMatchObject({
      place: { type: 'point' },
      cut: null,
    })
  })
})
