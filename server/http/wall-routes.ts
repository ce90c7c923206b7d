import { wallSettingsSchema } from '#shared/wall-settings.ts'
import type { Database } from '../../db/connect.ts'
import type { BasemapDesk } from '../basemap/basemap-desk.ts'
import type { Decisions } from '../decisions.ts'
import { isWall } from '../domain/viewer.ts'
import { putWallSettings, wallSettings } from '../store/wall-settings.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** How each wall shows what it shows. */
export function wallRoutes({
  database,
  decisions,
  basemapDesk,
}: {
  database: Database
  decisions: Decisions
  basemapDesk: BasemapDesk
}): Route[] {
  async function wallNamed(id: string | undefined): Promise<string> {
    const person = (await decisions.facts()).arrangement.people.get(id ?? '')
    if (person === undefined || !isWall(person.roles)) throw new Refusal('not-found')
    return person.id
  }
  return [
    {
      method: 'get',
      path: '/api/wall',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'How the wall that asks is set up, and which base map is set; anybody else sees it as it is before anybody does.',
      async handle({ viewer }) {
        const [settings, { mark }] = await Promise.all([wallSettings(database, viewer.personId), basemapDesk.current()])
        return json({ ...settings, basemapMark: mark })
      },
    },
    {
      method: 'get',
      path: '/api/kiosks/:id/settings',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'How a wall is set up.',
      handle: async ({ params }) => json(await wallSettings(database, await wallNamed(params.id))),
    },
    {
      method: 'put',
      path: '/api/kiosks/:id/settings',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Sets a wall up; it follows within a quarter of a minute.',
      takes: wallSettingsSchema,
      async handle({ params, body }) {
        const id = await wallNamed(params.id)
        await putWallSettings(database, id, parsed(wallSettingsSchema, body))
        return json(await wallSettings(database, id))
      },
    },
  ]
}
