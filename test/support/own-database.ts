import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Database } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { copyTemplate } from './database-template.ts'
import { createDatabase, postgresServer } from './postgres.ts'

/** A migrated database of a test's own: on the test server where there is one, else embedded. */
export async function ownDatabase(): Promise<{ database: Database; close: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'xiangshao-database-'))
  const outside = postgresServer === null ? null : await createDatabase()
  if (outside === null) copyTemplate(directory)
  const database = await connect({ url: outside?.url ?? null, dataDir: directory })
  await migrate(database)
  return {
    database,
    async close() {
      await database.stop()
      await outside?.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
