import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES } from '#shared/person.ts'
import { allowedTo, canariesOf, everyCanary } from '../support/allowed.ts'
import { act, GROUNDS, plantedTownship, type Township, WALKERS, type Walker } from '../support/canaries.ts'
import { type Published, publishedRoutes, type Seen, walked } from '../support/walk.ts'

// A client never receives a byte outside its scope: everybody asks everything there is to ask and listens to everything
// that is told, and whatever comes is searched for what is none of theirs.

let township: Township
let routes: Published[] = []
const told = new Map<string, string[]>()
const sockets: Socket[] = []

beforeAll(async () => {
  township = await plantedTownship()
  const { app, asks, cookies, planted } = township
  routes = await publishedRoutes(asks.get('admin')!)
  await Promise.all(
    WALKERS.flatMap(({ id }) => [listen(id, cookies.get(id) ?? '', undefined), listen(id, cookies.get(id) ?? '', 0)]),
  )
  // While all listen: a change of each ground, and a reading of each device.
  for (const ground of GROUNDS) {
    await act(asks.get('duty-all')!, planted.incidents[`open-${ground}`] ?? '', {
      action: 'note',
      note: `注${ground}注`,
    })
    await act(asks.get(`reporter-${ground}`)!, planted.incidents[`dispute-${ground}`] ?? '', {
      action: 'note',
      note: '…',
    })
  }
  await asks.get('admin')!('/api/sources/native', {
    method: 'PUT',
    json: { format: 'native', prefix: 'xiangshao', token: 'token-of-the-walk' },
  })
  const hasStatuses = (id: string) =>
    GROUNDS.filter((ground) =>
      heardOf(id).some((text) => text.startsWith('statuses') && text.includes(canariesOf(ground).deviceId)),
    )
  while (hasStatuses('admin').length < GROUNDS.length || hasStatuses('leader-A').length === 0)
    for (const ground of GROUNDS) {
      const topic = encodeURIComponent(`xiangshao/${canariesOf(ground).deviceId}/event`)
      const answer = await fetch(`${app.url()}/api/ingest/native?topic=${topic}`, {
        method: 'POST',
        headers: { authorization: 'Bearer token-of-the-walk' },
        body: JSON.stringify({ kind: 'smoke', state: 'reading', value: 1 }),
      })
      expect(answer.status).toBe(200)
    }
}, 240_000)
afterAll(async () => {
  for (const socket of sockets) socket.disconnect()
  await township.app.stop()
})

function heardOf(id: string): string[] {
  return told.get(id) ?? []
}

async function listen(id: string, cookie: string, since: number | undefined): Promise<void> {
  const auth = since === undefined ? {} : { since }
  const socket = io(township.app.url(), {
    path: '/socket.io',
    auth,
    extraHeaders: { cookie },
    transports: ['websocket'],
  })
  sockets.push(socket)
  socket.onAny((event: string, body: unknown) => {
    told.set(id, [...heardOf(id), `${event} ${JSON.stringify(body)}`])
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('heartbeat', () => resolve())
    socket.once('connect_error', reject)
  })
}

const isIn = (text: string, canary: string) => text.includes(canary)

describe('every answer, event and snapshot', () => {
  it('is asked for by every role in at least three scopes, and by all routes that are read', () => {
    for (const role of ROLES.filter((one) => one !== 'admin'))
      expect([role, WALKERS.filter((walker) => walker.role === role).length >= 3]).toEqual([role, true])
    expect(routes.filter(({ method }) => method === 'GET').length).toBeGreaterThan(30)
  })

  it.each(WALKERS.map((walker) => [walker.id, walker] as const))(
    'holds for %s what is theirs, and nothing else',
    async (id, walker: Walker) => {
      const seen: Seen = await walked(
        routes,
        township.planted,
        walker.sits ? 'duty' : walker.role,
        township.asks.get(id)!,
      )
      expect(seen.failed).toEqual([])
      const all = [...seen.bytes, ...heardOf(id).map((text) => ({ where: `socket ${text.slice(0, 30)}`, text }))]
      const { must, may } = allowedTo(walker)
      const leaks = [...everyCanary()].flatMap((canary) =>
        must.has(canary) || may.has(canary)
          ? []
          : all.filter(({ text }) => isIn(text, canary)).map(({ where }) => `${canary} in ${where}`),
      )
      expect(leaks).toEqual([])
      const missing = [...must].filter((canary) => !all.some(({ text }) => isIn(text, canary)))
      expect(missing).toEqual([])
    },
    120_000,
  )
})
