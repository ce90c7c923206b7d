import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changesPageSchema, type Snapshot, snapshotSchema } from '#shared/change.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { clearRoster, HOUR_MS } from '../support/own-roster.ts'
import { visitor } from '../support/visitor.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
  await clearRoster(app)
})
afterAll(() => app.stop())

it('whoever comes on shift is told to begin anew, and then sees what burns already, though nothing was arranged just then', async () => {
  const admin = visitor(app, await app.signIn('admin'))
  const member = visitor(app, await app.signIn('member'))
  const snapshot = async (): Promise<Snapshot> => snapshotSchema.parse(await (await member('/api/snapshot')).json())
  const changes = ({ seq, sight }: Snapshot, said = `&sight=${sight}`) => member(`/api/changes?since=${seq}${said}`)

  const { person } = (await (await member('/api/session')).json()) as { person: { personId: string } }
  const location = demoTownship().households.find(({ id }) => !id.startsWith('tulingdi'))?.location
  const reported = await admin('/api/reports', {
    method: 'POST',
    json: { id: randomUUID(), kind: 'fire', description: '房子着火了', location },
  })
  const { incidentId } = (await reported.json()) as { incidentId: string }
  const begins = Date.now() + 2500
  const times = { validFrom: new Date(begins).toISOString(), validUntil: new Date(begins + 8 * HOUR_MS).toISOString() }
  const shift = { areaId: 'township', post: 'officer', personId: person.personId, ...times }
  expect((await admin('/api/shifts/tonight', { method: 'PUT', json: shift })).status).toBe(201)

  const before = await snapshot()
  expect(before.incidents.map(({ id }) => id)).not.toContain(incidentId)
  expect((await changes(before)).status).toBe(200)

  await expect.poll(async () => (await changes(before)).status, { timeout: 30_000 }).toBe(410)
  const after = await snapshot()
  expect(after.sight).not.toBe(before.sight)
  expect(after.incidents.map(({ id }) => id)).toContain(incidentId)
  expect(changesPageSchema.parse(await (await changes(after)).json()).changes).toEqual([])
  // Scripts that do not say what they might see go on as before.
  expect((await changes(before, '')).status).toBe(200)
}, 60_000)
