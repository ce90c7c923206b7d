import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { connectPublisher } from '../../server/mqtt/broker-client.ts'
import { createDatabase, postgresServer } from '../support/postgres.ts'
import { startApp } from '../support/running-app.ts'
import { causesFarApart, raise } from '../support/storm.ts'

const closings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

const KILLS = 25
const missing = postgresServer === null ? ' (skipped: XS_TEST_DATABASE_URL is not set)' : ''

/** Each names rows that must not be there. */
const WRONG = {
  'incidents without the evidence they count': `select id from incidents i
    where observation_count = 0 or observation_count <> (select count(*) from observations where incident_id = i.id)`,
  'incidents that were not opened exactly once': `select id from incidents i
    where 1 <> (select count(*) from actions where incident_id = i.id and action = 'opened')`,
  'incidents that nobody was called to': `select id from incidents i
    where not exists (select from alerts where incident_id = i.id)`,
  'calls that no channel carries': `select id from alerts a
    where not exists (select from deliveries where alert_id = a.id)`,
  'observations of no incident': `select id from observations where incident_id not in (select id from incidents)`,
  'observations of no device': `select id from observations where device_id not in (select id from devices)`,
  'actions on no incident': `select id from actions where incident_id not in (select id from incidents)`,
  'calls to no incident': `select id from alerts where incident_id not in (select id from incidents)`,
  'deliveries of no call': `select id from deliveries where alert_id not in (select id from alerts)`,
  'signals of no incident': `select key as id from signals where incident_id not in (select id from incidents)`,
  'alarms that are there twice': `select "values" ->> 'value' as id from observations group by 1 having count(*) > 1`,
  'changes after which one is missing': `select seq as id from changes c
    where seq < (select seq from decision) and not exists (select from changes where seq = c.seq + 1)`,
}

describe.skipIf(missing !== '')(`the program whose database connections are cut${missing}`, () => {
  it('keeps every alarm whole: evidence, log, calls and changes together or none', async () => {
    const database = await createDatabase()
    closings.push(() => database.drop())
    const app = await startApp({ env: { DATABASE_URL: database.url } })
    closings.push(() => app.stop())
    const publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
    closings.push(() => publisher.end())
    const causes = await causesFarApart(app, await app.signIn('admin'), 5)

    let isOver = false
    const raised: string[] = []
    const deliver = async (cause: (typeof causes)[number], number: number) => {
      for (;;)
        try {
          await raise(publisher, cause, number)
          return void raised.push(`${cause.name}-${number}`)
        } catch {
          // Given back when a connection was lost: a device would send it again under its id.
          await delay(50)
        }
    }
    const pouring = causes.map(async (cause) => {
      const deliveries: Promise<void>[] = []
      for (let number = 0; !isOver; number++) {
        deliveries.push(deliver(cause, number))
        await delay(25)
      }
      await Promise.all(deliveries)
    })
    let killed = 0
    while (killed < KILLS && app.isRunning()) {
      await delay(20 + Math.random() * 180)
      const rows = await database.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'xiangshao' and datname = current_database()`
      killed += rows.length
    }
    isOver = true
    // A program that has ended would keep the senders waiting.
    expect(app.isRunning(), app.stderr()).toBe(true)
    await Promise.all(pouring)
    const stored = await database.sql<{ value: string }[]>`select "values" ->> 'value' as value from observations`
    expect(stored.map(({ value }) => value).toSorted()).toEqual(raised.toSorted())
    for (const [fault, query] of Object.entries(WRONG))
      expect(
        (await database.sql.unsafe<{ id: string }[]>(query)).map(({ id }) => id),
        fault,
      ).toEqual([])
    const incidents = await database.sql`select count(*) as n from incidents`
    expect(Number(incidents[0]?.['n'])).toBe(causes.length)
  })
})
