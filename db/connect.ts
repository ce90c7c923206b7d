import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { startEmbedded } from './embedded.ts'
import { errorCode } from './error-code.ts'
import * as schema from './schema.ts'
import { createUnderWay, type UnderWay } from './under-way.ts'

/** What a power cut may do: `trial` may lose or harm data (embedded), `duty` keeps what was committed. */
export type Durability = 'trial' | 'duty'

/** One parameter of a raw statement. Moments go as ISO text, JSON as text: Drizzle has switched off the driver's own. */
export type Parameter = string | number | boolean | null | readonly (string | number | boolean | null)[]

/** One raw statement, prepared once per text. */
type Run = <Row extends Record<string, unknown>>(statement: string, parameters?: readonly Parameter[]) => Promise<Row[]>

/** The database of a process. */
export type Database = {
  /** Typed reading. */
  read: PostgresJsDatabase<typeof schema>
  /** Raw reading, of what may take long: it has connections of its own, so that no alarm waits behind it. */
  query: Run
  /** Writing: every write is one statement, so that it is whole or absent. */
  run: Run
  /** Writing of what no alarm may wait for: where it hangs, connections of its own hang, and no others. */
  aside: Run
  /** The driver, for migrations alone. */
  client: postgres.Sql
  durability: Durability
  /** What was asked and is not answered yet. Raw statements are followed by themselves, typed reading by who waits for it. */
  underWay: UnderWay
  /** Calls back with the text of every NOTIFY that was committed; never comes on the embedded database. */
  listen: (channel: string, heard: (text: string) => void) => Promise<void>
  stop: () => Promise<void>
}

const WRITING_CONNECTIONS = 4
const READING_CONNECTIONS = 6
const ASIDE_CONNECTIONS = 2
/** No statement of ours takes nearly as long; one that does must not hold its connection for ever. */
const MOST_STATEMENT_MS = 60_000
/** An alarm waits for the database to come back: no growing pauses. */
const RECONNECT_SECONDS = 0.25

/** Connects to `url`, or without one to the embedded database in `dataDir`. */
export async function connect(options: { url: string | null; dataDir: string }): Promise<Database> {
  // Statements here take milliseconds: compiling one first would take a second.
  const session = { application_name: 'xiangshao', TimeZone: 'UTC', jit: 'off' }
  const quiet = { onnotice: () => {}, connection: session }
  if (options.url !== null) {
    const shared = {
      ...quiet,
      connection: { ...session, statement_timeout: MOST_STATEMENT_MS },
      connect_timeout: 5,
      backoff: () => RECONNECT_SECONDS,
      // A peer that vanished without a word is noticed by the probes that the system sends after this.
      keep_alive: 10,
    }
    const writing = postgres(options.url, { ...shared, max: WRITING_CONNECTIONS })
    const reading = postgres(options.url, { ...shared, max: READING_CONNECTIONS })
    const aside = postgres(options.url, { ...shared, max: ASIDE_CONNECTIONS })
    await prepare(writing)
    await prepare(reading)
    await prepare(aside)
    return database({ writing, reading, aside }, 'duty', async () => {
      await Promise.all([reading.end({ timeout: 5 }), aside.end({ timeout: 5 })])
    })
  }
  const embedded = await startEmbedded(options.dataDir)
  const client = postgres({
    ...quiet,
    path: embedded.socketPath,
    username: 'postgres',
    password: 'local',
    database: 'postgres',
    max: 1,
  })
  return database({ writing: client, reading: client, aside: client }, 'trial', embedded.stop)
}

/**
 * Asks once, so that the driver learns the array types, and keeps it from asking again on every new connection:
 * 3.4.9 lets go of that question's promise, and a connection cut in the middle of it would end the process.
 */
async function prepare(client: postgres.Sql): Promise<void> {
  try {
    await client.unsafe('select 1')
  } catch (error) {
    await client.end({ timeout: 0 })
    throw error
  }
  client.options.fetch_types = false
}

function database(
  { writing, reading, aside }: { writing: postgres.Sql; reading: postgres.Sql; aside: postgres.Sql },
  durability: Durability,
  afterwards: () => Promise<void>,
): Database {
  const underWay = createUnderWay(() => performance.now())
  const read = drizzle(reading, { schema })
  // Both look alike to those who use them, so both drivers' own conversions are switched off.
  for (const other of new Set([writing, aside])) if (other !== reading) drizzle(other)
  return {
    read,
    query: runOn(reading, underWay),
    run: runOn(writing, underWay),
    aside: runOn(aside, underWay),
    client: writing,
    durability,
    underWay,
    async listen(channel, heard) {
      if (durability === 'duty') await writing.listen(channel, heard)
    },
    async stop() {
      await writing.end({ timeout: 5 })
      await afterwards()
    },
  }
}

function runOn(client: postgres.Sql, { follow }: UnderWay): Run {
  return async <Row extends Record<string, unknown>>(statement: string, parameters: readonly Parameter[] = []) => {
    const rows = await follow(
      client.unsafe(statement, parameters as postgres.ParameterOrJSON<never>[], { prepare: true }),
    )
    // The statement's own text decides its row type; the caller states it.
    return rows as unknown as Row[]
  }
}

/**
 * Whether trying the same again may help: the database is away, busy, not as it should be, or has cut us off. Anything
 * else was said of what we gave it (SQLSTATE classes of PostgreSQL's appendix A; codes of driver and system are words).
 */
export function mayPass(error: unknown): boolean {
  const code = errorCode(error)
  return /^(CONNECT|E(?!RR_)[A-Z])/.test(code) || /^(08|25|40|42|53|55|57|58|XX)/.test(code)
}
