import type { Device, DeviceStatus, Health } from '#shared/device.ts'

/** What was last heard at one address of a device. */
export type HeardAt = {
  lastSeenAt: Date
  available: boolean | null
  batteryPercent: number | null
  values: DeviceStatus['values']
}

/** A device is late after one and a half of its own intervals without a word, and offline after three. */
const LATE_INTERVALS = 1.5
const OFFLINE_INTERVALS = 3

/** The status of a device from what was heard at its addresses, by the newest of them. */
export function statusOf(device: Device, heard: readonly HeardAt[], now: Date): DeviceStatus {
  const newest = heard.toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime())[0]
  return {
    deviceId: device.id,
    health: healthOf(device, newest, now),
    lastSeenAt: newest?.lastSeenAt.toISOString() ?? null,
    batteryPercent: newest?.batteryPercent ?? null,
    values: newest?.values ?? {},
  }
}

function healthOf(device: Device, newest: HeardAt | undefined, now: Date): Health {
  if (device.maintenance) return 'maintenance'
  if (newest === undefined) return 'never-seen'
  if (newest.available === false) return 'offline'
  if (device.expectedIntervalSeconds === null) return 'online'
  const intervals = (now.getTime() - newest.lastSeenAt.getTime()) / (device.expectedIntervalSeconds * 1000)
  if (intervals > OFFLINE_INTERVALS) return 'offline'
  return intervals > LATE_INTERVALS ? 'late' : 'online'
}
