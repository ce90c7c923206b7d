import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'

// Making an embedded database takes ten times as long as copying one, and nearly every test needs one of its own. So one
// is made before the tests, empty and migrated, by the program's own road.

const TEMPLATE = 'XS_TEST_DATABASE_TEMPLATE'

/** Makes the template before a tier runs; resolves with what removes it again. */
export async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'xiangshao-template-'))
  const database = await connect({ url: null, dataDir: folder })
  await migrate(database)
  await database.stop()
  process.env[TEMPLATE] = join(folder, 'database')
  return () => rmSync(folder, { recursive: true, force: true })
}

/** Puts a copy of the template where the program looks for its embedded database, unless there is one. */
export function copyTemplate(dataDir: string): void {
  const template = process.env[TEMPLATE]
  const directory = join(dataDir, 'database')
  if (template !== undefined && !existsSync(directory)) cpSync(template, directory, { recursive: true })
}
