import type { Values } from '#shared/observation.ts'
import { isValueName, numberIn } from './fields.ts'
import { compassDegrees, type Quantity, quantityNamed, withoutGroup } from './quantities.ts'
import { converted, isUnit, withUnit } from './units.ts'

/** Whether a field is one that we have a name of our own for. */
export function isKnownMeasurement(key: string): boolean {
  return quantityNamed(key) !== undefined
}

/** What a probe that is missing or broken reads: the ends of a 16-bit number, and what a DS18B20 without contact gives. */
const NO_PROBE: ReadonlySet<unknown> = new Set([
  327.67, -327.68, 327.68, 3276.7, -3276.8, 6553.5, 655.35, -127, -273.15,
])

/** No device measures more; whoever sends more fills a database. */
const MAX_VALUES = 64

/**
 * Notes one field under our name, in the unit of that name; `unit` is what stands beside the value, where something
 * does. Numbers (also as decimal texts under a known name) and truth values are kept, other texts are not: they may
 * name people. What cannot be (300 % of humidity, a probe that is not there) is no measurement.
 */
export function noteMeasurement(values: Values, key: string, value: unknown, unit?: unknown): void {
  if (!hasRoom(values)) return
  const name = withoutGroup(key)
  const stated = typeof unit === 'string' && isUnit(unit) ? unit : null
  const known = knownIn(name)
  if (known !== null && typeof value !== 'boolean') {
    const number = inOurUnit(value, known.quantity, stated ?? known.unit)
    // The same measured twice, as an angle and as a point of the compass: the first stands.
    if (number !== null) values[known.quantity.name] ??= number
    return
  }
  // That it rains is no amount of rain.
  if (known?.quantity.unit === '' && typeof value === 'boolean') values[known.quantity.name] = value
  if (!isValueName(name) || known?.quantity.unit === '') return
  const [digits, beside] = numberWithUnit(value)
  const measured = typeof value === 'boolean' ? value : digits
  if (measured === null || (NO_PROBE.has(measured) && /temp/i.test(name))) return
  const own = beside ?? stated
  const told = typeof measured === 'number' && own !== null ? withUnit(name, measured, own) : null
  if (told !== null) values[told[0]] = told[1]
  // A bare text under a name of no meaning here may be anything: a serial number, a version.
  else if (typeof value !== 'string') values[name] = measured
}

/** Whether a message may note one more value. */
export function hasRoom(values: Values): boolean {
  return Object.keys(values).length < MAX_VALUES
}

/** The measurement a name means, with the unit that the name itself states: `wind_speed_kmh`, `temp_f`. */
function knownIn(name: string): { quantity: Quantity; unit: string | null } | null {
  const whole = quantityNamed(name)
  if (whole !== undefined) return { quantity: whole, unit: null }
  const [, bare = '', suffix = ''] = /^(.+?)_([a-z]{1,8}(?:_[a-z]{1,2})?)$/.exec(name.slice(0, 128)) ?? []
  const quantity = quantityNamed(bare)
  // Alone, `ms` may be milliseconds; behind a speed it is not.
  const unit = suffix === 'ms' || suffix === 'm_s' ? 'm/s' : suffix
  // `temp_in` is indoors, not in inches.
  return quantity === undefined || converted(0, unit, quantity.unit) === null ? null : { quantity, unit }
}

function inOurUnit(value: unknown, quantity: Quantity, unit: string | null): number | null {
  const degrees = quantity.unit === '°' && typeof value === 'string' ? compassDegrees(value) : null
  if (degrees !== null) return degrees
  const [number, beside] = numberWithUnit(value)
  if (number === null) return null
  const own = beside ?? unit
  return plausible(own === null ? asAirPressure(number, quantity) : converted(number, own, quantity.unit), quantity)
}

/** A number, or a text of a number and a unit that is known here: `1894 mm`. */
function numberWithUnit(value: unknown): [number: number | null, unit: string | null] {
  const number = numberIn(value)
  if (number !== null || typeof value !== 'string' || value.length > 40) return [number, null]
  const [, digits, unit = ''] = /^\s*([+-]?\d+(?:\.\d+)?)\s*(\S.*)$/.exec(value) ?? []
  return isUnit(unit) ? [numberIn(digits), unit] : [null, null]
}

/** Air weighs about 1000 hPa, 100 kPa or 100,000 Pa: the number alone says which. */
function asAirPressure(number: number, { unit }: Quantity): number {
  if (unit !== 'hPa') return number
  if (number >= 30_000 && number <= 120_000) return Math.round(number) / 100
  return number >= 30 && number <= 120 ? Math.round(number * 1000) / 100 : number
}

function plausible(number: number | null, { min, max, unit }: Quantity): number | null {
  if (number === null || number < min || number > max) return null
  return unit === '°C' && NO_PROBE.has(number) ? null : number
}
