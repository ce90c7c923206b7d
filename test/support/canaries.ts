import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import sharp from 'sharp'
import type { LngLat } from '#shared/geo.ts'
import type { Role } from '#shared/person.ts'
import type { Duty } from '#shared/responsibility.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from './running-app.ts'
import { type Ask, visitor } from './visitor.ts'

// Two townships: T1 with the villages A and B, T2 with the village C; `out` lies outside both. Everywhere the same things
// are planted under words and numbers that stand nowhere else, so that whoever is answered with one of them has seen it.

export const GROUNDS = ['A', 'B', 'C', 'out'] as const
export type GroundName = (typeof GROUNDS)[number]
const TOWNSHIP: Record<Exclude<GroundName, 'out'>, 'T1' | 'T2'> = { A: 'T1', B: 'T1', C: 'T2' }
const WEST: Record<GroundName, number> = { A: 112, B: 112.1, C: 112.4, out: 113 }

/** Somebody with an account: what they may do, and on which ground. */
export type Walker = {
  id: string
  role: Role
  /** A village, a township, none (`nobody`), or all of it. */
  ground: GroundName | 'T1' | 'T2' | 'nobody' | 'all'
  duty?: Duty
  areaIds?: string[]
  /** Sits in the duty room of their ground now, by the roster alone. */
  sits?: true
  /** Reported what is planted there, or is called to its private affairs. */
  reports?: GroundName
  mediates?: GroundName
}

const villagers = (['A', 'B', 'C'] as const).flatMap((ground): Walker[] => [
  { id: `member-${ground}`, role: 'member', ground, duty: 'household' },
  { id: `cadre-${ground}`, role: 'cadre', ground, duty: 'zone' },
  { id: `leader-${ground}`, role: 'leader', ground, duty: 'village' },
  { id: `mediator-${ground}`, role: 'member', ground, duty: 'mediator', mediates: ground },
  { id: `reviewer-${ground}`, role: 'reviewer', ground, areaIds: [ground] },
  { id: `wall-${ground}`, role: 'wall', ground, areaIds: [ground] },
])

/** Everybody with an account, in every role with several scopes. */
export const WALKERS: readonly Walker[] = [
  { id: 'admin', role: 'admin', ground: 'all' },
  { id: 'duty-T1', role: 'duty', ground: 'T1', duty: 'duty-room' },
  { id: 'duty-T2', role: 'duty', ground: 'T2', duty: 'duty-room' },
  // Of several townships a duty room has all only where all are given.
  { id: 'duty-all', role: 'duty', ground: 'all', areaIds: ['T1', 'T2'] },
  { id: 'sitter-T2', role: 'cadre', ground: 'T2', sits: true },
  { id: 'reviewer-all', role: 'reviewer', ground: 'all' },
  { id: 'wall-all', role: 'wall', ground: 'all' },
  { id: 'member-nobody', role: 'member', ground: 'nobody' },
  { id: 'cadre-nobody', role: 'cadre', ground: 'nobody' },
  { id: 'leader-nobody', role: 'leader', ground: 'nobody' },
  ...GROUNDS.map((ground): Walker => ({ id: `reporter-${ground}`, role: 'member', ground: 'nobody', reports: ground })),
  ...villagers,
]

export const nameOf = (id: string) => `人名${id}名人`
export const phoneOf = (id: string) => `1390000${String(1000 + WALKERS.findIndex((one) => one.id === id))}`

export const mailOf = (id: string) => `mail-${id}-mail@walk.example`

/** The ids of what was planted, by what it is. */
export type Planted = {
  incidents: Record<string, string>
  devices: string[]
  households: string[]
  media: string[]
  people: string[]
  areas: string[]
  /** What the duty rooms keep, by township, and who is away, by village. */
  directives: string[]
  handovers: string[]
  shifts: string[]
  swaps: string[]
  absences: string[]
  /** The reports to the county about the fires. */
  briefs: string[]
  permits: string[]
}

export type Township = {
  app: RunningApp
  asks: ReadonlyMap<string, Ask>
  cookies: ReadonlyMap<string, string>
  planted: Planted
}

/** Where the nth thing of a ground lies: far enough from the others to be none of theirs. */
export function pointIn(ground: GroundName, nth: number): LngLat {
  return [Number((WEST[ground] + 0.01 * nth + 0.000123).toFixed(6)), 36.05]
}

/** How the longitude of the nth thing of a ground looks in an answer. */
export const longitudeIn = (ground: GroundName, nth: number) => String(pointIn(ground, nth)[0])

/** Which of the places of a ground holds what. */
export const PLACES = { open: 1, closed: 3, dispute: 5, medical: 7, device: 2, household: 4, permit: 6 } as const

const square = (west: number, east: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 36],
      [east, 36],
      [east, 36.1],
      [west, 36.1],
      [west, 36],
    ],
  ],
})

/** Starts the program with nothing in it, arranges the two townships and plants everything. */
export async function plantedTownship(): Promise<Township> {
  const app = await startApp({ demo: false, env: { ADMIN_PASSWORD: DEMO_PASSWORD } })
  const cookies = new Map([['admin', await app.signIn('admin')]])
  const asks = new Map([['admin', visitor(app, cookies.get('admin'))]])
  const admin = asks.get('admin') as Ask
  const put = async (path: string, json: unknown) => {
    const answer = await admin(`/api/${path}`, { method: 'PUT', json })
    if (answer.status > 201) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`)
  }
  await arrange(put)
  for (const walker of WALKERS) {
    const { id, role, areaIds } = walker
    const reach = { phone: phoneOf(id), email: mailOf(id) }
    const body = { name: nameOf(id), username: id, ...reach, roles: [role], areaIds: areaIds ?? null }
    await put(`people/${id}`, body)
    if (id !== 'admin') {
      const invited = (await (await admin(`/api/people/${id}/invitation`, { method: 'POST', json: {} })).json()) as {
        link: string
      }
      const token = new URL(invited.link).searchParams.get('invitation')
      const taken = await app.post('/api/invitation', undefined, { token, password: 'quiet lantern by the mill' })
      if (taken.status !== 200) throw new Error(`${id} could not sign in: ${taken.status}`)
      const cookie = taken.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      cookies.set(id, cookie)
      asks.set(id, visitor(app, cookie))
    }
    if (walker.duty !== undefined)
      await put(`responsibilities/${id}`, { personId: id, duty: walker.duty, areaId: areaOf(walker), rank: 'primary' })
  }
  const planted: Planted = {
    incidents: {},
    devices: [],
    households: [],
    media: [],
    people: WALKERS.map(({ id }) => id),
    areas: ['T1', 'T2', 'A', 'B', 'C', 'A-zone'],
    directives: [],
    handovers: [],
    shifts: [],
    swaps: [],
    absences: [],
    briefs: [],
    permits: [],
  }
  for (const ground of GROUNDS) await plant(ground, { asks, put, planted })
  for (const township of ['T1', 'T2'] as const) await plantDutyRoom(township, { asks, put, planted })
  const now = { validFrom: new Date(Date.now() - 60_000).toISOString(), validUntil: day(1) }
  for (const { id, ground } of WALKERS.filter(({ sits }) => sits))
    await put(`shifts/now-${ground}`, { areaId: ground, post: 'officer', personId: id, ...now })
  return { app, asks, cookies, planted }
}

function areaOf({ ground, duty }: Walker): string {
  return duty === 'household' || duty === 'zone' ? `${ground}-zone` : ground
}

type Put = (path: string, json: unknown) => Promise<void>

async function arrange(put: Put): Promise<void> {
  const area = (id: string, level: string, parentId: string | null, west: number, east: number) =>
    put(`areas/${id}`, {
      type: 'Feature',
      geometry: square(west, east),
      properties: { code: id, level, name: `地${id}`, parentId },
    })
  await area('T1', 'township', null, 112, 112.2)
  await area('T2', 'township', null, 112.4, 112.5)
  for (const id of ['A', 'B', 'C'] as const) {
    await area(id, 'village', TOWNSHIP[id], WEST[id], WEST[id] + 0.1)
    await area(`${id}-zone`, 'zone', id, WEST[id], WEST[id] + 0.1)
  }
  // The chain stops at the first tier for as long as the test runs: who is called does not depend on its speed.
  const tiers = (duty: string) => [{ duties: [duty], waitSeconds: 86_400 }]
  const plan = (id: string, kinds: string[], duty: string) =>
    put(`plans/${id}`, { name: id, kinds, tiers: tiers(duty), outsideZones: [], respondersNeeded: 1 })
  await plan('default-grave', ['fire', 'hazard'], 'household')
  await plan('default', ['dispute', 'medical', 'request'], 'mediator')
}

async function plant(
  ground: GroundName,
  { asks, put, planted }: { asks: ReadonlyMap<string, Ask>; put: Put; planted: Planted },
): Promise<void> {
  const reporter = asks.get(`reporter-${ground}`) as Ask
  const desk = asks.get('duty-all') as Ask
  const photo = `photo-${ground}`
  await upload(reporter, photo)
  planted.media.push(photo)
  const report = async (kind: string, what: keyof typeof PLACES, photos: string[] = []) => {
    const json = {
      id: randomUUID(),
      kind,
      description: `词${what}${ground}词`,
      location: pointIn(ground, PLACES[what]),
      accuracyMetres: 20,
      photos,
    }
    const answer = await reporter('/api/reports', { method: 'POST', json })
    if (answer.status !== 201) throw new Error(`report ${what} ${ground}: ${answer.status} ${await answer.text()}`)
    const { incidentId } = (await answer.json()) as { incidentId: string }
    planted.incidents[`${what}-${ground}`] = incidentId
    return incidentId
  }
  // Before the fire, so that the house at it is known when people are called.
  for (const [id, nth] of [
    ['house', PLACES.household],
    ['near', PLACES.open],
  ] as const) {
    const head = `户${id}${ground}主`
    const phone = `138${id === 'house' ? 1 : 2}${GROUNDS.indexOf(ground)}004567`
    await put(`households/${id}-${ground}`, { location: pointIn(ground, nth), head, phone, people: 3, occupied: true })
    planted.households.push(`${id}-${ground}`)
  }
  const device = `dev-${ground}-dev`
  await put(`devices/${device}`, {
    name: `设备${ground}备设`,
    kind: 'smoke',
    addresses: [{ source: 'native', externalId: device }],
    location: ground === 'out' ? null : pointIn(ground, PLACES.device),
  })
  planted.devices.push(device)
  // Where nothing else is: it covers nothing that is planted.
  if (ground !== 'out') {
    const guard = { guardName: `守${ground}护`, guardPhone: `1383${GROUNDS.indexOf(ground)}004567` }
    const place = { type: 'point', location: pointIn(ground, PLACES.permit), radiusMetres: 50 }
    const permit = { use: 'works', name: `准${ground}准`, areaId: ground, place, approvalNumber: ground, ...guard }
    await put(`permits/permit-${ground}`, { ...permit, validUntil: day(8) })
    planted.permits.push(`permit-${ground}`)
  }
  const open = await report('fire', 'open', [photo])
  const closed = await report('hazard', 'closed')
  // Taken notice of at once: on a slow machine the duty room would be rung for them, and then it would know of them.
  for (const what of ['dispute', 'medical'] as const) await act(desk, await report(what, what), { action: 'answer' })
  planted.briefs.push(await draftOf(desk, open))
  await act(desk, open, { action: 'draft', text: `报${ground}报`, written: `报${ground}报` })
  await act(desk, open, { action: 'note', note: `注${ground}注` })
  await upload(reporter, `noted-${ground}`)
  planted.media.push(`noted-${ground}`)
  await act(reporter, open, { action: 'note', note: '有照片', mediaIds: [`noted-${ground}`] })
  await act(desk, closed, { action: 'verify', outcome: 'false-alarm' })
  await act(desk, closed, { action: 'close' })
}

/** The report to the county that the server drafts by itself. */
async function draftOf(ask: Ask, incidentId: string): Promise<string> {
  for (;;) {
    const { briefs } = (await (await ask(`/api/incidents/${incidentId}`)).json()) as { briefs: { id: string }[] }
    if (briefs[0] !== undefined) return briefs[0].id
    await delay(100)
  }
}

/** What a duty room keeps for itself, and who of its village will be away: next week, so that nobody is missing now. */
async function plantDutyRoom(
  township: 'T1' | 'T2',
  { asks, put, planted }: { asks: ReadonlyMap<string, Ask>; put: Put; planted: Planted },
): Promise<void> {
  const room = asks.get(`duty-${township}`) as Ask
  const village = township === 'T1' ? 'A' : 'C'
  const post = async (path: string, json: Record<string, unknown>) => {
    const answer = await room(`/api/${path}`, { method: 'POST', json })
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
  }
  const directive = { channel: 'call', sender: '县里', receivedAt: day(0), content: `令${township}令` }
  await post('directives', { id: `dir-${township}`, areaId: township, ...directive })
  await post('handovers', { id: `hand-${township}`, areaId: township, note: `交${township}交` })
  const shift = { areaId: township, post: 'officer', validFrom: day(7), validUntil: day(8) }
  await put(`shifts/shift-${township}`, { ...shift, personId: `duty-${township}` })
  await post('shift-swaps', { id: `swap-${township}`, shiftId: `shift-${township}`, toPersonId: `leader-${village}` })
  const away = { personId: `member-${village}`, reason: `假${village}假`, validFrom: day(7), validUntil: day(8) }
  await put(`absences/leave-${village}`, away)
  planted.directives.push(`dir-${township}`)
  planted.handovers.push(`hand-${township}`)
  planted.shifts.push(`shift-${township}`)
  planted.swaps.push(`swap-${township}`)
  planted.absences.push(`leave-${village}`)
}

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

/** Does something to an incident, or says why not. */
export async function act(ask: Ask, incidentId: string, body: Record<string, unknown>): Promise<void> {
  const json = { id: randomUUID(), ...body }
  const answer = await ask(`/api/incidents/${incidentId}/actions`, { method: 'POST', json })
  if (answer.status !== 201) throw new Error(`${String(body['action'])}: ${answer.status} ${await answer.text()}`)
}

async function upload(ask: Ask, id: string): Promise<void> {
  const background = { r: 120, g: 10, b: Number(createHash('sha256').update(id).digest()[0]) }
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .jpeg()
    .toBuffer()
  const headers = {
    'x-content-sha256': createHash('sha256').update(bytes).digest('hex'),
    'content-length': String(bytes.length),
  }
  const answer = await ask(`/api/media/${id}`, { method: 'PUT', body: new Uint8Array(bytes), headers })
  if (answer.status !== 201) throw new Error(`the photo ${id}: ${answer.status} ${await answer.text()}`)
}
