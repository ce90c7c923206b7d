import type { LngLat } from '#shared/geo.ts'
import { createTangentPlane } from './tangent-plane.ts'
import type { Terrain } from './terrain.ts'

/** The mean radius of the earth in metres. */
const EARTH_RADIUS_METRES = 6_371_000
/** Usual air bends light down by 13 % of the earth's own bending (k = 0.13, what surveyors take by day). */
const REFRACTION = 0.13

/**
 * How far below the horizontal plane of an eye the level surface lies at a distance, both in metres, for light bent
 * by usual air: d² (1 − k) / 2R. Right to a centimetre within 50 km.
 */
export function dropMetres(distanceMetres: number): number {
  return (distanceMetres * distanceMetres * (1 - REFRACTION)) / (2 * EARTH_RADIUS_METRES)
}

/**
 * The ground along one bearing: its elevation less the drop, below the eye, at `stepMetres`, at twice that and so on;
 * NaN where unknown. In it light goes straight.
 */
export type Profile = { stepMetres: number; metres: Float64Array }

/** Takes profiles of the ground from `apex`, along bearings in degrees, as far as `lengthMetres`. */
export function createProfiles(
  terrain: Terrain,
  apex: LngLat,
  lengthMetres: number,
  stepMetres: number,
): (bearingDegrees: number) => Profile {
  const plane = createTangentPlane(apex)
  const count = Math.ceil(lengthMetres / stepMetres) + 1
  return (bearingDegrees) => {
    const east = Math.sin((bearingDegrees * Math.PI) / 180)
    const north = Math.cos((bearingDegrees * Math.PI) / 180)
    const metres = new Float64Array(count)
    for (let at = 0; at < count; at++) {
      const distance = at * stepMetres
      const ground = terrain.elevationAt(plane.toLngLat([distance * east, distance * north]))
      metres[at] = ground === null ? NaN : ground - dropMetres(distance)
    }
    return { stepMetres, metres }
  }
}

/**
 * Where a ray first comes within `liftMetres` of the ground: its distance in metres, `none` where it does so nowhere on
 * the profile, `unknown` where it crosses ground that nobody has measured before. The ray starts at `eyeMetres` and
 * rises by `slope` metres in a metre.
 */
export function firstMeeting(
  { stepMetres, metres }: Profile,
  eyeMetres: number,
  slope: number,
  liftMetres: number,
): number | 'none' | 'unknown' {
  let above = 0
  for (let at = 0; at < metres.length; at++) {
    const distance = at * stepMetres
    const clearance = eyeMetres + slope * distance - (metres[at] ?? NaN) - liftMetres
    if (Number.isNaN(clearance)) return 'unknown'
    if (clearance <= 0) return at === 0 ? 0 : distance + (stepMetres * clearance) / (above - clearance)
    above = clearance
  }
  return 'none'
}

/** A piece of a bearing, in metres from the eye. */
export type Stretch = { fromMetres: number; toMetres: number }

/**
 * The stretches of a profile in which something as high as `columnMetres` above the ground shows over all ground before
 * it, from near to far; every ground is taken `doubtMetres` lower where it would hide something. Ground that nobody has
 * measured hides nothing and may be seen.
 */
export function visibleStretches(
  { stepMetres, metres }: Profile,
  eyeMetres: number,
  columnMetres: number,
  doubtMetres: number,
): Stretch[] {
  const stretches: Stretch[] = []
  let horizon = -Infinity
  let from: number | null = null
  for (let at = 1; at < metres.length; at++) {
    const distance = at * stepMetres
    const ground = metres[at] ?? NaN
    const isVisible = Number.isNaN(ground) || (ground + columnMetres - eyeMetres) / distance >= horizon
    if (isVisible) from ??= distance - stepMetres
    else if (from !== null) {
      stretches.push({ fromMetres: from, toMetres: distance - stepMetres })
      from = null
    }
    if (!Number.isNaN(ground)) horizon = Math.max(horizon, (ground - doubtMetres - eyeMetres) / distance)
  }
  if (from !== null) stretches.push({ fromMetres: from, toMetres: (metres.length - 1) * stepMetres })
  return stretches
}
