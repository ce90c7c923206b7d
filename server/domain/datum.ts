import untyped from 'gcoord'
import type { Datum, LngLat, Polygon } from '#shared/geo.ts'
import type { StatedPlace } from './decode/format.ts'
import { distanceMetres } from './geodesy.ts'

// Its types describe an ES module; what Node loads is the CommonJS one, whose export is that default itself.
const gcoord = untyped as unknown as typeof untyped.default

/** Two positions nearer than this are the same point, entered twice. */
const SAME_METRES = 60

const NAMES = { 'WGS-84': gcoord.WGS84, 'GCJ-02': gcoord.GCJ02, 'BD-09': gcoord.BD09 } as const

/**
 * A position of a datum in WGS-84, right to some centimetres. China's maps shift theirs by 300 to 700 metres (GCJ-02:
 * AMap, Tencent; BD-09: Baidu, some 900 more); outside China nothing is shifted.
 */
export function inWgs84([lng, lat]: LngLat, datum: Datum): LngLat {
  if (datum === 'WGS-84') return [lng, lat]
  const [x = lng, y = lat] = gcoord.transform<[number, number]>([lng, lat], NAMES[datum], gcoord.WGS84)
  return [x, y]
}

/** What a device states of the place, with its coordinates in WGS-84. Directions are those of the ground in any datum. */
export function statedInWgs84(stated: StatedPlace | null, datum: Datum): StatedPlace | null {
  if (stated === null || datum === 'WGS-84') return stated
  switch (stated.type) {
    case 'point':
      return { ...stated, location: inWgs84(stated.location, datum) }
    case 'polygon':
      return { ...stated, geometry: polygonInWgs84(stated.geometry, datum) }
    case 'sector':
    case 'frame':
      return stated
  }
}

/** The datum in which a position would be the one already known; null where it is neither of the shifted ones. */
export function mixedUpDatum(location: LngLat, known: LngLat): Datum | null {
  const shifted = (['GCJ-02', 'BD-09'] as const).filter(
    (datum) => distanceMetres(inWgs84(location, datum), known) < SAME_METRES,
  )
  return distanceMetres(location, known) < SAME_METRES ? null : (shifted[0] ?? null)
}

function polygonInWgs84(polygon: Polygon, datum: Datum): Polygon {
  const ring = (positions: LngLat[]) => positions.map((position) => inWgs84(position, datum))
  return polygon.type === 'Polygon'
    ? { type: 'Polygon', coordinates: polygon.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: polygon.coordinates.map((part) => part.map(ring)) }
}
