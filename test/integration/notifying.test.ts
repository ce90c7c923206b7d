import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { demoTownship } from '../../server/demo/township.ts'
import { type FakeProviders, fakeSettings, type Given, startFakeProviders } from '../support/fake-providers.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const PATIENCE = { timeout: 120_000 }
const alertsSchema = z.looseObject({
  id: z.string(),
  alerts: z.array(z.looseObject({ personId: z.string(), state: z.string() })),
})

let providers: FakeProviders
let app: RunningApp
let admin: string
let duty: string

beforeAll(async () => {
  providers = await startFakeProviders()
  app = await startApp()
  ;[admin, duty] = [await app.signIn('admin'), await app.signIn('duty')]
}, PATIENCE.timeout)
afterAll(async () => {
  await app.stop()
  await providers.stop()
})
beforeEach(async () => {
  for (const id of ['sim-a', 'sim-b', 'robot', 'hook']) await app.request('DELETE', `/api/channels/${id}`, admin)
  for (const name of ['sim', 'webhook'] as const) providers.answer(name, null)
  providers.given.length = 0
})

async function setUp(id: string, channel: 'sim-http' | 'webhook', change: object = {}, more: object = {}) {
  const settings = { ...fakeSettings(providers)[channel], ...change }
  const answer = await app.request('PUT', `/api/channels/${id}`, admin, { channel, name: id, settings, ...more })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
}

const sim = (name: string, more: object = {}, rank = 100) => {
  const { form } = fakeSettings(providers)['sim-http']
  return setUp(
    `sim-${name}`,
    'sim-http',
    { form: { ...form, url: `${providers.simUrl}?gateway=${name}` }, ...more },
    { rank },
  )
}

let spot = 0
/** Somebody reports something, each time in another village. */
async function reported(kind: string): Promise<{ id: string; alerts: { personId: string; state: string }[] }> {
  const zones = demoTownship().areas.filter(({ level }) => level === 'zone')
  const ring = zones[(spot++ * 7) % zones.length]?.geometry.coordinates.flat(3) ?? []
  const numbers = ring.filter((one) => typeof one === 'number')
  const mean = (at: number) => {
    const own = numbers.filter((_, n) => n % 2 === at)
    return own.reduce((sum, one) => sum + one, 0) / own.length
  }
  const location = [mean(0), mean(1)]
  const answer = await app.post('/api/reports', duty, { id: randomUUID(), kind, location, description: '' })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  const { incidentId } = z.looseObject({ incidentId: z.string() }).parse(answer.body)
  return alertsSchema.parse((await app.get(`/api/incidents/${incidentId}`, duty)).body)
}

/** What another program was told; it is also asked, without words, whether it is there. */
const told = (given: Given[]) => given.filter(({ provider, text }) => provider === 'webhook' && text !== '')
const texts = (given: Given[]) => given.filter(({ provider }) => provider === 'sim')

describe('an alarm', () => {
  it('rings everybody called, once, by a text that is whole without a link', PATIENCE, async () => {
    await sim('a')
    const { alerts } = await reported('fire')
    await providers.until((given) => texts(given).length >= alerts.length)
    const sent = texts(providers.given)
    expect(sent.every(({ fault }) => fault === null)).toBe(true)
    expect(new Set(sent.map(({ to }) => to)).size).toBe(alerts.length)
    for (const { text } of sent) {
      expect(text).toMatch(/火/)
      expect(text).toMatch(/回复|回1|1/)
      expect(text).not.toMatch(/https?:/)
    }
  })

  it('goes by the next gateway at once where the first refuses it, and what failed is told', PATIENCE, async () => {
    await sim('a', {}, 1)
    await sim('b', {}, 2)
    providers.answer('sim', ({ gateway }) => (gateway === 'a' ? { status: 403 } : null))
    const { id, alerts } = await reported('fire')
    const by = (name: string) => texts(providers.given).filter(({ gateway }) => gateway === name)
    await providers.until(() => by('b').length >= alerts.length)
    expect(by('a').length).toBeGreaterThan(0)
    const refusedMs = Math.max(...by('a').map(({ atMs }) => atMs))
    expect(Math.max(...by('b').map(({ atMs }) => atMs)) - refusedMs).toBeLessThan(5_000)
    await expect
      .poll(async () => JSON.stringify((await app.get(`/api/incidents/${id}`, duty)).body), { timeout: 20_000 })
      .toMatch(/"failure":"forbidden"/)
  })

  it('stays within the limit of a gateway, and what is over it waits', PATIENCE, async () => {
    await sim('a', { perMinute: 2 })
    for (let n = 0; n < 4; n++) await reported('fire')
    await providers.until((given) => texts(given).length >= 2)
    // Something else that goes out meanwhile shows that the outbox was looked through again.
    await setUp('hook', 'webhook')
    await reported('smoke')
    await providers.until((given) => told(given).length > 0)
    expect(texts(providers.given)).toHaveLength(2)
  })

  it('is told to another program in its own words, and a private affair to none', PATIENCE, async () => {
    await setUp('hook', 'webhook')
    await reported('dispute')
    await reported('fire')
    await providers.until((given) => told(given).length > 0)
    expect(told(providers.given)).toMatchObject([{ fault: null, text: expect.stringMatching(/火/) }])
  })

  it('does not ring whoever has answered, and says to the others that it is over', PATIENCE, async () => {
    await sim('a')
    const { id, alerts } = await reported('fire')
    await providers.until((given) => texts(given).length >= alerts.length)
    const answer = await app.post(`/api/incidents/${id}/actions`, duty, {
      id: randomUUID(),
      action: 'verify',
      outcome: 'false-alarm',
      cause: 'cooking',
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(201)
    // Others may be called meanwhile: the chain does not wait for the test.
    await providers.until((given) => texts(given).some(({ text }) => /不用|不必|解除|结束|无需/.test(text)))
  })
})
