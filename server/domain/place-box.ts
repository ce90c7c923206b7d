import type { LngLat, Place } from '#shared/geo.ts'
import { partsOf } from './outline.ts'
import { metresPerDegree } from './tangent-plane.ts'

/** A box in degrees that holds a place whole. */
export type Box = { minX: number; minY: number; maxX: number; maxY: number }

/** The box around a place, wider by a margin in metres on every side; null for an unknown place. A sector's is that of its whole circle. */
export function placeBox(place: Place, marginMetres: number): Box | null {
  switch (place.type) {
    case 'point':
      return around(place.location, place.radiusMetres + marginMetres)
    case 'ellipse':
      return around(place.location, place.semiMajorMetres + marginMetres)
    case 'sector':
      return around(place.apex, place.rangeMetres + marginMetres)
    case 'polygon': {
      const corners = partsOf(place.geometry).flat(2)
      const boxes = corners.map((corner) => around(corner, marginMetres))
      return boxes.length === 0 ? null : boxes.reduce(together)
    }
    case 'unknown':
      return null
  }
}

/** The box around two boxes. */
export function together(a: Box, b: Box): Box {
  return {
    minX: Math.min(a.minX, b.minX),
    minY: Math.min(a.minY, b.minY),
    maxX: Math.max(a.maxX, b.maxX),
    maxY: Math.max(a.maxY, b.maxY),
  }
}

function around([lng, lat]: LngLat, metres: number): Box {
  const { east, north } = metresPerDegree(lat)
  // A hundredth more: a degree of longitude shrinks within the box.
  const x = (metres / east) * 1.01
  const y = (metres / north) * 1.01
  return { minX: lng - x, minY: lat - y, maxX: lng + x, maxY: lat + y }
}
