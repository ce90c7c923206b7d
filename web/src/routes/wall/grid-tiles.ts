import type { FeatureCollection } from 'geojson'
import type { Device, DeviceStatus } from '#shared/device.ts'
import type { LngLat, Polygon } from '#shared/geo.ts'
import type { Grade } from '#shared/grade.ts'
import type { Queued } from '#lib/alarm/queue.ts'
import type { AreaCard } from '#lib/live/state.ts'
import { covers } from '#lib/map/shapes.ts'

/** One grid of the township on the wall: something is on there, too much of it is silent, or all is well. */
export type GridTile = {
  id: string
  name: string
  village: string | null
  state: 'abnormal' | 'offline' | 'normal'
  grade: Grade | null
}

/** Which devices stand in which grid. Works on the drawn shapes; nothing is decided by it but the colour of a tile. */
export function devicesByGrid(shapes: FeatureCollection, devices: Iterable<Device>): ReadonlyMap<string, string[]> {
  const placed = [...devices].flatMap(({ id, location }) => (location === null ? [] : [{ id, location }]))
  const found = new Map<string, string[]>()
  for (const { properties, geometry } of shapes.features) {
    if (properties?.['level'] !== 'grid' || (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')) continue
    // GeoJSON's positions are number[]; areas come from the server as pairs.
    const inside = placed.filter(({ location }: { location: LngLat }) => covers(geometry as Polygon, location))
    found.set(
      String(properties['id']),
      inside.map(({ id }) => id),
    )
  }
  return found
}

/** The tiles of all grids, abnormal ones first, then silent ones; within a state by village and code. */
export function gridTiles(
  areas: ReadonlyMap<string, AreaCard>,
  queue: readonly Queued[],
  devicesIn: ReadonlyMap<string, string[]>,
  statuses: ReadonlyMap<string, DeviceStatus>,
): GridTile[] {
  const worst = new Map<string, Grade>()
  // Worst first, so the first to name a grid gives it its grade.
  for (const { incident, grade } of queue) {
    for (const { areaId } of incident.areas) {
      const grid = gridOf(areaId, areas)
      if (grid !== null && !worst.has(grid)) worst.set(grid, grade)
    }
  }
  const isSilent = (id: string) => statuses.get(id)?.health === 'offline' || statuses.get(id)?.health === 'never-seen'
  const tiles: (GridTile & { code: string })[] = []
  for (const area of areas.values()) {
    if (area.level !== 'grid') continue
    const watching = (devicesIn.get(area.id) ?? []).filter((id) => statuses.get(id)?.health !== 'maintenance')
    // Half of a grid's devices silent is blind ground, not one flat battery.
    const blind = watching.length > 0 && watching.filter(isSilent).length * 2 >= watching.length
    const village = area.parentId === null ? null : (areas.get(area.parentId)?.name ?? null)
    const grade = worst.get(area.id) ?? null
    const state = grade !== null ? 'abnormal' : blind ? 'offline' : 'normal'
    tiles.push({ id: area.id, name: shortened(area.name, village), village, state, grade, code: area.code })
  }
  const order = ['abnormal', 'offline', 'normal']
  return tiles.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.code < b.code ? -1 : 1))
}

function gridOf(areaId: string, areas: ReadonlyMap<string, AreaCard>): string | null {
  let area = areas.get(areaId)
  while (area !== undefined && area.level !== 'grid') {
    // Only a zone has a grid above it; a village or a township is not one grid's affair.
    area = area.level === 'zone' && area.parentId !== null ? areas.get(area.parentId) : undefined
  }
  return area?.id ?? null
}

function shortened(name: string, village: string | null): string {
  return village !== null && name.startsWith(village) && name.length > village.length
    ? name.slice(village.length).trim()
    : name
}
