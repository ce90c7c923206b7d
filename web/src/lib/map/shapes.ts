import type { FeatureCollection, Position } from 'geojson'
import type { LngLat, Place, Polygon } from '#shared/geo.ts'

// Drawing only: deciding whose ground something is happens on the server, on the ellipsoid.

const SEMI_MAJOR_METRES = 6_378_137
const ECCENTRICITY_SQUARED = 0.00669437999014
const radians = (degrees: number) => (degrees * Math.PI) / 180
const degrees = (angle: number) => (angle * 180) / Math.PI

/** Where one comes from `start` along a bearing; good to a metre or two over 20 km. */
export function destination(start: LngLat, bearingDegrees: number, distanceMetres: number): LngLat {
  const latitude = radians(start[1])
  const bearing = radians(bearingDegrees)
  // The sphere that fits the WGS-84 ellipsoid here in this direction (Euler's radius of curvature).
  const bulge = 1 - ECCENTRICITY_SQUARED * Math.sin(latitude) ** 2
  const meridional = (SEMI_MAJOR_METRES * (1 - ECCENTRICITY_SQUARED)) / bulge ** 1.5
  const primeVertical = SEMI_MAJOR_METRES / Math.sqrt(bulge)
  const north = distanceMetres * Math.cos(bearing)
  const east = distanceMetres * Math.sin(bearing)
  const endLatitude =
    latitude + north / meridional - (east * east * Math.tan(latitude)) / (2 * meridional * primeVertical)
  const middle = (latitude + endLatitude) / 2
  return [start[0] + degrees(east / (primeVertical * Math.cos(middle))), degrees(endLatitude)]
}

/** A disc as a ring of 64 corners. */
export function disc(centre: LngLat, radiusMetres: number): LngLat[] {
  return ellipse(centre, radiusMetres, radiusMetres, 0)
}

/** An ellipse whose long axis lies along `bearingDegrees`, as a closed ring of 64 corners. */
export function ellipse(
  centre: LngLat,
  semiMajorMetres: number,
  semiMinorMetres: number,
  bearingDegrees: number,
): LngLat[] {
  const corners = Array.from({ length: 64 }, (_, i) => {
    const along = semiMajorMetres * Math.cos((i * Math.PI) / 32)
    const across = semiMinorMetres * Math.sin((i * Math.PI) / 32)
    return destination(centre, bearingDegrees + degrees(Math.atan2(across, along)), Math.hypot(along, across))
  })
  return closed(corners)
}

/** What a camera sees: from the apex to an arc of corners at most 3 degrees apart; a whole turn is a disc. */
export function sector(apex: LngLat, bearingDegrees: number, halfAngleDegrees: number, rangeMetres: number): LngLat[] {
  if (halfAngleDegrees >= 180) return disc(apex, rangeMetres)
  const steps = Math.max(2, Math.ceil((halfAngleDegrees * 2) / 3))
  const arc = Array.from({ length: steps + 1 }, (_, i) =>
    destination(apex, bearingDegrees - halfAngleDegrees + (2 * halfAngleDegrees * i) / steps, rangeMetres),
  )
  return closed([apex, ...arc])
}

/** The ground a place covers as a polygon; null where it is not known at all. A point without a radius is drawn 20 m wide. */
export function outlineOf(place: Place): Polygon | null {
  switch (place.type) {
    case 'point':
      return polygon(disc(place.location, Math.max(20, place.radiusMetres)))
    case 'sector':
      return polygon(sector(place.apex, place.bearingDegrees, place.halfAngleDegrees, place.rangeMetres))
    case 'ellipse':
      return polygon(
        ellipse(
          place.location,
          Math.max(20, place.semiMajorMetres),
          Math.max(20, place.semiMinorMetres),
          place.bearingDegrees,
        ),
      )
    case 'polygon':
      return place.geometry
    case 'unknown':
      return null
  }
}

/** Where the symbol of a place stands: its middle; for a sector well out along its bearing, since the camera does not burn. */
export function anchorOf(place: Place): LngLat | null {
  switch (place.type) {
    case 'point':
    case 'ellipse':
      return place.location
    case 'sector':
      return destination(place.apex, place.bearingDegrees, place.rangeMetres * 0.6)
    case 'polygon':
      return middleOf(place.geometry)
    case 'unknown':
      return null
  }
}

/** The centroid of the largest ring of a polygon: where its name is written. */
export function middleOf(geometry: Polygon): LngLat | null {
  let best: { area: number; middle: LngLat } | null = null
  for (const ring of outerRings(geometry)) {
    const found = centroid(ring)
    if (found !== null && (best === null || found.area > best.area)) best = found
  }
  return best?.middle ?? null
}

/** West, south, east, north. */
export type Box = [number, number, number, number]

/** The smallest box around some positions; null around none. */
export function boxAround(positions: Iterable<Position>): Box | null {
  let box: Box | null = null
  for (const [lng, lat] of positions) {
    if (lng === undefined || lat === undefined) continue
    box =
      box === null
        ? [lng, lat, lng, lat]
        : [Math.min(box[0], lng), Math.min(box[1], lat), Math.max(box[2], lng), Math.max(box[3], lat)]
  }
  return box
}

/** The box around the ground a place covers, not tighter than `leastMetres` to each side of its middle. */
export function boxOf(place: Place, leastMetres: number): Box | null {
  const outline = outlineOf(place)
  const anchor = anchorOf(place)
  if (outline === null || anchor === null) return null
  return boxAround([
    ...outerRings(outline).flat(),
    ...[0, 90, 180, 270].map((bearing) => destination(anchor, bearing, leastMetres)),
  ])
}

/** The box around every polygon of a collection; null where there is none. */
export function boxOfCollection(collection: FeatureCollection): Box | null {
  return boxAround(
    collection.features.flatMap(({ geometry }) =>
      geometry.type === 'Polygon'
        ? geometry.coordinates.flat()
        : geometry.type === 'MultiPolygon'
          ? geometry.coordinates.flat(2)
          : [],
    ),
  )
}

/** The outer ring of each part of a polygon. */
export function outerRings(geometry: Polygon): LngLat[][] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.flatMap((rings) => rings.slice(0, 1))
}

function polygon(ring: LngLat[]): Polygon {
  return { type: 'Polygon', coordinates: [ring] }
}

function closed(corners: LngLat[]): LngLat[] {
  const first = corners[0]
  return first === undefined ? corners : [...corners, first]
}

function centroid(ring: readonly LngLat[]): { area: number; middle: LngLat } | null {
  const first = ring[0]
  if (first === undefined) return null
  let [area, x, y] = [0, 0, 0]
  for (let i = 0; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i], ring[i + 1]]
    if (a === undefined || b === undefined) continue
    // Relative to the first corner: degrees of longitude near 112 would lose digits in the products.
    const [ax, ay, bx, by] = [a[0] - first[0], a[1] - first[1], b[0] - first[0], b[1] - first[1]]
    const cross = ax * by - bx * ay
    area += cross / 2
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  if (area === 0) return { area: 0, middle: first }
  return { area: Math.abs(area), middle: [first[0] + x / (6 * area), first[1] + y / (6 * area)] }
}

/** Whether a polygon covers a position, by the even-odd rule; for drawing, where an edge may fall to either side. */
export function covers(geometry: Polygon, [lng, lat]: LngLat): boolean {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
  let inside = false
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i], ring[i + 1]]
      if (a === undefined || b === undefined || a[1] > lat === b[1] > lat) continue
      if (lng < a[0] + ((lat - a[1]) * (b[0] - a[0])) / (b[1] - a[1])) inside = !inside
    }
  }
  return inside
}
