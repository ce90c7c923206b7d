import type { LngLat, Place, Polygon } from '#shared/geo.ts'
import { interiorPoint } from './interior-point.ts'
import { outlineContains, outlinesOf } from './outline.ts'
import { createTangentPlane } from './tangent-plane.ts'

/** How many points stand for a surface: a share counted with them is right to within 0.01. */
const SAMPLES = 1024

/** Polygons filling less than a fortieth of their box get fewer samples: the search for them ends after so many. */
const MAX_TRIES = 40 * SAMPLES

const RADIANS = Math.PI / 180

/**
 * Points spread evenly over the surface of a place, the same in every run: one for a place without surface, none for
 * an unknown one.
 */
export function placeSamples(place: Place): LngLat[] {
  switch (place.type) {
    case 'point':
      return discSamples(place.location, place.radiusMetres, place.radiusMetres, 0)
    case 'ellipse':
      return discSamples(place.location, place.semiMajorMetres, place.semiMinorMetres, place.bearingDegrees)
    case 'sector': {
      const { toLngLat } = createTangentPlane(place.apex)
      return evenPairs(SAMPLES).map(([u, v]) => {
        const rangeMetres = place.rangeMetres * Math.sqrt(u)
        const bearing = (place.bearingDegrees + place.halfAngleDegrees * (2 * v - 1)) * RADIANS
        return toLngLat([rangeMetres * Math.sin(bearing), rangeMetres * Math.cos(bearing)])
      })
    }
    case 'polygon':
      return polygonSamples(place.geometry)
    case 'unknown':
      return []
  }
}

function discSamples(centre: LngLat, semiMajor: number, semiMinor: number, bearingDegrees: number): LngLat[] {
  if (semiMajor === 0 && semiMinor === 0) return [centre]
  const { toLngLat } = createTangentPlane(centre)
  const sine = Math.sin(bearingDegrees * RADIANS)
  const cosine = Math.cos(bearingDegrees * RADIANS)
  return evenPairs(SAMPLES).map(([u, v]) => {
    const along = semiMajor * Math.sqrt(u) * Math.cos(2 * Math.PI * v)
    const aside = semiMinor * Math.sqrt(u) * Math.sin(2 * Math.PI * v)
    return toLngLat([along * sine + aside * cosine, along * cosine - aside * sine])
  })
}

function polygonSamples(polygon: Polygon): LngLat[] {
  const outlines = outlinesOf(polygon)
  if (outlines.length === 0) return []
  const minX = Math.min(...outlines.map((outline) => outline.minX))
  const minY = Math.min(...outlines.map((outline) => outline.minY))
  const width = Math.max(...outlines.map((outline) => outline.maxX)) - minX
  const height = Math.max(...outlines.map((outline) => outline.maxY)) - minY
  const inside: LngLat[] = []
  for (let i = 0; i < MAX_TRIES && inside.length < SAMPLES; i++) {
    const [u, v] = evenPair(i)
    const [x, y] = [minX + u * width, minY + v * height]
    if (outlines.some((outline) => outlineContains(outline, x, y))) inside.push([x, y])
  }
  const only = interiorPoint(polygon)
  return inside.length > 0 ? inside : only ? [only] : []
}

function evenPairs(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => evenPair(i))
}

/** The i-th point of the R2 sequence (Roberts 2018), which fills the unit square evenly however many are taken. */
function evenPair(i: number): [number, number] {
  return [(0.5 + i * 0.7548776662466927) % 1, (0.5 + i * 0.5698402909980532) % 1]
}
