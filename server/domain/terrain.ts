import type { LngLat } from '#shared/geo.ts'

/** How high the ground lies. Immutable: what was loaded when somebody asked, so that a decision can be made again. */
export type Terrain = {
  /** The elevation of the ground in metres above mean sea level (EGM96); null where nobody has measured it. */
  elevationAt(location: LngLat): number | null
  /** How far elevations are off, one standard deviation in metres. */
  sigmaMetres: number
}

const SECONDS_PER_DEGREE = 3600
/** A block is a sixteenth of a degree wide and high. */
export const BLOCK_DEGREES = 1 / 16
const BLOCK_SECONDS = SECONDS_PER_DEGREE * BLOCK_DEGREES
const BLOCKS_AROUND = 360 / BLOCK_DEGREES
const BLOCKS_UP = 180 / BLOCK_DEGREES
/** Posts along each side of a block: one each arc second, both edges included. */
export const BLOCK_POSTS = BLOCK_SECONDS + 1

/**
 * The elevations of one block in metres, NaN where unknown: `BLOCK_POSTS` rows from south to north, each from west to
 * east. Neighbours share the posts of their edge, hence there is no seam.
 */
export type Block = Float32Array

/** Names the block that holds a place; `column` counts eastward from 180° W, `row` northward from the south pole. */
export type BlockName = { column: number; row: number }

/** The block that holds a location; one on an edge belongs to the eastern or northern block. */
export function blockAt([lng, lat]: LngLat): BlockName {
  const column = Math.floor((lng + 180) / BLOCK_DEGREES)
  return {
    column: (column + BLOCKS_AROUND) % BLOCKS_AROUND,
    row: Math.min(BLOCKS_UP - 1, Math.max(0, Math.floor((lat + 90) / BLOCK_DEGREES))),
  }
}

/** One number for a block, as the key of a map. */
export function blockKey({ column, row }: BlockName): number {
  return row * BLOCKS_AROUND + column
}

/** The longitudes of a block's columns and the latitudes of its rows, in degrees. */
export function blockPosts({ column, row }: BlockName): { lngs: number[]; lats: number[] } {
  const posts = (first: number) => Array.from({ length: BLOCK_POSTS }, (_, at) => first + at / SECONDS_PER_DEGREE)
  return { lngs: posts(column * BLOCK_DEGREES - 180), lats: posts(row * BLOCK_DEGREES - 90) }
}

/** Terrain of blocks by their key, between whose posts the ground is bilinear; null where a post that counts is unknown. */
export function createTerrain(blocks: ReadonlyMap<number, Block>, sigmaMetres: number): Terrain {
  return {
    sigmaMetres,
    elevationAt(location) {
      const name = blockAt(location)
      const block = blocks.get(blockKey(name))
      if (block === undefined) return null
      // East of 180° the blocks begin anew.
      const degreesEast = (location[0] + 180) % 360
      const x = (degreesEast - name.column * BLOCK_DEGREES) * SECONDS_PER_DEGREE
      const y = (location[1] + 90 - name.row * BLOCK_DEGREES) * SECONDS_PER_DEGREE
      const metres = bilinear(block, BLOCK_POSTS, BLOCK_POSTS, x, y)
      return Number.isNaN(metres) ? null : metres
    },
  }
}

/**
 * The value between the four posts around (`x`, `y`), counted in posts from the first one; NaN outside, and where one
 * of them is unknown that has any weight.
 */
export function bilinear(values: ArrayLike<number>, columns: number, rows: number, x: number, y: number): number {
  if (!(x >= 0 && y >= 0 && x <= columns - 1 && y <= rows - 1)) return NaN
  const column = Math.min(Math.floor(x), columns - 2)
  const row = Math.min(Math.floor(y), rows - 2)
  const [east, north] = [x - column, y - row]
  const first = row * columns + column
  return (
    weighted(values[first], (1 - east) * (1 - north)) +
    weighted(values[first + 1], east * (1 - north)) +
    weighted(values[first + columns], (1 - east) * north) +
    weighted(values[first + columns + 1], east * north)
  )
}

function weighted(value: number | undefined, weight: number): number {
  return weight === 0 ? 0 : (value ?? NaN) * weight
}
