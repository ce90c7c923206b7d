import type { Device } from '#shared/device.ts'
import { type Limit, limitName } from '#shared/limit.ts'
import type { Decoded } from './decode/format.ts'
import { quantityNamed } from './decode/quantities.ts'

/** Of which limit an observation speaks, by the name that its signal has, and how long it must have been over it. */
export type OverLimit = { name: string; forSeconds: number }

/** An observation that says whether a value is over a limit of its device. */
export type LimitDecoded = Decoded & { kind: Limit['kind']; limit: OverLimit }

/** By how much a value must come back before it counts as back, where nobody said: as a share of the limit. */
const HYSTERESIS_SHARE = 0.02
/** Near zero a share is nothing: temperatures come back by a degree, shares of a hundred by one. */
const LEAST_HYSTERESIS: Readonly<Record<string, number>> = { '°C': 1, '%': 1 }

/**
 * What a sensor that is broken, missing or just switched on reads instead of a value: the ends of 8, 16 and 32 bit
 * numbers, also with one or two decimals. Nobody is called for it, and nothing is over because of it.
 */
const NO_VALUE: ReadonlySet<number> = new Set([
  65_535, 65_534, 32_767, -32_768, 6553.5, 3276.7, -3276.8, 655.35, 327.67, -327.68, 327.68, 4_294_967_295,
  2_147_483_647, -2_147_483_648, -9999, -999,
])
/** A DS18B20 says 85 until it has measured once, and -127 without contact; -273.15 is no temperature of a village. */
const NO_TEMPERATURE: ReadonlySet<number> = new Set([85, -127, -273.15])

/**
 * What a device's limits make of what it says: for each of them a level alarm that is on (`active`) or off
 * (`cleared`). Nothing where the value is not there, cannot be, or lies between the limit and the point at which it
 * counts as back: then whatever was so stays so, and a value around its limit does not chatter.
 */
export function limitAlarms(decoded: Decoded, device: Device | null): LimitDecoded[] {
  const limits = device?.limits
  if (limits == null || limits.length === 0 || decoded.exercise) return []
  return limits.flatMap((limit): LimitDecoded[] => {
    const value = measured(decoded, limit.value)
    const state = value === null ? null : stateOf(value, limit)
    if (value === null || state === null) return []
    const [bound, by] = limit.above == null ? ['below', limit.below] : ['above', limit.above]
    return [
      {
        ...decoded,
        kind: limit.kind,
        state,
        signal: 'level',
        needsArming: false,
        // The reading keeps its own id: it is acknowledged when all that follows from it is committed with it.
        eventId: null,
        seriesId: null,
        place: null,
        confidence: null,
        media: [],
        values: { [limit.value]: value, ...(by == null ? {} : { [`${limit.value}.${bound}`]: by }) },
        limit: { name: limitName(limit), forSeconds: limit.forSeconds ?? 0 },
      },
    ]
  })
}

function stateOf(value: number, { value: name, above, below, hysteresis }: Limit): 'active' | 'cleared' | null {
  const limit = above ?? below ?? Number.NaN
  const least = LEAST_HYSTERESIS[unitOf(name) ?? ''] ?? 0
  const back = hysteresis ?? Math.max(least, Math.abs(limit) * HYSTERESIS_SHARE)
  const over = above == null ? limit - value : value - limit
  if (over > 0) return 'active'
  // At a hysteresis of nothing the limit itself is back.
  return over <= -back ? 'cleared' : null
}

/** The value of that name, where it is a number that can have been measured. */
function measured({ values }: Decoded, name: string): number | null {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (typeof value !== 'number' || !Number.isFinite(value) || NO_VALUE.has(value)) return null
  const unit = unitOf(name) ?? (name === 'value' ? values['unit'] : null)
  if (unit === '°C' && NO_TEMPERATURE.has(value)) return null
  const quantity = quantityNamed(snakeCase(name))
  return quantity !== undefined && (value < quantity.min || value > quantity.max) ? null : value
}

function unitOf(name: string): string | null {
  if (/celsius$/i.test(name)) return '°C'
  return quantityNamed(snakeCase(name))?.unit ?? null
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
