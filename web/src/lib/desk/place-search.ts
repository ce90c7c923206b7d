import type { FeatureCollection } from 'geojson'
import type { PlaceName } from '#shared/household.ts'
import type { LngLat, Polygon } from '#shared/geo.ts'
import { middleOf } from '../map/shapes.ts'
import { holds } from './findings.ts'

/** A named position: a place name people use, or the middle of an area, where the name alone is not exact. */
export type NamedPlace = { id: string; name: string; code?: string; location: LngLat; exact: boolean }

/** Everything that can be found by name: place names first, then areas. */
export function namedPlaces(placeNames: readonly PlaceName[], areas: FeatureCollection): NamedPlace[] {
  return [
    ...placeNames.map(({ id, name, location }) => ({ id, name, location, exact: true })),
    ...areas.features.flatMap(({ geometry, properties }) => {
      const name: unknown = properties?.['name']
      const id: unknown = properties?.['id']
      const code: unknown = properties?.['code']
      if (typeof name !== 'string' || typeof id !== 'string') return []
      if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return []
      // GeoJSON's positions are number[]; areas come from the server as pairs.
      const location = middleOf(geometry as Polygon)
      return location === null ? [] : [{ id, name, ...(typeof code === 'string' && { code }), location, exact: false }]
    }),
  ]
}

/**
 * Up to `most` places whose name answers to what is typed, or whose code begins with it; those that begin with it first.
 * `answersAt` says where in a name what answers begins, null where nothing does.
 */
export function placesNamed(places: readonly NamedPlace[], text: string, answersAt = holds, most = 6): NamedPlace[] {
  const sought = text.trim().toLowerCase()
  if (sought === '') return []
  const ranked = places.flatMap((place) => {
    const byCode = place.code?.toLowerCase().startsWith(sought) === true
    const at = byCode ? 0 : answersAt(place.name.toLowerCase(), sought)
    return at === null ? [] : [{ place, rank: (at === 0 ? 0 : 2) + (place.exact ? 0 : 1) }]
  })
  return ranked
    .toSorted(
      (a, b) => a.rank - b.rank || a.place.name.length - b.place.name.length || (a.place.id < b.place.id ? -1 : 1),
    )
    .slice(0, most)
    .map(({ place }) => place)
}
