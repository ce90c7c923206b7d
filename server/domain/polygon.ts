import type { LngLat, Polygon } from '#shared/geo.ts'
import { outlineContains, outlineDistanceMetres, outlinesOf, partsOf } from './outline.ts'
import { WGS84_A, WGS84_E2 } from './tangent-plane.ts'

const RADIANS = Math.PI / 180
const E = Math.sqrt(WGS84_E2)

/** Whether a point lies in the polygon, by the half-open rule: west and south edges belong to it, east and north do not. */
export function polygonContains(polygon: Polygon, [lng, lat]: LngLat): boolean {
  return outlinesOf(polygon).some((outline) => outlineContains(outline, lng, lat))
}

/** The distance in metres from a point, inside or outside, to the nearest edge of any ring; Infinity without edges. */
export function boundaryDistanceMetres(polygon: Polygon, point: LngLat): number {
  return Math.min(...outlinesOf(polygon).map((outline) => outlineDistanceMetres(outline, point)), Infinity)
}

/**
 * The surface of a polygon on the WGS-84 ellipsoid in square metres, holes taken away, whichever way its rings turn.
 * Computed on the equal-area cylinder; edges bend a little between the two maps, below 0.001 % for edges under 50 km.
 */
export function areaSquareMetres(polygon: Polygon): number {
  return partsOf(polygon).reduce((sum, [outer, ...holes]) => {
    const holed = holes.reduce((total, hole) => total + Math.abs(signedAreaSquareMetres(hole)), 0)
    return sum + Math.abs(signedAreaSquareMetres(outer ?? [])) - holed
  }, 0)
}

/** The surface inside one ring in square metres, positive where it runs counter-clockwise. */
export function signedAreaSquareMetres(ring: LngLat[]): number {
  const first = ring[0]
  if (!first) return 0
  const heightOfFirst = equalAreaHeight(first[1])
  let doubled = 0
  let [x0, y0] = [0, 0]
  for (const [lng, lat] of ring) {
    const x = (lng - first[0]) * RADIANS
    const y = equalAreaHeight(lat) - heightOfFirst
    doubled += x0 * y - x * y0
    x0 = x
    y0 = y
  }
  return doubled / 2
}

/** The height over the equator of a latitude on the equal-area cylinder, in square metres per radian of longitude. */
function equalAreaHeight(latitudeDegrees: number): number {
  const sine = Math.sin(latitudeDegrees * RADIANS)
  const authalic = sine / (1 - WGS84_E2 * sine * sine) + Math.atanh(E * sine) / E
  return ((WGS84_A * WGS84_A * (1 - WGS84_E2)) / 2) * authalic
}
