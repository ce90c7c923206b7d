import Flatbush from 'flatbush'
import type { LngLat, Polygon } from '#shared/geo.ts'
import { interiorPoint } from './interior-point.ts'
import { partsOf } from './outline.ts'
import { polygonContains, signedAreaSquareMetres } from './polygon.ts'
import { createTangentPlane } from './tangent-plane.ts'

/** Everything that can be wrong with an imported polygon. */
export const POLYGON_FAULTS = [
  'out-of-range',
  'too-few-positions',
  'unclosed',
  'zero-area',
  'self-intersection',
  'hole-outside',
  'parts-overlap',
] as const
export type PolygonFaultName = (typeof POLYGON_FAULTS)[number]

/** One fault: in which part and ring it was found (counted from 0; ring 0 is the outer one), and at which position. */
export type PolygonFault = { fault: PolygonFaultName; part: number; ring: number; at: LngLat | null }

/** A ring that nowhere strays farther than this from one straight line encloses nothing. */
const LEAST_WIDTH_METRES = 0.1

/**
 * What is wrong with a polygon that somebody wants to import, in the order of its parts and rings; empty when it is
 * sound. Coordinates out of range or missing hide every other fault. Rings may touch themselves or each other in
 * single points, and parts may share edges; edges that cross, or run along one another within one part, are a
 * self-intersection. Which way rings turn does not matter.
 */
export function polygonFaults(polygon: Polygon): PolygonFault[] {
  const parts = partsOf(polygon)
  const rings = parts.flatMap((part, i) => part.map((positions, ring) => ({ part: i, ring, positions })))
  const unreadable = rings.flatMap(({ part, ring, positions }): PolygonFault[] => {
    const wrong = positions.find((position) => !isOnEarth(position))
    if (wrong) return [{ fault: 'out-of-range', part, ring, at: wrong }]
    return positions.length < 4 ? [{ fault: 'too-few-positions', part, ring, at: positions[0] ?? null }] : []
  })
  if (unreadable.length > 0) return unreadable

  const ofRings = rings.flatMap(({ part, ring, positions }): PolygonFault[] => {
    const first = positions[0]!
    const last = positions.at(-1)!
    if (first[0] !== last[0] || first[1] !== last[1]) return [{ fault: 'unclosed', part, ring, at: last }]
    return isFlat(positions) ? [{ fault: 'zero-area', part, ring, at: first }] : []
  })
  const crossings = crossingFaults(rings.filter(({ positions }) => !isFlat(positions)))
  if (ofRings.length > 0 || crossings.length > 0) return [...ofRings, ...crossings]
  return [...holesOutside(parts), ...partsInside(parts)]
}

function isOnEarth([lng, lat]: LngLat): boolean {
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90
}

function isFlat(positions: LngLat[]): boolean {
  const { toXy } = createTangentPlane(positions[0]!)
  const flat = positions.map(toXy)
  const [fx, fy] = flat.reduce((far, xy) => (Math.hypot(...xy) > Math.hypot(...far) ? xy : far))
  const length = Math.hypot(fx, fy)
  return flat.every(([x, y]) => Math.abs(x * fy - y * fx) <= LEAST_WIDTH_METRES * length)
}

type Ring = { part: number; ring: number; positions: LngLat[] }
type Edge = { part: number; ring: number; from: LngLat; to: LngLat }

/** The first crossing of each ring, within its part or with another part. */
function crossingFaults(rings: Ring[]): PolygonFault[] {
  const edges = rings.flatMap(({ part, ring, positions }): Edge[] =>
    positions
      .slice(1)
      .map((to, i) => ({ part, ring, from: positions[i]!, to }))
      .filter(({ from, to }) => from[0] !== to[0] || from[1] !== to[1]),
  )
  if (edges.length === 0) return []
  const tree = new Flatbush(edges.length)
  for (const { from, to } of edges) {
    tree.add(Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1]))
  }
  tree.finish()

  const found = new Map<string, PolygonFault>()
  edges.forEach((edge, i) => {
    const { from, to } = edge
    const near = tree.search(
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
      (j) => j > i,
    )
    for (const j of near.sort((a, b) => a - b)) {
      const other = edges[j]!
      const samePart = edge.part === other.part
      const at = crossingOf(edge, other) ?? (samePart ? overlapOf(edge, other) : null)
      if (!at) continue
      const fault = samePart ? 'self-intersection' : 'parts-overlap'
      const key = `${fault} ${edge.part} ${edge.ring}`
      if (!found.has(key)) found.set(key, { fault, part: edge.part, ring: edge.ring, at })
    }
  })
  return [...found.values()]
}

/** On which side of the line from a to b the point lies: positive left, negative right, 0 on it. */
function sideOf(a: LngLat, b: LngLat, point: LngLat): number {
  return (b[0] - a[0]) * (point[1] - a[1]) - (point[0] - a[0]) * (b[1] - a[1])
}

/** Where two edges truly cross, each passing to the other side of the other. */
function crossingOf(a: Edge, b: Edge): LngLat | null {
  const b0 = sideOf(a.from, a.to, b.from)
  const b1 = sideOf(a.from, a.to, b.to)
  const a0 = sideOf(b.from, b.to, a.from)
  const a1 = sideOf(b.from, b.to, a.to)
  if (!(b0 * b1 < 0 && a0 * a1 < 0)) return null
  const t = a0 / (a0 - a1)
  return [a.from[0] + t * (a.to[0] - a.from[0]), a.from[1] + t * (a.to[1] - a.from[1])]
}

/** Where an edge begins to run along another one on the same line, for more than a point. */
function overlapOf(a: Edge, b: Edge): LngLat | null {
  if (sideOf(a.from, a.to, b.from) !== 0 || sideOf(a.from, a.to, b.to) !== 0) return null
  const axis = Math.abs(a.to[0] - a.from[0]) > Math.abs(a.to[1] - a.from[1]) ? 0 : 1
  const [aLow, aHigh] = a.from[axis] < a.to[axis] ? [a.from, a.to] : [a.to, a.from]
  const [bLow, bHigh] = b.from[axis] < b.to[axis] ? [b.from, b.to] : [b.to, b.from]
  const low = aLow[axis] > bLow[axis] ? aLow : bLow
  const high = aHigh[axis] < bHigh[axis] ? aHigh : bHigh
  return low[axis] < high[axis] ? low : null
}

/** Holes that lie beside their outer ring or swallow it. No edges cross here, so one inner point tells for the whole. */
function holesOutside(parts: LngLat[][][]): PolygonFault[] {
  return parts.flatMap(([outer = [], ...holes], part) =>
    holes.flatMap((hole, i): PolygonFault[] => {
      const inner = interiorPoint({ type: 'Polygon', coordinates: [hole] })
      const within = inner && polygonContains({ type: 'Polygon', coordinates: [outer] }, inner)
      const smaller = Math.abs(signedAreaSquareMetres(hole)) < Math.abs(signedAreaSquareMetres(outer))
      return within && smaller ? [] : [{ fault: 'hole-outside', part, ring: i + 1, at: hole[0] ?? null }]
    }),
  )
}

/** Parts that lie wholly within the ground of another one. */
function partsInside(parts: LngLat[][][]): PolygonFault[] {
  if (parts.length === 1) return []
  const polygons = parts.map((coordinates): Polygon => ({ type: 'Polygon', coordinates }))
  return polygons.flatMap((polygon, part): PolygonFault[] => {
    const inner = interiorPoint(polygon)
    const inside = inner && polygons.some((other) => other !== polygon && polygonContains(other, inner))
    return inside ? [{ fault: 'parts-overlap', part, ring: 0, at: inner }] : []
  })
}
