import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Where the chain over the audit log stood at a moment, by a note outside the database. */
export type Anchor = { notedAt: string; position: number; hash: string }

/** The notes of one data directory: a line for each, only ever appended to. */
export type AuditAnchors = {
  /** The newest whole note; null where there is none. A line that a crash cut short counts for nothing. */
  last(): Anchor | null
  /** On disk when it returns. */
  note(anchor: Anchor): void
}

const FILE = 'audit-anchors.txt'
const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (\d{1,15}) ([0-9a-f]{64})$/
/** Some ten thousand notes; the file before this one is kept beside it. */
const MOST_BYTES = 1024 * 1024

/** The notes kept in a data directory. */
export function auditAnchors(dataDir: string, mostBytes = MOST_BYTES): AuditAnchors {
  const path = join(dataDir, FILE)
  const older = `${path}.old`
  return {
    last: () => lastOf(path) ?? lastOf(older),
    note({ notedAt, position, hash }) {
      if (sizeOf(path) > mostBytes) renameSync(path, older)
      const file = openSync(path, 'a')
      try {
        // A line before it may have been cut short by a crash.
        appendFileSync(file, `${endsWhole(path) ? '' : '\n'}${notedAt} ${position} ${hash}\n`)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
    },
  }
}

function lastOf(path: string): Anchor | null {
  for (const line of textOf(path).split('\n').slice(0, -1).toReversed()) {
    const [, notedAt, position, hash] = LINE.exec(line) ?? []
    if (notedAt !== undefined && hash !== undefined) return { notedAt, position: Number(position), hash }
  }
  return null
}

function endsWhole(path: string): boolean {
  const text = textOf(path)
  return text === '' || text.endsWith('\n')
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return ''
    throw error
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
