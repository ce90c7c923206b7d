import type { Device } from '#shared/device.ts'
import type { Database } from '../../db/connect.ts'
import { holdsAt } from '../domain/arrangement.ts'
import { knownVersions } from '../store/registry.ts'

/** A device as `PUT` takes it, for changing one thing about it. */
export function deviceBody({ id: _id, registered: _registered, ...body }: Device): Omit<Device, 'id' | 'registered'> {
  return body
}

/** When a device is to be taken down, as a part of its body: a change of something else does not put that off. */
export async function endOf(database: Database, id: string, now: Date): Promise<{ validUntil: string | null }> {
  const current = (await knownVersions(database, 'devices', id)).find((version) => holdsAt(version, now))
  return { validUntil: current?.validUntil?.toISOString() ?? null }
}
