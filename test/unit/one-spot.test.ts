import { describe, expect, it } from 'vitest'
import type { Place } from '../../shared/geo.ts'
import { haveOneSpot } from '../../server/domain/one-spot.ts'
import { createTangentPlane, type Xy } from '../../server/domain/tangent-plane.ts'

const { toLngLat } = createTangentPlane([112.196, 36.604])
const sector = (apex: Xy, bearingDegrees: number, halfAngleDegrees: number, rangeMetres = 8000): Place => ({
  type: 'sector',
  apex: toLngLat(apex),
  bearingDegrees,
  halfAngleDegrees,
  rangeMetres,
})
const point = (at: Xy, radiusMetres: number): Place => ({ type: 'point', location: toLngLat(at), radiusMetres })
const west = sector([-3000, 0], 45, 2)
const east = sector([3000, 0], 315, 2)

describe('whether places may all mean one spot', () => {
  it('three directions that meet have one, whoever is named first', () => {
    const south = sector([0, -4000], 0, 2)
    for (const order of [
      [west, east, south],
      [south, west, east],
      [east, south, west],
    ])
      expect(haveOneSpot(order, 0)).toBe(true)
  })

  it('three directions of which each two meet elsewhere have none', () => {
    const south = sector([0, -4000], 20, 2, 9000)
    expect(haveOneSpot([west, south], 0)).toBe(false)
    expect(haveOneSpot([east, south], 0)).toBe(true)
    expect(haveOneSpot([west, east, south], 100)).toBe(false)
  })

  it('a direction says nothing of what lies beyond its range, or behind it', () => {
    expect(haveOneSpot([sector([-3000, 0], 45, 2, 4000), point([0, 3000], 100)], 0)).toBe(false)
    expect(haveOneSpot([west, point([-4000, -1000], 100)], 100)).toBe(false)
  })

  it('what is just outside is believed by the slack', () => {
    const beside = point([0, 3700], 100)
    expect(haveOneSpot([west, beside], 0)).toBe(false)
    expect(haveOneSpot([west, beside], 200)).toBe(true)
  })

  it('an ellipse reaches along its long axis only', () => {
    const ellipse: Place = {
      type: 'ellipse',
      location: toLngLat([0, 0]),
      semiMajorMetres: 1000,
      semiMinorMetres: 100,
      bearingDegrees: 90,
    }
    expect(haveOneSpot([ellipse, point([1050, 0], 100)], 0)).toBe(true)
    expect(haveOneSpot([ellipse, point([0, 1050], 100)], 0)).toBe(false)
  })

  it('a polygon counts with its box, all around is a disc, the unknown means nothing', () => {
    const ring = [
      [-100, -100],
      [100, -100],
      [100, 100],
      [-100, -100],
    ].map(([x = 0, y = 0]) => toLngLat([x, y]))
    const polygon: Place = { type: 'polygon', geometry: { type: 'Polygon', coordinates: [ring] } }
    expect(haveOneSpot([polygon, point([150, 0], 60)], 0)).toBe(true)
    expect(haveOneSpot([polygon, point([300, 0], 60)], 0)).toBe(false)
    expect(haveOneSpot([sector([0, 0], 0, 180, 500), point([0, -450], 10)], 0)).toBe(true)
    expect(haveOneSpot([{ type: 'unknown' }, west], 1e6)).toBe(false)
  })
})
