import { mkdirSync, openSync, readFileSync, rmSync, writeSync, closeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Who holds a lock file: a process, told from a later one of the same number by when it started. */
type Holder = { pid: number; startedAt: string }

export type LockOutcome = { ok: true; release: () => void } | { ok: false; holderPid: number }

/**
 * Takes the lock file at `path` for this process by exclusive creation, and reaps one whose process is gone.
 * Two processes on one embedded database would corrupt it without a word, so this stands before it is opened.
 */
export function takeLock(path: string): LockOutcome {
  mkdirSync(dirname(path), { recursive: true })
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = openSync(path, 'wx')
      const holder: Holder = { pid: process.pid, startedAt: startOf(process.pid) ?? '' }
      writeSync(file, JSON.stringify(holder))
      closeSync(file)
      return { ok: true, release: () => rmSync(path, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const holder = readHolder(path)
    if (holder !== null && isAlive(holder)) return { ok: false, holderPid: holder.pid }
    rmSync(path, { force: true })
  }
  return { ok: false, holderPid: -1 }
}

function readHolder(path: string): Holder | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('startedAt' in value)) return null
    return { pid: Number(value.pid), startedAt: String(value.startedAt) }
  } catch {
    return null
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.pid === process.pid) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  const started = startOf(holder.pid)
  return started === null || holder.startedAt === '' || started === holder.startedAt
}

/** When the process started, in clock ticks since boot, from /proc; null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name may hold spaces and brackets; the fields are counted after its closing one. Start time is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
