import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Snapshot } from '#shared/change.ts'
import type { Viewer } from '#shared/session.ts'
import { openSocket } from '#lib/live/socket.ts'
import { createLog } from '../../server/log.ts'
import { createGateway } from '../../server/realtime/gateway.ts'

const viewer: Viewer = { personId: 'p', name: '值班员', roles: ['duty'], duties: [], areaIds: null }
const snapshot: Snapshot = {
  seq: 1,
  at: '2026-11-23T01:41:07.000Z',
  sight: '',
  incidents: [],
  devices: [],
  statuses: [],
  people: [],
  areas: [],
  timeZone: 'Asia/Shanghai',
  durability: 'trial',
  dutyRoom: [],
  fireDanger: [],
}

const closings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).toReversed()) await close()
  vi.unstubAllGlobals()
})

/** The gateway alone, which learns one after the other whose a screen is, and from then on that it is the duty room's. */
async function serverThatKnows(answers: (() => Promise<Viewer | null>)[] = []): Promise<string> {
  const httpServer = createServer()
  const gateway = createGateway({
    httpServer,
    log: createLog('silent'),
    isSameOrigin: () => true,
    viewerOf: () => (answers.shift() ?? (async () => viewer))(),
    sessionOf: () => 'one',
    viewerNow: () => viewer,
    refresh: async () => {},
    ended: async () => [],
    snapshotFor: async () => snapshot,
    missedSince: async () => [],
    changeFor: () => null,
    statusesFor: () => [],
    heartbeat: async () => ({ at: snapshot.at, seq: 1, database: true, broker: true, lastMessageAt: null, ill: [] }),
    illFor: () => [],
    walls: { entered: () => ({ drew: () => {}, left: () => {} }) },
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  closings.push(() => gateway.stop())
  const { port } = httpServer.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

/** What a screen of ours is told in the end. */
async function screenBefore(answers: (() => Promise<Viewer | null>)[]) {
  const { protocol, host, hostname, port } = new URL(await serverThatKnows(answers))
  vi.stubGlobal('location', { protocol, host, hostname, port })
  return new Promise<string>((told) => {
    const nothing = () => {}
    const socket = openSocket(
      {
        snapshot: ({ seq }) => told(`snapshot ${seq}`),
        refused: () => told('refused'),
        change: nothing,
        statuses: nothing,
        positions: nothing,
        heartbeat: nothing,
      },
      () => null,
    )
    closings.push(() => socket.close())
  })
}

describe('a screen that comes while the database is away', () => {
  it('is not told that it is signed out, and is let in once the database is back', async () => {
    const away = () => Promise.reject(new Error('the database is away'))
    expect(await screenBefore([away, away])).toBe('snapshot 1')
  }, 30_000)

  it('is told so where it really is', async () => {
    expect(await screenBefore([async () => null])).toBe('refused')
  })
})
