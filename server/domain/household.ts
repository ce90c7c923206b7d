import type { LngLat, Place } from '#shared/geo.ts'
import type { Viewer } from '#shared/session.ts'
import { holdsAt } from './arrangement.ts'
import { distanceMetres } from './geodesy.ts'
import { type Box, placeBox } from './place-box.ts'
import { placeCentre } from './place-centre.ts'
import { gapMetres } from './place-gap.ts'
import { type Concerning, hasRole, isDutyRoomOf, mayKnowPlace } from './viewer.ts'

/** A place known less exactly than this speaks of no single house, and a house further off is another's. */
const HOUSE_METRES = 50
/** A fire at a point is told to the houses beside it as well. */
const BESIDE_METRES = 60
/** More than these nobody rings up one by one. */
const MOST_HOUSEHOLDS = 12

type Standing = { location: LngLat; validFrom: Date | null; validUntil: Date | null }

/** The household that an exactly known place lies at, as things stood at `at`; null where there is none. */
export function householdAt<H extends Standing>(place: Place, households: readonly H[], at: Date): H | null {
  if (place.type !== 'point' || place.radiusMetres > HOUSE_METRES) return null
  const box = placeBox({ ...place, radiusMetres: 0 }, HOUSE_METRES)
  let nearest: { household: H; metres: number } | null = null
  for (const household of households) {
    if (box === null || !isInside(box, household.location) || !holdsAt(household, at)) continue
    const metres = distanceMetres(place.location, household.location)
    if (metres <= HOUSE_METRES && (nearest === null || metres < nearest.metres)) nearest = { household, metres }
  }
  return nearest?.household ?? null
}

/** The households in a place, and beside it where it is a point, the nearest to its middle first; few of many. */
export function householdsAt<H extends Standing>(
  place: Place,
  households: readonly H[],
  at: Date,
): { household: H; metres: number }[] {
  return allHouseholdsAt(place, households, at).slice(0, MOST_HOUSEHOLDS)
}

/** How many households stand in a place, and beside it where it is a point. */
export function householdCount(place: Place, households: readonly Standing[], at: Date): number {
  return allHouseholdsAt(place, households, at).length
}

function allHouseholdsAt<H extends Standing>(
  place: Place,
  households: readonly H[],
  at: Date,
): { household: H; metres: number }[] {
  const beside = place.type === 'point' ? BESIDE_METRES : 0
  const [box, centre] = [placeBox(place, beside), placeCentre(place)]
  if (box === null || centre === null) return []
  return households
    .filter((household) => {
      if (!isInside(box, household.location) || !holdsAt(household, at)) return false
      return gapMetres(place, { type: 'point', location: household.location, radiusMetres: 0 }) <= beside
    })
    .map((household) => ({ household, metres: distanceMetres(centre, household.location) }))
    .toSorted((a, b) => a.metres - b.metres)
}

/** Far cheaper than a distance: most households are somewhere else. */
function isInside({ minX, minY, maxX, maxY }: Box, [lng, lat]: LngLat): boolean {
  return lng >= minX && lng <= maxX && lat >= minY && lat <= maxY
}

/** Whether somebody acts on an incident, so that whom to ring there is shown to them at once: the called, and its duty room. */
export function actsOn(viewer: Viewer, incident: Concerning): boolean {
  if (hasRole(viewer, 'wall')) return false
  if (incident.alerts.some(({ personId }) => personId === viewer.personId)) return true
  return isDutyRoomOf(viewer, incident.areaIds) && mayKnowPlace(viewer, incident)
}

/** A name and a number as they are shown until somebody says why they need them: 王**, 138****1234. */
export function masked<H extends { head: string; phone: string | null }>(household: H): H & { masked: true } {
  const { head, phone } = household
  return {
    ...household,
    head: `${[...head][0] ?? ''}**`,
    phone: phone === null ? null : maskedPhone(phone),
    masked: true,
  }
}

function maskedPhone(phone: string): string {
  const isLong = phone.length >= 11
  return isLong ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : '****'
}
