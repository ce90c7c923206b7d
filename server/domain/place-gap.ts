import type { LngLat, Place } from '#shared/geo.ts'
import { partsOf } from './outline.ts'
import { metresPerDegree } from './tangent-plane.ts'

const RADIANS = Math.PI / 180

/** Curves are drawn as chords of this angle around the curve, so that a shape never loses ground to its drawing. */
const STEP_DEGREES = 15

/** A place drawn flat: corners x0, y0, x1, y1 … of closed rings in metres, widened on all sides by a margin. */
type Drawing = { rings: number[][]; marginMetres: number }
type Locality = { origin: LngLat; east: number; north: number }

/**
 * How far apart two places are at the least, in metres: 0 when their uncertain grounds touch, so that both may tell of
 * the same spot; Infinity when one is unknown. Discs are exact to 0.1 % within 30 km; sectors and ellipses are drawn
 * up to 0.9 % of their range too large, which errs towards the same spot. The same both ways round.
 */
export function gapMetres(a: Place, b: Place): number {
  if (a.type === 'unknown' || b.type === 'unknown') return Infinity
  const from = anchorOf(a)
  const to = anchorOf(b)
  if (!from || !to) return Infinity
  // Measured in the middle, so that it comes out the same both ways round.
  const locality: Locality = { origin: from, ...metresPerDegree((from[1] + to[1]) / 2) }
  const drawnA = draw(a, locality)
  const drawnB = draw(b, locality)
  return Math.max(0, ringsGap(drawnA.rings, drawnB.rings) - drawnA.marginMetres - drawnB.marginMetres)
}

type KnownPlace = Exclude<Place, { type: 'unknown' }>

function anchorOf(place: KnownPlace): LngLat | undefined {
  if (place.type === 'polygon') return partsOf(place.geometry)[0]?.[0]?.[0]
  return place.type === 'sector' ? place.apex : place.location
}

function draw(place: KnownPlace, locality: Locality): Drawing {
  const flat = (lngLat: LngLat): [number, number] => [
    (lngLat[0] - locality.origin[0]) * locality.east,
    (lngLat[1] - locality.origin[1]) * locality.north,
  ]
  switch (place.type) {
    case 'point':
      return { rings: [flat(place.location)], marginMetres: place.radiusMetres }
    case 'sector':
      return { rings: [drawSector(place, flat(place.apex))], marginMetres: 0 }
    case 'ellipse':
      return { rings: [drawEllipse(place, flat(place.location))], marginMetres: 0 }
    case 'polygon':
      return {
        rings: partsOf(place.geometry).flatMap((part) => part.map((ring) => ring.flatMap(flat))),
        marginMetres: 0,
      }
  }
}

function drawSector(sector: Extract<Place, { type: 'sector' }>, apex: [number, number]): number[] {
  const steps = Math.ceil((2 * sector.halfAngleDegrees) / STEP_DEGREES)
  const step = ((2 * sector.halfAngleDegrees) / steps) * RADIANS
  const start = (sector.bearingDegrees - sector.halfAngleDegrees) * RADIANS
  const rangeMetres = sector.rangeMetres / Math.cos(step / 2)
  const ring = sector.halfAngleDegrees < 180 ? [...apex] : []
  for (let i = 0; i <= steps; i++) {
    const angle = start + i * step
    ring.push(apex[0] + rangeMetres * Math.sin(angle), apex[1] + rangeMetres * Math.cos(angle))
  }
  return ring
}

function drawEllipse(ellipse: Extract<Place, { type: 'ellipse' }>, centre: [number, number]): number[] {
  const widened = 1 / Math.cos((STEP_DEGREES / 2) * RADIANS)
  const sine = Math.sin(ellipse.bearingDegrees * RADIANS)
  const cosine = Math.cos(ellipse.bearingDegrees * RADIANS)
  const ring: number[] = []
  for (let degrees = 0; degrees < 360; degrees += STEP_DEGREES) {
    const along = ellipse.semiMajorMetres * widened * Math.cos(degrees * RADIANS)
    const aside = ellipse.semiMinorMetres * widened * Math.sin(degrees * RADIANS)
    ring.push(centre[0] + along * sine + aside * cosine, centre[1] + along * cosine - aside * sine)
  }
  return ring
}

/** 0 where the rings cross or one drawing lies within the other, else the least distance between their edges. */
function ringsGap(a: number[][], b: number[][]): number {
  if (a.some((ring) => contains(b, ring[0]!, ring[1]!)) || b.some((ring) => contains(a, ring[0]!, ring[1]!))) return 0
  let least = Infinity
  for (const ring of a) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      for (const other of b) {
        for (let k = 0, l = other.length - 2; k < other.length; l = k, k += 2) {
          const square = segmentsSquareGap(
            ring[j]!,
            ring[j + 1]!,
            ring[i]!,
            ring[i + 1]!,
            other[l]!,
            other[l + 1]!,
            other[k]!,
            other[k + 1]!,
          )
          if (square === 0) return 0
          if (square < least) least = square
        }
      }
    }
  }
  return Math.sqrt(least)
}

/** Even-odd over all rings, which leaves holes out. */
function contains(rings: number[][], x: number, y: number): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const yi = ring[i + 1]!
      const yj = ring[j + 1]!
      if (yi > y !== yj > y && x < ((ring[j]! - ring[i]!) * (y - yi)) / (yj - yi) + ring[i]!) inside = !inside
    }
  }
  return inside
}

// Coordinates are passed one by one: this runs a hundred times for each pair of places, and arrays would be its cost.
function segmentsSquareGap(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): number {
  const c = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
  const d = (bx - ax) * (dy - ay) - (dx - ax) * (by - ay)
  const a = (dx - cx) * (ay - cy) - (ax - cx) * (dy - cy)
  const b = (dx - cx) * (by - cy) - (bx - cx) * (dy - cy)
  if (c * d < 0 && a * b < 0) return 0
  return Math.min(
    pointSquareGap(ax, ay, cx, cy, dx, dy),
    pointSquareGap(bx, by, cx, cy, dx, dy),
    pointSquareGap(cx, cy, ax, ay, bx, by),
    pointSquareGap(dx, dy, ax, ay, bx, by),
  )
}

function pointSquareGap(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const abx = bx - ax
  const aby = by - ay
  const square = abx * abx + aby * aby
  const along = square === 0 ? 0 : ((px - ax) * abx + (py - ay) * aby) / square
  const t = along > 0 ? Math.min(along, 1) : 0
  const x = px - ax - t * abx
  const y = py - ay - t * aby
  return x * x + y * y
}
