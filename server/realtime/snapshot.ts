import type { Snapshot } from '#shared/change.ts'
import type { DeviceStatus } from '#shared/device.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { type Arrangement, bare } from '../domain/arrangement.ts'
import { dutyRoomOf } from '../domain/duty-room.ts'
import { allFireDangers } from '../domain/fire-danger.ts'
import { wireIncident } from '../domain/wire-incident.ts'
import { healthOf } from '../domain/health.ts'
import { isAtOrAbove, maySeeDevice, maySeePerson } from '../domain/ground.ts'
import { namedBy, shownTo, witnessesOf } from '../domain/shown.ts'
import { maySee, scopeOf, sightOf, viewerAnew } from '../domain/viewer.ts'
import { personCards, personPhones } from '../store/people.ts'
import { heardAtAddresses, hearingSpans } from '../store/statuses.ts'

/**
 * Everything a screen of this viewer needs to start, as of one sequence, and nothing that is not theirs then: a duty may
 * have ended since they came.
 */
export async function snapshotFor(
  visitor: Viewer,
  parts: { database: Database; decisions: Decisions; now: () => Date },
): Promise<Snapshot> {
  const { database, decisions, now } = parts
  const { seq, incidents, arrangement, timeZone } = await decisions.facts()
  const at = now()
  const viewer = viewerAnew(arrangement, visitor) ?? { ...visitor, roles: [], duties: [], areaIds: [] }
  const seen = [...incidents.values()].filter((incident) => maySee(viewer, scopeOf(incident))).map(wireIncident)
  const shown = seen.map((incident) => shownTo(viewer, incident, arrangement))
  const own = [...arrangement.devices.values()].filter((device) => maySeeDevice(viewer, device, arrangement))
  const witnesses = seen.flatMap((incident) => witnessesOf(viewer, incident, arrangement))
  const devices = [...new Map([...own, ...witnesses].map((device) => [device.id, bare(device)])).values()]
  const ownIds = new Set(own.map(({ id }) => id))
  const dutyRoom = dutyRoomOf(viewer, arrangement, incidents.values())
  const named = new Set([...shown.flatMap(namedBy), ...dutyRoom])
  return {
    seq,
    at: at.toISOString(),
    sight: sightOf(viewer),
    incidents: shown,
    devices,
    statuses: (await statuses(database, arrangement, at)).filter(({ deviceId }) => ownIds.has(deviceId)),
    people: (await personCards(database)).filter(({ id }) => named.has(id) || maySeePerson(viewer, id, arrangement)),
    areas: arrangement.areaList.map(({ id, code, level, name, parentId }) => ({ id, code, level, name, parentId })),
    fireDanger: allFireDangers(arrangement, at).filter(({ areaId }) => isAtOrAbove(viewer, areaId, arrangement)),
    timeZone,
    durability: database.durability,
    dutyRoom: await personPhones(database, dutyRoom),
  }
}

/** The status of every device, from what was heard of all of them. */
export async function statuses(database: Database, arrangement: Arrangement, at: Date): Promise<DeviceStatus[]> {
  const [heard, spans] = await Promise.all([heardAtAddresses(database), hearingSpans(database)])
  const { devices, sources } = arrangement
  return healthOf({ devices: [...devices.values()], sources, heard, spans, now: at }).devices.map(
    ({ status }) => status,
  )
}
