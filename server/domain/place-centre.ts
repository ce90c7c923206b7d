import type { LngLat, Place } from '#shared/geo.ts'
import { destination } from './geodesy.ts'
import { interiorPoint } from './interior-point.ts'

const RADIANS = Math.PI / 180

/**
 * The one point that stands for a place where only one can be shown or measured from: the centre of a disc or
 * ellipse, the centre of gravity of a sector, the deepest point of a polygon; null for an unknown place.
 */
export function placeCentre(place: Place): LngLat | null {
  switch (place.type) {
    case 'point':
    case 'ellipse':
      return place.location
    case 'sector': {
      const halfAngle = place.halfAngleDegrees * RADIANS
      const centroidMetres = (2 * place.rangeMetres * Math.sin(halfAngle)) / (3 * halfAngle)
      return destination(place.apex, place.bearingDegrees, centroidMetres)
    }
    case 'polygon':
      return interiorPoint(place.geometry)
    case 'unknown':
      return null
  }
}
