import type { Device } from '#shared/device.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from './arrangement.ts'
import { maySee, touchesGround } from './viewer.ts'

// What people have arranged, as far as it is a viewer's: judged by the arrangement as it stands, whoever changed it.

type Ground = Pick<Arrangement, 'areas' | 'lineage'>
const devicesOf = new WeakMap<Arrangement, Map<string, { location: LngLat | null; areaIds: string[] }>>()
const aboveOf = new WeakMap<Arrangement, Map<string, ReadonlySet<string>>>()

/** The areas that own a point, with all above them; none outside every area. */
export function areaIdsAt({ areas, lineage }: Ground, location: LngLat): string[] {
  return [...new Set(areas.owners(location).flatMap(({ id }) => lineage(id).map((above) => above.id)))]
}

/** Whether a device stands on the viewer's ground, or is their own; without a place it is the duty rooms' and of who sees all. */
export function maySeeDevice(
  viewer: Viewer,
  device: Pick<Device, 'id' | 'location' | 'personId'>,
  arrangement: Arrangement,
): boolean {
  const personIds = device.personId == null ? [] : [device.personId]
  return maySee(viewer, { areaIds: areaIdsOfDevice(arrangement, device), personIds })
}

/** The areas of a device, looked up once in an arrangement: statuses are told of many devices to many screens. */
export function areaIdsOfDevice(arrangement: Arrangement, { id, location }: Pick<Device, 'id' | 'location'>): string[] {
  const known = devicesOf.get(arrangement) ?? new Map<string, { location: LngLat | null; areaIds: string[] }>()
  devicesOf.set(arrangement, known)
  const found = known.get(id)
  if (found !== undefined && found.location?.join() === location?.join()) return found.areaIds
  const areaIds = location === null ? [] : areaIdsAt(arrangement, location)
  known.set(id, { location, areaIds })
  return areaIds
}

/** Whether an area is of the viewer's ground or lies above it: there are those who answer for the viewer as well. */
export function isAtOrAbove(viewer: Viewer, areaId: string, arrangement: Arrangement): boolean {
  return viewer.areaIds === null || groundAndAbove(viewer, arrangement).has(areaId)
}

function groundAndAbove(viewer: Viewer, arrangement: Arrangement): ReadonlySet<string> {
  const known = aboveOf.get(arrangement) ?? new Map<string, ReadonlySet<string>>()
  aboveOf.set(arrangement, known)
  const key = viewer.areaIds?.join() ?? ''
  const found =
    known.get(key) ??
    new Set((viewer.areaIds ?? []).flatMap((areaId) => arrangement.lineage(areaId).map(({ id }) => id)))
  known.set(key, found)
  return found
}

/** Whose name a viewer may know without an incident: their own, and of who holds a duty on their ground or above it. */
export function maySeePerson(viewer: Viewer, personId: string, arrangement: Arrangement): boolean {
  if (viewer.areaIds === null || personId === viewer.personId) return true
  return [...heldBy(arrangement, personId)].some((areaId) => isAtOrAbove(viewer, areaId, arrangement))
}

/** Whether somebody holds a duty on the viewer's own ground. */
export function isOnGround(viewer: Viewer, personId: string, arrangement: Arrangement): boolean {
  return touchesGround(viewer, [...heldBy(arrangement, personId)])
}

const dutiesOf = new WeakMap<Arrangement, Map<string, Set<string>>>()

function heldBy(arrangement: Arrangement, personId: string): ReadonlySet<string> {
  let known = dutiesOf.get(arrangement)
  if (known === undefined) {
    known = new Map()
    for (const held of [...arrangement.responsibilities, ...arrangement.shifts])
      known.set(held.personId, (known.get(held.personId) ?? new Set()).add(held.areaId))
    dutiesOf.set(arrangement, known)
  }
  return known.get(personId) ?? new Set()
}
