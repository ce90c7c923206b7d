import type { LngLat } from '#shared/geo.ts'

/** Where the phone is by its own finding (WGS-84), or why it does not say. */
export type Position =
  | { ok: true; location: LngLat; accuracyMetres: number; at: string }
  | { ok: false; reason: 'insecure' | 'none' | 'denied' | 'unavailable' }

const TIMEOUT_MS = 20_000

/** Asks the phone where it is. Browsers answer only on a page that came over an encrypted connection. */
export function askPosition(): Promise<Position> {
  if (!isSecureContext) return Promise.resolve({ ok: false, reason: 'insecure' })
  if (!('geolocation' in navigator)) return Promise.resolve({ ok: false, reason: 'none' })
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) =>
        resolve({
          ok: true,
          location: [coords.longitude, coords.latitude],
          accuracyMetres: Math.round(coords.accuracy),
          at: new Date(timestamp).toISOString(),
        }),
      (error) => resolve({ ok: false, reason: error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable' }),
      { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: 10_000 },
    )
  })
}
