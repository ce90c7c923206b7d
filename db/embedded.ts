import { PGlite } from '@electric-sql/pglite'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { takeLock } from './directory-lock.ts'

export type EmbeddedDatabase = { socketPath: string; stop: () => Promise<void> }

/** Thrown when another process works on the same directory. */
export class DirectoryInUse extends Error {
  readonly directory: string
  readonly holderPid: number
  constructor(directory: string, holderPid: number) {
    super(`${directory} is in use by process ${holderPid}`)
    this.directory = directory
    this.holderPid = holderPid
  }
}

/**
 * Starts the embedded database in `dataDir/database`, creating it on first use, and serves it on a socket that only
 * this user can reach. It survives the end of the process at any moment; it does not call fsync, so a power cut may
 * harm it: durability class `trial`.
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const directory = join(dataDir, 'database')
  mkdirSync(dataDir, { recursive: true })
  const lock = takeLock(join(dataDir, 'database.lock'))
  if (!lock.ok) throw new DirectoryInUse(directory, lock.holderPid)
  try {
    if (!existsSync(directory)) await create(dataDir, directory)
    // A socket path may be no longer than some hundred bytes: it cannot live in a data directory of any depth.
    const socketDirectory = mkdtempSync(join(tmpdir(), 'xiangshao-'))
    const socketPath = join(socketDirectory, '.s.PGSQL.5432')
    const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
      workerData: { directory, socketPath },
    })
    await once(worker, 'message')
    return {
      socketPath,
      async stop() {
        worker.postMessage('stop')
        await once(worker, 'exit')
        rmSync(socketDirectory, { recursive: true, force: true })
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** An interrupted creation leaves a directory that never opens: so it is made aside, then renamed in one step. */
async function create(dataDir: string, directory: string): Promise<void> {
  const aside = mkdtempSync(join(dataDir, 'database-new-'))
  try {
    const db = await PGlite.create(aside)
    await db.close()
    renameSync(aside, directory)
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    throw error
  }
}
