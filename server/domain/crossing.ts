import type { LngLat } from '#shared/geo.ts'
import { destination, type Path, pathBetween } from './geodesy.ts'
import type { Xy } from './tangent-plane.ts'

const RADIANS = Math.PI / 180
const MOST_STEPS = 40
/** Steps shorter than this end the search; it closes in quadratically, so the rest is far less. */
const CLOSE_METRES = 0.001

/** A direction in which something was seen from a point, in degrees from true north with its standard deviation. */
export type Ray = { apex: LngLat; bearingDegrees: number; sigmaDegrees: number }

/** How one ray passes the point where they meet: the path to that point, and how far the ray's own bearing is off it. */
export type View = { path: Path; residualDegrees: number; sigmaDegrees: number }

/** Where rays meet best; `chiSquare` is the sum of squared residuals in standard deviations. */
export type Crossing = { location: LngLat; views: View[]; chiSquare: number }

/** Information about a position east and north, in 1/m². */
export type Information = { ee: number; en: number; nn: number }

/**
 * The point on the ellipsoid from which the rays' bearings are off least, weighted by their errors (Gauss-Newton from a
 * first guess, with steps halved until they better it); null where the rays do not tell a point.
 */
export function leastSquaresCrossing(rays: readonly Ray[], guess: LngLat): Crossing | null {
  let crossing = crossingAt(rays, guess)
  for (let step = 0; step < MOST_STEPS; step++) {
    const [east, north] = moveOf(crossing.views)
    let metres = Math.hypot(east, north)
    if (!Number.isFinite(metres)) return null
    // Beyond half way to a camera the straight continuation tells nothing.
    metres = Math.min(metres, Math.min(...crossing.views.map(({ path }) => path.metres)) / 2)
    let next: Crossing | null = null
    while (metres >= CLOSE_METRES && next === null) {
      const tried = crossingAt(rays, destination(crossing.location, Math.atan2(east, north) / RADIANS, metres))
      if (tried.chiSquare < crossing.chiSquare) next = tried
      metres /= 2
    }
    if (next === null) return crossing
    crossing = next
  }
  return crossing
}

/** How the rays pass a point. */
export function crossingAt(rays: readonly Ray[], location: LngLat): Crossing {
  const views = rays.map(({ apex, bearingDegrees, sigmaDegrees }) => {
    const path = pathBetween(apex, location)
    return { path, residualDegrees: signedDegrees(bearingDegrees - path.leavesDegrees), sigmaDegrees }
  })
  const chiSquare = views.reduce((sum, view) => sum + (view.residualDegrees / view.sigmaDegrees) ** 2, 0)
  return { location, views, chiSquare }
}

/** What the views tell of the position: the inverse is its covariance, for small errors. */
export function informationOf(views: readonly View[]): Information {
  const information = { ee: 0, en: 0, nn: 0 }
  for (const { path, sigmaDegrees } of views) {
    const [east, north] = slopeOf(path)
    const weight = (sigmaDegrees * RADIANS) ** -2
    information.ee += weight * east * east
    information.en += weight * east * north
    information.nn += weight * north * north
  }
  return information
}

/** The step east and north, in metres, to where the views agree best if bearings changed evenly. */
function moveOf(views: readonly View[]): Xy {
  let east = 0
  let north = 0
  for (const { path, residualDegrees, sigmaDegrees } of views) {
    const [byEast, byNorth] = slopeOf(path)
    const weight = residualDegrees / (sigmaDegrees * sigmaDegrees * RADIANS)
    east += weight * byEast
    north += weight * byNorth
  }
  const { ee, en, nn } = informationOf(views)
  const determinant = ee * nn - en * en
  return [(nn * east - en * north) / determinant, (ee * north - en * east) / determinant]
}

/** By how many radians the bearing at the apex turns for each metre east and north at the far end. */
function slopeOf({ metres, arrivesDegrees }: Path): Xy {
  return [Math.cos(arrivesDegrees * RADIANS) / metres, -Math.sin(arrivesDegrees * RADIANS) / metres]
}

/** Where two rays meet, how far along each (negative: behind it), and the angle between them from 0 to 90. */
export type Meeting = { location: LngLat; metres: [number, number]; angleDegrees: number }

/** Where two rays meet, as nearly as plane trigonometry tells it: a first guess. Null for rays that never do. */
export function meetingOf(a: Ray, b: Ray): Meeting | null {
  const base = pathBetween(a.apex, b.apex)
  const [ax, ay] = vector(a.bearingDegrees)
  // Meridians close in towards the pole: the second bearing is turned as the path between them turns.
  const [bx, by] = vector(b.bearingDegrees - base.arrivesDegrees + base.leavesDegrees)
  const [x, y] = vector(base.leavesDegrees, base.metres)
  const cross = ax * by - ay * bx
  if (cross === 0) return null
  const alongA = (x * by - y * bx) / cross
  const alongB = (x * ay - y * ax) / cross
  const angleDegrees = Math.asin(Math.min(1, Math.abs(cross))) / RADIANS
  return { location: destination(a.apex, a.bearingDegrees, alongA), metres: [alongA, alongB], angleDegrees }
}

function vector(bearingDegrees: number, metres = 1): Xy {
  return [metres * Math.sin(bearingDegrees * RADIANS), metres * Math.cos(bearingDegrees * RADIANS)]
}

/** The same direction as an angle from -180 to 180. */
export function signedDegrees(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360)
}
