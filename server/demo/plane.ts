import type { LngLat } from '#shared/geo.ts'

/** A point of the demo's drawing plane: metres east and north of 土岭底村. */
export type Point = readonly [east: number, north: number]

/** Where the plane touches the earth: a plausible spot of 沁源县, WGS-84. */
const ORIGIN: LngLat = [112.196, 36.604]
const METRES_PER_DEGREE_NORTH = 110_974
const METRES_PER_DEGREE_EAST = 89_470

/** The position of a point in degrees, rounded to seven decimals (about a centimetre) so that equal points stay equal. */
export function toLngLat([east, north]: Point): LngLat {
  return [rounded(ORIGIN[0] + east / METRES_PER_DEGREE_EAST), rounded(ORIGIN[1] + north / METRES_PER_DEGREE_NORTH)]
}

/** The point of the plane at a position in degrees. */
export function toPoint([lng, lat]: LngLat): Point {
  return [(lng - ORIGIN[0]) * METRES_PER_DEGREE_EAST, (lat - ORIGIN[1]) * METRES_PER_DEGREE_NORTH]
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7
}

/** The distance between two points in metres. */
export function distanceMetres(a: Point, b: Point): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1])
}

/** The direction from `a` towards `b`, degrees clockwise from north, in [0, 360). */
export function bearingDegrees(a: Point, b: Point): number {
  return ((Math.atan2(b[0] - a[0], b[1] - a[1]) * 180) / Math.PI + 360) % 360
}

/** The point that lies `metres` from `from` in the direction `bearing` (degrees clockwise from north). */
export function pointAt(from: Point, bearing: number, metres: number): Point {
  const radians = (bearing * Math.PI) / 180
  return [from[0] + Math.sin(radians) * metres, from[1] + Math.cos(radians) * metres]
}

/** Whether a point lies within a ring, by counting crossings to the east; the ring may be open or closed. */
export function isInside([east, north]: Point, ring: readonly Point[]): boolean {
  let inside = false
  ring.forEach((corner, index) => {
    const previous = ring.at(index - 1) ?? corner
    if (corner[1] > north === previous[1] > north) return
    const crossing = corner[0] + ((north - corner[1]) / (previous[1] - corner[1])) * (previous[0] - corner[0])
    if (east < crossing) inside = !inside
  })
  return inside
}
