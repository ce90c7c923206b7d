import type { GroundDoubt, Place } from '#shared/geo.ts'
import { ellipseAround } from './ellipse-around.ts'
import { createTangentPlane, type Xy } from './tangent-plane.ts'
import type { Terrain } from './terrain.ts'
import { createProfiles, firstMeeting, type Profile, type Stretch, visibleStretches } from './terrain-profile.ts'

export type SectorPlace = Extract<Place, { type: 'sector' }>

/**
 * What a camera saw: the sector, how far above (negative: below) the horizon it looked where it says so, and how
 * high above its foot the thing may have been seen. `columnMetres` is how high it shows over a ridge.
 */
export type Sighting = {
  sector: SectorPlace
  elevationDegrees: number | null
  seenUpToMetres: number
  columnMetres: number
}

/** Where the lens is: the registered elevation of its foot, how high the mast is, and how far its bearings are off. */
export type Lens = {
  elevation: number | null
  mastHeightMetres: number
  bearingSigmaDegrees: number
}

/**
 * What the terrain says of a sighting. `hit`: the ray meets the ground, the ellipse holds 95 %, and lies between `near`
 * and `far`. `uncertain`: a sector as long as anything can be seen in it; `visible` are the stretches of its middle in
 * which the ground itself shows. `no-terrain`: nothing is known here, the sector is as it came. `sector` is for meeting
 * other cameras' sectors.
 */
export type TerrainCut =
  | { outcome: 'hit'; place: Place; sector: SectorPlace; nearMetres: number; farMetres: number; lensMetres: number }
  | {
      outcome: 'uncertain'
      reason: GroundDoubt
      place: SectorPlace
      sector: SectorPlace
      visible: Stretch[]
      lensMetres: number
    }
  | { outcome: 'no-terrain'; place: SectorPlace; sector: SectorPlace }

/** Elevation models round a summit off by as much; a registered elevation further off is in another datum or wrong. */
const BELIEVED_METRES = 30
/** A camera sees a little above the post or roof it is bolted to, even where its mast is registered as 0. */
const LEAST_LENS_METRES = 2
/** Nobody mounts a camera to look at a bank before its lens: so near, posts of an elevation model tell nothing. */
const NEAR_METRES = 60
/** How well a pan-tilt head and its mount hold the horizontal, one standard deviation. */
const ELEVATION_SIGMA_DEGREES = 0.5
const STEEPEST_DEGREES = 89
const WIDE_DEGREES = 15
/** 95 % of a normal distribution in a plane lies within so many standard deviations. */
const SIGMAS = 2.45
/** An ellipse longer than this share of the distance tells no more than the sector. */
const LONGEST_SHARE = 0.5
const SHORTEST_STEP_METRES = 8
const MOST_STEPS = 2500
/** The registered range says how far smoke is made out; steep geometry may put it a little farther. */
const BEYOND_RANGE = 1.5
const FARTHEST_METRES = 30_000
const RAY_EVERY_DEGREES = 1
const MOST_RAYS = 61
/** So many rays around the middle one span the doubt in bearing and in elevation. */
const RAYS_AROUND = 12

/**
 * Cuts what one camera saw by the ground. With an elevation angle the place is where the ray first meets the ground, as
 * far as the angles, the terrain and the height of what was seen leave it certain; without one the sector ends where
 * behind the last ridge not even a column of `columnMetres` would show. Doubt always leaves more, never less.
 */
export function cutByTerrain(sighting: Sighting, lens: Lens, terrain: Terrain | null): TerrainCut {
  const { sector } = sighting
  const foot = terrain?.elevationAt(sector.apex) ?? null
  if (terrain === null || foot === null) return { outcome: 'no-terrain', place: sector, sector }
  const registered =
    lens.elevation !== null && Math.abs(lens.elevation - foot) <= BELIEVED_METRES ? lens.elevation : foot
  const standMetres = Math.max(foot, registered)
  const lensMetres = standMetres + Math.max(LEAST_LENS_METRES, lens.mastHeightMetres)

  const reachMetres = Math.max(sector.rangeMetres, Math.min(FARTHEST_METRES, sector.rangeMetres * BEYOND_RANGE))
  const step = Math.max(SHORTEST_STEP_METRES, reachMetres / MOST_STEPS)
  const profiles = createProfiles(terrain, sector.apex, reachMetres, step)
  const profileAt = (bearing: number) => levelNearby(profiles(bearing), standMetres)
  const view = {
    sighting,
    lens,
    lensMetres,
    standMetres,
    profileAt,
    sigmaMetres: terrain.sigmaMetres,
    stepMetres: step,
  }

  if (sighting.elevationDegrees === null) return uncertain(view, 'no-elevation')
  const met = meetingOf(view, sighting.elevationDegrees)
  if (typeof met === 'string') return uncertain(view, met)
  const { place, nearMetres, farMetres } = met
  return { outcome: 'hit', place, sector: cutSector(view), nearMetres, farMetres, lensMetres }
}

type View = {
  sighting: Sighting
  lens: Lens
  lensMetres: number
  standMetres: number
  profileAt: (bearingDegrees: number) => Profile
  sigmaMetres: number
  stepMetres: number
}

function levelNearby(profile: Profile, standMetres: number): Profile {
  const count = Math.floor(NEAR_METRES / profile.stepMetres)
  for (let at = 0; at < Math.min(count, profile.metres.length); at++)
    profile.metres[at] = Math.min(profile.metres[at] ?? NaN, standMetres)
  return profile
}

/** The ground that the ray and those around it meet, or why they mean no place. */
function meetingOf(view: View, elevationDegrees: number) {
  const { sighting, lens, lensMetres, standMetres, sigmaMetres } = view
  const { apex, bearingDegrees, halfAngleDegrees } = sighting.sector
  const bearingSpread = Math.hypot(halfAngleDegrees, SIGMAS * lens.bearingSigmaDegrees)
  if (bearingSpread > WIDE_DEGREES) return 'wide'
  const middle = firstMeeting(view.profileAt(bearingDegrees), lensMetres, slopeAt(elevationDegrees), 0)
  if (middle === 'unknown') return 'unknown-ground'
  if (middle === 'none') return 'no-ground'

  // The error of the ground counts as one of the angle under which it shows where the ray meets it.
  const fall = middle * slopeAt(elevationDegrees)
  const groundSigma = Math.atan((sigmaMetres * middle) / (middle * middle + fall * fall))
  const elevationSpread = SIGMAS * Math.hypot(ELEVATION_SIGMA_DEGREES, (groundSigma * 180) / Math.PI)
  // What stood as high as the lens would be met at its own foot.
  const seenUpTo = Math.min(sighting.seenUpToMetres, (lensMetres - standMetres) / 2)
  const points: Xy[] = []
  const distances: number[] = []
  for (let ray = 0; ray <= RAYS_AROUND; ray++) {
    const turn = (2 * Math.PI * ray) / RAYS_AROUND
    // The last of them is the middle.
    const size = ray === RAYS_AROUND ? 0 : 1
    const bearing = bearingDegrees + size * bearingSpread * Math.sin(turn)
    const slope = slopeAt(elevationDegrees + size * elevationSpread * Math.cos(turn))
    const profile = view.profileAt(bearing)
    for (const lift of [0, seenUpTo]) {
      const distance = firstMeeting(profile, lensMetres, slope, lift)
      if (distance === 'unknown') return 'unknown-ground'
      if (distance === 'none') return 'grazing'
      distances.push(distance)
      const radians = (bearing * Math.PI) / 180
      points.push([distance * Math.sin(radians), distance * Math.cos(radians)])
    }
  }
  const [nearMetres, farMetres] = [Math.min(...distances), Math.max(...distances)]
  if (farMetres - nearMetres > Math.max(2 * sigmaMetres + NEAR_METRES, middle * LONGEST_SHARE)) return 'grazing'
  return { place: ellipseAround(points, createTangentPlane(apex)), nearMetres, farMetres }
}

/** Metres up in a metre; a ray straight down or up has none, and one beyond would look backwards. */
function slopeAt(elevationDegrees: number): number {
  const degrees = Math.min(STEEPEST_DEGREES, Math.max(-STEEPEST_DEGREES, elevationDegrees))
  return Math.tan((degrees * Math.PI) / 180)
}

function uncertain(view: View, reason: GroundDoubt): TerrainCut {
  const { sighting, lensMetres } = view
  const visible = visibleStretches(view.profileAt(sighting.sector.bearingDegrees), lensMetres, 0, 0)
  const isSilent = reason === 'unknown-ground' || reason === 'no-ground'
  const farthest = isSilent ? sighting.sector.rangeMetres : farthestVisible(view)
  if (farthest === null)
    return {
      outcome: 'uncertain',
      reason: 'hidden',
      place: sighting.sector,
      sector: sighting.sector,
      visible,
      lensMetres,
    }
  const sector = { ...sighting.sector, rangeMetres: farthest }
  return { outcome: 'uncertain', reason, place: sector, sector, visible, lensMetres }
}

function cutSector(view: View): SectorPlace {
  const { sector } = view.sighting
  return { ...sector, rangeMetres: farthestVisible(view) ?? sector.rangeMetres }
}

/** The distance beyond which no column in the sector shows, at most its range; null where none shows anywhere. */
function farthestVisible({ sighting, lensMetres, profileAt, sigmaMetres, stepMetres }: View): number | null {
  const { bearingDegrees, halfAngleDegrees, rangeMetres } = sighting.sector
  const rays = Math.min(MOST_RAYS, 2 * Math.ceil(halfAngleDegrees / RAY_EVERY_DEGREES) + 1)
  let farthest = 0
  for (let ray = 0; ray < rays && farthest < rangeMetres; ray++) {
    const bearing = bearingDegrees + halfAngleDegrees * ((2 * ray) / (rays - 1) - 1)
    const last = visibleStretches(profileAt(bearing), lensMetres, sighting.columnMetres, sigmaMetres).at(-1)
    farthest = Math.max(farthest, last?.toMetres ?? 0)
  }
  if (farthest <= NEAR_METRES) return null
  return Math.min(rangeMetres, farthest + stepMetres)
}
