import { deviceTime } from './device-time.ts'
import { isRecord, numberIn, textIn } from './fields.ts'
import { euiIn } from './lorawan-eui.ts'

type Reception = Record<string, unknown>

function receptionsIn(rxInfo: unknown): Reception[] {
  return Array.isArray(rxInfo) ? rxInfo.filter(isRecord) : []
}

/** Of all gateways that heard the uplink the one that heard it loudest; null where none is named. */
export function heardBest(rxInfo: unknown): Reception | null {
  let best: Reception | null = null
  for (const one of receptionsIn(rxInfo)) if (best === null || loudness(one) > loudness(best)) best = one
  return best
}

/** Zero is left out by the encoding; no real reception is as loud. */
function loudness({ rssi }: Reception): number {
  return numberIn(rssi) || -Infinity
}

/** The gateway's name in lower-case hexadecimal: `gatewayId` in version 4, `gatewayID` (base64 or hex) or `mac` before. */
export function gatewayIn(heard: Reception | null): string | null {
  return heard === null ? null : euiIn(heard['gatewayId'] ?? heard['gatewayID'] ?? heard['mac'])
}

/** Version 3 names no uplink, but each gateway its own reception, in an id that no other has: the first one tells. */
export function uplinkIdIn(rxInfo: unknown): string | null {
  for (const { uplinkID } of receptionsIn(rxInfo)) {
    const id = textIn(uplinkID, 64)
    // All zeros, as text or in base64: the gateway's software is older than the id.
    if (id !== null && !/^[0A=-]*$/.test(id)) return id
  }
  return null
}

/** When the network heard it: version 4 says so itself, version 3 only through gateways with a clock. */
export function timeIn(body: Record<string, unknown>, timeZone: string | null): Date | null {
  if (body['time'] !== undefined) return deviceTime(body['time'], timeZone)
  for (const { time } of receptionsIn(body['rxInfo'])) {
    const at = deviceTime(time, timeZone)
    if (at !== null) return at
  }
  return deviceTime(body['publishedAt'], timeZone)
}
