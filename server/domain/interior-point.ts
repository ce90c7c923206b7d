import type { LngLat, Polygon } from '#shared/geo.ts'
import { outlineContains, outlineDistanceMetres, outlinesOf, type Outline } from './outline.ts'
import { metresPerDegree } from './tangent-plane.ts'

/** A square being searched: its middle, half its side in metres, and how deep inside the outline its best point can be. */
type Square = { middle: LngLat; halfMetres: number; depthMetres: number; reachMetres: number }

const MAX_SQUARES = 2000

/**
 * The point of a polygon deepest inside it, for a label or for standing in for the whole; null for a polygon without
 * surface. Right to 2 % of the shorter side. Of several parts, the deepest point of all.
 */
export function interiorPoint(polygon: Polygon): LngLat | null {
  const deepest = outlinesOf(polygon).map(deepestIn)
  const best = deepest.reduce<Square | null>((a, b) => (a && a.depthMetres >= b.depthMetres ? a : b), null)
  return best && best.depthMetres > 0 ? best.middle : null
}

function deepestIn(outline: Outline): Square {
  const scale = metresPerDegree((outline.minY + outline.maxY) / 2)
  const widthMetres = (outline.maxX - outline.minX) * scale.east
  const heightMetres = (outline.maxY - outline.minY) * scale.north
  const precisionMetres = Math.min(widthMetres, heightMetres) / 50
  const squareAt = (middle: LngLat, halfMetres: number): Square => {
    const distance = outlineDistanceMetres(outline, middle)
    const depthMetres = outlineContains(outline, middle[0], middle[1]) ? distance : -distance
    return { middle, halfMetres, depthMetres, reachMetres: depthMetres + halfMetres * Math.SQRT2 }
  }
  const middle: LngLat = [(outline.minX + outline.maxX) / 2, (outline.minY + outline.maxY) / 2]
  let best = squareAt(middle, Math.max(widthMetres, heightMetres) / 2)
  const waiting = [best]
  for (let searched = 0; searched < MAX_SQUARES; searched += 4) {
    waiting.sort((a, b) => a.reachMetres - b.reachMetres)
    const square = waiting.pop()
    if (!square || square.reachMetres <= best.depthMetres + precisionMetres) break
    const half = square.halfMetres / 2
    for (const [east, north] of [
      [-half, -half],
      [half, -half],
      [-half, half],
      [half, half],
    ] as const) {
      const [lng, lat] = square.middle
      const quarter = squareAt([lng + east / scale.east, lat + north / scale.north], half)
      if (quarter.depthMetres > best.depthMetres) best = quarter
      waiting.push(quarter)
    }
  }
  return best
}
