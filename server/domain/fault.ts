import type { Device } from '#shared/device.ts'
import type { LngLat, Place } from '#shared/geo.ts'
import type { Values } from '#shared/observation.ts'
import { GATEWAY_DEVICES, OFFLINE_INTERVALS, UNDECIDED_MS } from './care-rules.ts'
import type { Gateway } from './gateway-health.ts'
import { distanceMetres } from './geodesy.ts'
import type { HealthPicture, Judged } from './health.ts'
import { heardMs, type Span } from './hearing.ts'
import { locate } from './locate.ts'

/** A device, or what many speak through, that is silent. `isDue`: for so long that somebody has to look. */
export type Fault = {
  /** The name of the signal that it is. */
  key: string
  deviceId: string | null
  place: Place
  /** When it was last heard, or was said to go. */
  since: Date
  isDue: boolean
  values: Values
}

/** How far around a lone place without a gateway of its own somebody has to look, in metres. */
const LEAST_RADIUS_METRES = 50
/** Signals of this name are faults that are found here. */
const PREFIX = 'fault/'

/** Whether a signal is one of a silent device or gateway. */
export function isFaultKey(key: string): boolean {
  return key.startsWith(PREFIX)
}

/**
 * What is silent and ought not to be: each gateway that is down, for all behind it, and each other device by itself.
 * Only what somebody has registered, and nobody is working on, is anybody's duty.
 */
export function faultsIn(
  { devices, gateways }: HealthPicture,
  at: { spans: readonly Span[]; now: Date; afterMs: number },
): Fault[] {
  const down = gateways.flatMap((gateway) => gatewayFault(gateway, devices, at.afterMs))
  const told = new Set(down.map(({ key }) => key))
  const silent = devices.flatMap((judged) => deviceFault(judged, at)).filter(({ key }) => !told.has(key))
  return [...down, ...silent]
}

function gatewayFault(
  { sourceId, externalId, device, members, down }: Gateway,
  all: readonly Judged[],
  afterMs: number,
): Fault[] {
  if (down === null) return []
  const own = device === null ? undefined : all.find((judged) => judged.device.id === device.id)
  if (own?.isInMaintenance === true) return []
  const registered = members.filter((member) => member.device.registered)
  if (registered.length === 0 && own?.device.registered !== true) return []
  const name = externalId ?? sourceId
  return [
    {
      key: device === null ? `${PREFIX}${sourceId}/${externalId ?? ''}` : `${PREFIX}${device.id}`,
      deviceId: device?.id ?? null,
      place: device?.location
        ? placeOf(device)
        : around(registered.flatMap((member) => (member.device.location === null ? [] : [member.device.location]))),
      since: down.since,
      isDue: down.ms >= afterMs,
      values: { silentSince: down.since.toISOString(), gateway: name, silentDevices: members.length },
    },
  ]
}

/** What went while somebody worked on it counts from the end of that work. */
function afterMaintenance(goneAt: Date, { maintenanceUntil }: Device): Date {
  const until = maintenanceUntil === null ? null : new Date(maintenanceUntil)
  return until !== null && until > goneAt ? until : goneAt
}

function deviceFault(
  judged: Judged,
  { spans, now, afterMs }: { spans: readonly Span[]; now: Date; afterMs: number },
): Fault[] {
  const { device, status, newest, cadence, silentMs, goneAt } = judged
  const has = (name: string) => status.problems.some(({ problem }) => problem === name)
  if (!device.registered || status.health !== 'offline' || newest === null || has('gateway-down')) return []
  const offlineMs =
    goneAt !== null
      ? heardMs(afterMaintenance(goneAt, device), now, spans)
      : cadence === null
        ? 0
        : silentMs - cadence.seconds * 1000 * OFFLINE_INTERVALS
  const since = goneAt ?? newest.lastSeenAt
  return [
    {
      key: `${PREFIX}${device.id}`,
      deviceId: device.id,
      place: placeOf(device),
      since,
      isDue: offlineMs >= afterMs && !has('flapping') && !isUndecided(judged),
      values: { silentSince: since.toISOString() },
    },
  ]
}

/** Whether nothing was heard of the others either since: then it may be what they all speak through, which is told by all of them. */
function isUndecided({ behind, newest }: Judged): boolean {
  if (behind === null || newest === null || behind.members.length < GATEWAY_DEVICES) return false
  return behind.lastWordAt <= newest.lastSeenAt && behind.quietMs < UNDECIDED_MS
}

function placeOf(device: Device): Place {
  return locate({ stated: null, device, kind: 'device-fault' }).place
}

/** The ground on which they all stand. */
function around(locations: readonly LngLat[]): Place {
  if (locations.length === 0) return { type: 'unknown' }
  const mean = (axis: 0 | 1) => locations.reduce((sum, at) => sum + at[axis], 0) / locations.length
  const location: LngLat = [mean(0), mean(1)]
  const farthest = Math.max(LEAST_RADIUS_METRES, ...locations.map((at) => distanceMetres(location, at)))
  return { type: 'point', location, radiusMetres: Math.round(farthest) }
}
