import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'

const BINARIES = '/usr/lib/postgresql/15/bin'

/** An empty PostgreSQL database of its own for a measurement; its settings are the server's defaults, fsync included. */
export type BenchDatabase = { url: string; stop(): Promise<void> }

/** On the server that XS_TEST_DATABASE_URL names, else on a cluster made for the occasion; null where neither exists. */
export async function benchDatabase(): Promise<BenchDatabase | null> {
  const given = process.env['XS_TEST_DATABASE_URL']
  if (given !== undefined && given !== '') return databaseOn(given, () => {})
  if (!existsSync(join(BINARIES, 'initdb'))) return null
  const directory = mkdtempSync(join(tmpdir(), 'xiangshao-bench-postgres-'))
  chmodSync(directory, 0o777)
  const data = join(directory, 'data')
  asPostgres('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-locale', '-E', 'UTF8'])
  const port = 20_000 + (randomBytes(2).readUInt16BE() % 20_000)
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${directory}`
  asPostgres('pg_ctl', ['-D', data, '-w', '-l', join(directory, 'log'), '-o', options, 'start'])
  return databaseOn(`postgres://postgres@127.0.0.1:${port}/postgres`, () => {
    asPostgres('pg_ctl', ['-D', data, '-m', 'immediate', 'stop'])
    rmSync(directory, { recursive: true, force: true })
  })
}

async function databaseOn(server: string, afterwards: () => void): Promise<BenchDatabase> {
  const name = `xiangshao_bench_${randomBytes(4).toString('hex')}`
  const sql = postgres(server, { max: 1, onnotice: () => {} })
  await sql.unsafe(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async stop() {
      await sql.unsafe(`drop database if exists ${name} with (force)`)
      await sql.end()
      afterwards()
    },
  }
}

/** PostgreSQL refuses to run as root: there its own user runs it. */
function asPostgres(program: string, parameters: string[]): void {
  const command = [join(BINARIES, program), ...parameters]
  if (process.getuid?.() === 0) command.unshift('runuser', '-u', 'postgres', '--')
  execFileSync(command[0] ?? '', command.slice(1), { stdio: 'ignore' })
}
