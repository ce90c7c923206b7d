import { coverVoids, fillVoids } from '../domain/terrain-voids.ts'
import { isTile, TILE_PIXELS, type TileName, tilePosts } from '../domain/terrarium.ts'
import { terrariumPng } from './elevation-png.ts'
import type { Elevations } from './elevations.ts'
import { createFewHeld } from '../few-held.ts'

/** A tile has some 60 to 100 KB; a screen shows twenty. */
const MOST_HELD = 128

/** A terrarium tile, as a file that is there or drawn here; null where nothing is known of its ground. */
export type TerrainTile = { file: string } | { png: Buffer } | null

/** Draws the map's elevation tiles from wherever elevations come. */
export function createTerrainTiles(elevations: Elevations): (name: TileName) => Promise<TerrainTile> {
  const held = createFewHeld<Buffer>(MOST_HELD)

  async function drawn(name: TileName): Promise<Buffer | null> {
    const { lngs, lats } = tilePosts(name)
    const metres = await elevations.lattice(lngs, lats)
    fillVoids(metres, TILE_PIXELS, TILE_PIXELS)
    return coverVoids(metres, TILE_PIXELS, TILE_PIXELS) ? terrariumPng(metres) : null
  }

  return async (name) => {
    const relief = isTile(name) ? await elevations.relief() : null
    if (relief === null || name.z < relief.minZoom || name.z > relief.maxZoom) return null
    const file = await elevations.tileFile(name)
    if (file !== null) return { file }
    const png = await held.get(`${name.z}/${name.x}/${name.y}`, () => drawn(name))
    return png === null ? null : { png }
  }
}
