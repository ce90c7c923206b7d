import type { FeatureCollection } from 'geojson'
import type { Device, DeviceStatus } from '#shared/device.ts'
import type { Polygon } from '#shared/geo.ts'
import { covers } from '#lib/map/shapes.ts'
import { m } from '#lib/paraglide/messages.js'
import { spanWord } from '#lib/time.ts'

/** How often a device speaks: as registered, or as learned by listening. */
export function cadenceWords({ seconds, from }: NonNullable<DeviceStatus['cadence']>): string {
  const span = spanWord(seconds * 1000)
  return from === 'registered' ? m.desk_device_every({ span }) : m.desk_device_every_learned({ span })
}

/** What a device speaks through, by the name it has here or within its source; empty for the source itself. */
export function gatewayName(
  { deviceId, externalId }: NonNullable<DeviceStatus['gateway']>,
  nameOf: (deviceId: string) => string | null,
): string {
  return (deviceId === null ? null : nameOf(deviceId)) ?? externalId ?? ''
}

/** By how much a clock differs from ours, to the minute where it is more than one. */
export function clockWords(offsetSeconds: number): string {
  const offMs = Math.abs(offsetSeconds) * 1000
  if (offMs < 60_000) return m.desk_device_clock_good({ span: spanWord(60_000) })
  const span = spanWord(Math.round(offMs / 60_000) * 60_000)
  return offsetSeconds > 0 ? m.desk_device_clock_ahead({ span }) : m.desk_device_clock_behind({ span })
}

/** Whether and when a device is armed. */
export function armedWords({ armed, armedSchedule }: Pick<Device, 'armed' | 'armedSchedule'>): string {
  if (armed) return m.desk_device_armed_always()
  return (armedSchedule ?? []).length > 0 ? m.desk_device_armed_hours() : m.desk_device_armed_not()
}

/** The smallest ground below the township on which each placed device stands, by its id; empty outside. */
export function groundNames(shapes: FeatureCollection, devices: Iterable<Device>): ReadonlyMap<string, string> {
  const grounds = shapes.features.filter(
    ({ properties }) => properties?.['level'] === 'village' || properties?.['level'] === 'grid',
  )
  const names = new Map<string, string>()
  for (const { id, location } of devices) {
    if (location === null) continue
    const found = grounds.filter(({ geometry }) => covers(geometry as Polygon, location))
    names.set(id, String(found.at(-1)?.properties?.['name'] ?? ''))
  }
  return names
}
