import type { LngLat } from '#shared/geo.ts'
import { destination } from '../geodesy.ts'
import { numberIn } from './fields.ts'
import { type Refused, refused, type StatedPlace } from './format.ts'
import type { XmlElement } from './xml.ts'

/** What the areas of a warning say: a place where they have shapes, their names and codes, and what cannot be read. */
export type WarnedArea = { place: StatedPlace | null; names: string[]; codes: string[]; unread: Refused | null }

type Circle = { location: LngLat; radiusMetres: number }

const CORNERS_OF_CIRCLE = 32
const MAX_RADIUS_METRES = 1_000_000

/**
 * The area elements of a warning. Polygons are `lat,lon lat,lon …`, circles `lat,lon radius` with the radius in
 * kilometres (CAP 1.2, 3.2.4). One circle alone stays a point with a radius; all else is one polygon of several parts.
 * Names and codes without a shape are no place.
 */
export function warnedArea(areas: readonly XmlElement[]): WarnedArea {
  const rings: LngLat[][] = []
  const circles: Circle[] = []
  const [names, codes]: [string[], string[]] = [[], []]
  let unread: Refused | null = null
  for (const { name, text, children } of areas.flatMap((area) => area.children)) {
    if (name === 'areaDesc' && text !== '') names.push(text)
    if (name === 'geocode') codes.push(children.find((child) => child.name === 'value')?.text ?? text)
    if (text === '' || (name !== 'polygon' && name !== 'circle')) continue
    const shape = name === 'polygon' ? ringIn(text) : circleIn(text)
    if (shape === null)
      unread ??= refused('bad-place', `A ${name} of the warning is not written as latitude,longitude.`)
    else if (Array.isArray(shape)) rings.push(shape)
    else circles.push(shape)
  }
  // Blocks in several languages repeat the same areas.
  return { place: placeOf(distinct(rings), distinct(circles)), names: distinct(names), codes: distinct(codes), unread }
}

function distinct<T>(shapes: readonly T[]): T[] {
  return [...new Map(shapes.map((shape) => [JSON.stringify(shape), shape])).values()]
}

function placeOf(rings: LngLat[][], circles: Circle[]): StatedPlace | null {
  const [only] = circles
  if (only !== undefined && circles.length === 1 && rings.length === 0) return { type: 'point', ...only }
  const parts = [...rings, ...circles.map(ringAround)]
  const [ring] = parts
  if (ring === undefined) return null
  if (parts.length === 1) return { type: 'polygon', geometry: { type: 'Polygon', coordinates: [ring] } }
  return { type: 'polygon', geometry: { type: 'MultiPolygon', coordinates: parts.map((part) => [part]) } }
}

function ringIn(text: string): LngLat[] | null {
  const pairs = text.split(/[\s;]+/).map((pair) => pair.split(',').map(numberIn))
  const isInOrder = pairs.every(([lat, lng]) => isWithin(lat, 90) && isWithin(lng, 180))
  // East of 90° the two cannot be mistaken for one another: they were exchanged.
  const isExchanged = !isInOrder && pairs.every(([lng, lat]) => isWithin(lat, 90) && isWithin(lng, 180))
  if ((!isInOrder && !isExchanged) || pairs.some((pair) => pair.length !== 2)) return null
  const ring = pairs.map(([first, second]): LngLat => {
    const [lat, lng] = isInOrder ? [first, second] : [second, first]
    return [lng ?? 0, lat ?? 0]
  })
  const [start, end] = [ring[0], ring.at(-1)]
  if (start === undefined || end === undefined) return null
  if (start[0] !== end[0] || start[1] !== end[1]) ring.push(start)
  return ring.length >= 4 ? ring : null
}

function circleIn(text: string): Circle | null {
  const joined = text
    .split(',')
    .map((part) => part.trim())
    .join(',')
  const [centre = '', radius = ''] = joined.split(/\s+/)
  const kilometres = numberIn(radius)
  const [first, second, ...more] = centre.split(',').map(numberIn)
  if (kilometres === null || kilometres < 0 || more.length > 0) return null
  const radiusMetres = Math.min(kilometres * 1000, MAX_RADIUS_METRES)
  if (isWithin(first, 90) && isWithin(second, 180)) return { location: [second, first], radiusMetres }
  return isWithin(second, 90) && isWithin(first, 180) ? { location: [first, second], radiusMetres } : null
}

function ringAround({ location, radiusMetres }: Circle): LngLat[] {
  const radius = Math.max(radiusMetres, 1)
  const corners = Array.from({ length: CORNERS_OF_CIRCLE }, (_, at) =>
    destination(location, -(at * 360) / CORNERS_OF_CIRCLE, radius),
  )
  return corners[0] === undefined ? [] : [...corners, corners[0]]
}

function isWithin(value: number | null | undefined, limit: number): value is number {
  return value !== null && value !== undefined && Math.abs(value) <= limit
}
