import { randomBytes } from 'node:crypto'
import postgres from 'postgres'

/** The PostgreSQL server that tests may make databases on, as a URL of its superuser; null where there is none. */
export const postgresServer = process.env['XS_TEST_DATABASE_URL'] || null

/** One database of a test's own, and a connection to it that the program under test does not share. */
export type TestDatabase = { url: string; sql: postgres.Sql; drop: () => Promise<void> }

/** Creates an empty database on the test server; rejects where that cannot be reached. */
export async function createDatabase(): Promise<TestDatabase> {
  if (postgresServer === null) throw new Error('XS_TEST_DATABASE_URL is not set')
  const name = `xiangshao_test_${randomBytes(6).toString('hex')}`
  const quiet = { onnotice: () => {}, connection: { application_name: 'xiangshao-test' } }
  const server = postgres(postgresServer, { ...quiet, max: 1 })
  await server.unsafe(`create database ${name}`)
  const url = new URL(postgresServer)
  url.pathname = `/${name}`
  const sql = postgres(url.href, { ...quiet, max: 2 })
  return {
    url: url.href,
    sql,
    async drop() {
      await sql.end({ timeout: 5 })
      await server.unsafe(`drop database if exists ${name} with (force)`)
      await server.end({ timeout: 5 })
    },
  }
}
