import type { FixRefusal, LngLat, Place } from '#shared/geo.ts'
import { type Crossing, informationOf, leastSquaresCrossing, meetingOf, type Ray } from './crossing.ts'
import { distanceMetres } from './geodesy.ts'

const RADIANS = Math.PI / 180

/** Something a camera saw in a direction. Sightings of one device are one: the most exact counts, then the last. */
export type Sighting = Ray & { deviceId: string; minMetres?: number | null; maxMetres?: number | null }

type EllipsePlace = Extract<Place, { type: 'ellipse' }>
type SectorPlace = Extract<Place, { type: 'sector' }>

/**
 * Where several cameras saw the same thing: an ellipse that holds it in 95 of 100 cases, with the devices that agreed
 * and those found to be wrong; or why there is no such point.
 */
export type Fix =
  | { ok: true; place: EllipsePlace; devices: string[]; outliers: string[]; chiSquare: number }
  | { ok: false; reason: FixRefusal }

/** Masts closer than this are one: their bearings cross at the mast, if at all. */
const ONE_MAST_METRES = 25
/** χ² of two degrees of freedom that holds 95 %. */
const HOLDS_95 = 5.991
/** The longest standard deviation, as a share of the distance to the nearest camera, up to which errors stay an ellipse. */
const MOST_STRETCH = 0.2
/** A range is how far something is made out, not a wall: so much farther is still believed. */
const BEYOND_RANGE = 1.1

/** The fix of sectors as `locate` gives them; `sigmaDegrees` is the standard deviation of each one's bearing. */
export function fixOf(sectors: readonly { deviceId: string; place: SectorPlace; sigmaDegrees: number }[]): Fix {
  return triangulate(
    sectors.map(({ deviceId, place, sigmaDegrees }) => ({
      deviceId,
      apex: place.apex,
      bearingDegrees: place.bearingDegrees,
      sigmaDegrees,
      maxMetres: place.rangeMetres,
    })),
  )
}

/** Lets the bearings of cameras on different masts meet in a point on the WGS-84 ellipsoid. */
export function triangulate(given: readonly Sighting[]): Fix {
  const sightings = oneOfEach(given)
  if (mastsOf(sightings) < 2) return { ok: false, reason: 'one-mast' }
  const all = meet(sightings)
  if (all.ok && all.chiSquare <= gate(sightings.length)) return all
  if (sightings.length < 3) return all
  const without = sightings.flatMap((left, i) => {
    const rest = sightings.filter((_, j) => j !== i)
    const fix = mastsOf(rest) < 2 ? null : meet(rest)
    return fix?.ok === true && fix.chiSquare <= gate(rest.length) ? [{ ...fix, outliers: [left.deviceId] }] : []
  })
  const [only, ...others] = without
  if (only !== undefined && others.length === 0) return only
  return { ok: false, reason: all.ok ? 'disagree' : all.reason }
}

/** What bearings of good cameras exceed once in a thousand fixes: χ² after Wilson and Hilferty. */
function gate(count: number): number {
  const freedom = count - 2
  if (freedom === 0) return Infinity
  const spread = 2 / (9 * freedom)
  return freedom * (1 - spread + 3.09 * Math.sqrt(spread)) ** 3
}

function oneOfEach(given: readonly Sighting[]): Sighting[] {
  const best = new Map<string, Sighting>()
  for (const sighting of given) {
    const before = best.get(sighting.deviceId)
    if (before === undefined || sighting.sigmaDegrees <= before.sigmaDegrees) best.set(sighting.deviceId, sighting)
  }
  return [...best.values()]
}

function mastsOf(sightings: readonly Sighting[]): number {
  const masts: LngLat[] = []
  for (const { apex } of sightings)
    if (!masts.some((mast) => distanceMetres(mast, apex) < ONE_MAST_METRES)) masts.push(apex)
  return masts.length
}

function meet(sightings: readonly Sighting[]): Fix {
  const guess = guessOf(sightings)
  if (typeof guess === 'string') return { ok: false, reason: guess }
  const crossing = leastSquaresCrossing(sightings, guess)
  if (crossing === null) return { ok: false, reason: 'parallel' }
  if (crossing.views.some(({ residualDegrees }) => Math.abs(residualDegrees) > 90))
    return { ok: false, reason: 'behind' }
  const ellipse = ellipseOf(crossing)
  if (ellipse === null) return { ok: false, reason: 'parallel' }
  const isInRange = crossing.views.every(({ path: { metres } }, i) => {
    const { minMetres, maxMetres } = sightings[i]!
    const slack = ellipse.semiMajorMetres
    return metres + slack >= (minMetres ?? 0) && metres - slack <= (maxMetres ?? Infinity) * BEYOND_RANGE
  })
  if (!isInRange) return { ok: false, reason: 'out-of-range' }
  const devices = sightings.map(({ deviceId }) => deviceId)
  return { ok: true, place: ellipse, devices, outliers: [], chiSquare: crossing.chiSquare }
}

/** The first guess: where those two rays meet that meet most squarely, in front of both; or why none do. */
function guessOf(sightings: readonly Sighting[]): LngLat | 'parallel' | 'behind' {
  let best: { location: LngLat; squareness: number } | null = null
  let isBehind = false
  for (const [i, a] of sightings.entries()) {
    for (const b of sightings.slice(i + 1)) {
      const meeting = meetingOf(a, b)
      if (meeting === null) continue
      const squareness = meeting.angleDegrees / Math.hypot(a.sigmaDegrees, b.sigmaDegrees)
      if (squareness < 1) continue
      if (meeting.metres.some((metres) => metres <= 0)) isBehind = true
      else if (best === null || squareness > best.squareness) best = { location: meeting.location, squareness }
    }
  }
  return best?.location ?? (isBehind ? 'behind' : 'parallel')
}

function ellipseOf({ location, views }: Crossing): EllipsePlace | null {
  const { ee, en, nn } = informationOf(views)
  const determinant = ee * nn - en * en
  const half = (ee + nn) / 2
  const off = Math.hypot((ee - nn) / 2, en)
  const major = Math.sqrt((half + off) / determinant)
  const minor = Math.sqrt((half - off) / determinant)
  const nearest = Math.min(...views.map(({ path }) => path.metres))
  if (!(major <= MOST_STRETCH * nearest)) return null
  // The covariance is the inverse: its long axis lies where the information is least.
  const angle = Math.atan2(-2 * en, nn - ee) / 2
  return {
    type: 'ellipse',
    location,
    semiMajorMetres: major * Math.sqrt(HOLDS_95),
    semiMinorMetres: minor * Math.sqrt(HOLDS_95),
    bearingDegrees: (90 - angle / RADIANS + 360) % 180,
  }
}
