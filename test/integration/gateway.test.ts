import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ChangeEnvelope, ClientEvents, ServerEvents, Snapshot } from '#shared/change.ts'
import type { Viewer } from '#shared/session.ts'
import { maySee, sightOf } from '../../server/domain/viewer.ts'
import { createGateway } from '../../server/realtime/gateway.ts'
import type { KeptChange } from '../../server/store/changes.ts'
import { keptLog, until } from '../support/messages-in.ts'

const closings: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

const member: Viewer = { personId: 'm', name: '', roles: ['member'], duties: [], areaIds: ['ours'] }
const at = new Date('2026-11-23T04:00:00.000Z')
const change = (seq: number, areaId = 'ours'): KeptChange => {
  return { seq, v: 1, at, type: 'arrangement', body: { type: 'arrangement' }, areaIds: [areaId], personIds: [] }
}
const upTo = (seq: number, areaIdOf = (_seq: number) => 'ours') =>
  Array.from({ length: seq }, (_, n) => change(n + 1, areaIdOf(n + 1)))
const snapshotAt = (seq: number): Snapshot => {
  const lists = { incidents: [], devices: [], statuses: [], people: [], areas: [], dutyRoom: [], fireDanger: [] }
  return { seq, at: at.toISOString(), sight: sightOf(member), timeZone: 'Asia/Shanghai', durability: 'trial', ...lists }
}

/** The gateway alone, on a server of its own; what it reads is what the test has put there. */
async function openGateway(kept: KeptChange[], snapshotSeq: number) {
  // Only what comes round: the seats' check is to be brought on at once, the rest goes by the real clock.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  closings.push(() => void vi.useRealTimers())
  const read = { kept, viewer: member, snapshotFor: async () => snapshotAt(snapshotSeq) }
  const httpServer = createServer()
  const log = keptLog()
  const gateway = createGateway({
    httpServer,
    log,
    isSameOrigin: () => true,
    viewerOf: async () => read.viewer,
    ended: async () => [],
    snapshotFor: () => read.snapshotFor(),
    missedSince: async (seq, limit) => read.kept.filter((each) => each.seq > seq).slice(0, limit),
    changeFor: (viewer, { seq, v, at: on, body, areaIds, personIds }, prev) =>
      maySee(viewer, { areaIds, personIds }) ? { seq, prev, v, at: on.toISOString(), ...body } : null,
    statusesFor: (_viewer, statuses) => [...statuses],
    heartbeat: async () => {
      const seq = read.kept.at(-1)?.seq ?? 0
      return { at: at.toISOString(), seq, database: true, broker: true, lastMessageAt: null }
    },
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  closings.push(() => gateway.stop())
  const { port } = httpServer.address() as AddressInfo
  return { gateway, read, log, url: `http://127.0.0.1:${port}`, recheck: () => vi.advanceTimersByTime(30_000) }
}

/** A screen that writes down what it is told, in order: `snapshot 7`, then `change 7>8`. */
async function openScreen(url: string, since?: number, sight: string | null = sightOf(member)) {
  const auth = since === undefined ? {} : { since, ...(sight !== null && { sight }) }
  const socket: Socket<ServerEvents, ClientEvents> = io(url, { auth, transports: ['websocket'], reconnection: false })
  closings.push(() => void socket.disconnect())
  const told: string[] = []
  let isCut = false
  socket.on('snapshot', ({ seq }) => told.push(`snapshot ${seq}`))
  socket.on('change', ({ prev, seq }: ChangeEnvelope) => told.push(`change ${prev}>${seq}`))
  socket.on('disconnect', () => (isCut = true))
  await new Promise<void>((resolve) => socket.once('heartbeat', () => resolve()))
  return { told, isCut: () => isCut }
}

describe('a screen that comes back', () => {
  it('is told everything it missed, as far as that is not too much', async () => {
    const { url } = await openGateway(upTo(2005), 2005)
    const { told } = await openScreen(url, 5)
    expect(told).toHaveLength(2000)
    expect([told[0], told.at(-1)]).toEqual(['change 5>6', 'change 2004>2005'])
  })

  it('takes a snapshot when it missed more than is sent, though it may see little of it', async () => {
    const { url } = await openGateway(
      upTo(3000, (seq) => (seq % 20 === 0 ? 'ours' : 'theirs')),
      3000,
    )
    const { told } = await openScreen(url, 0)
    expect(told).toEqual(['snapshot 3000'])
  })

  it('takes a snapshot when its ground has changed meanwhile: what burns there already is in no later change', async () => {
    const { read, url } = await openGateway(upTo(12), 12)
    read.viewer = { ...member, areaIds: ['ours', 'theirs'] }
    expect((await openScreen(url, 10)).told).toEqual(['snapshot 12'])
    expect((await openScreen(url, 10, sightOf(read.viewer))).told).toEqual(['change 10>11', 'change 11>12'])
  })

  it('takes a snapshot when it does not say what it might see before', async () => {
    const { url } = await openGateway(upTo(12), 12)
    expect((await openScreen(url, 10, null)).told).toEqual(['snapshot 12'])
  })

  it('gets what was told after a snapshot that was already old', async () => {
    const { url } = await openGateway(upTo(12), 10)
    expect((await openScreen(url)).told).toEqual(['snapshot 10', 'change 10>11', 'change 11>12'])
  })
})

describe('a screen whose viewer has other duties now', () => {
  const promoted: Viewer = { ...member, areaIds: ['ours', 'theirs'] }

  it('is looked after as soon as it is told that people arranged something, not half a minute later', async () => {
    const { gateway, read, url } = await openGateway(upTo(10), 10)
    const { told } = await openScreen(url)
    read.viewer = promoted
    read.kept = upTo(11)
    read.snapshotFor = async () => snapshotAt(11)
    gateway.tell([{ ...change(11), areaIds: null }])
    await until(() => told.length === 3)
    expect(told).toEqual(['snapshot 10', 'change 10>11', 'snapshot 11'])
  })

  it('gets what is told while its new snapshot is read after that, not before', async () => {
    const { gateway, read, url, recheck } = await openGateway(upTo(10), 10)
    const { told } = await openScreen(url)
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<Snapshot>()
    read.viewer = promoted
    read.snapshotFor = () => {
      asked.resolve()
      return answer.promise
    }
    recheck()
    await asked.promise
    // Numbered and told, while the snapshot was taken before.
    gateway.tell([change(11, 'theirs')])
    answer.resolve(snapshotAt(10))
    await until(() => told.length === 3)
    expect(told).toEqual(['snapshot 10', 'snapshot 10', 'change 10>11'])
  })

  it('gets again what it was told before, when its new snapshot is older', async () => {
    const { gateway, read, url, recheck } = await openGateway(upTo(10), 10)
    const { told } = await openScreen(url)
    read.kept = upTo(12)
    gateway.tell([change(11), change(12)])
    await until(() => told.length === 3)
    read.viewer = promoted
    recheck()
    await until(() => told.length === 6)
    expect(told.slice(3)).toEqual(['snapshot 10', 'change 10>11', 'change 11>12'])
  })

  it('is let go when that snapshot cannot be read: it comes back and asks', async () => {
    const { read, url, recheck } = await openGateway(upTo(10), 10)
    const { isCut } = await openScreen(url)
    read.viewer = promoted
    read.snapshotFor = () => Promise.reject(new Error('the database is away'))
    recheck()
    await until(isCut)
  })
})

describe('a storm of changes', () => {
  it('told at once reaches a screen that reads', async () => {
    const { gateway, url } = await openGateway([], 0)
    const { told, isCut } = await openScreen(url)
    for (const each of upTo(1500)) gateway.tell([each])
    await until(() => told.length === 1501 || isCut())
    expect(isCut()).toBe(false)
    expect(told.at(-1)).toBe('change 1499>1500')
  })

  it('cuts a screen that does not read', async () => {
    const { gateway, url } = await openGateway([], 0)
    const polling = `${url}/socket.io/?EIO=4&transport=polling`
    const opened = await (await fetch(polling)).text()
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string }
    await fetch(`${polling}&sid=${sid}`, { method: 'POST', body: '40' })
    await until(() => gateway.sockets() === 1)
    // It never asks for what waits: that is what a dead phone looks like.
    let seq = 0
    await until(() => {
      gateway.tell(Array.from({ length: 100 }, () => change(++seq)))
      return gateway.sockets() === 0
    })
    expect(seq).toBeLessThanOrEqual(1000)
  })
})
