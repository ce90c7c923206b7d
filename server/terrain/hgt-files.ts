import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, inflateRaw } from 'node:zlib'
import { type Hgt, hgtElevation, hgtNamed, LARGEST_HGT_BYTES, readHgt } from '../domain/hgt.ts'
import { zipEntry } from '../domain/zip-entry.ts'
import { createFewHeld } from '../few-held.ts'
import type { Log } from '../mqtt/door.ts'

type Named = NonNullable<ReturnType<typeof hgtNamed>> & { path: string }

/** An unpacked tile of one arc second has 26 MB; around one township there are seldom more than two. */
const MOST_HELD = 2
/** Below these zooms a picture of the relief would be drawn from every tenth post and less. */
const LEAST_ZOOM = 9
const GREATEST_ZOOM = 13

/** The SRTM tiles of a folder. Each is read when it is first needed, and the two asked for last are held. */
export async function openHgtFiles(folder: string, log: Log) {
  const named = await tilesIn(folder)
  const held = createFewHeld<Hgt>(MOST_HELD)
  const broken = new Set<string>()

  const load = (tile: Named) =>
    held.get(tile.path, async () => {
      const hgt = await bytesOf(tile).then(
        (bytes) => bytes && readHgt(tile.corner, bytes),
        (error: unknown) => (log.warn({ error, file: tile.path }, 'an elevation file cannot be read'), null),
      )
      if (hgt === null) {
        broken.add(tile.path)
        log.warn({ file: tile.path }, 'an elevation file is no SRTM tile of 1 or 3 arc seconds')
      }
      return hgt
    })

  return {
    extent:
      named.length === 0
        ? null
        : {
            bounds: [
              Math.min(...named.map(({ corner }) => corner[0])),
              Math.min(...named.map(({ corner }) => corner[1])),
              Math.max(...named.map(({ corner }) => corner[0] + 1)),
              Math.max(...named.map(({ corner }) => corner[1] + 1)),
            ] as const,
            minZoom: LEAST_ZOOM,
            maxZoom: GREATEST_ZOOM,
          },
    /** Fills what is still unknown of a lattice, one file after the other. */
    async fill(metres: Float32Array, lngs: readonly number[], lats: readonly number[]): Promise<void> {
      for (const tile of named) {
        const [west, south] = tile.corner
        const columns = within(lngs, west, west + 1)
        const rows = within(lats, south, south + 1)
        const isWanted = rows.some((row) => columns.some((column) => Number.isNaN(metres[row * lngs.length + column])))
        if (!isWanted || broken.has(tile.path)) continue
        const hgt = await load(tile)
        if (hgt === null) continue
        for (const row of rows)
          for (const column of columns) {
            const at = row * lngs.length + column
            if (Number.isNaN(metres[at])) metres[at] = hgtElevation(hgt, lngs[column] ?? NaN, lats[row] ?? NaN)
          }
      }
    },
  }
}

/** The indices of values within a closed span. */
function within(values: readonly number[], least: number, most: number): number[] {
  return values.flatMap((value, at) => (value >= least && value <= most ? [at] : []))
}

async function tilesIn(folder: string): Promise<Named[]> {
  const names = await readdir(folder).catch(() => [])
  return names.sort().flatMap((name) => {
    const tile = hgtNamed(name)
    return tile === null ? [] : [{ ...tile, path: join(folder, name) }]
  })
}

/** The bytes of a tile, unpacked; null where an archive holds none. No archive unpacks into more than a tile. */
async function bytesOf({ path, packing }: Named): Promise<Uint8Array | null> {
  const bytes = await readFile(path)
  const limit = { maxOutputLength: LARGEST_HGT_BYTES }
  if (packing === 'plain') return bytes
  if (packing === 'gz') return promisify(gunzip)(bytes, limit)
  const entry = zipEntry(bytes, (name) => /\.hgt$/i.test(name))
  if (entry === null) return null
  return entry.isDeflated ? promisify<Uint8Array, typeof limit, Buffer>(inflateRaw)(entry.bytes, limit) : entry.bytes
}
