import { basemapSchema } from '#shared/basemap.ts'
import type { BasemapDesk } from '../basemap/basemap-desk.ts'
import type { BasemapFileStore } from '../basemap/basemap-files.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** What lies beneath our own drawing on every map. */
export function basemapRoutes({
  basemapDesk,
  basemapFiles,
}: {
  basemapDesk: BasemapDesk
  basemapFiles: BasemapFileStore
}): Route[] {
  return [
    {
      method: 'get',
      path: '/api/basemap',
      who: 'signed-in',
      roles: 'all',
      scope: 'installation',
      says: 'The base map of all maps, and whom browsers may ask for it.',
      handle: async () => json(await basemapDesk.current()),
    },
    {
      method: 'put',
      path: '/api/basemap',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Sets the base map. A style is fetched first, to know whom it asks; walls follow within a quarter of a minute.',
      takes: basemapSchema,
      async handle({ body }) {
        const put = await basemapDesk.put(parsed(basemapSchema, body))
        if (!put.ok) throw new Refusal('invalid', { fields: [put.fault] })
        return json(put.shown)
      },
    },
    {
      method: 'get',
      path: '/api/basemap/files',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'The PMTiles archives in DATA_DIR/basemap.',
      handle: async () => json({ items: await basemapFiles.list(), nextCursor: null, folder: basemapFiles.folder }),
    },
    {
      method: 'get',
      path: '/api/basemap/files/:name',
      who: 'signed-in',
      roles: 'all',
      scope: 'installation',
      says: 'A PMTiles archive, or the bytes of it that are asked for (Range).',
      async handle({ params }) {
        const file = await basemapFiles.pathOf(params['name'] ?? '')
        if (file === null) throw new Refusal('not-found')
        const headers = { 'content-type': 'application/vnd.pmtiles', 'cache-control': 'private, no-cache' }
        return { status: 200, file, headers }
      },
    },
  ]
}
