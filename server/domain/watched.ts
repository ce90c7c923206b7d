import type { Device, DeviceStatus } from '#shared/device.ts'
import { isInMaintenance } from '#shared/maintenance.ts'
import type { Source } from '#shared/source.ts'
import { cadenceOf, type Gaps } from './cadence.ts'
import { TELL_OF_THE_PAST } from './care-rules.ts'
import { BRIDGE } from './decode/zigbee2mqtt.ts'
import { SERVER } from './decode/frigate.ts'
import { heardMs, type Span } from './hearing.ts'

/** What was last heard at one address of a device. */
export type HeardAt = Gaps & {
  sourceId: string
  externalId: string
  lastSeenAt: Date
  available: boolean | null
  availableAt: Date | null
  batteryPercent: number | null
  values: DeviceStatus['values']
  turns: readonly Date[]
  via: string | null
  gauge: number | null
  gaugeSince: Date | null
  gaugeCount: number
  clockOffsetSeconds: number | null
  clockAt: Date | null
  clockOffSince: Date | null
  lastPictureAt: Date | null
}

/** Everything that is known of devices at a moment. `heard` by `addressKey`. */
export type HealthFacts = {
  devices: readonly Device[]
  sources: readonly Pick<Source, 'id' | 'format'>[]
  heard: ReadonlyMap<string, HeardAt>
  spans: readonly Span[]
  now: Date
}

/** A device with what its silence is judged by. */
export type Watched = {
  device: Device
  /** The address with the newest word; null for a device never heard. */
  newest: HeardAt | null
  cadence: DeviceStatus['cadence']
  isInMaintenance: boolean
  /** How long it has been silent while somebody listened, and nobody worked on it. */
  silentMs: number
  /** Since when it is said to be gone, if nothing of its own was heard since. */
  goneAt: Date | null
  /** The gateway it speaks through, by its name within the source, where one is known. */
  gateway: string | null
  /** When the newest picture came, at whichever address. */
  lastPictureAt: Date | null
  /** Whether the times it tells are of its own clock, as it speaks. */
  tellsTime: boolean
}

/** How an address is looked up. */
export function addressKey(sourceId: string, externalId: string): string {
  return `${sourceId}\0${externalId}`
}

/** The programs that speak for all devices of their source, by the names of their own addresses. */
const BRIDGES: Partial<Record<Source['format'], string>> = { zigbee2mqtt: BRIDGE, frigate: SERVER }

/** A device, seen from what was heard at its addresses. */
export function watched(device: Device, { sources, heard, spans, now }: HealthFacts): Watched {
  const rows = device.addresses.flatMap(({ source, externalId }) => heard.get(addressKey(source, externalId)) ?? [])
  const newest = rows.toSorted((a, b) => wordAt(b).getTime() - wordAt(a).getTime())[0] ?? null
  const until = device.maintenanceUntil === null ? null : new Date(device.maintenanceUntil)
  const isTended = isInMaintenance(device, now.getTime())
  const [lastPictureAt = null] = rows
    .flatMap((row) => row.lastPictureAt ?? [])
    .toSorted((a, b) => b.getTime() - a.getTime())
  const shared = { device, newest, cadence: cadenceOf(device, newest), isInMaintenance: isTended, lastPictureAt }
  if (newest === null) return { ...shared, silentMs: 0, goneAt: null, gateway: null, tellsTime: false }
  // Nobody expects a word from what was being worked on.
  const from = until !== null && until <= now && until > newest.lastSeenAt ? until : newest.lastSeenAt
  const format = sources.find(({ id }) => id === newest.sourceId)?.format
  const gateway = newest.via ?? (format === undefined ? null : (BRIDGES[format] ?? null))
  return {
    ...shared,
    silentMs: heardMs(from, now, spans),
    goneAt: goneAt(newest),
    gateway: gateway === newest.externalId ? null : gateway,
    tellsTime: format !== undefined && !TELL_OF_THE_PAST.includes(format),
  }
}

/** Since when an address is said to be gone, unless it has spoken since; null where nobody says so. */
export function goneAt({ available, availableAt, lastSeenAt }: HeardAt): Date | null {
  if (available !== false) return null
  const saidAt = availableAt ?? lastSeenAt
  return saidAt >= lastSeenAt ? saidAt : null
}

function wordAt(row: HeardAt): Date {
  return goneAt(row) ?? row.lastSeenAt
}
