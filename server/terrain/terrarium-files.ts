import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bilinear } from '../domain/terrain.ts'
import { isTile, pixelOf, TILE_PIXELS, tileBox, type TileName } from '../domain/terrarium.ts'
import { readTerrariumPng } from './elevation-png.ts'
import { createFewHeld } from '../few-held.ts'
import type { Log } from '../mqtt/door.ts'

/** A tile in memory has 256 KB. */
const MOST_HELD = 48
/** From this zoom on a pixel is finer than an arc second; tiles beyond it hold nothing more but cost much. */
const FINEST_ZOOM = 13
/** A lattice that spans more tiles than this wants a coarser zoom than is there. */
const MOST_SPANNED = 36

/** The terrarium tiles of a folder, `{z}/{x}/{y}.png`. */
export async function openTerrariumFiles(folder: string, log: Log) {
  const zooms = await numbersIn(folder, /^(\d{1,2})$/)
  // Elevations are read from the finest zoom that is not finer than they are.
  const zoom = zooms.findLast((z) => z <= FINEST_ZOOM) ?? zooms[0] ?? null
  const bounds = zoom === null ? null : await boundsOf(join(folder, String(zoom)), zoom)
  const held = createFewHeld<Float32Array>(MOST_HELD)
  const fileOf = ({ z, x, y }: TileName) => join(folder, String(z), String(x), `${y}.png`)

  async function file(name: TileName): Promise<string | null> {
    if (!zooms.includes(name.z)) return null
    const path = fileOf(name)
    return stat(path).then(
      (found) => (found.isFile() ? path : null),
      () => null,
    )
  }

  const load = (name: TileName) =>
    held.get(fileOf(name), async () => {
      const path = await file(name)
      if (path === null) return null
      const metres = await readTerrariumPng(path).catch(() => null)
      if (metres === null) log.warn({ file: path }, 'an elevation tile is no PNG of 256 by 256 pixels')
      return metres
    })

  return {
    extent: bounds === null ? null : { bounds, minZoom: zooms[0] ?? 0, maxZoom: zooms.at(-1) ?? 0 },
    file,
    /** Fills what is still unknown of a lattice. */
    async fill(metres: Float32Array, lngs: readonly number[], lats: readonly number[]): Promise<void> {
      if (zoom === null) return
      // Elevations belong to the middles of pixels.
      const columns = lngs.map((lng) => pixelOf([lng, 0], zoom)[0] - 0.5)
      const rows = lats.map((lat) => pixelOf([0, lat], zoom)[1] - 0.5)
      const [left, right] = spanned(columns)
      const [top, bottom] = spanned(rows)
      if ((right - left + 1) * (bottom - top + 1) > MOST_SPANNED) return
      const width = (right - left + 1) * TILE_PIXELS
      const height = (bottom - top + 1) * TILE_PIXELS
      const mosaic = new Float32Array(width * height).fill(NaN)
      for (let y = top; y <= bottom; y++)
        for (let x = left; x <= right; x++) {
          const tile = isTile({ z: zoom, x, y }) ? await load({ z: zoom, x, y }) : null
          for (let row = 0; tile !== null && row < TILE_PIXELS; row++) {
            const pixels = tile.subarray(row * TILE_PIXELS, (row + 1) * TILE_PIXELS)
            mosaic.set(pixels, ((y - top) * TILE_PIXELS + row) * width + (x - left) * TILE_PIXELS)
          }
        }
      for (const [row, down] of rows.entries())
        for (const [column, across] of columns.entries()) {
          const at = row * lngs.length + column
          if (!Number.isNaN(metres[at])) continue
          metres[at] = bilinear(mosaic, width, height, across - left * TILE_PIXELS, down - top * TILE_PIXELS)
        }
    },
  }
}

/** The first and the last tile that pixels, counted over all tiles, lie in with their neighbours. */
function spanned(pixels: readonly number[]): [first: number, last: number] {
  const [least, most] = [Math.min(...pixels), Math.max(...pixels)]
  return [Math.floor(least / TILE_PIXELS), Math.floor((most + 1) / TILE_PIXELS)]
}

async function boundsOf(folder: string, z: number): Promise<readonly [number, number, number, number] | null> {
  let bounds: [number, number, number, number] | null = null
  for (const x of await numbersIn(folder, /^(\d{1,7})$/))
    for (const y of await numbersIn(join(folder, String(x)), /^(\d{1,7})\.png$/)) {
      if (!isTile({ z, x, y })) continue
      const [west, south, east, north] = tileBox({ z, x, y })
      bounds = [
        Math.min(bounds?.[0] ?? west, west),
        Math.min(bounds?.[1] ?? south, south),
        Math.max(bounds?.[2] ?? east, east),
        Math.max(bounds?.[3] ?? north, north),
      ]
    }
  return bounds
}

async function numbersIn(folder: string, pattern: RegExp): Promise<number[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .flatMap((name) => Number(pattern.exec(name)?.[1] ?? NaN))
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
}
