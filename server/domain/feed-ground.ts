import type { Area } from '#shared/area.ts'
import type { Place, Polygon } from '#shared/geo.ts'
import type { StatedPlace } from './decode/format.ts'
import { partsOf } from './outline.ts'
import { gapMetres } from './place-gap.ts'

// Satellites and offices tell of whole provinces. What of it is ours?

/** Somebody who asks for a whole county also hears of what no fire can bring here in a day. */
const CONCERNS_METRES = 50_000

/**
 * The ground that administrative codes (行政区划代码, 6 to 12 digits) name, as far as it is ours: a county's code is the
 * beginning of its townships' codes. `elsewhere`: they name places of the same scheme, none of them ours. Null where they
 * say nothing that our own codes could tell, or there are none.
 */
export function codedGround(codes: readonly string[], areas: readonly Area[]): StatedPlace | 'elsewhere' | null {
  const stems = codes.flatMap((code) => stemOf(code) ?? [])
  if (stems.length === 0) return null
  const isNamed = ({ code }: Area) => stems.some((stem) => code.startsWith(stem))
  const named = areas.filter(isNamed)
  // What lies within another area that is named adds nothing.
  const largest = named.filter(({ parentId }) => !named.some(({ id }) => id === parentId))
  const [only, ...others] = largest
  if (only === undefined) return areas.some(({ code }) => /^\d{9,}/.test(code)) ? 'elsewhere' : null
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

/** A code without the zeros that stand for "all of it": 140431000000 is a county, 140000 a province. */
function stemOf(code: string): string | null {
  if (!/^\d{6}(\d{3}){0,2}$/.test(code)) return null
  const below = code.slice(6).replace(/(000)+$/, '')
  return below === '' ? code.slice(0, 6).replace(/(00)+$/, '') : code.slice(0, 6) + below
}
