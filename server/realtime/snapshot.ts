import type { Snapshot } from '#shared/change.ts'
import type { DeviceStatus } from '#shared/device.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { type Arrangement, bare } from '../domain/arrangement.ts'
import { dutyRoomOf } from '../domain/duty-room.ts'
import { allFireDangers } from '../domain/fire-danger.ts'
import { wireIncident } from '../domain/facts.ts'
import { healthOf } from '../domain/health.ts'
import { maySee, scopeOf } from '../domain/viewer.ts'
import { personCards, personPhones } from '../store/people.ts'
import { heardAtAddresses, hearingSpans } from '../store/statuses.ts'

/** Everything a screen of this viewer needs to start, as of one sequence. */
export async function snapshotFor(
  viewer: Viewer,
  parts: { database: Database; decisions: Decisions; now: () => Date },
): Promise<Snapshot> {
  const { database, decisions, now } = parts
  const { seq, incidents, arrangement, timeZone } = await decisions.facts()
  const at = now()
  return {
    seq,
    at: at.toISOString(),
    incidents: [...incidents.values()].filter((incident) => maySee(viewer, scopeOf(incident))).map(wireIncident),
    devices: [...arrangement.devices.values()].map(bare),
    statuses: await statuses(database, arrangement, at),
    people: await personCards(database),
    areas: arrangement.areaList.map(({ id, code, level, name, parentId }) => ({ id, code, level, name, parentId })),
    fireDanger: allFireDangers(arrangement, at),
    timeZone,
    durability: database.durability,
    dutyRoom: await personPhones(database, dutyRoomOf(viewer, arrangement, incidents.values())),
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
