import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BasemapFiles, ShownBasemap } from '#shared/basemap.ts'
import { ROLES } from '#shared/person.ts'
import type { Problem } from '#shared/problem.ts'
import type { WallAnswer } from '#shared/wall-settings.ts'
import { type CameraServer, startCamera } from '../support/camera-server.ts'
import { archiveOf, vectorTile } from '../support/pmtiles-file.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

const FILE = '本乡.pmtiles'
const archive = archiveOf([{ z: 0, x: 0, y: 0, bytes: vectorTile({ water: [] }) }], ['water'], [111, 36, 113, 38])
const KEY = '0123456789abcdef0123456789abcdef'
const TIANDITU = { type: 'tianditu', key: KEY, layer: 'vec' }

let app: RunningApp
let host: CameraServer
let tiles: CameraServer
let admin: Ask
let duty: Ask
let answers: Record<string, string> = {}

beforeAll(async () => {
  app = await startApp()
  tiles = await startCamera((_path, response) => response.end())
  host = await startCamera((path, response) => {
    const answer = answers[path]
    if (answer === undefined) response.writeHead(404).end()
    else response.end(answer)
  })
  admin = visitor(app, await app.signIn('admin'))
  duty = visitor(app, await app.signIn('duty'))
  const folder = join(app.dataDir, 'basemap')
  writeFileSync(join(folder, FILE), archive)
  writeFileSync(join(folder, 'broken.pmtiles'), 'no archive')
  writeFileSync(join(folder, 'notes.txt'), 'secret')
  mkdirSync(join(folder, 'folder.pmtiles'))
  symlinkSync(join(folder, FILE), join(folder, 'linked.pmtiles'))
})
afterAll(async () => {
  await app?.stop()
  await host?.stop()
  await tiles?.stop()
})
beforeEach(() => {
  answers = {}
})

const put = (json: unknown, ask = admin) => ask('/api/basemap', { method: 'PUT', json })
const shown = async (ask = duty) => (await (await ask('/api/basemap')).json()) as ShownBasemap
const mark = async () => ((await (await duty('/api/wall')).json()) as WallAnswer).basemapMark
const styleAt = (path: string, datum = 'WGS-84') => ({ type: 'style', url: `${host.origin}${path}`, datum })
const style = (sources: object) => JSON.stringify({ version: 8, sources, layers: [] })
async function policyOf(path: string): Promise<Map<string, string[]>> {
  const answer = await fetch(app.url() + path, { headers: { accept: 'text/html' } })
  await answer.arrayBuffer()
  const header = answer.headers.get('content-security-policy') ?? ''
  return new Map(header.split(';').map((one) => [one.trim().split(' ')[0] ?? '', one.trim().split(' ').slice(1)]))
}

describe('the base map', () => {
  it('is none at first; everybody who is signed in may know, and only administrators may set it', async () => {
    expect(await shown()).toMatchObject({ basemap: { type: 'none' }, origins: [] })
    expect((await visitor(app)('/api/basemap')).status).toBe(401)
    for (const role of ROLES) {
      const ask = visitor(app, await app.signIn(role))
      expect([role, (await ask('/api/basemap')).status]).toEqual([role, 200])
      expect([role, (await put({ type: 'none' }, ask)).status]).toEqual([role, role === 'admin' ? 200 : 403])
      expect([role, (await ask('/api/basemap/files')).status]).toEqual([role, role === 'admin' ? 200 : 403])
    }
  })

  it('is set for all, under another mark, is kept through a restart, and stands in the audit log', async () => {
    const before = await mark()
    const answer = await put(TIANDITU)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual(await shown())
    expect(await shown()).toMatchObject({ basemap: TIANDITU })
    const after = await mark()
    expect(after).not.toBe(before)
    expect((await shown()).mark).toBe(after)
    await app.kill9()
    await app.startAgain()
    expect([await mark(), (await shown()).basemap]).toEqual([after, TIANDITU])
    const audit = (await (await admin('/api/audit?limit=20')).json()) as { items: { what: string }[] }
    expect(audit.items.map(({ what }) => what)).toContain('PUT /api/basemap')
    expect(JSON.stringify(audit)).not.toContain(KEY)
  })

  it('is refused field by field where something is wrong with it', async () => {
    for (const [body, field, message] of [
      [{ ...TIANDITU, key: 'x' }, 'key', '32 hexadecimal digits'],
      [styleAt('/style.json', 'BD-09'), 'datum', 'another grid'],
      [{ type: 'pmtiles', file: 'gone.pmtiles', attribution: 'x' }, 'file', 'is not in'],
      [{ type: 'pmtiles', file: '..pmtiles', attribution: 'x' }, 'file', 'is not in'],
      [{ type: 'pmtiles', file: 'folder.pmtiles', attribution: 'x' }, 'file', 'is not in'],
      [{ type: 'pmtiles', file: 'broken.pmtiles', attribution: 'x' }, 'file', 'is no PMTiles archive'],
    ] as const) {
      const answer = await put(body)
      expect([field, answer.status]).toEqual([field, 422])
      const { fields } = (await answer.json()) as Problem
      expect(fields).toEqual([expect.objectContaining({ field, message: expect.stringContaining(message) })])
    }
  })
})

describe('a style', () => {
  it('is fetched when it is set, with its TileJSONs, to know whom browsers may ask', async () => {
    answers = {
      '/style.json': style({
        roads: { type: 'vector', url: '/roads.json' },
        picture: { type: 'raster', tiles: ['https://pictures.example/{z}/{x}/{y}.png'] },
      }),
      '/roads.json': JSON.stringify({ tiles: [`${tiles.origin}/{z}/{x}/{y}.pbf`] }),
    }
    expect((await put(styleAt('/style.json', 'GCJ-02'))).status).toBe(200)
    const origins = [host.origin, 'https://pictures.example', tiles.origin]
    expect(await shown()).toMatchObject({ basemap: styleAt('/style.json', 'GCJ-02'), origins })
    expect(tiles.asked).toEqual([])
    for (const name of ['connect-src', 'img-src']) {
      const allowed = (await policyOf('/wall')).get(name) ?? []
      expect(allowed.slice(-3)).toEqual(origins)
    }
  })

  it.each([
    ['cannot be fetched', '/gone.json', {}, 'not-found', '/gone.json'],
    ['is none', '/style.json', { '/style.json': '<html>' }, 'no-style', '/style.json'],
    ['is of another version', '/style.json', { '/style.json': '{"version":7}' }, 'not-version-8', '/style.json'],
    [
      'names a source that cannot be fetched',
      '/style.json',
      { '/style.json': style({ roads: { type: 'vector', url: '/roads.json' } }) },
      'not-found',
      'source roads: ',
    ],
    [
      'names a source by a scheme of its own',
      '/style.json',
      { '/style.json': style({ roads: { type: 'vector', url: 'mapbox://a' } }) },
      'bad-address',
      'mapbox://a',
    ],
    [
      'of a stranger names this machine',
      '/style.json',
      { '/style.json': style({ roads: { type: 'vector', url: 'http://127.0.0.1:1/roads.json' } }) },
      'forbidden-address',
      'source roads: http://127.0.0.1:1/roads.json',
    ],
  ])('that %s is refused with what and where, and nothing changes', async (_, path, given, reason, where) => {
    await put({ type: 'pmtiles', file: FILE, attribution: '© x' })
    const before = await shown()
    answers = given
    const answer = await put(styleAt(path))
    expect(answer.status).toBe(422)
    const { fields } = (await answer.json()) as Problem
    expect(fields).toEqual([{ field: 'url', reason, message: expect.stringContaining(where) }])
    expect(await shown()).toEqual(before)
  })

  it('of a host that does not answer is refused, and nothing changes', async () => {
    const gone = await startCamera(() => {})
    await gone.stop()
    const before = await shown()
    const answer = await put({ type: 'style', url: `${gone.origin}/style.json`, datum: 'WGS-84' })
    expect(answer.status).toBe(422)
    const { fields } = (await answer.json()) as Problem
    expect(fields).toEqual([
      { field: 'url', reason: 'no-answer', message: expect.stringContaining(`${gone.origin}/style.json`) },
    ])
    expect(await shown()).toEqual(before)
  })
})

describe('the policy of the pages', () => {
  it('names nobody without a base map, and with 天地图 its eight hosts, from the next page on', async () => {
    const of = async (basemap: object) => {
      await put(basemap)
      const policy = await policyOf('/')
      return ['connect-src', 'img-src'].map((name) => policy.get(name)?.filter((one) => one.startsWith('http')))
    }
    const hosts = Array.from({ length: 8 }, (_, n) => `https://t${n}.tianditu.gov.cn`)
    expect(await of(TIANDITU)).toEqual([hosts, hosts])
    expect(await of({ type: 'pmtiles', file: FILE, attribution: '© x' })).toEqual([[], []])
    expect(await of({ type: 'none' })).toEqual([[], []])
  })
})

describe('the archives', () => {
  const path = (name: string) => `/api/basemap/files/${encodeURIComponent(name)}`

  it('are listed with their sizes and their folder, and nothing else that lies there is', async () => {
    const files = (await (await admin('/api/basemap/files')).json()) as BasemapFiles
    expect(files).toEqual({
      items: [
        { name: 'broken.pmtiles', bytes: 10 },
        { name: 'linked.pmtiles', bytes: archive.length },
        { name: FILE, bytes: archive.length },
      ],
      nextCursor: null,
      folder: join(app.dataDir, 'basemap'),
    })
  })

  it('are given by ranges to everybody who is signed in', async () => {
    const range = (value: string) => duty(path(FILE), { headers: { range: value } })
    const some = await range('bytes=0-6')
    expect([some.status, await some.text()]).toEqual([206, 'PMTiles'])
    expect(some.headers.get('content-range')).toBe(`bytes 0-6/${archive.length}`)
    const rest = await range(`bytes=${archive.length - 3}-${archive.length + 100}`)
    expect([rest.status, (await rest.arrayBuffer()).byteLength]).toEqual([206, 3])
    const beyond = await range(`bytes=${archive.length}-`)
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${archive.length}`])
    expect(await beyond.json()).toMatchObject({ code: 'no-such-range' })
    const all = await duty(path(FILE))
    expect([all.status, Buffer.from(await all.arrayBuffer()).equals(archive)]).toEqual([200, true])
    expect((await visitor(app)(path(FILE))).status).toBe(401)
  })

  it.each(['../audit-anchors.txt', 'notes.txt', 'folder.pmtiles', `x/../${FILE}`, `${FILE}\u0000`, `./${FILE}`])(
    'are found by their names alone, not by %j',
    async (name) => {
      expect((await duty(path(name))).status).toBe(404)
    },
  )
})
