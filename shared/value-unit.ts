/** How the names of values end, which says their unit; the longer before those that they end in. */
const UNITS: readonly (readonly [suffix: string, unit: string])[] = [
  ['MetresPerSecond', 'm/s'],
  ['Celsius', '°C'],
  ['Percent', '%'],
  ['Degrees', '°'],
  ['MillimetresPerHour', 'mm/h'],
  ['WattsPerSquareMetre', 'W/m²'],
  ['Millimetres', 'mm'],
  ['Centimetres', 'cm'],
  ['Metres', 'm'],
  ['Hectopascal', 'hPa'],
  ['Volts', 'V'],
  ['Seconds', 's'],
  ['Lux', 'lx'],
  ['Ppm', 'ppm'],
]

/** A value's name without its unit, and the unit that it names: `temperatureCelsius` is temperature in °C. */
export function unitNamed(name: string): { stem: string; unit: string | null } {
  const [suffix, unit] = UNITS.find(([ending]) => name.endsWith(ending)) ?? ['', null]
  return { stem: name.slice(0, name.length - suffix.length), unit }
}
