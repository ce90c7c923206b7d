import { beaufortOf, WIND_FRESH_MS } from '#shared/beaufort.ts'
import { type Wind, windOf } from '#shared/compass.ts'
import type { DeviceStatus } from '#shared/device.ts'

/** The strongest wind that any station told of within half an hour: its force, and from where it blows; null: none did. */
export function windNow(
  statuses: Iterable<Pick<DeviceStatus, 'lastSeenAt' | 'values'>>,
  nowMs: number,
): { force: number; from: Wind | null } | null {
  let strongest: { speed: number; from: Wind | null } | null = null
  for (const { lastSeenAt, values } of statuses) {
    const { windSpeedMetresPerSecond: speed, windDirectionDegrees: bearing } = values
    if (typeof speed !== 'number' || lastSeenAt === null || nowMs - Date.parse(lastSeenAt) > WIND_FRESH_MS) continue
    if (strongest === null || speed > strongest.speed)
      strongest = { speed, from: typeof bearing === 'number' ? windOf(bearing) : null }
  }
  return strongest === null ? null : { force: beaufortOf(strongest.speed), from: strongest.from }
}
