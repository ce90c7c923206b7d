import type { FixRefusal, LngLat, Place } from '#shared/geo.ts'
import { sectorSigmaDegrees } from './bearing-sigma.ts'
import { type Crossing, crossingAt, informationOf, leastSquaresCrossing, meetingOf, type Ray } from './crossing.ts'
import { distanceMetres } from './geodesy.ts'

const RADIANS = Math.PI / 180

/** Something a camera saw in a direction. Sightings of one device are one: the most exact counts, then the last. */
export type Sighting = Ray & { deviceId: string; minMetres?: number | null; maxMetres?: number | null }

type EllipsePlace = Extract<Place, { type: 'ellipse' }>
type SectorPlace = Extract<Place, { type: 'sector' }>

/**
 * Where several cameras saw the same thing: an ellipse that holds it in 95 of 100 cases, with the devices that agreed
 * (`chiSquare`: how well) and those found to be wrong; or why there is no such point.
 */
export type Fix =
  | { ok: true; place: EllipsePlace; devices: string[]; outliers: string[]; chiSquare: number }
  | { ok: false; reason: FixRefusal }

/** Masts closer than this are one: their bearings cross at the mast, if at all. */
const ONE_MAST_METRES = 25
/** χ² of two degrees of freedom that holds 95 %. */
const HOLDS_95 = 5.991
/**
 * The longest standard deviation of a point, as a share of the distance to its nearest camera, with two masts and with
 * more. Beyond it errors are no longer an ellipse but a banana; the tests show that up to here 95 % stay 95 %.
 */
const MOST_STRETCH = { two: 0.25, more: 0.5 }
/** A range is how far something is made out, not a wall: so much farther is still believed. */
const BEYOND_RANGE = 1.1
/** More bearings than these make no fix better, and an alarm waits for it. The most exact count. */
const MOST_SIGHTINGS = 8
/** By so much in χ² one suspect must explain the rest better than any other: 27 times likelier. */
const CLEARLY = 6.6

/** A sector a device saw; without `sigmaDegrees`, one standard deviation of its bearing, what the sector says counts. */
export type SeenSector = { deviceId: string; place: SectorPlace; sigmaDegrees?: number }

/** The fix of sectors as `locate` gives them, each no farther than it reaches. */
export function fixOf(sectors: readonly SeenSector[]): Fix {
  return triangulate(
    sectors.map(({ deviceId, place, sigmaDegrees }) => ({
      deviceId,
      apex: place.apex,
      bearingDegrees: place.bearingDegrees,
      sigmaDegrees: sigmaDegrees ?? sectorSigmaDegrees(place),
      maxMetres: place.rangeMetres,
    })),
  )
}

/**
 * Lets the bearings of cameras on different masts meet in a point on the WGS-84 ellipsoid, by least squares weighted
 * with their errors. Where three or more do not agree, the one without which the others do is left out and named; of
 * three that is known only when the other pairs cannot meet at all.
 */
export function triangulate(given: readonly Sighting[]): Fix {
  const sightings = oneOfEach(given)
  const all = meet(sightings)
  if (all.ok || sightings.length < 3 || all.reason === 'one-mast') return all
  const suspects = sightings.map(({ deviceId }, i) => ({ deviceId, fix: meet(sightings.filter((_, j) => j !== i)) }))
  // Bearings that are alike contradict nothing: whoever is left out of them may be the wrong one still.
  const possible = suspects.filter(({ fix }) => fix.ok || isMute(fix.reason))
  const [first, second] = possible.toSorted((a, b) => chiSquareOf(a.fix) - chiSquareOf(b.fix))
  if (first?.fix.ok === true && (second === undefined || chiSquareOf(second.fix) > chiSquareOf(first.fix) + CLEARLY))
    return { ...first.fix, outliers: [first.deviceId] }
  return all
}

function isMute(reason: FixRefusal): boolean {
  return reason === 'parallel' || reason === 'one-mast'
}

function chiSquareOf(fix: Fix): number {
  return fix.ok ? fix.chiSquare : 0
}

/** What good cameras exceed in one fix of two hundred: χ² after Wilson and Hilferty. */
function gate(count: number): number {
  const freedom = count - 2
  if (freedom === 0) return Infinity
  const spread = 2 / (9 * freedom)
  return freedom * (1 - spread + 2.576 * Math.sqrt(spread)) ** 3
}

/** Sightings of different devices, the most exact first. */
function oneOfEach(given: readonly Sighting[]): Sighting[] {
  const best = new Map<string, Sighting>()
  for (const sighting of given) {
    const before = best.get(sighting.deviceId)
    if (before === undefined || sighting.sigmaDegrees <= before.sigmaDegrees) best.set(sighting.deviceId, sighting)
  }
  return [...best.values()].toSorted((a, b) => a.sigmaDegrees - b.sigmaDegrees).slice(0, MOST_SIGHTINGS)
}

function mastsOf(sightings: readonly Sighting[]): number {
  const masts: LngLat[] = []
  for (const { apex } of sightings)
    if (!masts.some((mast) => distanceMetres(mast, apex) < ONE_MAST_METRES)) masts.push(apex)
  return masts.length
}

/** The point where all the sightings meet. */
function meet(sightings: readonly Sighting[]): Fix {
  const masts = mastsOf(sightings)
  if (masts < 2) return { ok: false, reason: 'one-mast' }
  const guess = guessOf(sightings)
  if (typeof guess === 'string') return { ok: false, reason: guess }
  const crossing = leastSquaresCrossing(sightings, guess)
  if (crossing === null) return { ok: false, reason: 'parallel' }
  if (crossing.chiSquare > gate(sightings.length)) return { ok: false, reason: 'disagree' }
  if (crossing.views.some(({ residualDegrees }) => Math.abs(residualDegrees) > 90))
    return { ok: false, reason: 'behind' }
  const place = ellipseOf(crossing, masts > 2 ? MOST_STRETCH.more : MOST_STRETCH.two)
  if (place === null) return { ok: false, reason: 'parallel' }
  const able = sightings.filter(({ minMetres, maxMetres }, i) => {
    const { metres } = crossing.views[i]!.path
    const slack = place.semiMajorMetres
    return metres + slack >= (minMetres ?? 0) && metres - slack <= (maxMetres ?? Infinity) * BEYOND_RANGE
  })
  // Ranges are rules of thumb: a third camera that agrees may well have seen farther than registered.
  if (mastsOf(able) < 2) return { ok: false, reason: 'out-of-range' }
  const devices = sightings.map(({ deviceId }) => deviceId)
  return { ok: true, place, devices, outliers: [], chiSquare: crossing.chiSquare }
}

/** The first guess: of the points where two rays meet in front of both, the one that suits all best; or why none do. */
function guessOf(sightings: readonly Sighting[]): LngLat | 'parallel' | 'behind' {
  let best: Crossing | null = null
  let isBehind = false
  for (const [i, a] of sightings.entries()) {
    for (const b of sightings.slice(i + 1)) {
      const meeting = meetingOf(a, b)
      if (meeting === null || meeting.angleDegrees < Math.hypot(a.sigmaDegrees, b.sigmaDegrees)) continue
      if (meeting.metres.some((metres) => metres <= 0)) {
        isBehind = true
        continue
      }
      const crossing = crossingAt(sightings, meeting.location)
      if (best === null || crossing.chiSquare < best.chiSquare) best = crossing
    }
  }
  return best?.location ?? (isBehind ? 'behind' : 'parallel')
}

/** The ellipse that holds 95 %; null where the errors stretch it beyond meaning. */
function ellipseOf({ location, views }: Crossing, mostStretch: number): EllipsePlace | null {
  const { ee, en, nn } = informationOf(views)
  const determinant = ee * nn - en * en
  const half = (ee + nn) / 2
  const off = Math.hypot((ee - nn) / 2, en)
  const major = Math.sqrt((half + off) / determinant)
  const minor = 1 / Math.sqrt(half + off)
  const nearest = Math.min(...views.map(({ path }) => path.metres))
  if (!(major <= mostStretch * nearest)) return null
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
