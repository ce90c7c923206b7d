import type { Area } from '#shared/area.ts'
import type { LngLat } from '#shared/geo.ts'
import type { PlaceName } from '#shared/household.ts'
import type { SearchSector } from '#shared/search.ts'
import { distanceMetres } from './geodesy.ts'
import { gapMetres } from './place-gap.ts'

/** Whoever goes missing on foot is mostly found within this of where they were last seen. */
export const SEARCH_METRES = 3000

type Ground = { areaList: readonly Area[]; placeNames: readonly PlaceName[] }

/**
 * The pieces of ground to be searched around where somebody was last seen, nearest first: zones, the grids with their fields,
 * forest blocks, and gullies and ridges by the names people use. Ids are made of what a piece is, so that proposing again
 * makes no second one.
 */
export function proposedSectors(lastSeen: LngLat, { areaList, placeNames }: Ground): SearchSector[] {
  const at = { type: 'point' as const, location: lastSeen, radiusMetres: 0 }
  const pieces = areaList
    .filter(({ level }) => level === 'zone' || level === 'grid' || level === 'forest-block')
    .map(({ id, name, geometry }) => {
      const sector = { ...UNSEARCHED, id: areaSectorId(id), name, areaId: id, location: null }
      return { sector, metres: gapMetres(at, { type: 'polygon', geometry }) }
    })
  const named = placeNames.map(({ id, name, location }) => {
    const sector = { ...UNSEARCHED, id: `place:${id}`.slice(0, 64), name, areaId: null, location }
    return { sector, metres: distanceMetres(lastSeen, location) }
  })
  return [...pieces, ...named]
    .filter(({ metres }) => metres <= SEARCH_METRES)
    .toSorted((a, b) => a.metres - b.metres || (a.sector.id < b.sector.id ? -1 : 1))
    .map(({ sector }) => sector)
}

/** The id of the piece that is an area. */
export function areaSectorId(areaId: string): string {
  return `area:${areaId}`.slice(0, 64)
}

/** That nobody has searched it. */
export const UNSEARCHED = { searchedAt: null, personId: null }
