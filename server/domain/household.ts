import type { LngLat, Place } from '#shared/geo.ts'
import { holdsAt } from './arrangement.ts'
import { distanceMetres } from './geodesy.ts'

/** A place known less exactly than this speaks of no single house, and a house further off is another's. */
const HOUSE_METRES = 50

/** The household that an exactly known place lies at, as things stood at `at`; null where there is none. */
export function householdAt<H extends { location: LngLat; validFrom: Date | null; validUntil: Date | null }>(
  place: Place,
  households: readonly H[],
  at: Date,
): H | null {
  if (place.type !== 'point' || place.radiusMetres > HOUSE_METRES) return null
  let nearest: { household: H; metres: number } | null = null
  for (const household of households) {
    if (!holdsAt(household, at)) continue
    const metres = distanceMetres(place.location, household.location)
    if (metres <= HOUSE_METRES && (nearest === null || metres < nearest.metres)) nearest = { household, metres }
  }
  return nearest?.household ?? null
}
