import type { LngLat } from '#shared/geo.ts'

/** The WGS-84 ellipsoid: semi-major axis in metres and first eccentricity squared. */
export const WGS84_A = 6_378_137
export const WGS84_E2 = 0.006694379990141317

const RADIANS = Math.PI / 180

/** Metres east and north of the origin of a plane. */
export type Xy = [east: number, north: number]

/** A flat local map in metres around an origin. */
export type TangentPlane = { toXy(lngLat: LngLat): Xy; toLngLat(xy: Xy): LngLat }

/** How many metres one degree of longitude and one degree of latitude measure at a latitude, on WGS-84. */
export function metresPerDegree(latitudeDegrees: number): { east: number; north: number } {
  const sine = Math.sin(latitudeDegrees * RADIANS)
  const w2 = 1 - WGS84_E2 * sine * sine
  const primeVertical = WGS84_A / Math.sqrt(w2)
  return {
    east: primeVertical * Math.cos(latitudeDegrees * RADIANS) * RADIANS,
    north: ((primeVertical * (1 - WGS84_E2)) / w2) * RADIANS,
  }
}

/**
 * A flat map around `origin`, for loops in which the ellipsoid is too slow. Below 60° of latitude positions seen from
 * the origin are right to 0.001 % of their distance within 10 km and to 0.01 % within 50 km. It knows no date line.
 */
export function createTangentPlane(origin: LngLat): TangentPlane {
  const [lng0, lat0] = origin
  const { east, north } = metresPerDegree(lat0)
  // A degree of longitude shrinks towards the pole; its slope at the origin is taken for the whole map.
  const eastSlope = (metresPerDegree(lat0 + 0.01).east - metresPerDegree(lat0 - 0.01).east) / 0.02
  // Going straight east leaves the parallel towards the equator: so many metres for each square metre.
  const bend = (Math.sin(lat0 * RADIANS) * RADIANS) / (2 * east)
  return {
    toXy: ([lng, lat]) => {
      const x = (lng - lng0) * (east + (lat - lat0) * eastSlope)
      return [x, (lat - lat0) * north + bend * x * x]
    },
    toLngLat: ([x, y]) => {
      const latitudes = (y - bend * x * x) / north
      return [lng0 + x / (east + latitudes * eastSlope), lat0 + latitudes]
    },
  }
}
