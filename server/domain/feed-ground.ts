import type { Area } from '#shared/area.ts'
import type { Place, Polygon } from '#shared/geo.ts'
import type { StatedPlace } from './decode/format.ts'
import { partsOf } from './outline.ts'
import { gapMetres } from './place-gap.ts'

// Satellites and offices tell of whole provinces. What of it is ours?

/** Somebody who asks for a whole county also hears of what no fire can bring here in a day. */
const CONCERNS_METRES = 50_000

/**
 * The areas that administrative codes (行政区划代码, 6 to 12 digits) name: those that lie in what is named, a county's code
 * being the beginning of its townships' codes; else the smallest in which it lies, for a village may not be among them.
 */
export function codedAreas(codes: readonly string[], areas: readonly Area[]): Area[] {
  const stems = stemsOf(codes)
  const within = areas.filter(({ code }) => stems.some((stem) => code.startsWith(stem)))
  if (within.length > 0) return within
  const around = areas.flatMap((area) => {
    const bare = bareCode(area.code)
    return bare !== null && stems.some((stem) => stem.startsWith(bare)) ? [{ area, length: bare.length }] : []
  })
  const smallest = Math.max(...around.map(({ length }) => length))
  return around.flatMap(({ area, length }) => (length === smallest ? [area] : []))
}

/**
 * The ground of the areas that codes name. `elsewhere`: they name places of the same scheme, none of them ours. Null
 * where they say nothing that our own codes could tell, or there are none.
 */
export function codedGround(codes: readonly string[], areas: readonly Area[]): StatedPlace | 'elsewhere' | null {
  if (stemsOf(codes).length === 0) return null
  const named = codedAreas(codes, areas)
  // What lies within another area that is named adds nothing.
  const largest = named.filter(({ parentId }) => !named.some(({ id }) => id === parentId))
  const [only, ...others] = largest
  if (only === undefined) return areas.some(({ code }) => bareCode(code) !== null) ? 'elsewhere' : null
  const geometry: Polygon =
    others.length === 0
      ? only.geometry
      : { type: 'MultiPolygon', coordinates: largest.flatMap((area) => partsOf(area.geometry)) }
  return { type: 'polygon', geometry }
}

/** Whether a place lies so far outside every area that a feed's word on it is nobody's business here. */
export function isFarOff(place: Place, areas: readonly Area[]): boolean {
  if (place.type === 'unknown' || areas.length === 0) return false
  const outermost = areas.filter(({ parentId }) => parentId === null)
  return outermost.every(({ geometry }) => gapMetres(place, { type: 'polygon', geometry }) > CONCERNS_METRES)
}

function stemsOf(codes: readonly string[]): string[] {
  return codes.flatMap((code) => stemOf(code.trim()) ?? [])
}

/** The code of one of our areas without its zeros; null for a name of another making. */
function bareCode(code: string): string | null {
  return /^\d{9,}$/.test(code) ? code.replace(/(000)+$/, '') : null
}

/** A code without the zeros that stand for "all of it": 140431000000 is a county, 140000 a province. */
function stemOf(code: string): string | null {
  if (!/^\d{6}(\d{3}){0,2}$/.test(code)) return null
  const below = code.slice(6).replace(/(000)+$/, '')
  return below === '' ? code.slice(0, 6).replace(/(00)+$/, '') : code.slice(0, 6) + below
}
