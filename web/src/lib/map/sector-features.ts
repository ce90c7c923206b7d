import type { FeatureCollection } from 'geojson'
import type { SearchSector } from '#shared/search.ts'

/** What a search looks like on a map: the ground of each sector that is an area, searched or not. */
export function sectorGround(sectors: readonly SearchSector[], areas: FeatureCollection): FeatureCollection {
  const byArea = new Map(sectors.flatMap((sector) => (sector.areaId === null ? [] : [[sector.areaId, sector]])))
  const features = areas.features.flatMap((feature) => {
    const sector = byArea.get(String(feature.id ?? feature.properties?.['id']))
    if (sector === undefined) return []
    return { ...feature, properties: { id: sector.id, searched: sector.searchedAt !== null } }
  })
  return { type: 'FeatureCollection', features }
}

/** The sectors that are a place with a name alone, each with its word. */
export function sectorPoints(sectors: readonly SearchSector[]): FeatureCollection {
  const features = sectors.flatMap(({ id, name, location, searchedAt }) =>
    location === null
      ? []
      : {
          type: 'Feature' as const,
          properties: { id, searched: searchedAt !== null, word: `${searchedAt === null ? '○' : '✓'} ${name}` },
          geometry: { type: 'Point' as const, coordinates: location },
        },
  )
  return { type: 'FeatureCollection', features }
}
