import type { Values } from '#shared/observation.ts'
import { isRecord, numberIn, numberWithin } from './fields.ts'
import type { StatedPlace } from './format.ts'
import { type Frame, frameAround, frameIn } from './picture-frame.ts'

type Fields = Record<string, unknown>

/** A camera at its widest sees about this much to either side; a zoom of 10 sees a tenth of it. */
const WIDEST_HALF_ANGLE_DEGREES = 30
const NARROWEST_HALF_ANGLE_DEGREES = 2
/** How much further than the stated distance the thing may be. */
const DISTANCE_MARGIN = 1.2
/** Regions are drawn on a screen of 1000 by 1000 (ISAPI, normalizedScreenSize), newer ones as shares of 1. */
const SCREEN = 1000

/** What the regions of an alert say together: the place in the picture or the direction, and what was measured. */
export function regionsOf(alert: Fields): { place: StatedPlace | null; values: Values } {
  const list = alert['DetectionRegionList']
  const regions = listIn(isRecord(list) ? list['DetectionRegionEntry'] : undefined).filter(isRecord)
  // The alert itself counts as one: some firmwares leave the list out.
  const spots = [alert, ...regions].map((region) => [region, ...Object.values(region).filter(isRecord)])
  const values: Values = {}
  if (regions.length > 0) values['regions'] = regions.length
  noteTemperatures(values, spots)
  const frame = frameAround(spots.flatMap((spot) => boxOf(spot) ?? []))
  const directed = spots.flatMap((spot) => directionOf(spot) ?? [])[0]
  const distance = spots.flatMap((spot) => distanceOf(spot) ?? [])[0]
  if (distance !== undefined) values['targetDistanceMetres'] = distance
  return { place: placeOf(frame, directed, distance), values }
}

/** One value or a list of them: what converters make of an element that comes once. */
export function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, 100) : value === undefined || value === null ? [] : [value]
}

type Direction = { azimuth: number; elevation: number; zoom: number | null }

function placeOf(
  frame: Frame | null,
  directed: Direction | undefined,
  distance: number | undefined,
): StatedPlace | null {
  if (directed === undefined) return frame
  const { azimuth, elevation, zoom } = directed
  const isWide = zoom === null || zoom <= 1
  if (frame !== null && isWide && distance === undefined) return { ...frame, headingDegrees: azimuth }
  const halfAngle = WIDEST_HALF_ANGLE_DEGREES / Math.max(1, zoom ?? 1)
  return {
    type: 'sector',
    bearingDegrees: azimuth,
    halfAngleDegrees: Math.max(NARROWEST_HALF_ANGLE_DEGREES, halfAngle),
    rangeMetres: distance === undefined ? null : distance * DISTANCE_MARGIN,
    elevationDegrees: elevation,
  }
}

/** The first value of a name in the region or in what lies directly in it. */
function valueIn(spot: readonly Fields[], ...names: string[]): unknown {
  for (const name of names) {
    for (const fields of spot) if (fields[name] !== undefined && fields[name] !== '') return fields[name]
  }
  return undefined
}

/**
 * Where the head looked. ISAPI counts `AbsoluteHigh` in tenths of a degree (azimuth 0 to 3600, elevation -900 to 2700:
 * positive is down, past 900 it has turned over); what has a fraction, or another name, is in degrees. All zero is a
 * camera that has no head to turn.
 */
function directionOf(spot: readonly Fields[]): Direction | null {
  const high = valueIn(spot, 'AbsoluteHigh')
  const pose = valueIn(spot, 'visibleLightAbsoluteHigh', 'thermalAbsoluteHigh')
  const stated = isRecord(high) ? high : isRecord(pose) ? pose : null
  if (stated === null) return null
  const azimuth = numberWithin(stated['azimuth'], 0, 3600)
  const elevation = numberWithin(stated['elevation'], -900, 3600) ?? 0
  const zoom = numberWithin(stated['absoluteZoom'], 0, 10_000)
  if (azimuth === null || (azimuth === 0 && elevation === 0)) return null
  const isFraction = [azimuth, elevation, zoom ?? 0].some((value) => !Number.isInteger(value))
  const unit = isRecord(high) && (!isFraction || azimuth > 360) ? 10 : 1
  const down = elevation / unit > 180 ? elevation / unit - 360 : elevation / unit
  if (azimuth / unit > 360) return null
  return {
    azimuth: (azimuth / unit) % 360,
    elevation: down === 0 ? 0 : -(down > 90 ? 180 - down : down),
    zoom: zoom === null || zoom === 0 ? null : zoom / unit,
  }
}

/** In metres; -1 and 0 are not measured. */
function distanceOf(spot: readonly Fields[]): number | null {
  return numberWithin(valueIn(spot, 'laserRanging', 'targetDistance'), 1, 50_000)
}

/** The box around what was seen, or a spot around the hottest point of a measured region. */
function boxOf(spot: readonly Fields[]): Frame | null {
  const box = valueIn(spot, 'FireRegion', 'SmokeRegion', 'TargetRect')
  if (isRecord(box)) {
    const left = numberIn(box['x'] ?? box['X'])
    const top = numberIn(box['y'] ?? box['Y'])
    const width = numberIn(box['width'])
    const height = numberIn(box['height'])
    if (left === null || top === null || width === null || height === null) return null
    const full = Math.max(left, top, width, height) > 1 ? SCREEN : 1
    return frameIn({ left, top, right: left + width, bottom: top + height }, full)
  }
  const hottest = valueIn(spot, 'MaximumTemperaturePoint', 'HighestPoint')
  const point = isRecord(hottest)
    ? isRecord(hottest['RegionCoordinates'])
      ? hottest['RegionCoordinates']
      : hottest
    : {}
  const x = numberIn(point['positionX'] ?? point['x'])
  const y = numberIn(point['positionY'] ?? point['y'])
  if (x === null || y === null || (x === 0 && y === 0)) return null
  const full = Math.max(x, y) > 1 ? SCREEN : 1
  const around = full / 100
  return frameIn({ left: x - around, top: y - around, right: x + around, bottom: y + around }, full)
}

/** The hottest of all regions, with the rule it broke. */
function noteTemperatures(values: Values, spots: readonly Fields[][]): void {
  for (const spot of spots) {
    const unit = valueIn(spot, 'thermometryUnit', 'temperatureUnit')
    const measured = celsiusIn(valueIn(spot, 'fireMaxTemperature', 'currTemperature', 'maxTemperature'), unit)
    const hottest = values['maxTemperatureCelsius']
    if (measured === null || (typeof hottest === 'number' && hottest >= measured)) continue
    values['maxTemperatureCelsius'] = measured
    const rule = celsiusIn(valueIn(spot, 'ruleTemperature', 'alarmTemperature'), unit)
    if (rule !== null) values['ruleTemperatureCelsius'] = rule
  }
}

function celsiusIn(value: unknown, unit: unknown): number | null {
  const number = numberWithin(value, -200, 5000)
  if (number === null) return null
  const word = typeof unit === 'string' ? unit.toLowerCase() : 'celsius'
  const celsius = word.startsWith('f') ? ((number - 32) * 5) / 9 : word.startsWith('k') ? number - 273.15 : number
  return Math.round(celsius * 10) / 10
}
