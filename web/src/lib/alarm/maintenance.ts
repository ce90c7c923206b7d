import type { Device } from '#shared/device.ts'

/** Whether somebody is working on a device: maintenance with an end is over by itself. */
export function isInMaintenance(device: Pick<Device, 'maintenance' | 'maintenanceUntil'>, nowMs: number): boolean {
  return device.maintenance && (device.maintenanceUntil === null || nowMs < Date.parse(device.maintenanceUntil))
}

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
