/** How a unit becomes the one that we keep: `value * factor + offset`. */
type Conversion = { to: string; factor: number; offset: number }

/** Every unit under all its spellings, in lower case without spaces, dots and underscores. */
const UNITS: ReadonlyMap<string, Conversion> = new Map([
  ...spelled('°C', 1, 'c cel celsius degc degreescelsius ℃ °c'),
  ...spelled('°C', 5 / 9, 'f fahrenheit degf ℉ °f', (-32 * 5) / 9),
  ...spelled('°C', 1, 'k kelvin', -273.15),
  ...spelled('%', 1, '% %rh rh percent pct percentage'),
  ...spelled('m/s', 1, 'm/s mps ms-1 meterpersecond meterspersecond metrespersecond'),
  ...spelled('m/s', 1 / 3.6, 'km/h kmh kph kmph'),
  ...spelled('m/s', 0.44704, 'mph mi/h'),
  ...spelled('m/s', 1852 / 3600, 'kn kt kts knot knots'),
  ...spelled('°', 1, '° deg degree degrees'),
  ...spelled('°', 180 / Math.PI, 'rad'),
  ...spelled('hPa', 1, 'hpa mbar mb millibar hectopascal'),
  ...spelled('hPa', 0.01, 'pa pascal'),
  ...spelled('hPa', 10, 'kpa kilopascal'),
  ...spelled('hPa', 33.863_886, 'inhg'),
  ...spelled('mm', 1, 'mm millimeter millimeters millimetre millimetres l/m2 kg/m2'),
  ...spelled('mm', 10, 'cm centimeter centimeters centimetre centimetres'),
  ...spelled('mm', 25.4, 'in inch inches'),
  ...spelled('mm', 1000, 'm meter meters metre metres'),
  ...spelled('mm/h', 1, 'mm/h mmh mm/hour mmph'),
  ...spelled('mm/h', 25.4, 'in/h inh in/hr'),
  ...spelled('mm/h', 3600, 'mm/s'),
  ...spelled('lx', 1, 'lx lux'),
  ...spelled('ppm', 1, 'ppm'),
  ...spelled('V', 1, 'v volt volts'),
  ...spelled('V', 0.001, 'mv millivolt millivolts'),
  ...spelled('W/m²', 1, 'w/m2 w/m² wm2'),
])

function spelled(to: string, factor: number, spellings: string, offset = 0): [string, Conversion][] {
  return spellings.split(' ').map((spelling) => [spelling, { to, factor, offset }])
}

/**
 * A value in `unit` (as any maker spells it) in the unit `to` of ours; null where the unit is unknown or measures
 * something else.
 */
export function converted(value: number, unit: string, to: string): number | null {
  const conversion = conversionOf(unit)
  if (conversion === undefined || conversion.to !== to) return null
  if (conversion.factor === 1 && conversion.offset === 0) return value
  // What a conversion adds behind the sixth digit is no measurement.
  return Math.round((value * conversion.factor + conversion.offset) * 1e6) / 1e6
}

/** How our names say the units we keep: `boilerCelsius`. */
const WORDS: Readonly<Record<string, string>> = {
  '°C': 'Celsius',
  '%': 'Percent',
  'm/s': 'MetresPerSecond',
  '°': 'Degrees',
  hPa: 'Hectopascal',
  mm: 'Millimetres',
  'mm/h': 'MillimetresPerHour',
  lx: 'Lux',
  ppm: 'Ppm',
  V: 'Volts',
  'W/m²': 'WattsPerSquareMetre',
}

/** A value with its stated unit under a name that says it, in the unit we keep; null for a unit unknown here. */
export function withUnit(name: string, value: number, unit: string): [name: string, value: number] | null {
  const to = conversionOf(unit)?.to
  const number = to === undefined ? null : converted(value, unit, to)
  if (to === undefined || number === null) return null
  const camel = name.replace(/[_ -]+(.)/g, (_, letter: string) => letter.toUpperCase())
  const word = WORDS[to] ?? ''
  return [camel.endsWith(word) ? camel : camel + word, number]
}

/** Whether a text is a unit that is known here. */
export function isUnit(text: string): boolean {
  return conversionOf(text) !== undefined
}

function conversionOf(unit: string): Conversion | undefined {
  return unit.length > 24 ? undefined : UNITS.get(unit.toLowerCase().replace(/[ ._]/g, ''))
}
