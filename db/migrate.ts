import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type postgres from 'postgres'
import type { Database } from './connect.ts'

/** Any number; the same in every process that migrates this schema. */
const LOCK = 1_357_202_611

type Migration = { tag: string; hash: string; sql: string }

/** Thrown when the database was made by other code than this: it must not be touched. */
export class SchemaMismatch extends Error {}

/**
 * Brings the database to this code's schema, under a lock, one migration a statement: each is whole or absent, its
 * record included. Refuses a database that knows migrations this code does not, or has another text of one.
 */
export async function migrate(database: Database): Promise<{ applied: string[] }> {
  // postgres.js 3.4.9 never settles a reserve() that is the first thing asked of a client.
  await database.run('select 1')
  const connection = await database.client.reserve()
  try {
    // The embedded database is one session, guarded by the lock on its directory; an advisory lock means nothing there.
    if (database.durability === 'duty') await connection.unsafe(`select pg_advisory_lock(${LOCK})`)
    try {
      return { applied: await bringUp(connection, codeMigrations()) }
    } finally {
      if (database.durability === 'duty') await connection.unsafe(`select pg_advisory_unlock(${LOCK})`)
    }
  } finally {
    connection.release()
  }
}

async function bringUp(connection: postgres.ReservedSql, wanted: Migration[]): Promise<string[]> {
  await connection.unsafe(
    'create table if not exists migrations (tag text primary key, hash text not null, applied_at timestamptz not null default now())',
  )
  const applied = await connection.unsafe<{ tag: string; hash: string }[]>(
    'select tag, hash from migrations order by tag',
  )
  for (const [index, { tag, hash }] of applied.entries()) {
    const ours = wanted[index]
    if (ours === undefined || ours.tag !== tag)
      throw new SchemaMismatch(`the database has migration ${tag}, which this version of the program does not know`)
    if (ours.hash !== hash)
      throw new SchemaMismatch(`migration ${tag} was applied with another text than this program has`)
  }
  const missing = wanted.slice(applied.length)
  for (const { tag, hash, sql } of missing)
    // Several statements in one simple query are one implicit transaction. Tags and hashes are our own plain text.
    await connection.unsafe(`${sql};\ninsert into migrations (tag, hash) values ('${tag}', '${hash}')`)
  return missing.map((migration) => migration.tag)
}

function codeMigrations(): Migration[] {
  const folder = join(import.meta.dirname, 'migrations')
  // drizzle-kit writes this file; its shape is part of its format 7.
  const journal = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string }[]
  }
  return journal.entries.map(({ tag }) => {
    const sql = readFileSync(join(folder, `${tag}.sql`), 'utf8')
    return { tag, sql, hash: createHash('sha256').update(sql).digest('hex') }
  })
}
