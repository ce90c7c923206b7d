import type { Device } from '#shared/device.ts'
import type { Version } from '../domain/arrangement.ts'

/** A device as `PUT` takes it, for changing one thing about it; of its dates it does not speak, so that they stay. */
export function deviceBody({
  id: _id,
  registered: _registered,
  versionId: _versionId,
  validFrom: _from,
  validUntil: _until,
  ...body
}: Device & Partial<Version<object>>): Omit<Device, 'id' | 'registered'> {
  return body
}
