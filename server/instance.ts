import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { takeLock } from '../db/directory-lock.ts'

/** A name of this process among those on one data directory, the same again after a restart. */
export type Instance = { name: string; release: () => void }

const MOST_PROCESSES = 64

/**
 * Claims the lowest free place of `dataDir` for this process. The outside broker keeps what it owes us under this
 * name: a crashed process that starts again gets exactly that, and two processes never share it.
 */
export function claimInstance(dataDir: string): Instance {
  const folder = join(dataDir, 'instances')
  mkdirSync(folder, { recursive: true })
  const installation = installationId(join(folder, 'id'))
  for (let place = 0; place < MOST_PROCESSES; place++) {
    const lock = takeLock(join(folder, `${place}.lock`))
    if (lock.ok) return { name: `xiangshao-${installation}-${place}`, release: lock.release }
  }
  throw new Error(`${MOST_PROCESSES} processes already work on ${dataDir}`)
}

function installationId(path: string): string {
  try {
    writeFileSync(path, randomBytes(6).toString('hex'), { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(path, 'utf8').trim()
}
