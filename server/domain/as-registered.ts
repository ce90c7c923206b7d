import type { Device, DeviceKind } from '#shared/device.ts'
import type { Kind } from '#shared/kinds.ts'
import { isArmed } from './arming.ts'
import type { Decoded } from './decode/format.ts'

/**
 * Whether somebody may have to act on this. `at` is when its message was received: by that moment alone it is judged
 * whether the device is armed, on the road and in the decision alike, however long it waits between them.
 */
export function isAlarm(decoded: Decoded, device: Device | null, at: Date, timeZone: string): boolean {
  const { state, kind, needsArming } = asRegistered(decoded, device)
  if (state !== 'active' || kind === null) return false
  return !needsArming || (device !== null && isArmed(device, at, timeZone))
}

/** What a button says for being pressed, whichever of its keys and however often: `single`, `2_hold`, `press_1`. */
const PRESS = /(^|[_ -])(single|double|triple|tripple|quadruple|many|hold|long|press|pressed|click)($|[_ -])/

/** What a wired contact tells when it closes, by what was registered to hang on the wire. */
const WIRED: Partial<Record<DeviceKind, { kind: Kind; needsArming: boolean }>> = {
  smoke: { kind: 'smoke', needsArming: false },
  heat: { kind: 'heat', needsArming: false },
  gas: { kind: 'gas', needsArming: false },
  'water-leak': { kind: 'flood', needsArming: false },
  'water-level': { kind: 'flood', needsArming: false },
  sos: { kind: 'sos', needsArming: false },
  contact: { kind: 'intrusion', needsArming: true },
  motion: { kind: 'intrusion', needsArming: true },
}

/**
 * What an observation means coming from this device. An input of a camera is what hangs on its wire. A bare press says
 * nothing from a light switch and everything from a button that was registered for calling help: some makers' emergency
 * buttons know no other word.
 */
export function asRegistered(decoded: Decoded, device: Device | null): Decoded {
  const { kind, values } = decoded
  // Whose beginning and end are joined by the series, not by the kind.
  if (values['wired'] !== undefined && decoded.state !== 'reading' && device !== null && device.registered) {
    return { ...decoded, ...WIRED[device.kind] }
  }
  if (device?.kind !== 'sos' || kind !== null || values['test'] === true) return decoded
  if (!PRESS.test(String(values['action'] ?? '').toLowerCase())) return decoded
  return { ...decoded, kind: 'sos', state: 'active', signal: 'event', needsArming: false }
}
