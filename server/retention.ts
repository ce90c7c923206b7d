import type { Database } from '../db/connect.ts'
import type { Log } from './mqtt/door.ts'
import { removeEntriesBefore } from './store/audit.ts'
import { eraseLeftPositions } from './store/positions.ts'

/** Makes months of readings ahead of time, forgets those past their keep, and prunes the keys of repeats. */
export type Retention = {
  /** Does what it can; what fails is logged, and tried again an hour later. Never rejects: a server must start without. */
  run(): Promise<void>
  /** Gives back the room of rows that were replaced or taken away, where the database does not do so by itself. */
  tidy(): Promise<void>
  start(): void
  stop(): void
}

const DAY_MS = 24 * 3600_000
/** A redelivery comes within days, not months; ids are remembered for this long. */
const KEYS_DAYS = 60
const WORDS_DAYS = 30
/** Whoever stood by a burning is asked about it within a year, if at all. */
const GUARDS_DAYS = 365
const MONTHS_AHEAD = 2
/** What is thrown away is gone: two clocks must agree on the day. */
const CLOCKS_APART_MS = DAY_MS
/** The embedded database has no autovacuum: without ours these would grow with every message. */
const REPLACED_OFTEN = [
  'spool',
  'evidence_media',
  'device_statuses',
  'hearing',
  'signals',
  'incidents',
  'alerts',
  'message_keys',
  'leases',
  'responder_positions',
]
/** PostgreSQL's codes for a table, or its catalogue entry, that is already there. */
const MADE_MEANWHILE: ReadonlySet<string> = new Set(['42P07', '23505'])

export function createRetention(parts: {
  database: Database
  now: () => Date
  newId: () => string
  readingsDays: number
  /** How long entries of the audit log are kept. */
  auditDays: number
  /** Drops devices that nobody registered and that have long been silent; resolves to how many. */
  forgetDevices: (today: Date) => Promise<number>
  log: Log
}): Retention {
  const { database, now, newId, readingsDays, auditDays, forgetDevices, log } = parts
  let timer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    const today = now()
    try {
      await makeMonths(today)
      if (await isToday(today)) await forget(today)
    } catch (error) {
      log.error({ error }, 'retention failed')
    }
  }

  async function makeMonths(today: Date): Promise<void> {
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
      const month = monthOf(today, ahead)
      try {
        await makeMonth(database, month)
      } catch (error) {
        // While a clock was wrong, readings of that month came into the default partition, and the database lets no
        // other claim them. The month's readings stay there; the other months are made all the same.
        log.error({ error, partition: partitionName(month) }, 'a month of readings could not be made')
      }
    }
  }

  /** Whether the database has the same day. A clock years ahead would take every reading and every key for old. */
  async function isToday(today: Date): Promise<boolean> {
    const [row] = await database.run<{ ms: number }>('select (extract(epoch from now()) * 1000)::float8 as ms')
    const apartMs = Math.abs(today.getTime() - (row?.ms ?? NaN))
    if (apartMs <= CLOCKS_APART_MS) return true
    log.error({ apartMs }, 'this clock and that of the database differ: nothing is forgotten')
    return false
  }

  async function forget(today: Date): Promise<void> {
    const oldest = monthOf(new Date(today.getTime() - readingsDays * DAY_MS), 0)
    for (const name of await months(database)) {
      // A month is forgotten when its last day is past its keep: names sort as months do.
      if (name < partitionName(oldest)) {
        await database.run(`drop table if exists "${name}"`)
        log.info({ partition: name }, 'a month of readings was forgotten')
      }
    }
    await eraseLeftPositions(database)
    await database.run('delete from readings_default where received_at < $1::timestamptz', [oldest.toISOString()])
    const keysEnd = new Date(today.getTime() - KEYS_DAYS * DAY_MS).toISOString()
    await database.run('delete from message_keys where seen_at < $1::timestamptz', [keysEnd])
    // Nothing is expected to speak less often.
    await database.run('delete from hearing where until < $1::timestamptz', [keysEnd])
    // Short messages hold what people write, and their numbers: long enough for the duty room to have read them.
    const wordsEnd = new Date(today.getTime() - WORDS_DAYS * DAY_MS).toISOString()
    await database.run("delete from quarantine where reason like 'sms-%' and received_at < $1::timestamptz", [wordsEnd])
    // Whoever opens an old link is told that it has lapsed; after a while nobody does.
    await database.run('delete from notice_links where expires_at < $1::timestamptz', [wordsEnd])
    const guardsEnd = new Date(today.getTime() - GUARDS_DAYS * DAY_MS).toISOString()
    await database.run(
      "update permits set guard_name = '', guard_phone = '' where valid_until < $1::timestamptz and guard_name <> ''",
      [guardsEnd],
    )
    // By whole days: each removal leaves an entry of its own.
    const auditEnd = new Date(Math.floor(today.getTime() / DAY_MS - auditDays) * DAY_MS)
    const entries = await removeEntriesBefore(database, auditEnd, { id: newId(), at: today })
    if (entries > 0) log.info({ entries }, 'entries of the audit log past their keep were removed; their seals stay')
    const dropped = await forgetDevices(today)
    if (dropped > 0) log.info({ devices: dropped }, 'unregistered devices that were silent were forgotten')
  }

  async function tidy(): Promise<void> {
    if (database.durability === 'trial')
      for (const table of REPLACED_OFTEN) await database.run(`vacuum (analyze) ${table}`)
  }

  return {
    run,
    tidy,
    start() {
      timer = setInterval(
        () =>
          void run()
            .then(tidy)
            .catch((error: unknown) => log.error({ error }, 'the database could not be tidied')),
        DAY_MS / 24,
      )
      timer.unref()
    },
    stop: () => clearInterval(timer),
  }
}

function monthOf(at: Date, ahead: number): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead, 1))
}

function partitionName(month: Date): string {
  return `readings_${month.toISOString().slice(0, 7).replace('-', '_')}`
}

async function makeMonth(database: Database, from: Date): Promise<void> {
  const [start, end] = [from, monthOf(from, 1)].map((at) => at.toISOString())
  // Both are made by toISOString: nothing of outside goes into the statement, which takes no parameters.
  try {
    await database.run(
      `create table if not exists "${partitionName(from)}" partition of readings for values from ('${start}') to ('${end}')`,
    )
  } catch (error) {
    // "If not exists" looks before it locks: of two processes at once one may still find it made by the other.
    if (!(error instanceof Error && 'code' in error && MADE_MEANWHILE.has(String(error.code)))) throw error
  }
}

async function months(database: Database): Promise<string[]> {
  const rows = await database.run<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'readings'::regclass`,
  )
  return rows
    .map(({ name }) => name.replaceAll('"', ''))
    .filter((name) => /^readings_\d{4}_\d{2}$/.test(name))
    .toSorted()
}
