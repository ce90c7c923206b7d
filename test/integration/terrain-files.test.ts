import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tilePosts, terrariumMetres } from '../../server/domain/terrarium.ts'
import { createElevationFiles } from '../../server/terrain/elevations.ts'
import type { Log } from '../../server/mqtt/door.ts'
import { hgtBytes, terrariumTile, zipOf } from '../support/elevation-files.ts'
import { startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

let dataDir: string
let folder: string
let warned: string[]
const log = new Proxy({} as Log, { get: () => (_: unknown, text: string) => warned.push(text) })

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'xiangshao-terrain-'))
  folder = join(dataDir, 'terrain')
  mkdirSync(folder)
  warned = []
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

/** Ground that rises eastward by 1200 m a degree from 112° E, in both tiles beside 113° E. */
const west = () => hgtBytes((_row, column) => column)
const east = () => hgtBytes((_row, column) => 1200 + column)

function putTile(z: number, x: number, y: number, png: Uint8Array) {
  mkdirSync(join(folder, String(z), String(x)), { recursive: true })
  writeFileSync(join(folder, String(z), String(x), `${y}.png`), png)
}

describe('elevation files', () => {
  it('of a folder that is empty or absent say nothing, and nobody complains', async () => {
    expect(await createElevationFiles(dataDir, log).relief()).toBeNull()
    rmSync(folder, { recursive: true })
    const elevations = createElevationFiles(dataDir, log)
    expect(await elevations.relief()).toBeNull()
    expect([...(await elevations.lattice([112], [36]))]).toEqual([NaN])
    expect(warned).toEqual([])
  })

  it('of SRTM are read plain, gzipped and zipped, over their edge without a seam', async () => {
    const packings = [
      ['N36E112.hgt', west()],
      ['N36E112.hgt.gz', gzipSync(west())],
      ['N36E112.SRTMGL3.hgt.zip', zipOf([{ name: 'N36E112.hgt', bytes: west() }])],
    ] as const
    for (const [name, bytes] of packings) {
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder)
      writeFileSync(join(folder, name), bytes)
      writeFileSync(join(folder, 'N36E113.hgt'), east())
      const elevations = createElevationFiles(dataDir, log)
      expect(await elevations.relief()).toEqual({
        bounds: [112, 36, 114, 37],
        minZoom: 9,
        maxZoom: 13,
        generated: false,
      })
      const lngs = Array.from({ length: 41 }, (_, at) => 112.98 + at / 1000)
      const metres = await elevations.lattice(lngs, [36.5])
      for (const [at, lng] of lngs.entries()) expect(metres[at]).toBeCloseTo((lng - 112) * 1200, 2)
    }
    expect(warned).toEqual([])
  })

  it('that are none are said once and passed over, an archive that swells among them', async () => {
    writeFileSync(join(folder, 'N36E112.hgt'), Buffer.alloc(1000))
    writeFileSync(join(folder, 'N36E113.hgt.gz'), gzipSync(Buffer.alloc(40_000_000)))
    writeFileSync(join(folder, 'N37E113.hgt.zip'), Buffer.from('no archive'))
    const elevations = createElevationFiles(dataDir, log)
    for (let times = 0; times < 3; times++)
      expect([...(await elevations.lattice([112.5, 113.5], [36.5, 37.5]))]).toEqual([NaN, NaN, NaN, NaN])
    expect(warned.filter((text) => text.includes('is no SRTM tile'))).toHaveLength(3)
  })

  it('of terrarium are read over the edges of tiles, and fill what SRTM does not know', async () => {
    // Half the tiles of the village: metres are pixels from the left edge of the first.
    for (const [at, x] of [3323, 3324].entries())
      for (const y of [1601, 1602]) putTile(12, x, y, await terrariumTile((_row, column) => at * 256 + column))
    const elevations = createElevationFiles(dataDir, log)
    expect(await elevations.relief()).toMatchObject({ minZoom: 12, maxZoom: 12 })
    const { lngs, lats } = tilePosts({ z: 12, x: 3323, y: 1601 })
    const beyond = tilePosts({ z: 12, x: 3324, y: 1602 })
    const seam = [...lngs.slice(-3), ((lngs.at(-1) ?? 0) + (beyond.lngs[0] ?? 0)) / 2, ...beyond.lngs.slice(0, 3)]
    const metres = await elevations.lattice(seam, [...lats.slice(-2), ...beyond.lats.slice(0, 2)])
    const row = [253, 254, 255, 255.5, 256, 257, 258]
    expect([...metres].map((value) => Math.round(value * 10) / 10)).toEqual([...row, ...row, ...row, ...row])

    writeFileSync(
      join(folder, 'N36E112.hgt'),
      hgtBytes((_row, column) => (column > 200 ? -32768 : 777)),
    )
    const both = createElevationFiles(dataDir, log)
    const [known = NaN, filled = NaN] = await both.lattice([112.1, 112.2], [36.4])
    expect(known).toBe(777)
    expect(filled).toBeGreaterThan(0)
    expect(filled).toBeLessThan(512)
  })
})

describe('the relief of an installation', () => {
  it('is served to whoever is signed in, from both kinds of files, and nothing outside them', async () => {
    writeFileSync(join(folder, 'N36E112.hgt'), west())
    const ready = await terrariumTile(() => 4321)
    putTile(12, 3400, 1601, ready)
    const app = await startApp({ demo: false, dataDir, env: { DATABASE_URL: '', ADMIN_PASSWORD: 'xiangshao-demo' } })
    try {
      expect((await visitor(app)('/api/terrain/12/3324/1601.png')).status).toBe(401)
      const ask = visitor(app, await app.signIn('admin'))
      expect(await (await ask('/api/terrain')).json()).toMatchObject({
        relief: { minZoom: 9, maxZoom: 13, generated: false },
      })

      const drawn = await ask('/api/terrain/12/3324/1601.png')
      expect([drawn.status, drawn.headers.get('content-type')]).toEqual([200, 'image/png'])
      const { data, info } = await sharp(Buffer.from(await drawn.arrayBuffer()))
        .raw()
        .toBuffer({ resolveWithObject: true })
      expect([info.width, info.height]).toEqual([256, 256])
      const { lngs } = tilePosts({ z: 12, x: 3324, y: 1601 })
      for (const column of [0, 100, 255]) {
        const at = (7 * 256 + column) * info.channels
        const metres = terrariumMetres(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)
        expect(metres).toBeCloseTo(((lngs[column] ?? NaN) - 112) * 1200, 1)
      }

      const asIs = await ask('/api/terrain/12/3400/1601.png')
      expect(Buffer.from(await asIs.arrayBuffer()).equals(ready)).toBe(true)
      for (const outside of ['12/3000/1601', '12/3324/1', '14/13296/6404', '3/6/3', '12/99999/1', '12/a/1', '12/-1/1'])
        expect([outside, (await ask(`/api/terrain/${outside}.png`)).status]).toEqual([outside, 204])
    } finally {
      await app.stop()
    }
  })
})
