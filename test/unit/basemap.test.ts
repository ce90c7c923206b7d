import type { ServerResponse, IncomingMessage } from 'node:http'
import { PMTiles, type Source } from 'pmtiles'
import { describe, expect, it } from 'vitest'
import { basemapSchema } from '#shared/basemap.ts'
import { wholeAddress } from '#shared/map-address.ts'
import { readStyle, readTileJson } from '../../server/domain/map-style.ts'
import { isOfPage, policy } from '../../server/http/pages.ts'
import { archiveOf, vectorTile } from '../support/pmtiles-file.ts'

const faultsOf = (value: unknown) =>
  basemapSchema.safeParse(value).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []
const KEY = '0123456789abcdef0123456789ABCDEF'
const STYLE = 'https://maps.example/styles/grey/style.json'

describe('a base map', () => {
  it.each([
    [{ type: 'none' }],
    [{ type: 'pmtiles', file: '沁源县.pmtiles', attribution: '© OpenStreetMap' }],
    [{ type: 'style', url: 'http://192.168.1.20:8080/style.json', datum: 'GCJ-02' }],
    [{ type: 'tianditu', key: KEY, layer: 'img' }],
  ])('may be %j', (value) => {
    expect(faultsOf(value)).toEqual([])
  })

  it.each([
    [{ type: 'pmtiles', file: '../x.pmtiles', attribution: 'x' }, 'file', 'name of a .pmtiles file'],
    [{ type: 'pmtiles', file: 'x.mbtiles', attribution: 'x' }, 'file', 'name of a .pmtiles file'],
    [{ type: 'pmtiles', file: 'x.pmtiles', attribution: ' ' }, 'attribution', 'whose map'],
    [{ type: 'style', url: 'ftp://x/style.json', datum: 'WGS-84' }, 'url', 'http or https address'],
    [{ type: 'style', url: 'https://a:b@x/style.json', datum: 'WGS-84' }, 'url', 'name or password'],
    [{ type: 'style', url: STYLE, datum: 'BD-09' }, 'datum', 'another grid'],
    [{ type: 'tianditu', key: KEY.slice(1), layer: 'img' }, 'key', '32 hexadecimal digits'],
    [{ type: 'tianditu', key: `${KEY.slice(1)}g`, layer: 'img' }, 'key', '32 hexadecimal digits'],
  ])('is not %j, and it is said of %s why', (value, field, why) => {
    expect(faultsOf(value)).toEqual([[field, expect.stringContaining(why)]])
  })
})

describe('the addresses of a style', () => {
  it('begin where it lies, and keep what is filled in later', () => {
    expect(wholeAddress('../tiles/{z}/{x}/{y}.pbf?key=1', STYLE)).toBe(
      'https://maps.example/styles/tiles/{z}/{x}/{y}.pbf?key=1',
    )
    expect(wholeAddress('//tiles.example/a', STYLE)).toBe('https://tiles.example/a')
    for (const address of ['mapbox://sprites/a', 'pmtiles://https://x/y', 'data:,', 'https://{s}.x/{z}'])
      expect(wholeAddress(address, STYLE)).toBeNull()
  })

  const style = (parts: object) => JSON.stringify({ version: 8, sources: {}, layers: [], ...parts })

  it('are asked of its own host and of those of its sources and sprites, of no glyphs, each named once', () => {
    const sources = {
      roads: { type: 'vector', url: 'https://json.example/roads.json' },
      picture: { type: 'raster', tiles: ['https://a.example:8443/{z}/{x}/{y}.png', '/own/{z}/{x}/{y}.png'] },
      lines: { type: 'geojson', data: 'http://data.example/lines.json' },
      inside: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
    }
    const text = style({ sources, sprite: 'https://sprite.example/s', glyphs: 'https://glyphs.example/{fontstack}' })
    expect(readStyle(text, STYLE)).toEqual({
      ok: true,
      origins: [
        'https://maps.example',
        'https://sprite.example',
        'https://json.example',
        'https://a.example:8443',
        'http://data.example',
      ],
      tileJsons: [{ source: 'roads', url: 'https://json.example/roads.json' }],
    })
  })

  it('are followed into a TileJSON', () => {
    const text = JSON.stringify({ tilejson: '3.0.0', tiles: ['https://t1.example/{z}', 'https://t2.example/{z}'] })
    const url = 'https://json.example/roads.json'
    expect(readTileJson(text, 'roads', url)).toEqual({
      ok: true,
      origins: ['https://t1.example', 'https://t2.example'],
    })
    expect(readTileJson('{}', 'roads', url)).toMatchObject({ ok: false, message: expect.stringContaining(url) })
  })

  it.each([
    ['<html>', 'no-style'],
    [JSON.stringify({ version: 7, sources: {}, layers: [] }), 'not-version-8'],
    [JSON.stringify({ version: 8, sources: [] }), 'no-style'],
    [style({ sources: { roads: { type: 'vector', url: 'mapbox://mapbox.streets' } } }), 'bad-address'],
  ])('of %s are none: %s', (text, reason) => {
    expect(readStyle(text, STYLE)).toMatchObject({ ok: false, reason, message: expect.stringMatching(/maps|mapbox/) })
  })
})

describe('the policy of the pages', () => {
  const directives = (origins: readonly string[]) => {
    let header = ''
    const response = {
      setHeader: (name: string, value: string) => name === 'Content-Security-Policy' && (header = value),
      removeHeader() {},
    }
    policy(false, () => origins)({} as IncomingMessage, response as unknown as ServerResponse, () => {})
    return new Map(header.split(';').map((one) => [one.trim().split(' ')[0], one.trim().split(' ').slice(1)]))
  }

  it('lets the base map be asked of those it names, and of nobody else', () => {
    const [none, some] = [directives([]), directives(['https://a.example', 'http://10.0.0.1:8080'])]
    expect(none.get('connect-src')?.filter(Boolean)).toEqual(["'self'", 'ws:', 'wss:'])
    expect(none.get('img-src')?.filter(Boolean)).toEqual(["'self'", 'data:', 'blob:'])
    for (const name of ['connect-src', 'img-src'])
      expect(some.get(name)).toEqual([
        ...(none.get(name)?.filter(Boolean) ?? []),
        'https://a.example',
        'http://10.0.0.1:8080',
      ])
    const others = [...none.keys()].filter((name) => name !== 'connect-src' && name !== 'img-src')
    for (const name of others) expect([name, some.get(name)]).toEqual([name, none.get(name)])
  })

  it('is looked up for pages, not for each of their parts', () => {
    expect(['/', '/wall', '/m/incident/1'].map(isOfPage)).toEqual([true, true, true])
    expect(['/_app/immutable/a.js', '/api/wall'].map(isOfPage)).toEqual([false, false])
  })
})

describe('the archives that tests write', () => {
  it('are read by the library of the pages', async () => {
    const bytes = vectorTile({ water: [{ properties: { kind: 'lake' }, at: [7, 7] }] })
    const file = archiveOf([{ z: 8, x: 207, y: 99, bytes }], ['water'], [111, 36, 113, 38])
    const source: Source = {
      getKey: () => 'file',
      getBytes: async (offset, length) => ({ data: new Uint8Array(file.subarray(offset, offset + length)).buffer }),
    }
    const archive = new PMTiles(source)
    expect(await archive.getHeader()).toMatchObject({ tileType: 1, minZoom: 8, maxZoom: 8, minLon: 111, maxLat: 38 })
    expect(await archive.getMetadata()).toEqual({ vector_layers: [{ id: 'water', fields: {} }] })
    const tile = await archive.getZxy(8, 207, 99)
    expect(tile && Buffer.from(tile.data)).toEqual(bytes)
    expect(await archive.getZxy(8, 208, 99)).toBeUndefined()
  })
})
