import { eq } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { settings } from '../../db/schema.ts'

/** What is kept under a key, as it was put; null where nothing is. Whoever reads it checks it. */
export async function setting({ read }: Database, key: string): Promise<unknown> {
  const [row] = await read.select().from(settings).where(eq(settings.key, key))
  return row?.value ?? null
}

/** Keeps a value under a key, in place of the one before. */
export async function putSetting({ read }: Database, key: string, value: unknown): Promise<void> {
  await read.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } })
}
