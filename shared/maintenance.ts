import type { Device } from './device.ts'

/** Whether somebody is working on a device at a moment (epoch milliseconds): maintenance with an end is over by itself. */
export function isInMaintenance(device: Pick<Device, 'maintenance' | 'maintenanceUntil'>, nowMs: number): boolean {
  return device.maintenance && (device.maintenanceUntil === null || nowMs < Date.parse(device.maintenanceUntil))
}
