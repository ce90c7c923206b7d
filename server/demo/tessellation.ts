import { type Random, between } from './random.ts'
import { type Point, distanceMetres } from './plane.ts'

/** How often an edge is broken in two, and how far each break moves aside, as a share of the broken piece. */
export type Roughness = { depth: number; amplitude: number }

/**
 * Divides the ground around `sites` into one cell for each, as an open ring of points. Cells are those of Voronoi, with every
 * common edge bent once, by displacing midpoints, and used by both neighbours: there are neither gaps nor overlaps.
 * `surroundings` are sites whose cells are thrown away; they must enclose the others.
 */
export function tessellate(
  sites: readonly Point[],
  surroundings: readonly Point[],
  roughness: Roughness,
  random: Random,
): Point[][] {
  const all = [...sites, ...surroundings]
  const corners = createCorners()
  const bends = new Map<string, Point[]>()
  return sites.map((site, index) =>
    cellEdges(site, index, all).flatMap(({ from, to, neighbour }) => {
      const start = corners(from)
      const end = corners(to)
      if (start === end) return []
      const key = index < neighbour ? `${index} ${neighbour}` : `${neighbour} ${index}`
      const known = bends.get(key)
      const bend = known ?? bent(start, end, roughness, random)
      if (known === undefined) bends.set(key, bend)
      const forwards = bend[0] === start ? bend : bend.toReversed()
      return forwards.slice(0, -1)
    }),
  )
}

type Edge = { from: Point; to: Point; neighbour: number }

/** Every corner is computed once from each cell that meets there; the first result stands for all of them. */
function createCorners(): (point: Point) => Point {
  const known: Point[] = []
  return (point) => {
    const same = known.find((other) => distanceMetres(point, other) < 0.01)
    if (same !== undefined) return same
    known.push(point)
    return point
  }
}

/** The edges of a site's Voronoi cell, counter-clockwise, found by cutting a large square once for every other site. */
function cellEdges(site: Point, index: number, all: readonly Point[]): Edge[] {
  const far = 1e6
  let ring: { point: Point; neighbour: number }[] = [
    [-far, -far],
    [far, -far],
    [far, far],
    [-far, far],
  ].map(([east = 0, north = 0]) => ({ point: [east, north], neighbour: -1 }))
  all.forEach((other, neighbour) => {
    if (neighbour !== index) ring = cut(ring, site, other, neighbour)
  })
  return ring.map(({ point, neighbour }, at) => {
    if (neighbour < 0) throw new Error(`the surroundings do not enclose site ${index}`)
    return { from: point, to: ring[(at + 1) % ring.length]?.point ?? point, neighbour }
  })
}

/** Keeps what lies nearer to `site` than to `other`; each corner carries the neighbour beyond the edge that leaves it. */
function cut<Corner extends { point: Point; neighbour: number }>(
  ring: readonly Corner[],
  site: Point,
  other: Point,
  neighbour: number,
): { point: Point; neighbour: number }[] {
  const normal: Point = [other[0] - site[0], other[1] - site[1]]
  const limit = (normal[0] * (site[0] + other[0]) + normal[1] * (site[1] + other[1])) / 2
  const beyond = ({ point }: Corner) => point[0] * normal[0] + point[1] * normal[1] - limit
  return ring.flatMap((corner, at) => {
    const next = ring[(at + 1) % ring.length] ?? corner
    const here = beyond(corner)
    const there = beyond(next)
    const share = here / (here - there)
    const crossing: Point = [
      corner.point[0] + share * (next.point[0] - corner.point[0]),
      corner.point[1] + share * (next.point[1] - corner.point[1]),
    ]
    if (here <= 0 && there <= 0) return [corner]
    if (here <= 0) return [corner, { point: crossing, neighbour }]
    return there <= 0 ? [{ point: crossing, neighbour: corner.neighbour }] : []
  })
}

function bent(start: Point, end: Point, { depth, amplitude }: Roughness, random: Random): Point[] {
  if (depth === 0 || distanceMetres(start, end) < 20) return [start, end]
  const aside = amplitude * between(random, -1, 1)
  const middle: Point = [
    (start[0] + end[0]) / 2 + aside * (end[1] - start[1]),
    (start[1] + end[1]) / 2 - aside * (end[0] - start[0]),
  ]
  const deeper = { depth: depth - 1, amplitude: amplitude * 0.9 }
  return [...bent(start, middle, deeper, random), ...bent(middle, end, deeper, random).slice(1)]
}
