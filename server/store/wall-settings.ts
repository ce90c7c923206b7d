import { WALL_DEFAULTS, type WallSettings, wallSettingsSchema } from '#shared/wall-settings.ts'
import type { Database } from '../../db/connect.ts'
import { putSetting, setting } from './settings.ts'

const keyOf = (personId: string) => `wall:${personId}`

/** How a wall is set up. */
export async function wallSettings(database: Database, personId: string): Promise<WallSettings> {
  const kept = await setting(database, keyOf(personId))
  const known = wallSettingsSchema.safeParse({ ...WALL_DEFAULTS, ...(kept as object | null) })
  return known.success ? known.data : WALL_DEFAULTS
}

export async function putWallSettings(database: Database, personId: string, value: WallSettings): Promise<void> {
  await putSetting(database, keyOf(personId), value)
}
