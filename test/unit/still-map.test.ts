import type { FeatureCollection } from 'geojson'
import { describe, expect, it } from 'vitest'
import { pathOf, projectionOf, stillAreas } from '#lib/map/still.ts'
import type { Box } from '#lib/map/shapes.ts'

const box: Box = [112, 36, 112.2, 36.1]
const size = { width: 800, height: 600 }

function square(id: string, level: string, name: string, [west, south, east, north]: Box): FeatureCollection {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return {
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', properties: { id, level, name }, geometry: { type: 'Polygon', coordinates: [ring] } },
    ],
  }
}

describe('the still picture of the ground', () => {
  it('shows the whole box, in the middle, north up, with room at the edges', () => {
    const project = projectionOf(box, size, 40)
    const [left, bottom] = project([112, 36])
    const [right, top] = project([112.2, 36.1])
    expect(left).toBeCloseTo(40)
    expect(right).toBeCloseTo(760)
    expect(top).toBeGreaterThanOrEqual(40)
    expect(bottom).toBeGreaterThan(top)
    expect((top + bottom) / 2).toBeCloseTo(300)
  })

  it('keeps a hundred metres a hundred metres in every direction', () => {
    const project = projectionOf(box, size, 40)
    const [x, y] = project([112.1, 36.05])
    // A ten-thousandth of a degree of latitude, and as many metres of longitude there.
    const north = y - project([112.1, 36.051])[1]
    const east = project([112.1 + 0.001 / Math.cos((36.05 * Math.PI) / 180), 36.05])[0] - x
    expect(east).toBeCloseTo(north, 3)
  })

  it('writes a name only where it fits between the borders of its area and inside the picture', () => {
    const project = projectionOf(box, size, 0)
    const named = (name: string, ground: Box) =>
      stillAreas(square('v', 'village', name, ground), ['village'], project, size, 40)[0]?.name
    expect(named('清水泉村', box)).toBe('清水泉村')
    expect(named('社会主义新农村建设示范村第一综合治理', [112.05, 36.02, 112.1, 36.06])).toBeNull()
    expect(named('清水泉村', [111.9, 36, 112.1, 36.1])).toBeNull()
  })

  it('draws every ring closed', () => {
    const path = pathOf(
      {
        type: 'Polygon',
        coordinates: [
          [
            [112, 36],
            [112.2, 36],
            [112.2, 36.1],
          ],
        ],
      },
      projectionOf(box, size, 0),
    )
    expect(path).toMatch(/^M[\d.,-]+(L[\d.,-]+){2}Z$/)
  })
})
