import geographicLib from 'geographiclib-geodesic'
import type { LngLat } from '#shared/geo.ts'

const { Geodesic } = geographicLib
const WGS84 = Geodesic.WGS84

/** The length in metres of the shortest path between two points on the WGS-84 ellipsoid. */
export function distanceMetres(from: LngLat, to: LngLat): number {
  return WGS84.Inverse(from[1], from[0], to[1], to[0], Geodesic.DISTANCE).s12 ?? NaN
}

/** The bearing in degrees from true north, at least 0 and below 360, at which the shortest path leaves `from` for `to`. */
export function bearingDegrees(from: LngLat, to: LngLat): number {
  if (from[0] === to[0] && from[1] === to[1]) return 0
  const azimuth = WGS84.Inverse(from[1], from[0], to[1], to[0], Geodesic.AZIMUTH).azi1 ?? NaN
  // Adding 360 to a tiny negative azimuth rounds to 360 itself, hence the second modulo.
  return (azimuth + 360) % 360
}

/** The point reached from `from` on a bearing (degrees from true north) after so many metres along the ellipsoid. */
export function destination(from: LngLat, bearingDegrees: number, distanceMetres: number): LngLat {
  const end = WGS84.Direct(from[1], from[0], bearingDegrees, distanceMetres, Geodesic.LATITUDE | Geodesic.LONGITUDE)
  return [end.lon2 ?? NaN, end.lat2 ?? NaN]
}

/** A shortest path: its length, and its bearings (degrees from true north, -180 to 180) where it leaves and arrives. */
export type Path = { metres: number; leavesDegrees: number; arrivesDegrees: number }

/** The shortest path between two points on the ellipsoid. */
export function pathBetween(from: LngLat, to: LngLat): Path {
  const { s12, azi1, azi2 } = WGS84.Inverse(from[1], from[0], to[1], to[0], Geodesic.DISTANCE | Geodesic.AZIMUTH)
  return { metres: s12 ?? NaN, leavesDegrees: azi1 ?? NaN, arrivesDegrees: azi2 ?? NaN }
}
