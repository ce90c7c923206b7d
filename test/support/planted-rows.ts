import { connect, type Database } from '../../db/connect.ts'
import type { RunningApp } from './running-app.ts'

/** Stops a program with an embedded database, writes to that as no route does, and starts it again; sessions go on. */
export async function planted(app: RunningApp, write: (database: Database) => Promise<void>): Promise<void> {
  await app.kill9()
  const database = await connect({ url: null, dataDir: app.dataDir })
  try {
    await write(database)
  } finally {
    await database.stop()
  }
  await app.startAgain()
}
