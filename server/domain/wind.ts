import { beaufortOf, WIND_FRESH_MS } from '#shared/beaufort.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Arrangement } from './arrangement.ts'
import { distanceMetres } from './geodesy.ts'

/** The wind that a device told of last. */
export type WindReading = { deviceId: string; at: Date; metresPerSecond: number }

/** A device's clock may go ahead a little. */
const AHEAD_MS = 300_000
/** Beyond this another valley has another wind. */
const NEAR_METRES = 20_000

/** The wind near a spot on the scale of Beaufort, by the nearest device that told of it within half an hour; null: none did. */
export function windNear(
  spot: LngLat,
  winds: readonly WindReading[],
  { devices }: Pick<Arrangement, 'devices'>,
  now: Date,
): number | null {
  const near = winds.flatMap(({ deviceId, at, metresPerSecond }) => {
    const location = devices.get(deviceId)?.location ?? null
    const ageMs = now.getTime() - at.getTime()
    if (location === null || ageMs > WIND_FRESH_MS || ageMs < -AHEAD_MS) return []
    const metres = distanceMetres(spot, location)
    return metres > NEAR_METRES ? [] : [{ metres, metresPerSecond }]
  })
  const [nearest] = near.toSorted((a, b) => a.metres - b.metres)
  return nearest === undefined ? null : beaufortOf(nearest.metresPerSecond)
}
