import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { coverageSchema } from '#shared/coverage.ts'
import { incidentSchema, rosterThenSchema } from '#shared/incident.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { randomNumbers } from '../support/random-numbers.ts'
import { demoTownship } from '../../server/demo/township.ts'

// What is arranged can be asked for at any moment, as it was known at any other.

const ZONE = 'tulingdi-g1-z1'
const [LNG, LAT] = demoTownship().households.find(({ id }) => id.startsWith(`${ZONE}-`))?.location ?? [0, 0]
const answerSchema = z.object({
  severity: z.string(),
  respondersNeeded: z.int(),
  tiers: z.array(z.unknown()),
  informed: z.array(z.object({ personId: z.string(), person: z.object({ name: z.string() }) })),
  chain: z.array(
    z.object({
      personId: z.string().nullable(),
      duty: z.string(),
      reason: z.string(),
      called: z.boolean(),
      inPlaceOf: z.string().nullable(),
    }),
  ),
})

let app: RunningApp
let admin: string
let duty: string
beforeAll(async () => {
  app = await startApp()
  admin = await app.signIn('admin')
  duty = await app.signIn('duty')
})
afterAll(() => app.stop())

async function put(path: string, body: unknown): Promise<number> {
  const response = await fetch(`${app.url()}/api/${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', cookie: admin, origin: app.url() },
    body: JSON.stringify(body),
  })
  return response.status
}
async function asked(query: Record<string, string> = {}) {
  const given = { lng: String(LNG), lat: String(LAT), kind: 'fire', ...query }
  const { status, body } = await app.get(`/api/responsibility?${new URLSearchParams(given)}`, admin)
  expect(status).toBe(200)
  return answerSchema.parse(body)
}

describe('the coverage', () => {
  it('looks as many days ahead as it is asked to, and at no more than 92', async () => {
    const { body } = await app.get('/api/coverage?days=7', duty)
    const { from, until, gaps, areasWithoutHolder } = coverageSchema.parse(body)
    expect(Date.parse(until) - Date.parse(from)).toBe(7 * 24 * 3600_000)
    expect(areasWithoutHolder).toEqual([])
    expect(gaps).toEqual([])
    expect((await app.get('/api/coverage?days=93', duty)).status).toBe(422)
    expect((await app.get('/api/coverage?days=0', duty)).status).toBe(422)
  })

  it('of the demo finds that the roster ends', async () => {
    const { body } = await app.get('/api/coverage?days=92', duty)
    expect(coverageSchema.parse(body).gaps.map(({ areaId, post, why, until }) => [areaId, post, why, until])).toEqual([
      ['township', 'leader', 'no-shift', null],
      ['township', 'officer', 'no-shift', null],
    ])
  })
})

describe('who answers for a place', () => {
  it('is told with the plan’s figures, who is informed, and who is on shift', async () => {
    const answer = await asked()
    expect(answer).toMatchObject({ severity: 'extreme', respondersNeeded: 2 })
    expect(answer.tiers.length).toBeGreaterThan(2)
    expect(answer.informed.map(({ personId }) => personId)).toEqual(['tulingdi-secretary'])
    expect(answer.chain[0]).toMatchObject({ personId: 'member', reason: 'holder', called: true })
    const room = answer.chain.filter(({ duty: held, called }) => held === 'duty-room' && called)
    expect(room.map(({ reason }) => reason)).toEqual(['on-shift', 'on-shift', 'on-shift'].slice(0, room.length))
    expect(room.map(({ personId }) => personId)).toContain('duty')
  })

  it('is asked for a moment to come, when somebody will be away', async () => {
    const from = new Date(Date.now() + 40 * 24 * 3600_000)
    const until = new Date(from.getTime() + 24 * 3600_000)
    const away = {
      personId: 'member',
      deputyId: 'cadre',
      validFrom: from.toISOString(),
      validUntil: until.toISOString(),
    }
    expect(await put('absences/leave-1', away)).toBeLessThan(300)
    const then = await asked({ at: new Date(from.getTime() + 1000).toISOString() })
    expect(then.chain.slice(0, 2)).toMatchObject([
      { personId: 'member', reason: 'absent', called: false },
      { personId: 'cadre', reason: 'stand-in', called: true, inPlaceOf: 'member' },
    ])
    expect((await asked()).chain[0]).toMatchObject({ personId: 'member', called: true })
  })

  it('is answered with the knowledge of then, whatever was arranged since', async () => {
    const random = randomNumbers(17)
    const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] ?? some[0]!
    const people = ['member', 'cadre', 'leader', 'tulingdi-crew-1', 'tulingdi-doctor', 'police-1']
    const given: { knownAt: string; at: string; chain: unknown }[] = []
    for (let n = 0; n < 14; n++) {
      const personId = pick(people)
      const other = pick(people.filter((id) => id !== personId))
      const span = random() < 0.5 ? {} : { validFrom: new Date(Date.now() - 3600_000).toISOString() }
      const which = random()
      if (which < 0.4)
        await put(`responsibilities/planted-${Math.floor(random() * 3)}`, {
          personId,
          duty: 'household',
          areaId: ZONE,
          rank: 'primary',
          ...span,
        })
      else if (which < 0.8)
        await put(`absences/planted-${personId}`, {
          personId,
          deputyId: other,
          ...span,
          validUntil: new Date(Date.now() + 7200_000).toISOString(),
        })
      else
        await put('shifts/planted', {
          areaId: 'township',
          post: 'officer',
          personId,
          validFrom: new Date(Date.now() - 60_000).toISOString(),
          validUntil: new Date(Date.now() + 7200_000).toISOString(),
        })
      // Everything was committed before this moment by the one clock of server and test; what follows comes after it.
      await nextMillisecond()
      const at = new Date().toISOString()
      given.push({ knownAt: at, at, chain: (await asked({ at })).chain })
      await nextMillisecond()
    }
    expect(new Set(given.map(({ chain }) => JSON.stringify(chain))).size).toBeGreaterThan(4)
    for (const { at, knownAt, chain } of given) expect((await asked({ at, knownAt })).chain).toEqual(chain)
  })
})

describe('the replay of an incident', () => {
  it('carries who was on shift and who was away as it was known when it came', async () => {
    const report = { id: crypto.randomUUID(), kind: 'fire', description: '冒烟', location: [LNG, LAT] }
    const made = await app.post('/api/reports', duty, report)
    const { incidentId } = z.object({ incidentId: z.string() }).parse(made.body)
    const replayed = async () => {
      const { body } = await app.get(`/api/incidents/${incidentId}/replay`, duty)
      return z
        .object({
          roster: rosterThenSchema,
          incident: incidentSchema,
          states: z.array(z.object({ incident: incidentSchema })),
        })
        .parse(body)
    }
    const before = await replayed()
    expect(before.roster.shifts.map(({ personId, post }) => [personId, post])).toContainEqual(['duty', 'officer'])
    expect(before.incident.checklist[0]).toBe('只核实、不扑火、先撤人')
    const wholeDay = {
      validFrom: new Date(Date.now() - 3600_000).toISOString(),
      validUntil: new Date(Date.now() + 3600_000).toISOString(),
    }
    expect(
      await put('shifts/afterwards', { areaId: 'township', post: 'leader', personId: 'member', ...wholeDay }),
    ).toBeLessThan(300)
    const { roster, states } = await replayed()
    expect(roster).toEqual(before.roster)
    expect(states[0]?.incident.chain).toEqual(before.states[0]?.incident.chain)
  })
})

describe('a plan', () => {
  it('that would let a fire wait for the morning is refused, and the field is named', async () => {
    const plan = {
      name: '夜间',
      kinds: ['fire', 'request'],
      tiers: [{ duties: ['village'], waitSeconds: 60 }],
      respondersNeeded: 1,
    }
    const response = await fetch(`${app.url()}/api/plans/night`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', cookie: admin, origin: app.url() },
      body: JSON.stringify({ ...plan, nightRest: { from: '22:00', until: '06:30' } }),
    })
    expect(response.status).toBe(422)
    expect(JSON.stringify(await response.json())).toContain('nightRest')
    expect(
      await put('plans/night', { ...plan, kinds: ['request'], nightRest: { from: '22:00', until: '06:30' } }),
    ).toBeLessThan(300)
  })
})

async function nextMillisecond(): Promise<void> {
  const now = Date.now()
  while (Date.now() <= now + 1) await new Promise((settle) => setImmediate(settle))
}
