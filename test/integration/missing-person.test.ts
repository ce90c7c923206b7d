import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import { smokeAlarmIn } from '../support/demo-alarms.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

type Detail = Incident & { actions: Action[]; observations: { items: { description: string | null }[] } }

const CANARIES = {
  name: '金丝雀名',
  clothes: '金丝雀衣',
  lastSeen: '金丝雀处',
  description: '金丝雀报',
  note: '金丝雀注',
}
const PEOPLE = ['duty', 'member', 'cadre', 'leader', 'reviewer', 'wall', 'admin'] as const
let app: RunningApp
const asks = new Map<string, Ask>()

beforeAll(async () => {
  app = await startApp()
  for (const one of PEOPLE) asks.set(one, visitor(app, await app.signIn(one)))
}, 120_000)
afterAll(() => app.stop())

const as = (who: (typeof PEOPLE)[number]): Ask => asks.get(who)!
const photosOf = (id: string) => readdirSync(join(app.dataDir, 'media')).filter((file) => file.startsWith(`${id}.`))

async function upload(who: Ask, id: string): Promise<number> {
  const background = { r: 120, g: 10, b: Number(createHash('sha256').update(id).digest()[0]) }
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .jpeg()
    .toBuffer()
  const headers = {
    'x-content-sha256': createHash('sha256').update(bytes).digest('hex'),
    'content-length': String(bytes.length),
  }
  return (await who(`/api/media/${id}`, { method: 'PUT', body: new Uint8Array(bytes), headers })).status
}

async function act(who: Ask, incidentId: string, body: Record<string, unknown>): Promise<Response> {
  return who(`/api/incidents/${incidentId}/actions`, { method: 'POST', json: { id: randomUUID(), ...body } })
}

/** Somebody is missing, with a photo in the report and another one to describe them by. */
async function missing(): Promise<{ incidentId: string; reported: string; photoId: string }> {
  const [reported, photoId] = [randomUUID(), randomUUID()]
  const duty = as('duty')
  expect(await upload(duty, reported)).toBe(201)
  const report = {
    id: randomUUID(),
    kind: 'missing-person',
    description: CANARIES.description,
    location: smokeAlarmIn('tulingdi-g1-z1').location,
    accuracyMetres: 20,
    photos: [reported],
  }
  const answer = await duty('/api/reports', { method: 'POST', json: report })
  const { incidentId } = (await answer.json()) as { incidentId: string }
  expect(await upload(duty, photoId)).toBe(201)
  const { name, clothes, lastSeen } = CANARIES
  const described = await act(duty, incidentId, {
    action: 'describe',
    search: { name, clothes, lastSeen, photoId },
    note: CANARIES.note,
  })
  expect(described.status).toBe(201)
  return { incidentId, reported, photoId }
}

async function detail(who: Ask, incidentId: string): Promise<Detail> {
  return (await (await who(`/api/incidents/${incidentId}`)).json()) as Detail
}

describe('the search for a missing person', () => {
  it('begins with the ground around, and is told piece by piece', async () => {
    const { incidentId } = await missing()
    const before = (await detail(as('member'), incidentId)).search
    expect(before?.sectors.length).toBeGreaterThan(10)
    const [sector] = before?.sectors ?? []
    const searched = await act(as('member'), incidentId, { action: 'sector', sectorId: sector?.id })
    expect(searched.status).toBe(201)
    expect((await act(as('member'), incidentId, { action: 'sector', areaId: 'nowhere' })).status).toBe(422)
    const after = (await detail(as('cadre'), incidentId)).search
    expect(after?.sectors.find(({ id }) => id === sector?.id)).toMatchObject({ personId: 'member' })
    await act(as('duty'), incidentId, { action: 'close' })
  })

  it('says who it is for to those called and the duty room: to no wall, and to nobody else', async () => {
    const { incidentId, reported, photoId } = await missing()
    const paths = [
      '/api/snapshot',
      '/api/incidents?limit=200',
      `/api/incidents/${incidentId}`,
      `/api/incidents/${incidentId}/replay`,
      '/api/changes?since=0',
      `/api/observations?incidentId=${incidentId}`,
      '/api/observations?kind=missing-person&limit=200',
    ]
    const texts = new Map<string, string>()
    for (const who of PEOPLE) {
      const answers = await Promise.all(paths.map(async (path) => (await as(who)(path)).text()))
      texts.set(who, answers.join('\n'))
    }
    for (const [what, word] of Object.entries({ ...CANARIES, photoId, reported })) {
      // The incident itself they see: what is kept from them is who it is for.
      for (const who of ['wall', 'reviewer', 'leader', 'admin'] as const) {
        expect(texts.get(who)).toContain(incidentId)
        expect([who, what, texts.get(who)?.includes(word)]).toEqual([who, what, false])
      }
      for (const who of ['duty', 'member'] as const)
        expect([who, what, texts.get(who)?.includes(word)]).toEqual([who, what, true])
    }
    for (const id of [photoId, reported])
      for (const who of PEOPLE) {
        const isTheirs = who === 'duty' || who === 'member'
        expect([who, (await as(who)(`/api/media/${id}`)).status]).toEqual([who, isTheirs ? 200 : 404])
      }
    await act(as('duty'), incidentId, { action: 'close' })
  })

  it('takes its photos with it when it ends, though the disk refuses and the power fails in between', async () => {
    const { incidentId, reported, photoId } = await missing()
    const replaced = randomUUID()
    await upload(as('duty'), replaced)
    await act(as('duty'), incidentId, { action: 'describe', search: { photoId: replaced } })
    // Somebody else's picture is not theirs to have removed.
    const foreign = randomUUID()
    await upload(as('leader'), foreign)
    await act(as('member'), incidentId, { action: 'describe', search: { photoId: foreign } })
    // What cannot be unlinked: the files stay until it is out of the way.
    for (const id of [photoId, reported, replaced]) mkdirSync(join(app.dataDir, 'media', `${id}.part`))
    expect((await act(as('duty'), incidentId, { action: 'close' })).status).toBe(201)
    for (const id of [photoId, reported, replaced])
      for (const who of ['duty', 'member'] as const)
        expect([who, (await as(who)(`/api/media/${id}`)).status]).toEqual([who, 410])
    expect(photosOf(photoId)).toContain(`${photoId}.original`)
    await expect.poll(() => app.stderr(), { timeout: 30_000 }).toContain('could not be removed')
    await app.kill9()
    for (const id of [photoId, reported, replaced]) rmdirSync(join(app.dataDir, 'media', `${id}.part`))
    await app.startAgain()
    await expect
      .poll(() => [photoId, reported, replaced].flatMap(photosOf), { timeout: 30_000, interval: 200 })
      .toEqual([])
    const removals = async () =>
      (await detail(as('duty'), incidentId)).actions.filter(({ action }) => action === 'photo-removed').length
    await expect.poll(removals, { timeout: 30_000 }).toBe(3)
    const after = await detail(as('duty'), incidentId)
    expect(after.search).toMatchObject({ photoId: null, clothes: CANARIES.clothes })
    expect(await upload(as('duty'), photoId)).toBe(410)
    expect(photosOf(foreign)).toContain(`${foreign}.original`)
    expect((await as('leader')(`/api/media/${foreign}`)).status).toBe(200)
  }, 120_000)
})
