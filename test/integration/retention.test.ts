import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { createRetention } from '../../server/retention.ts'
import { keptLog } from '../support/messages-in.ts'
import { ownDatabase } from '../support/own-database.ts'

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await ownDatabase())
})
afterAll(() => close())
beforeEach(async () => {
  for (const name of await months()) await database.run(`drop table "${name}"`)
  await database.run('delete from readings')
  await database.run('delete from message_keys')
})

const DAY_MS = 24 * 3600_000
const today = new Date()
const inDays = (days: number) => new Date(today.getTime() + days * DAY_MS)
const inMonths = (months: number) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 1))
const nameOf = (month: Date) => `readings_${month.toISOString().slice(0, 7).replace('-', '_')}`

async function months(): Promise<string[]> {
  const rows = await database.run<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'readings'::regclass`,
  )
  return rows.map(({ name }) => name).filter((name) => name !== 'readings_default')
}
async function receive(at: Date): Promise<void> {
  await database.run(
    `insert into readings (id, source_id, external_id, state, received_at, "values")
       values ($1::text, 's', 'x', 'reading', $1::text::timestamptz, '{}')`,
    [at.toISOString()],
  )
}
async function count(table: 'readings' | 'readings_default' | 'message_keys' | 'responder_positions'): Promise<number> {
  const [row] = await database.run<{ n: number }>(`select count(*)::int as n from ${table}`)
  return row?.n ?? NaN
}
function retentionAt(now: Date, using: Database = database) {
  const log = keptLog()
  return {
    log,
    retention: createRetention({
      database: using,
      now: () => now,
      newId: randomUUID,
      readingsDays: 400,
      auditDays: 400,
      forgetDevices: async () => 0,
      log,
    }),
  }
}

describe('whoever stood by an approved burning', () => {
  it('is named for a year after it, and no longer', async () => {
    const permit = (id: string, until: Date | null) =>
      database.run(
        `insert into permits (version_id, id, valid_from, recorded_at, valid_until, use, name, area_id, place, approval_number, guard_name, guard_phone)
         values ($1, $1, $2::timestamptz, $2::timestamptz, $3::timestamptz, 'burning', 'n', 'a', '{"type":"unknown"}', '1', '守护人', '13900000000')`,
        [id, inDays(-500).toISOString(), until?.toISOString() ?? null],
      )
    await permit('old', inDays(-366))
    await permit('recent', inDays(-364))
    await permit('endless', null)
    await retentionAt(today).retention.run()
    const rows = await database.run('select id, guard_name || guard_phone as guard from permits order by id')
    expect(rows).toEqual([
      { id: 'endless', guard: '守护人13900000000' },
      { id: 'old', guard: '' },
      { id: 'recent', guard: '守护人13900000000' },
    ])
  })
})

describe('what people wrote and nobody understood', () => {
  it('is forgotten after a month, what devices said is not', async () => {
    const keep = async (id: string, reason: string, days: number) =>
      database.run(
        `insert into quarantine (id, received_at, topic, payload, payload_bytes, retain, reason, detail)
           values ($1::text, $2::text::timestamptz, 'sms/gateway', '', 0, false, $3::text, '')`,
        [id, inDays(-days).toISOString(), reason],
      )
    await keep('old-words', 'sms-no-absence', 31)
    await keep('new-words', 'sms-no-absence', 29)
    await keep('old-message', 'not-json', 31)
    await retentionAt(today).retention.run()
    const rows = await database.run<{ id: string }>('select id from quarantine order by id')
    expect(rows.map(({ id }) => id)).toEqual(['new-words', 'old-message'])
    await database.run('delete from quarantine')
  })
})

/** A row with a value in every column that must have one, all its moments long ago. */
async function insertBare(table: string, at: string): Promise<void> {
  const columns = await database.run<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_name = $1 and table_schema = 'public' and is_identity = 'NO'
       and (is_nullable = 'NO' or data_type like 'timestamp%')`,
    [table],
  )
  const value = (type: string) =>
    type.startsWith('timestamp')
      ? `'${at}'`
      : type === 'jsonb'
        ? `'{}'`
        : type === 'ARRAY'
          ? `'{}'`
          : type === 'boolean'
            ? 'false'
            : type === 'text'
              ? `'x'`
              : '0'
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  await database.run(`insert into ${table} (${names}) values (${columns.map(({ type }) => value(type)).join(', ')})`)
}

describe('retention', () => {
  it('makes the months that come, and forgets what is past its keep, and where people were who go nowhere', async () => {
    await database.run(
      `create table readings_2020_01 partition of readings for values from ('2020-01-01') to ('2020-02-01')`,
    )
    await receive(new Date('2020-01-15T00:00:00Z'))
    await receive(new Date('2020-03-15T00:00:00Z'))
    await database.run(
      `insert into message_keys (key, seen_at) values ('old', now() - interval '61 days'), ('new', now())`,
    )
    await database.run(
      `insert into responder_positions (incident_id, person_id, location, at) values ('gone', 'p', '[112,36]', now())`,
    )
    await retentionAt(today).retention.run()
    expect(await count('responder_positions')).toBe(0)
    expect((await months()).toSorted()).toEqual([0, 1, 2].map((ahead) => nameOf(inMonths(ahead))))
    expect(await count('readings')).toBe(0)
    expect(await count('message_keys')).toBe(1)
  })

  it('goes on without a month that cannot be made, for readings of it came when the clock was wrong', async () => {
    await receive(inMonths(1))
    const { retention, log } = retentionAt(today)
    await retention.run()
    expect((await months()).toSorted()).toEqual([0, 2].map((ahead) => nameOf(inMonths(ahead))))
    expect(log.lines).toEqual([expect.stringContaining(nameOf(inMonths(1)))])
    await receive(new Date(inMonths(1).getTime() + DAY_MS))
    expect(await count('readings_default')).toBe(2)
  })

  it('forgets nothing while its clock is not that of the database', async () => {
    await receive(inDays(-500))
    await receive(today)
    await database.run(`insert into message_keys (key, seen_at) values ('old', now() - interval '61 days')`)
    for (const days of [-3, 3, 3650]) {
      const { retention, log } = retentionAt(inDays(days))
      await retention.run()
      expect(log.lines.join()).toContain('nothing is forgotten')
    }
    expect(await count('readings')).toBe(2)
    expect(await count('message_keys')).toBe(1)
    // A clock that is a little off is a clock.
    await retentionAt(inDays(0.5)).retention.run()
    expect(await count('message_keys')).toBe(0)
  })

  it('never touches an incident, what was done to it, whom it called, or its evidence, however old', async () => {
    const longAgo = '2001-01-01T00:00:00.000Z'
    const tables = [
      'incidents',
      'actions',
      'alerts',
      'observations',
      'incident_evidence',
      'deliveries',
      'evidence_media',
    ]
    for (const table of tables) await insertBare(table, longAgo)
    const counted = async () =>
      Promise.all(tables.map(async (table) => [table, (await database.run(`select 1 from ${table}`)).length]))
    const before = await counted()
    expect(before.every(([, rows]) => rows === 1)).toBe(true)
    const { retention } = retentionAt(today)
    await retention.run()
    await retention.tidy()
    expect(await counted()).toEqual(before)
  })

  it('that fails is told and keeps nothing from starting', async () => {
    const away: Database = { ...database, run: () => Promise.reject(new Error('the database is away')) }
    const { retention, log } = retentionAt(today, away)
    await retention.run()
    expect(log.lines.join()).toContain('the database is away')
  })
})
