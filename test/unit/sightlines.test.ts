import { describe, expect, it } from 'vitest'
import { newestSectors, sightlines } from '#lib/map/sightline-features.ts'
import { anchorOf } from '#lib/map/shapes.ts'

const looking = (deviceId: string | null, bearingDegrees: number) => ({
  deviceId,
  place: {
    type: 'sector' as const,
    apex: [112.2, 36.6] as [number, number],
    bearingDegrees,
    halfAngleDegrees: 3,
    rangeMetres: 5000,
  },
})

describe('the directions a place was found from', () => {
  it('are the newest of each camera; what states none has none', () => {
    const seen = [looking('north', 10), looking('east', 90), looking('north', 40), { deviceId: 'smoke', place: null }]
    const sectors = newestSectors([...seen, looking(null, 1)])
    expect([...sectors].map(([id, { bearingDegrees }]) => [id, bearingDegrees])).toEqual([
      ['north', 10],
      ['east', 90],
    ])
  })

  it('are drawn as a sector and a line along its middle, a wrong one as such, and none that had no part in it', () => {
    const sectors = newestSectors([looking('north', 10), looking('wrong', 90), looking('bystander', 180)])
    const { features } = sightlines(sectors, { deviceIds: ['north'], outlierIds: ['wrong'] })
    expect(
      features.map(({ properties, geometry }) => [properties?.['id'], properties?.['outlier'], geometry.type]),
    ).toEqual([
      ['north sector', false, 'Polygon'],
      ['north line', false, 'LineString'],
      ['wrong sector', true, 'Polygon'],
      ['wrong line', true, 'LineString'],
    ])
    const [, line] = features
    const end = line?.geometry.type === 'LineString' ? line.geometry.coordinates[1] : undefined
    const middle = anchorOf(looking('north', 10).place)
    // The symbol of a sector stands on the same line, not as far out.
    const [dx = 0, dy = 0] = [(end?.[0] ?? 0) - 112.2, (end?.[1] ?? 0) - 36.6]
    expect((middle?.[0] ?? 0) - 112.2).toBeCloseTo(dx * 0.6, 4)
    expect((middle?.[1] ?? 0) - 36.6).toBeCloseTo(dy * 0.6, 4)
  })
})
