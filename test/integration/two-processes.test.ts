import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Incident } from '#shared/incident.ts'
import { connectPublisher } from '../../server/mqtt/broker-client.ts'
import { connectLive } from '../support/live-client.ts'
import { mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { createDatabase, postgresServer } from '../support/postgres.ts'
import { hearsBroker, startApp } from '../support/running-app.ts'
import { causesFarApart, raise, standing } from '../support/storm.ts'

const closings: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

const lacking = [
  ...(postgresServer === null ? ['XS_TEST_DATABASE_URL is not set'] : []),
  ...(mosquittoInstalled ? [] : ['mosquitto is not installed']),
]
const missing = lacking.length === 0 ? '' : ` (skipped: ${lacking.join(', ')})`

describe.skipIf(missing !== '')(`two processes on one database and one broker${missing}`, () => {
  it('make one incident of each cause and tell every screen of every change, in order', async () => {
    const mosquitto = await startMosquitto(['xiangshao', 'native'])
    closings.push(() => mosquitto.stop())
    const database = await createDatabase()
    closings.push(() => database.drop())
    const env = { MQTT_URL: mosquitto.url('xiangshao'), DATABASE_URL: database.url }
    // Both at once: they also meet over the migrations and over the demo township.
    const apps = await Promise.all([startApp({ env }), startApp({ env })])
    for (const app of apps) closings.push(() => app.stop())
    const [one, two] = apps
    const publishers = await Promise.all([1, 2, 3, 4].map(() => connectPublisher({ url: mosquitto.url('native') })))
    for (const publisher of publishers) closings.push(() => publisher.end())
    const [probe] = publishers
    if (probe === undefined) throw new Error('there is no publisher')
    await hearsBroker(one, probe)
    const shares = () => Promise.all(apps.map(async (app) => messagesTaken((await app.get('/metrics')).body)))
    while (Math.min(...(await shares())) === 0) await hearsBroker(one, probe)
    const before = await shares()

    const cookies = await Promise.all(apps.map((app) => app.signIn('admin')))
    const [cookie = ''] = cookies
    const causes = await causesFarApart(one, cookie, 5)
    const screens = await Promise.all(apps.map((app, index) => connectLive(app.url(), cookies[index] ?? '')))
    for (const screen of screens) closings.push(() => screen.close())

    const storm = Array.from({ length: 40 }, (_, number) => causes.map((cause) => ({ cause, number }))).flat()
    await Promise.all(
      storm.map(({ cause, number }, index) => raise(publishers[index % publishers.length] ?? probe, cause, number)),
    )
    const stored = async () =>
      Number((await database.sql`select count(distinct "values" ->> 'value') as n from observations`)[0]?.['n'])
    while ((await stored()) < storm.length) await delay(100)

    // A process learns of what the other wrote a moment later: each is asked once it has come as far as the database.
    const seq = Number((await database.sql`select max(seq) as seq from changes`)[0]?.['seq'])
    while (screens.some((screen) => screen.seq() < seq)) await delay(20)
    let stood = await standing(two, cookies[1] ?? '')
    while (stood.seq < seq) stood = await standing(two, cookies[1] ?? '')
    const { incidents } = stood

    expect(incidents.map(({ observationCount }) => observationCount)).toEqual(causes.map(() => 40))
    const rows = await database.sql`select count(*) as n from observations`
    expect(Number(rows[0]?.['n'])).toBe(storm.length)
    for (const screen of screens) {
      expect(screen.gaps).toEqual([])
      expect(screen.changes()).toBeGreaterThanOrEqual(causes.length)
      expect(byId(screen.incidents.values())).toEqual(byId(incidents))
    }
    // Both took part: otherwise this test says nothing about two.
    const after = await shares()
    expect(after.map((count, index) => count > (before[index] ?? 0))).toEqual([true, true])
  })
})

function byId(incidents: Iterable<Incident>): Incident[] {
  return [...incidents].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function messagesTaken(metrics: unknown): number {
  const [, number] = /^xiangshao_messages_total (\d+)/m.exec(String(metrics)) ?? []
  return Number(number)
}
