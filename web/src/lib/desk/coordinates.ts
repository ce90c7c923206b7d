import type { LngLat } from '#shared/geo.ts'

const pair = /^\s*[([（]?\s*(-?\d{1,3}(?:\.\d+)?)\s*[°]?\s*[,，、;；\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*[°]?\s*[)\]）]?\s*$/

/**
 * Reads two decimal degrees as somebody reads them out. Longitude first is the rule; latitude first is understood where
 * only that order can lie in China. Null for anything that is no pair of degrees on earth.
 */
export function coordinatesIn(text: string): LngLat | null {
  const found = pair.exec(text)
  if (found === null) return null
  const [first, second] = [Number(found[1]), Number(found[2])]
  if (liesInChina(second, first) && !liesInChina(first, second)) return [second, first]
  return Math.abs(first) <= 180 && Math.abs(second) <= 90 ? [first, second] : null
}

/** A position as the desk writes it: longitude, latitude, five decimals (about a metre). */
export function coordinateWords([lng, lat]: LngLat): string {
  return `${lng.toFixed(5)}, ${lat.toFixed(5)}`
}

function liesInChina(lng: number, lat: number): boolean {
  return lng >= 73 && lng <= 136 && lat >= 3 && lat <= 54
}
