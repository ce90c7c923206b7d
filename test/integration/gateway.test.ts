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
async function openGateway(
  kept: KeptChange[],
  snapshotSeq: number,
  viewerIs: () => Promise<Viewer> = async () => member,
) {
  // Only what comes round: the seats' check is to be brought on at once, the rest goes by the real clock.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  closings.push(() => void vi.useRealTimers())
  const read = {
    kept,
    viewer: member as Viewer | null,
    viewerNow: () => read.viewer,
    session: () => 'one',
    snapshotFor: async (_viewer: Viewer) => snapshotAt(snapshotSeq),
  }
  const httpServer = createServer()
  const log = keptLog()
  const gateway = createGateway({
    httpServer,
    log,
    isSameOrigin: () => true,
    viewerOf: viewerIs,
    sessionOf: () => read.session(),
    viewerNow: () => read.viewerNow(),
    refresh: async () => {},
    ended: async () => [],
    snapshotFor: (viewer) => read.snapshotFor(viewer),
    missedSince: async (seq, limit) => read.kept.filter((each) => each.seq > seq).slice(0, limit),
    changeFor: (viewer, { seq, v, at: on, body, areaIds, personIds }, prev) =>
      maySee(viewer, { areaIds, personIds }) ? { seq, prev, v, at: on.toISOString(), ...body } : null,
    statusesFor: (_viewer, statuses) => [...statuses],
    heartbeat: async () => {
      const seq = read.kept.at(-1)?.seq ?? 0
      return { at: at.toISOString(), seq, database: true, broker: true, lastMessageAt: null, ill: [] }
    },
    illFor: (_viewer, ill) => [...ill],
    walls: { entered: () => ({ drew: () => {}, left: () => {} }) },
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  closings.push(() => gateway.stop())
  const { port } = httpServer.address() as AddressInfo
  return { gateway, read, log, url: `http://127.0.0.1:${port}`, look: () => vi.advanceTimersByTime(1000) }
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
  socket.on('letGo', ({ code }) => told.push(`let go: ${code}`))
  socket.on('disconnect', (reason) => {
    isCut = true
    if (reason === 'io server disconnect') told.push(`cut: ${reason}`)
  })
  await new Promise<void>((resolve) => socket.once('heartbeat', () => resolve()))
  return { told, isCut: () => isCut, close: () => void socket.disconnect() }
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
    let viewer = member
    const { read, url } = await openGateway(upTo(12), 12, async () => viewer)
    const other: Viewer = { ...member, areaIds: ['ours', 'theirs'] }
    read.viewer = other
    expect((await openScreen(url, 10)).told).toEqual(['snapshot 12'])
    viewer = other
    expect((await openScreen(url, 10, sightOf(other))).told).toEqual(['change 10>11', 'change 11>12'])
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
    const { gateway, read, url, look } = await openGateway(upTo(10), 10)
    const { told } = await openScreen(url)
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<Snapshot>()
    read.viewer = promoted
    read.snapshotFor = () => {
      asked.resolve()
      return answer.promise
    }
    look()
    await asked.promise
    // Numbered and told, while the snapshot was taken before.
    gateway.tell([change(11, 'theirs')])
    answer.resolve(snapshotAt(10))
    await until(() => told.length === 3)
    expect(told).toEqual(['snapshot 10', 'snapshot 10', 'change 10>11'])
  })

  it('gets again what it was told before, when its new snapshot is older', async () => {
    const { gateway, read, url, look } = await openGateway(upTo(10), 10)
    const { told } = await openScreen(url)
    read.kept = upTo(12)
    gateway.tell([change(11), change(12)])
    await until(() => told.length === 3)
    read.viewer = promoted
    look()
    await until(() => told.length === 6)
    expect(told.slice(3)).toEqual(['snapshot 10', 'change 10>11', 'change 11>12'])
  })

  it('is let go when that snapshot cannot be read: it comes back and asks', async () => {
    const { read, url, look } = await openGateway(upTo(10), 10)
    const { isCut } = await openScreen(url)
    read.viewer = promoted
    read.snapshotFor = () => Promise.reject(new Error('the database is away'))
    look()
    await until(isCut)
  })
})

describe('a screen whose viewer has fewer duties now', () => {
  const dismissed: Viewer = { ...member, areaIds: [] }

  it('is told nothing of the ground that is no longer theirs, however many screens there are and however slow the database', async () => {
    const { gateway, read, url } = await openGateway(upTo(10), 10)
    let sessions = 0
    read.session = () => String(++sessions)
    const screens = await Promise.all(Array.from({ length: 40 }, () => openScreen(url)))
    const answer = Promise.withResolvers<Snapshot>()
    read.snapshotFor = () => answer.promise
    read.viewer = dismissed
    gateway.tell([{ ...change(11), areaIds: null }, change(12)])
    gateway.tell([change(13), { ...change(14), areaIds: null }])
    answer.resolve(snapshotAt(14))
    await until(() => screens.every(({ told }) => told.at(-1) === 'snapshot 14'))
    for (const { told } of screens)
      expect(
        told.filter((each) => each.endsWith('>12') || each.endsWith('>13')),
        told.join(),
      ).toEqual([])
  })

  it('is told by the clock alone that it sees less', async () => {
    const { gateway, read, url, look } = await openGateway(upTo(10), 10)
    const { told } = await openScreen(url)
    read.viewer = dismissed
    look()
    await until(() => told.length === 2)
    gateway.tell([change(11), { ...change(12), areaIds: null }])
    await until(() => told.length === 3)
    expect(told).toEqual(['snapshot 10', 'snapshot 10', 'change 10>12'])
  })

  it('is given no snapshot of what was theirs when it came', async () => {
    const { read, url } = await openGateway(upTo(10), 10)
    const asked: Viewer['areaIds'][] = []
    read.snapshotFor = async (viewer) => {
      asked.push(viewer.areaIds)
      read.viewer = dismissed
      return snapshotAt(9 + asked.length)
    }
    const { told } = await openScreen(url)
    expect(asked).toEqual([['ours'], []])
    expect(told).toEqual(['snapshot 11'])
  })

  it('is let go when nobody is known by that name any more', async () => {
    const { gateway, read, url } = await openGateway(upTo(10), 10)
    const { isCut, told } = await openScreen(url)
    read.viewer = null
    gateway.tell([change(11)])
    await until(isCut)
    expect(told).toEqual(['snapshot 10', 'cut: io server disconnect'])
  })

  it('does not keep another waiting, whose duties are the same', async () => {
    const { gateway, read, url } = await openGateway(upTo(10), 10)
    const [first, second] = [await openScreen(url), await openScreen(url)]
    const answer = Promise.withResolvers<Snapshot>()
    read.snapshotFor = () => answer.promise
    let asked = 0
    read.viewerNow = () => (asked++ === 0 ? dismissed : member)
    gateway.tell([change(11)])
    await until(() => second.told.length === 2)
    expect([first.told, second.told]).toEqual([['snapshot 10'], ['snapshot 10', 'change 10>11']])
    answer.resolve(snapshotAt(11))
  })
})

describe('the screens of one session', () => {
  it('are twenty at most: the newest comes in, the oldest is told why it goes', async () => {
    const { gateway, read, url } = await openGateway(upTo(10), 10)
    read.session = () => 'another'
    const other = await openScreen(url)
    read.session = () => 'one'
    const screens: Awaited<ReturnType<typeof openScreen>>[] = []
    for (let n = 0; n < 20; n++) screens.push(await openScreen(url))
    expect(gateway.sockets()).toBe(21)
    const newest = await openScreen(url)
    await until(() => screens[0]?.isCut() === true)
    expect(screens[0]?.told.slice(1)).toEqual(['let go: too-many-screens', 'cut: io server disconnect'])
    expect(screens.slice(1).some(({ isCut }) => isCut())).toBe(false)
    expect([other.isCut(), newest.isCut(), gateway.sockets()]).toEqual([false, false, 21])
  })

  it('that have gone of themselves are not counted', async () => {
    const { gateway, url } = await openGateway(upTo(10), 10)
    const first = await openScreen(url)
    for (let n = 0; n < 30; n++) {
      const passing = await openScreen(url)
      passing.close()
      await until(() => gateway.sockets() === 1)
    }
    expect(first.isCut()).toBe(false)
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
