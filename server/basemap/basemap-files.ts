import { mkdirSync } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** How every PMTiles archive of version 3 begins. */
const MAGIC = Buffer.from([...Buffer.from('PMTiles'), 3])

/** The archives that somebody put into `dataDir`/basemap. The folder is made, so that it is found. */
export function createBasemapFiles(dataDir: string) {
  const folder = join(dataDir, 'basemap')
  mkdirSync(folder, { recursive: true })

  async function list(): Promise<{ name: string; bytes: number }[]> {
    const names = (await readdir(folder)).filter((name) => /^[^.].*\.pmtiles$/i.test(name)).toSorted()
    const found = await Promise.all(
      names.map(async (name) => {
        const about = await stat(join(folder, name)).catch(() => null)
        return about?.isFile() ? [{ name, bytes: about.size }] : []
      }),
    )
    return found.flat()
  }

  return {
    folder,
    list,
    /** Where the file of a name lies; null for every name that the list does not have, whatever it is made of. */
    async pathOf(name: string): Promise<string | null> {
      const isListed = (await list()).some((file) => file.name === name)
      return isListed ? join(folder, name) : null
    },
    /** Whether a file is what its name says. */
    async isArchive(path: string): Promise<boolean> {
      await using file = await open(path)
      const { buffer } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0)
      return buffer.equals(MAGIC)
    },
  }
}
export type BasemapFileStore = ReturnType<typeof createBasemapFiles>
