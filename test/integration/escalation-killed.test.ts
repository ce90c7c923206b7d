import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createDatabase, postgresServer, type TestDatabase } from '../support/postgres.ts'
import { answerOf, type RunningApp, startApp } from '../support/running-app.ts'
import { causesFarApart } from '../support/storm.ts'

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 3) * 2
const EACH = 3
const TIERS = ['household', 'zone', 'village', 'duty-room']

const closings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

/** What was done in its own name for an incident, in the order of the log, and how often each person was called and told. */
async function course({ sql }: TestDatabase, incidentId: string) {
  const actions = await sql<{ action: string; tier: string | null }[]>`
    select action, detail ->> 'tier' as tier from actions where incident_id = ${incidentId} and actor_id is null order by id`
  const calls = await sql<{ person: string; n: number; sent: number }[]>`
    select a.person_id as person, count(distinct a.id)::int as n, count(d.id)::int as sent
    from alerts a left join deliveries d on d.alert_id = a.id and d.channel = 'in-app'
    where a.incident_id = ${incidentId} group by 1`
  const [row] = await sql<{ over: boolean }[]>`select next is null as over from incidents where id = ${incidentId}`
  const steps = actions
    .map(({ action, tier }) => (tier === null ? action : `${action} ${tier}`))
    .filter((step) => /^(called|escalated|opened)/.test(step))
  return { steps, calls, isOver: row?.over === true }
}

async function planFor(app: RunningApp, cookie: string): Promise<void> {
  const tiers = TIERS.map((duty) => ({ duties: [duty], waitSeconds: 1 }))
  const body = { name: '一秒一级', kinds: ['infrastructure'], tiers, respondersNeeded: 1 }
  const { status } = await answerOf(
    await fetch(`${app.url()}/api/plans/plan-of-a-second`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    }),
  )
  expect(status).toBe(201)
}

const missing = postgresServer === null ? ' (skipped: XS_TEST_DATABASE_URL is not set)' : ''
describe.skipIf(missing !== '')(
  `two processes on one database, one of which is killed again and again${missing}`,
  () => {
    it(
      `take each step of each chain once, over ${ROUNDS} rounds`,
      async () => {
        const database = await createDatabase()
        closings.push(() => database.drop())
        const env = { DATABASE_URL: database.url }
        const apps = await Promise.all([startApp({ env }), startApp({ env })])
        for (const app of apps) closings.push(() => app.stop())
        const cookie = await apps[0].signIn('admin')
        await planFor(apps[0], cookie)
        const places = await causesFarApart(apps[0], cookie, EACH)
        for (let round = 0; round < ROUNDS; round++) {
          const [killed, kept] = round % 2 === 0 ? apps : [apps[1], apps[0]]
          const opened = await Promise.all(
            places.map(async ({ location }) => {
              const observedAt = new Date().toISOString()
              const report = { id: randomUUID(), kind: 'infrastructure', description: '停电', location, observedAt }
              const { status, body } = await killed.post('/api/reports', cookie, report)
              expect([status, body]).toEqual([201, expect.objectContaining({ observationId: report.id })])
              // The contract says what a report is answered with.
              return (body as { incidentId: string }).incidentId
            }),
          )
          await delay(Math.random() * 4500)
          await killed.kill9()
          await killed.startAgain()
          for (const id of opened) {
            while (!(await course(database, id)).isOver) await delay(100)
            const { steps, calls } = await course(database, id)
            const reached = steps.filter((step) => step.startsWith('escalated'))
            // A tier of which nobody is new is passed over; no tier has a second turn, and the duty room has the last.
            expect(new Set(steps).size).toBe(steps.length)
            expect(reached.length).toBeGreaterThan(0)
            expect(steps.at(-1)).toMatch(/^called-duty-room/)
            for (const call of calls) expect(call).toEqual({ ...call, n: 1, sent: 1 })
            const { status } = await kept.post(`/api/incidents/${id}/actions`, cookie, {
              id: randomUUID(),
              action: 'close',
            })
            expect(status).toBe(201)
          }
        }
      },
      // Ends a wait in vain, and is no measure of anything.
      120_000 + ROUNDS * 60_000,
    )
  },
)
