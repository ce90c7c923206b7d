import type { Feature, FeatureCollection } from 'geojson'
import type { Place } from '#shared/geo.ts'
import type { IncidentFix } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import { destination, outlineOf } from './shapes.ts'

type Sector = Extract<Place, { type: 'sector' }>

/** The last direction that each device stated, by its id, of observations newest first. */
export function newestSectors(
  observations: readonly Pick<Observation, 'deviceId' | 'place'>[],
): ReadonlyMap<string, Sector> {
  const sectors = new Map<string, Sector>()
  for (const { deviceId, place } of observations)
    if (deviceId !== null && place?.type === 'sector' && !sectors.has(deviceId)) sectors.set(deviceId, place)
  return sectors
}

/** A sector and its middle line for each camera of a fix; `outlier` where its direction was found to be wrong. */
export function sightlines(
  sectors: ReadonlyMap<string, Sector>,
  { deviceIds, outlierIds }: Pick<IncidentFix, 'deviceIds' | 'outlierIds'>,
): FeatureCollection {
  const features = [...sectors].flatMap(([id, sector]): Feature[] => {
    const outlier = outlierIds.includes(id)
    const outline = outlineOf(sector)
    if ((!outlier && !deviceIds.includes(id)) || outline === null) return []
    const { apex, bearingDegrees, rangeMetres } = sector
    const coordinates = [apex, destination(apex, bearingDegrees, rangeMetres)]
    return [
      { type: 'Feature', properties: { id: `${id} sector`, outlier }, geometry: outline },
      { type: 'Feature', properties: { id: `${id} line`, outlier }, geometry: { type: 'LineString', coordinates } },
    ]
  })
  return { type: 'FeatureCollection', features }
}
