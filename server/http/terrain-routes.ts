import type { ReliefAnswer } from '#shared/terrain.ts'
import type { Elevations } from '../terrain/elevations.ts'
import type { createTerrainTiles } from '../terrain/terrain-tiles.ts'
import { json, type Route } from './route.ts'

/** The ground does not move; who puts other files there restarts the program. */
const CACHE = { 'cache-control': 'private, max-age=86400' }

/** The relief for the maps, from files on this machine: no map asks anybody outside. */
export function terrainRoutes({
  elevations,
  tile,
}: {
  elevations: Elevations
  tile: ReturnType<typeof createTerrainTiles>
}): Route[] {
  return [
    {
      method: 'get',
      path: '/api/terrain',
      who: 'signed-in',
      roles: 'all',
      scope: 'installation',
      says: 'Whether there are elevations for the map, where, at which zooms, and whether they are made up.',
      handle: async () => json({ relief: await elevations.relief() } satisfies ReliefAnswer),
    },
    {
      method: 'get',
      path: '/api/terrain/:z/:x/:y.png',
      who: 'signed-in',
      roles: 'all',
      scope: 'installation',
      says: 'A tile of elevations, 256 pixels wide, in terrarium encoding; 204 where the ground is unknown.',
      async handle({ params }) {
        const [z, x, y] = [params['z'], params['x'], params['y']].map((part) =>
          /^\d{1,7}$/.test(part ?? '') ? Number(part) : NaN,
        )
        const found = await tile({ z: z ?? NaN, x: x ?? NaN, y: y ?? NaN })
        if (found === null) return { status: 204, headers: CACHE }
        if ('file' in found)
          return { status: 200, file: found.file, headers: { ...CACHE, 'content-type': 'image/png' } }
        return { status: 200, body: found.png, type: 'image/png', headers: CACHE }
      },
    },
  ]
}
