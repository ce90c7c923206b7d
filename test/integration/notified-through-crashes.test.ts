import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { demoTownship } from '../../server/demo/township.ts'
import { type FakeProviders, fakeSettings, startFakeProviders } from '../support/fake-providers.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 5)

let app: RunningApp | undefined
let providers: FakeProviders | undefined
afterEach(async () => {
  await app?.stop()
  await providers?.stop()
})

const zones = demoTownship().areas.filter(({ level }) => level === 'zone')

/** Reports a fire in some zone, each time another; resolves to the calls it made, by id. */
async function reported(on: RunningApp, cookie: string, n: number): Promise<string[]> {
  const ring = (zones[n % zones.length]?.geometry.coordinates.flat(3) ?? []).filter((one) => typeof one === 'number')
  const mean = (at: number) => {
    const own = ring.filter((_, place) => place % 2 === at)
    return own.reduce((sum, one) => sum + one, 0) / own.length
  }
  const answer = await on.post('/api/reports', cookie, {
    id: randomUUID(),
    kind: 'fire',
    description: '',
    location: [mean(0), mean(1)],
  })
  const { incidentId } = z.looseObject({ incidentId: z.string() }).parse(answer.body)
  const { body } = await on.get(`/api/incidents/${incidentId}`, cookie)
  return z
    .looseObject({ alerts: z.array(z.looseObject({ id: z.string() })) })
    .parse(body)
    .alerts.map(({ id }) => id)
}

const deliveriesSchema = z.looseObject({
  items: z.array(z.looseObject({ id: z.string() })),
})
const toldSchema = z.looseObject({
  deliveries: z.array(
    z.looseObject({ id: z.string(), alertId: z.string().nullable(), handedAt: z.string().nullable() }),
  ),
})

describe('a program that is killed between handing over and noting it', () => {
  it(
    `loses no call in ${ROUNDS} times, and says none oftener than once more for each`,
    async () => {
      const fakes = (providers = await startFakeProviders())
      const program = (app = await startApp({ env: { DATABASE_URL: '' } }))
      const settings = fakeSettings(fakes)['sim-http']
      const admin = await program.signIn('admin')
      await program.request('PUT', '/api/channels/sim', admin, { channel: 'sim-http', name: 'sim', settings })
      const calls: string[] = []
      const handed = async () => {
        const duty = await program.signIn('duty')
        const { items } = deliveriesSchema.parse((await program.get('/api/incidents?limit=200', duty)).body)
        const told = await Promise.all(
          items.map(async ({ id }) => toldSchema.parse((await program.get(`/api/incidents/${id}`, duty)).body)),
        )
        const rows = told.flatMap(({ deliveries }) => deliveries)
        return new Set(rows.flatMap(({ alertId, handedAt }) => (handedAt === null ? [] : [alertId])))
      }
      const allHanded = () =>
        expect
          .poll(async () => handed().then((known) => calls.filter((id) => !known.has(id))), {
            timeout: 60_000,
            interval: 500,
          })
          .toEqual([])
      for (let round = 0; round < ROUNDS; round++) {
        const before = fakes.given.length
        // It has the message, and says so too late.
        fakes.answer('sim', { afterMs: 3_000, body: {} })
        const duty = await program.signIn('duty')
        for (let n = 0; n < 4; n++) calls.push(...(await reported(program, duty, round * 20 + n * 5)))
        await fakes.until((given) => given.length > before)
        await program.kill9()
        fakes.answer('sim', null)
        await program.startAgain()
        await allHanded()
      }
      const times = [...Map.groupBy(fakes.given, ({ id }) => id).values()].map((some) => some.length)
      // By its id a gateway knows what it has already.
      expect(Math.max(...times)).toBeLessThanOrEqual(2)
      expect(fakes.given.every(({ fault }) => fault === null)).toBe(true)
    },
    // Ends a wait in vain, and is no measure of anything.
    120_000 + ROUNDS * 60_000,
  )
})
