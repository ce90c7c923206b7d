import { z } from 'zod'
import { basemapSchema } from '#shared/basemap.ts'
import type { Database } from '../../db/connect.ts'
import { putSetting, setting } from './settings.ts'

const KEY = 'basemap'

/** A base map with the origins that its style named when it was set. */
const keptBasemapSchema = z.object({ basemap: basemapSchema, origins: z.array(z.string()) })
export type KeptBasemap = z.infer<typeof keptBasemapSchema>

/** The base map that is set; none until somebody sets one. */
export async function keptBasemap(database: Database): Promise<KeptBasemap> {
  const known = keptBasemapSchema.safeParse(await setting(database, KEY))
  return known.success ? known.data : { basemap: { type: 'none' }, origins: [] }
}

export async function putBasemap(database: Database, kept: KeptBasemap): Promise<void> {
  await putSetting(database, KEY, kept)
}
