import type { LngLat, Polygon } from '#shared/geo.ts'
import { metresPerDegree } from './tangent-plane.ts'

/**
 * One part of a polygon (an outer ring with its holes) prepared for many questions. Coordinates are degrees.
 * Each edge is stored once as x0, y0, x1, y1, lower end first, so that two polygons sharing an edge compute with the
 * very same numbers in the same order and rounding can never put a point into both or neither of them.
 */
export type Outline = {
  minX: number
  minY: number
  maxX: number
  maxY: number
  edges: Float64Array
  /** The outline is cut into horizontal slabs; those edges of slab i are listed in `slabEdges` from `slabStart[i]`. */
  slabsPerDegree: number
  slabStart: Int32Array
  slabEdges: Int32Array
}

const MAX_SLABS = 4096

/** The parts of a polygon, each a list of rings: the outer one first, then its holes. */
export function partsOf(polygon: Polygon): LngLat[][][] {
  return polygon.type === 'Polygon' ? [polygon.coordinates] : polygon.coordinates
}

/** Prepares every part of a polygon; a part without extent is left out, because nothing lies in it. */
export function outlinesOf(polygon: Polygon): Outline[] {
  return partsOf(polygon)
    .map(outlineOf)
    .filter((outline) => outline.edges.length > 0)
}

/**
 * Whether a point lies in the outline, by the half-open rule: a point exactly on an edge belongs to the ground east
 * of that edge, on a horizontal edge to the ground north of it. So of two outlines sharing an edge exactly one has it.
 */
export function outlineContains(outline: Outline, x: number, y: number): boolean {
  if (x >= outline.maxX || y >= outline.maxY || x < outline.minX || y < outline.minY) return false
  const { edges, slabStart, slabEdges } = outline
  const slab = Math.min(Math.floor((y - outline.minY) * outline.slabsPerDegree), slabStart.length - 2)
  const end = slabStart[slab + 1]!
  let inside = false
  for (let i = slabStart[slab]!; i < end; i++) {
    const e = slabEdges[i]!
    const y0 = edges[e + 1]!
    const y1 = edges[e + 3]!
    if (y < y0 || y >= y1) continue
    const x0 = edges[e]!
    const x1 = edges[e + 2]!
    // Left of the whole edge and right of it are decided without arithmetic, hence without rounding.
    if (x0 < x1 ? x < x0 : x < x1) inside = !inside
    else if ((x0 < x1 ? x < x1 : x < x0) && (x1 - x0) * (y - y0) > (x - x0) * (y1 - y0)) inside = !inside
  }
  return inside
}

/** The distance in metres from a point to the nearest edge of the outline; right to 0.3 % within 10 km, better nearer. */
export function outlineDistanceMetres(outline: Outline, point: LngLat): number {
  const { east, north } = metresPerDegree(point[1])
  const { edges } = outline
  let least = Infinity
  for (let e = 0; e < edges.length; e += 4) {
    const x0 = (edges[e]! - point[0]) * east
    const y0 = (edges[e + 1]! - point[1]) * north
    const x1 = (edges[e + 2]! - point[0]) * east
    const y1 = (edges[e + 3]! - point[1]) * north
    least = Math.min(least, squareDistanceToOrigin(x0, y0, x1, y1))
  }
  return Math.sqrt(least)
}

function squareDistanceToOrigin(x0: number, y0: number, x1: number, y1: number): number {
  const dx = x1 - x0
  const dy = y1 - y0
  const along = -(x0 * dx + y0 * dy) / (dx * dx + dy * dy)
  const t = along > 0 ? Math.min(along, 1) : 0
  const x = x0 + t * dx
  const y = y0 + t * dy
  return x * x + y * y
}

function outlineOf(rings: LngLat[][]): Outline {
  const sorted: number[] = []
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of rings) {
    ring.forEach((to, i) => {
      minX = Math.min(minX, to[0])
      minY = Math.min(minY, to[1])
      maxX = Math.max(maxX, to[0])
      maxY = Math.max(maxY, to[1])
      // A ring that was left open is closed here: its last position leads back to the first.
      const from = ring[i === 0 ? ring.length - 1 : i - 1]!
      if (from[0] === to[0] && from[1] === to[1]) return
      const upward = from[1] < to[1] || (from[1] === to[1] && from[0] < to[0])
      if (upward) sorted.push(from[0], from[1], to[0], to[1])
      else sorted.push(to[0], to[1], from[0], from[1])
    })
  }
  const edges = Float64Array.from(minX < maxX && minY < maxY ? sorted : [])
  return { minX, minY, maxX, maxY, edges, ...slabsOf(edges, minY, maxY) }
}

function slabsOf(edges: Float64Array, minY: number, maxY: number) {
  const slabs = Math.min(Math.max(1, edges.length >> 3), MAX_SLABS)
  // Subtracting, scaling and flooring never reverse an order, so a point's slab lists every edge at its height.
  const slabsPerDegree = slabs / (maxY - minY)
  const slabOf = (y: number) => Math.min(Math.floor((y - minY) * slabsPerDegree), slabs - 1)
  const slabStart = new Int32Array(slabs + 1)
  const forEachEntry = (visit: (slab: number, e: number) => void) => {
    for (let e = 0; e < edges.length; e += 4) {
      if (edges[e + 1] === edges[e + 3]) continue
      const last = slabOf(edges[e + 3]!)
      for (let slab = slabOf(edges[e + 1]!); slab <= last; slab++) visit(slab, e)
    }
  }
  forEachEntry((slab) => slabStart[slab + 1]!++)
  for (let slab = 0; slab < slabs; slab++) slabStart[slab + 1]! += slabStart[slab]!
  const slabEdges = new Int32Array(slabStart[slabs]!)
  const next = slabStart.slice()
  forEachEntry((slab, e) => (slabEdges[next[slab]!++] = e))
  return { slabsPerDegree, slabStart, slabEdges }
}
