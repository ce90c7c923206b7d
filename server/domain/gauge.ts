import type { Values } from '#shared/observation.ts'

// A gauge that is stuck says the same to the last digit for days, while everything around it changes a little.

/** Measurements that never stand still for long; not counters, states, or what tells of the radio. */
const MEASURED =
  /^(temperature|humidity|waterLevel|waterTemperature|soilTemperature|soilMoisture|probeTemperature|dewPoint|distance|pressure|windSpeed|windDirection|illuminance|solarRadiation|carbonDioxide)(Celsius|Percent|Metres|Millimetres|Centimetres|Hectopascal|MetresPerSecond|Degrees|Lux|WattsPerSquareMetre|Ppm)$/

const KNOWN = new Map<string, boolean>()
/** Names come from outside: of more than these nothing is remembered. */
const MOST_NAMES = 2000

/** The fingerprint of measurements that are all zero: a dry gauge and still air read zero for weeks and are not stuck. */
export const ALL_ZERO = 0

/** A fingerprint of everything a message measures, the same only where all of it is the same; undefined where nothing is. */
export function gaugeOf(values: Values): number | undefined {
  let print: number | undefined
  let isZero = true
  for (const name in values) {
    const value = values[name]
    if (typeof value !== 'number' || !isMeasured(name)) continue
    isZero &&= value === 0
    // Names may stand in any order: what is added up does not depend on it.
    print = ((print ?? 0) + hashed(`${name}=${value}`)) | 0
  }
  return print !== undefined && isZero ? ALL_ZERO : print
}

function isMeasured(name: string): boolean {
  const known = KNOWN.get(name)
  if (known !== undefined) return known
  const measured = MEASURED.test(name)
  if (KNOWN.size < MOST_NAMES) KNOWN.set(name, measured)
  return measured
}

/** FNV-1a, 32 bits. */
function hashed(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash | 0
}
