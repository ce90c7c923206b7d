import { eq } from 'drizzle-orm'
import { WALL_DEFAULTS, type WallSettings, wallSettingsSchema } from '#shared/wall-settings.ts'
import type { Database } from '../../db/connect.ts'
import { settings } from '../../db/schema.ts'

const keyOf = (personId: string) => `wall:${personId}`

/** How a wall is set up. */
export async function wallSettings({ read }: Database, personId: string): Promise<WallSettings> {
  const [row] = await read
    .select()
    .from(settings)
    .where(eq(settings.key, keyOf(personId)))
  const known = wallSettingsSchema.safeParse({ ...WALL_DEFAULTS, ...(row?.value as object | undefined) })
  return known.success ? known.data : WALL_DEFAULTS
}

export async function putWallSettings({ read }: Database, personId: string, value: WallSettings): Promise<void> {
  await read
    .insert(settings)
    .values({ key: keyOf(personId), value })
    .onConflictDoUpdate({ target: settings.key, set: { value } })
}
