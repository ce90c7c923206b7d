import type { LngLat } from '#shared/geo.ts'
import { bilinear } from './terrain.ts'

/** What SRTM writes where it measured nothing. */
const VOID = -32_768
/** Higher and deeper than any ground: files with such values exist, from careless conversions. */
const HIGHEST_METRES = 9000
const DEEPEST_METRES = -500

/** Posts along a side of a tile by its size in bytes: 3601 at one arc second, 1201 at three. */
const SIDES: ReadonlyMap<number, number> = new Map([3601, 1201].map((side) => [side * side * 2, side]))

/** One SRTM tile of a degree by a degree: whole metres, rows from north to south, each from west to east. */
export type Hgt = { corner: LngLat; side: number; metres: Int16Array }

/** The size in bytes of the larger of the two kinds of tile. */
export const LARGEST_HGT_BYTES = 3601 * 3601 * 2

/**
 * The south-west corner that a file name tells, and how the file is packed: `N36E112.hgt`, `n36e112.SRTMGL1.hgt.zip`,
 * `S01W070.hgt.gz`. Null for any other name.
 */
export function hgtNamed(fileName: string): { corner: LngLat; packing: 'plain' | 'gz' | 'zip' } | null {
  const match = /^([NS])(\d{2})([EW])(\d{3})(?:\.[a-z0-9_-]+)?\.hgt(?:\.(gz|zip))?$/i.exec(fileName)
  if (match === null) return null
  const [, ns = '', lat, ew = '', lng, packing] = match
  const corner: LngLat = [
    Number(lng) * (ew.toUpperCase() === 'W' ? -1 : 1),
    Number(lat) * (ns.toUpperCase() === 'S' ? -1 : 1),
  ]
  if (corner[0] < -180 || corner[0] > 179 || corner[1] < -90 || corner[1] > 89) return null
  const lower = packing?.toLowerCase()
  return { corner, packing: lower === 'gz' || lower === 'zip' ? lower : 'plain' }
}

/** Reads the bytes of a tile: big-endian 16-bit integers. Null where the length is that of neither kind. */
export function readHgt(corner: LngLat, bytes: Uint8Array): Hgt | null {
  const side = SIDES.get(bytes.byteLength)
  if (side === undefined) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const metres = new Int16Array(side * side)
  for (let at = 0; at < metres.length; at++) {
    const value = view.getInt16(at * 2, false)
    metres[at] = value < DEEPEST_METRES || value > HIGHEST_METRES ? VOID : value
  }
  return { corner, side, metres }
}

/** The elevation at a place of the tile, its edges included, in metres; NaN outside it and beside a void. */
export function hgtElevation({ corner, side, metres }: Hgt, lng: number, lat: number): number {
  const x = nearPost((lng - corner[0]) * (side - 1))
  const y = nearPost((corner[1] + 1 - lat) * (side - 1))
  return besideVoid(metres, side, x, y) ? NaN : bilinear(metres, side, side, x, y)
}

/** Degrees cannot hold an arc second exactly: what lies within a millionth of a post lies on it. */
function nearPost(posts: number): number {
  const whole = Math.round(posts)
  return Math.abs(posts - whole) < 1e-6 ? whole : posts
}

function besideVoid(metres: Int16Array, side: number, x: number, y: number): boolean {
  const [west, north, east, south] = [Math.floor(x), Math.floor(y), Math.ceil(x), Math.ceil(y)]
  return [north, south].some((row) => [west, east].some((column) => metres[row * side + column] === VOID))
}
