import type { Feature, FeatureCollection } from 'geojson'
import type { Device, DeviceStatus } from '#shared/device.ts'
import type { Level } from '#shared/area.ts'
import type { Alert, Incident } from '#shared/incident.ts'
import type { LngLat } from '#shared/geo.ts'
import { anIncident } from './an-incident.ts'
import { randomNumbers } from './random-numbers.ts'
import type { MadeUp } from './stand-in-server.ts'
import { tessellation } from './tessellation.ts'

/** How many villages a made-up township has along each side, and how many grids each of them has along its own. */
export type Size = { columns: number; rows: number; grids: number; devices: number }

const CELL_DEGREES = 0.01

/** A township as a screen knows it: polygons of three levels, and devices all over. The same in every run. */
export function madeUpScreen({ columns, rows, grids, devices }: Size, nowMs: number): MadeUp {
  const random = randomNumbers(7)
  const villages = tessellation({ columns, rows, seed: 1, cellDegrees: CELL_DEGREES * grids })
  const cells = tessellation({ columns: columns * grids, rows: rows * grids, seed: 2, cellDegrees: CELL_DEGREES })
  const { minX, minY, maxX, maxY } = villages.hull
  const corners: LngLat[] = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
    [minX, minY],
  ]
  const features = [
    area('t', 'township', '乡', null, corners),
    ...villages.rings.map((ring, n) => area(`v${n}`, 'village', `第${n + 1}村`, 't', ring)),
    ...cells.rings.map((ring, n) => {
      const [column, row] = [n % (columns * grids), Math.floor(n / (columns * grids))]
      const village = Math.floor(row / grids) * columns + Math.floor(column / grids)
      const place = (row % grids) * grids + (column % grids) + 1
      return area(`g${n}`, 'grid', `第${village + 1}村第${place}网格`, `v${village}`, ring)
    }),
  ]
  const made = Array.from({ length: devices }, (_, n): Device => {
    const location: LngLat = [minX + random() * (maxX - minX), minY + random() * (maxY - minY)]
    return { ...BARE_DEVICE, id: `d${n}`, name: `${n}号烟感`, kind: n % 20 === 0 ? 'camera' : 'smoke', location }
  })
  return {
    areas: { type: 'FeatureCollection', features } satisfies FeatureCollection,
    devices: made,
    statuses: made.map(({ id }) => aStatus(id, nowMs)),
    people: Array.from({ length: 40 }, (_, n) => ({ id: `p${n}`, name: `张${n}` })),
  }
}

/** What was heard of a device just now, well or not. */
export function aStatus(deviceId: string, nowMs: number, health: DeviceStatus['health'] = 'online'): DeviceStatus {
  const at = new Date(nowMs).toISOString()
  const since = health === 'online' ? null : at
  const nothing = {
    batteryPercent: 80,
    values: { temperature: 12.5 },
    problems: [],
    cadence: null,
    clockOffsetSeconds: null,
    lastPictureAt: null,
    gateway: null,
  }
  return { deviceId, health, since, lastSeenAt: at, ...nothing }
}

/** Smoke at one device, two people called, in the grid and village it stands in. */
export function aFire(
  n: number,
  device: Device,
  grid: Feature,
  nowMs: number,
  change: Partial<Incident> = {},
): Incident {
  const at = new Date(nowMs).toISOString()
  const { id: areaId, parentId } = grid.properties as { id: string; parentId: string }
  return anIncident(`i${n}`, at, {
    place: { type: 'point', location: device.location ?? [112, 36.5], radiusMetres: 30 },
    areas: [
      { areaId, level: 'grid', share: 1 },
      { areaId: parentId, level: 'village', share: 1 },
    ],
    deviceIds: [device.id],
    alerts: [aCall(`i${n}`, `p${n % 40}`, at), aCall(`i${n}`, `p${(n + 1) % 40}`, at)],
    ...change,
  })
}

/** An incident as it is once somebody has taken notice, said that they go, and closed it. */
export const noticed = (incident: Incident, nowMs: number): Incident => ({
  ...incident,
  answered: { at: new Date(nowMs).toISOString(), personId: 'p0' },
})
export const accepted = (incident: Incident, nowMs: number): Incident => ({
  ...incident,
  handling: 'acknowledged',
  alerts: incident.alerts.map((alert, n) =>
    n > 0 ? alert : { ...alert, state: 'accepted', answeredAt: new Date(nowMs).toISOString() },
  ),
})
export const closed = (incident: Incident, nowMs: number): Incident => ({
  ...incident,
  handling: 'closed',
  outcome: 'false-alarm',
  closedAt: new Date(nowMs).toISOString(),
})

function aCall(incidentId: string, personId: string, at: string): Alert {
  const never = { answeredAt: null, departedAt: null, arrivedAt: null, lastSignAt: null, stalledAt: null }
  const call = {
    id: `${incidentId}-${personId}`,
    incidentId,
    personId,
    duty: 'grid-member' as const,
    areaId: null,
    tier: 0,
  }
  const silent = { checkInAskedAt: null, silentAt: null }
  return { ...call, state: 'delivered', sentAt: at, deliveredAt: at, seenAt: null, ...never, ...silent }
}

function area(id: string, level: Level, name: string, parentId: string | null, ring: LngLat[]): Feature {
  const geometry = { type: 'Polygon' as const, coordinates: [ring] }
  return { type: 'Feature', properties: { id, code: id.padStart(6, '0'), level, name, parentId }, geometry }
}

const BARE_DEVICE: Omit<Device, 'id' | 'name' | 'kind' | 'location'> = {
  addresses: [],
  statedLocation: null,
  elevation: null,
  expectedIntervalSeconds: 600,
  camera: null,
  armed: false,
  maintenance: false,
  maintenanceUntil: null,
  registered: true,
}
