import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { calledTo } from '../support/call-notices.ts'
import { startFakeModem } from '../support/fake-modem.ts'
import { createDatabase, postgresServer } from '../support/postgres.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const closings: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

const missing = postgresServer === null ? ' (skipped: XS_TEST_DATABASE_URL is not set)' : ''

/** The name of a process, which it gives its leases. */
function nameOf({ dataDir }: RunningApp): string {
  return `xiangshao-${readFileSync(join(dataDir, 'instances', 'id'), 'utf8').trim()}-0`
}

describe.skipIf(missing !== '')(`two processes with one modem${missing}`, () => {
  it('never talk to it both, and no text fails for it; when one is gone the other takes over', async () => {
    const modem = await startFakeModem()
    closings.push(() => modem.stop())
    const database = await createDatabase()
    closings.push(() => database.drop())
    const env = { DATABASE_URL: database.url }
    const apps = [await startApp({ env }), await startApp({ env })]
    for (const app of apps) closings.push(() => app.stop())
    const holder = async () =>
      (await database.sql`select holder from leases where name = ${`modem:${modem.port}`}`)[0]?.['holder']
    const texts = () =>
      database.sql`select d.handed_at is not null as handed, d.failure, d.tries, n.incident_id as incident
        from deliveries d join notices n on n.id = d.notice_id where d.channel_id = 'modem'`

    const [one, two] = apps
    if (one === undefined || two === undefined) throw new Error('there are not two')
    const cookie = await one.signIn('admin')
    const channel = { channel: 'sim-modem-text', name: 'modem', settings: { port: modem.port } }
    expect((await one.request('PUT', '/api/channels/modem', cookie, channel)).status).toBe(201)
    await expect.poll(holder, { timeout: 20_000 }).toBeTruthy()
    const has = (await holder()) === nameOf(one) ? one : two
    const lacks = has === one ? two : one

    const adminThere = await lacks.signIn('admin')
    const incidents = [await calledTo(lacks, adminThere, 'member', 'fire'), await calledTo(lacks, adminThere, 'member')]
    const firstHanded = async () => new Set((await texts()).flatMap((row) => (row['handed'] ? [row['incident']] : [])))
    await expect.poll(firstHanded, { timeout: 60_000 }).toContain(incidents[0])
    await expect.poll(async () => (await texts()).every(({ handed }) => handed), { timeout: 60_000 }).toBe(true)
    expect((await texts()).filter(({ failure, tries }) => failure !== null || tries !== 1)).toEqual([])
    expect(modem.connections()).toEqual({ now: 1, most: 1 })

    await has.kill9()
    const later = await calledTo(lacks, adminThere, 'member', 'fire')
    await expect.poll(firstHanded, { timeout: 90_000 }).toContain(later)
    expect(await holder()).toBe(nameOf(lacks))
    expect(modem.connections().most).toBe(1)
  }, 240_000)
})
