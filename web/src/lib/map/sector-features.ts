import type { FeatureCollection } from 'geojson'
import type { SearchSector } from '#shared/search.ts'

/**
 * What a search looks like on a map: the ground of each sector that is an area, searched or not. Hatched is only what has no
 * smaller piece in it: else that one would look searched as well.
 */
export function sectorGround(sectors: readonly SearchSector[], areas: FeatureCollection): FeatureCollection {
  const byArea = new Map(sectors.flatMap((sector) => (sector.areaId === null ? [] : [[sector.areaId, sector]])))
  const drawn = areas.features.flatMap((feature) => {
    const areaId = String(feature.id ?? feature.properties?.['id'])
    const sector = byArea.get(areaId)
    return sector === undefined ? [] : { feature, areaId, sector }
  })
  const divided = new Set(drawn.map(({ feature }) => feature.properties?.['parentId'] as unknown))
  const features = drawn.map(({ feature, areaId, sector: { id, searchedAt } }) => {
    const searched = searchedAt !== null
    return { ...feature, properties: { id, searched, hatched: searched && !divided.has(areaId) } }
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
