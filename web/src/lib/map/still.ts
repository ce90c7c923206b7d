import type { FeatureCollection } from 'geojson'
import type { Level } from '#shared/area.ts'
import type { LngLat, Polygon } from '#shared/geo.ts'
import { type Box, boxAround, middleOf, outerRings } from './shapes.ts'

/** A size in pixels. */
export type Size = { width: number; height: number }

/** Puts positions on a picture, x to the right and y down, in pixels. */
export type Projection = (position: LngLat) => [x: number, y: number]

/** The projection that shows a box whole and centred, north up, with room at the edges; alike in all directions. */
export function projectionOf(box: Box, { width, height }: Size, paddingPixels: number): Projection {
  const [west, south, east, north] = box
  // A degree of longitude is this much shorter than one of latitude in the middle of the box.
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const across = Math.max((east - west) * squeeze, 1e-6)
  const up = Math.max(north - south, 1e-6)
  const scale = Math.max(1, Math.min((width - 2 * paddingPixels) / across, (height - 2 * paddingPixels) / up))
  return ([lng, lat]) => [
    width / 2 + (lng - (west + east) / 2) * squeeze * scale,
    height / 2 - (lat - (south + north) / 2) * scale,
  ]
}

/** An outline as the `d` of an SVG path, to a tenth of a pixel. */
export function pathOf(geometry: Polygon, project: Projection): string {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
  return rings
    .map(
      (ring) =>
        `M${ring
          .map((position) =>
            project(position)
              .map((n) => n.toFixed(1))
              .join(),
          )
          .join('L')}Z`,
    )
    .join('')
}

/** One area of a picture; its name only where it fits between its own borders. */
export type StillArea = { id: string; level: Level; d: string; name: string | null; x: number; y: number }

/** The areas of some levels, the larger levels first, with names of `wordPixels` a character; none is cut at the edge. */
export function stillAreas(
  areas: FeatureCollection,
  levels: readonly Level[],
  project: Projection,
  { width }: Size,
  wordPixels: number,
): StillArea[] {
  const drawn = areas.features.flatMap(({ geometry, properties }) => {
    const level = levels.find((one) => one === properties?.['level'])
    if (level === undefined || (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')) return []
    // GeoJSON's positions are number[]; areas come from the server as pairs.
    const ground = geometry as Polygon
    const middle = middleOf(ground)
    const box = boxAround(outerRings(ground).flat())
    if (middle === null || box === null) return []
    const [x, y] = project(middle)
    const [left] = project([box[0], box[1]])
    const [right] = project([box[2], box[3]])
    const full = String(properties?.['name'] ?? '')
    const half = (full.length * wordPixels) / 2
    const fits = level !== 'township' && 2 * half <= right - left && x >= half && x <= width - half
    return [{ id: String(properties?.['id']), level, d: pathOf(ground, project), name: fits ? full : null, x, y }]
  })
  return drawn.sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))
}
