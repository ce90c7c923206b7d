import type { FeatureCollection, GeoJSON, Position } from 'geojson'
import type { LngLat } from '#shared/geo.ts'
import type { Box } from './shapes.ts'

/** How positions, which are WGS-84 everywhere else, lie on the map as it is drawn, and back. */
export type Shift = { toMap: (position: LngLat) => LngLat; fromMap: (position: LngLat) => LngLat }

/** Of a map in WGS-84. */
export const NO_SHIFT: Shift = { toMap: (position) => position, fromMap: (position) => position }

/** A collection as it lies on the map. */
export function collectionOnMap(collection: FeatureCollection, shift: Shift): FeatureCollection {
  if (shift === NO_SHIFT) return collection
  const features = collection.features.map((feature) => ({
    ...feature,
    geometry: onMap(feature.geometry, shift),
  }))
  return { ...collection, features }
}

/** A box as it lies on the map. */
export function boxOnMap([west, south, east, north]: Box, { toMap }: Shift): Box {
  return [...toMap([west, south]), ...toMap([east, north])]
}

function onMap<G extends GeoJSON>(geometry: G, shift: Shift): G {
  if (!('coordinates' in geometry)) return geometry
  return { ...geometry, coordinates: moved(geometry.coordinates, shift) }
}

/** Positions, lines and rings in any depth. */
type Nested = Position | Nested[]
function moved(nested: Nested, shift: Shift): Nested {
  const [first, second] = nested
  if (typeof first === 'number' && typeof second === 'number') return shift.toMap([first, second])
  return (nested as Nested[]).map((one) => moved(one, shift))
}
