import Flatbush from 'flatbush'
import type { Near } from '#shared/area.ts'
import type { Place } from '#shared/geo.ts'
import type { PlaceName } from '#shared/household.ts'
import { bearingDegrees, distanceMetres } from './geodesy.ts'
import { placeCentre } from './place-centre.ts'
import { metresPerDegree } from './tangent-plane.ts'

/** A name farther off than this says nothing about where a place is. */
export const NEAR_METRES = 3000

/**
 * Arranges place names for finding the nearest to the centre of a place: its distance, and the bearing from the name
 * towards the place; null when none is within 3 km or the place is unknown. Of equally near names the one first as a
 * string is taken.
 */
export function createNear(placeNames: PlaceName[]): (place: Place) => Near | null {
  if (placeNames.length === 0) return () => null
  const names = placeNames.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1))
  const tree = new Flatbush(names.length)
  for (const { location } of names) tree.add(location[0], location[1])
  tree.finish()

  return (place) => {
    const centre = placeCentre(place)
    if (!centre) return null
    const [lng, lat] = centre
    const scale = metresPerDegree(lat)
    // A little wider than needed: the box is only a first choice, the ellipsoid decides.
    const east = (NEAR_METRES * 1.01) / scale.east
    const north = (NEAR_METRES * 1.01) / scale.north
    let nearest: Near | null = null
    for (const index of tree.search(lng - east, lat - north, lng + east, lat + north).sort((a, b) => a - b)) {
      const { name, location } = names[index]!
      const metres = distanceMetres(location, centre)
      if (metres > NEAR_METRES || (nearest && metres >= nearest.distanceMetres)) continue
      nearest = { name, distanceMetres: metres, bearingDegrees: bearingDegrees(location, centre) }
    }
    return nearest
  }
}
