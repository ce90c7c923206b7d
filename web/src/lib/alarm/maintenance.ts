import type { Device } from '#shared/device.ts'
import { isInMaintenance } from '#shared/maintenance.ts'

/** Whether any witness of an incident is being worked on. */
export function hasWitnessInMaintenance(
  deviceIds: readonly string[],
  devices: ReadonlyMap<string, Device>,
  nowMs: number,
): boolean {
  return deviceIds.some((id) => {
    const device = devices.get(id)
    return device !== undefined && isInMaintenance(device, nowMs)
  })
}
