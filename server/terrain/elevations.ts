import { join } from 'node:path'
import type { Relief } from '#shared/terrain.ts'
import type { TileName } from '../domain/terrarium.ts'
import { openHgtFiles } from './hgt-files.ts'
import type { Log } from '../mqtt/door.ts'
import { openTerrariumFiles } from './terrarium-files.ts'

/** Where elevations come from: files, or a generator. In metres above mean sea level (EGM96). */
export type Elevations = {
  /** What there is, for the map; null where there is nothing. */
  relief(): Promise<Relief | null>
  /** The elevations of a lattice, row after row in the order of `lats`, each in the order of `lngs`; NaN where unknown. */
  lattice(lngs: readonly number[], lats: readonly number[]): Promise<Float32Array>
  /** The file of a tile that is there ready-made, as it is. */
  tileFile(name: TileName): Promise<string | null>
  /** How far elevations are off, one standard deviation in metres. */
  sigmaMetres: number
}

/** What SRTM is found to be off by in hills, trees included; terrarium tiles are mostly made from it. */
const SRTM_SIGMA_METRES = 8

/**
 * The elevations that the administrator put into `dataDir`/terrain: SRTM tiles by their names, terrarium tiles as
 * `{z}/{x}/{y}.png`. The folder is looked through at the first question; files put there later count after a restart.
 */
export function createElevationFiles(dataDir: string, log: Log): Elevations {
  const folder = join(dataDir, 'terrain')
  const opened = once(async () => {
    const [hgt, terrarium] = await Promise.all([openHgtFiles(folder, log), openTerrariumFiles(folder, log)])
    return { hgt, terrarium }
  })
  return {
    sigmaMetres: SRTM_SIGMA_METRES,
    async relief() {
      const { hgt, terrarium } = await opened()
      const parts = [hgt.extent, terrarium.extent].filter((extent) => extent !== null)
      if (parts.length === 0) return null
      return {
        bounds: [
          Math.min(...parts.map(({ bounds }) => bounds[0])),
          Math.min(...parts.map(({ bounds }) => bounds[1])),
          Math.max(...parts.map(({ bounds }) => bounds[2])),
          Math.max(...parts.map(({ bounds }) => bounds[3])),
        ],
        minZoom: Math.min(...parts.map(({ minZoom }) => minZoom)),
        maxZoom: Math.max(...parts.map(({ maxZoom }) => maxZoom)),
        generated: false,
      }
    },
    async lattice(lngs, lats) {
      const { hgt, terrarium } = await opened()
      const metres = new Float32Array(lngs.length * lats.length).fill(NaN)
      await hgt.fill(metres, lngs, lats)
      if (metres.some(Number.isNaN)) await terrarium.fill(metres, lngs, lats)
      return metres
    },
    tileFile: async (name) => (await opened()).terrarium.file(name),
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => (made ??= make())
}
