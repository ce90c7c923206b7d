import type { Device, DeviceStatus, Health } from '#shared/device.ts'
import { ALL_ZERO } from './gauge.ts'
import {
  FLAPPING_MS,
  LATE_INTERVALS,
  LOW_BATTERY_PERCENT,
  OFFLINE_INTERVALS,
  STUCK,
  TURNS_KEPT,
  UTTERANCE_SECONDS,
} from './care-rules.ts'
import { type Gateway, gatewaysOf } from './gateway-health.ts'
import { addressKey, type HealthFacts, type HeardAt, watched, type Watched } from './watched.ts'

type Problem = DeviceStatus['problems'][number]

/** How one device is, with what that was judged by. */
export type Judged = Watched & {
  status: DeviceStatus
  /** What it speaks through; the source where no gateway is known, null for a device never heard. */
  behind: Gateway | null
}

/** How every device is, and every gateway. */
export type HealthPicture = { devices: Judged[]; gateways: Gateway[] }

/** Judges every device by its own cadence, and what many have in common by all of them. */
export function healthOf(facts: HealthFacts): HealthPicture {
  const byAddress = new Map<string, Device>()
  for (const device of facts.devices)
    for (const { source, externalId } of device.addresses) byAddress.set(addressKey(source, externalId), device)
  const all = facts.devices.map((device) => watched(device, facts))
  const gateways = gatewaysOf(all, facts, (source, name) => byAddress.get(addressKey(source, name)) ?? null)
  const named = new Map(gateways.map((gateway) => [addressKey(gateway.sourceId, gateway.externalId ?? ''), gateway]))
  const downSince = new Map(
    gateways.flatMap((gateway) => (gateway.down && gateway.device ? [[gateway.device.id, gateway.down.since]] : [])),
  )
  const devices = all.map((each): Judged => {
    const { newest, gateway } = each
    const source = newest === null ? null : (named.get(addressKey(newest.sourceId, '')) ?? null)
    const own = newest === null || gateway === null ? null : (named.get(addressKey(newest.sourceId, gateway)) ?? null)
    const cut = own?.down ? own : source
    const gatewayId = own?.device?.id ?? null
    const status = statusOf(each, { cut, gatewayId, downSince: downSince.get(each.device.id) ?? null }, facts.now)
    return { ...each, behind: own ?? source, status }
  })
  return { devices, gateways }
}

/** What bears on a device from without: what it speaks through, and whether it is itself a gateway that is down. */
type Around = { cut: Gateway | null; gatewayId: string | null; downSince: Date | null }

function statusOf(each: Watched, { cut, gatewayId, downSince }: Around, now: Date): DeviceStatus {
  const { device, newest, cadence } = each
  const own = ownHealth(each)
  const isCut = own.health !== 'maintenance' && isCutOff(each, own.health, cut)
  const isDown = own.health !== 'maintenance' && own.health !== 'offline' && downSince !== null
  const cutAt = isCut && cut?.externalId !== null ? (cut?.down?.since ?? null) : isDown ? downSince : null
  const { health, since } = cutAt === null ? own : { health: 'offline' as const, since: cutAt }
  return {
    deviceId: device.id,
    health,
    since: since?.toISOString() ?? null,
    lastSeenAt: newest?.lastSeenAt.toISOString() ?? null,
    batteryPercent: newest?.batteryPercent ?? null,
    values: newest?.values ?? {},
    problems: [
      ...(isCut ? [problem('gateway-down', cut?.down?.since ?? null)] : []),
      ...(newest === null ? [] : problemsOf(newest, now)),
      ...(newest !== null && each.tellsTime && isClockOff(newest) ? [problem('clock-off', newest.clockOffSince)] : []),
    ],
    cadence,
    clockOffsetSeconds: each.tellsTime ? (newest?.clockOffsetSeconds ?? null) : null,
    lastPictureAt: each.lastPictureAt?.toISOString() ?? null,
    gateway: newest === null ? null : { sourceId: newest.sourceId, externalId: each.gateway, deviceId: gatewayId },
  }
}

function ownHealth({ newest, cadence, isInMaintenance, silentMs, goneAt }: Watched): {
  health: Health
  since: Date | null
} {
  if (isInMaintenance) return { health: 'maintenance', since: null }
  if (newest === null) return { health: 'never-seen', since: null }
  if (goneAt !== null) return { health: 'offline', since: goneAt }
  const intervals = cadence === null ? 0 : silentMs / (cadence.seconds * 1000)
  if (intervals <= LATE_INTERVALS) return { health: 'online', since: null }
  return { health: intervals > OFFLINE_INTERVALS ? 'offline' : 'late', since: newest.lastSeenAt }
}

/**
 * Whether it is silent because what it speaks through is down. Behind a gateway that holds for whatever has not been heard
 * since; of a source, whose devices may each have a line of their own, only for what is missed.
 */
function isCutOff({ newest }: Watched, health: Health, behind: Gateway | null): boolean {
  if (behind === null || behind.down === null || newest === null) return false
  if (newest.lastSeenAt > behind.down.since) return false
  return behind.externalId !== null || health === 'late' || health === 'offline'
}

function problemsOf({ turns, batteryPercent, values, gauge, gaugeSince, gaugeCount }: HeardAt, now: Date): Problem[] {
  const lately = turns.filter((at) => now.getTime() - at.getTime() <= FLAPPING_MS)
  const isStuck =
    gauge !== null &&
    gauge !== ALL_ZERO &&
    gaugeSince !== null &&
    gaugeCount >= STUCK.messages &&
    now.getTime() - gaugeSince.getTime() >= STUCK.ms
  const isLow = batteryPercent === null ? values['batteryLow'] === true : batteryPercent < LOW_BATTERY_PERCENT
  return [
    ...(lately.length >= TURNS_KEPT ? [problem('flapping', lately[0] ?? null)] : []),
    ...(isLow ? [problem('low-battery', null)] : []),
    ...(isStuck ? [problem('stuck-value', gaugeSince)] : []),
    ...(values['cameraFramesPerSecond'] === 0 && values['detectStatus'] !== 'disabled'
      ? [problem('stale-picture', null)]
      : []),
  ]
}

/** Nothing comes before it was sent; what is behind may only have been held up, until a later message is behind as well. */
function isClockOff({ clockOffsetSeconds, clockAt, clockOffSince }: HeardAt): boolean {
  if (clockOffsetSeconds === null || clockAt === null || clockOffSince === null) return false
  return clockOffsetSeconds > 0 || clockAt.getTime() - clockOffSince.getTime() >= UTTERANCE_SECONDS * 1000
}

function problem(name: Problem['problem'], since: Date | null): Problem {
  return { problem: name, since: since?.toISOString() ?? null }
}
