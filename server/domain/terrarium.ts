import type { LngLat } from '#shared/geo.ts'

/** Pixels along a side of a map tile. */
export const TILE_PIXELS = 256

/** A tile of the web's map grid: zoom, column from the west, row from the north. */
export type TileName = { z: number; x: number; y: number }

const LEAST_METRES = -32_768
/** Terrarium tiles say the deepest possible where they mean nothing; no ground lies below the Dead Sea's shore. */
const DEEPEST_METRES = -500

/** Whether there is such a tile in the grid. */
export function isTile({ z, x, y }: TileName): boolean {
  return [z, x, y].every((n) => Number.isInteger(n) && n >= 0) && z <= 22 && x < 2 ** z && y < 2 ** z
}

/** The longitudes of the middles of a tile's pixel columns and the latitudes of its pixel rows from the north, in degrees. */
export function tilePosts({ z, x, y }: TileName): { lngs: number[]; lats: number[] } {
  const middles = (tile: number) => Array.from({ length: TILE_PIXELS }, (_, at) => tile * TILE_PIXELS + at + 0.5)
  return {
    lngs: middles(x).map((column) => lngOfPixel(column, z)),
    lats: middles(y).map((row) => latOfPixel(row, z)),
  }
}

/** Where a location lies among all pixels of a zoom level: from 180° W eastward, from 85° N southward. */
export function pixelOf([lng, lat]: LngLat, z: number): [column: number, row: number] {
  const size = TILE_PIXELS * 2 ** z
  const sine = Math.sin((lat * Math.PI) / 180)
  return [((lng + 180) / 360) * size, (0.5 - Math.atanh(sine) / (2 * Math.PI)) * size]
}

/** The box of a tile: west, south, east, north in degrees. */
export function tileBox({ z, x, y }: TileName): [number, number, number, number] {
  const [west, east] = [x * TILE_PIXELS, (x + 1) * TILE_PIXELS].map((column) => lngOfPixel(column, z))
  const [north, south] = [y * TILE_PIXELS, (y + 1) * TILE_PIXELS].map((row) => latOfPixel(row, z))
  return [west ?? NaN, south ?? NaN, east ?? NaN, north ?? NaN]
}

/** The elevation in metres that a pixel's red, green and blue say; NaN for the value that means nothing. */
export function terrariumMetres(red: number, green: number, blue: number): number {
  const metres = red * 256 + green + blue / 256 + LEAST_METRES
  return metres < DEEPEST_METRES ? NaN : metres
}

/** Elevations as red, green and blue bytes, one pixel after another, to a 256th of a metre. All must be known. */
export function terrariumBytes(metres: Float32Array): Uint8Array {
  const bytes = new Uint8Array(metres.length * 3)
  for (let at = 0; at < metres.length; at++) {
    const steps = Math.round(((metres[at] ?? 0) - LEAST_METRES) * 256)
    bytes[at * 3] = steps >> 16
    bytes[at * 3 + 1] = steps >> 8
    bytes[at * 3 + 2] = steps
  }
  return bytes
}

function lngOfPixel(column: number, z: number): number {
  return (column / (TILE_PIXELS * 2 ** z)) * 360 - 180
}

function latOfPixel(row: number, z: number): number {
  const y = Math.PI * (1 - (2 * row) / (TILE_PIXELS * 2 ** z))
  return (Math.atan(Math.sinh(y)) * 180) / Math.PI
}
