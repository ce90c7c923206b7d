import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { startEmbedded } from './embedded.ts'
import * as schema from './schema.ts'

/** What a power cut may do: `trial` may lose or harm data (embedded), `duty` keeps what was committed. */
export type Durability = 'trial' | 'duty'

/** One parameter of a raw statement. Moments go as ISO text, JSON as text: Drizzle has switched off the driver's own. */
export type Parameter = string | number | boolean | null | readonly (string | number | boolean | null)[]

/** The one database connection of a process. */
export type Database = {
  /** Typed reading. */
  read: PostgresJsDatabase<typeof schema>
  /** One raw statement, prepared once per text; every write is one, so that it is whole or absent. */
  run: <Row extends Record<string, unknown>>(statement: string, parameters?: readonly Parameter[]) => Promise<Row[]>
  /** The driver, for migrations alone. */
  client: postgres.Sql
  durability: Durability
  /** Calls back with the text of every NOTIFY that was committed; never comes on the embedded database. */
  listen: (channel: string, heard: (text: string) => void) => Promise<void>
  stop: () => Promise<void>
}

/** Connects to `url`, or without one to the embedded database in `dataDir`. */
export async function connect(options: { url: string | null; dataDir: string }): Promise<Database> {
  // Statements here take milliseconds: compiling one first would take a second.
  const session = { application_name: 'xiangshao', TimeZone: 'UTC', jit: 'off' }
  const quiet = { onnotice: () => {}, connection: session }
  if (options.url !== null) {
    const client = postgres(options.url, { ...quiet, max: 8, connect_timeout: 5 })
    await prepare(client)
    return database(client, 'duty', async () => {})
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
  return database(client, 'trial', embedded.stop)
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

function database(client: postgres.Sql, durability: Durability, afterwards: () => Promise<void>): Database {
  const read = drizzle(client, { schema })
  return {
    read,
    client,
    durability,
    async run<Row extends Record<string, unknown>>(statement: string, parameters: readonly Parameter[] = []) {
      const rows = await client.unsafe(statement, parameters as postgres.ParameterOrJSON<never>[], { prepare: true })
      // The statement's own text decides its row type; the caller states it.
      return rows as unknown as Row[]
    },
    async listen(channel, heard) {
      if (durability === 'duty') await client.listen(channel, heard)
    },
    async stop() {
      await client.end({ timeout: 5 })
      await afterwards()
    },
  }
}
