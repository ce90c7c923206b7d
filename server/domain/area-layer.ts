import Flatbush from 'flatbush'
import type { Area } from '#shared/area.ts'
import type { LngLat } from '#shared/geo.ts'
import { createCellRaster } from './cell-raster.ts'
import { outlineDistanceMetres, outlinesOf, type Outline } from './outline.ts'
import { metresPerDegree } from './tangent-plane.ts'

/** How wide a gap left between areas by digitising may be before it counts as nobody's ground. */
export const GAP_METRES = 10

/** The areas of one level. */
export type AreaLayer = { ownerAt(lngLat: LngLat): Area | null }

/**
 * THE BOUNDARY RULE. Every point has at most one owner in each level, whatever order the areas were given in:
 * 1. the area that contains it, a point on an edge belonging to the ground east of it (on a horizontal edge: north);
 * 2. of several that contain it (they overlap), the one whose code comes first as a string, then whose id does;
 * 3. where none contains it, the nearest whose edge is within 10 m (a sliver left by digitising), then by code and id;
 * 4. else nobody: the point lies outside.
 * The parts of a MultiPolygon count as areas with the same code. The date line is not provided for.
 */
export function createAreaLayer(areas: Area[]): AreaLayer {
  const parts = areas
    .toSorted(byPrecedence)
    .flatMap((area) => outlinesOf(area.geometry).map((outline) => ({ area, outline })))
  if (parts.length === 0) return { ownerAt: () => null }
  const outlines = parts.map((part) => part.outline)
  const owners = parts.map((part) => part.area)
  const raster = createCellRaster(outlines)
  const nearestWithinGap = createGapSearch(outlines)
  return {
    ownerAt(lngLat) {
      const first = raster.firstAt(lngLat[0], lngLat[1])
      return owners[first >= 0 ? first : nearestWithinGap(lngLat)] ?? null
    },
  }
}

/** The order of precedence among areas of one level: by code, then by id, both as plain strings. */
export function byPrecedence(a: Pick<Area, 'code' | 'id'>, b: Pick<Area, 'code' | 'id'>): number {
  if (a.code !== b.code) return a.code < b.code ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** Rule 3: the index of the nearest outline within the gap, the first of equally near ones, or -1. */
function createGapSearch(outlines: Outline[]): (lngLat: LngLat) => number {
  const tree = new Flatbush(outlines.length)
  for (const { minX, minY, maxX, maxY } of outlines) tree.add(minX, minY, maxX, maxY)
  tree.finish()
  return (lngLat) => {
    const [lng, lat] = lngLat
    const scale = metresPerDegree(lat)
    const east = GAP_METRES / scale.east
    const north = GAP_METRES / scale.north
    let nearest = -1
    let leastMetres = GAP_METRES
    for (const index of tree.search(lng - east, lat - north, lng + east, lat + north).sort((a, b) => a - b)) {
      const metres = outlineDistanceMetres(outlines[index]!, lngLat)
      // Within the gap means at most 10 m, so the first may be exactly 10; later ones must be nearer.
      if (nearest < 0 ? metres <= leastMetres : metres < leastMetres) {
        nearest = index
        leastMetres = metres
      }
    }
    return nearest
  }
}
