import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server, type Socket } from 'socket.io'
import {
  type ChangeEnvelope,
  type ClientEvents,
  drawnSchema,
  type Heartbeat,
  resumptionSchema,
  type ServerEvents,
  type Snapshot,
} from '#shared/change.ts'
import type { DeviceStatus } from '#shared/device.ts'
import type { Ill } from '#shared/ill.ts'
import type { ResponderPosition } from '#shared/position.ts'
import type { Viewer } from '#shared/session.ts'
import type { Log } from '../mqtt/door.ts'
import { isWall, sightOf } from '../domain/viewer.ts'
import type { KeptChange } from '../store/changes.ts'
import { createDueSnapshots } from './due-snapshots.ts'
import { watchVisits } from './ended-visits.ts'
import { createFewPerSession } from './few-per-session.ts'
import { createRounds } from './rounds.ts'
import type { WallWatch } from './wall-watch.ts'

/**
 * `held` gathers what is told while a start or a new snapshot is still being read. `waiting` is how many packets waited
 * for the client when this turn of the event loop began to send; null where it has sent nothing yet. `beatSeq` is what it
 * had been sent at the last heartbeat, which it should have drawn by the next.
 */
type Seat = { viewer: Viewer; sentSeq: number; held: KeptChange[] | null; waiting: number | null; beatSeq: number }
type Wire = Socket<ClientEvents, ServerEvents, Record<string, never>, { seat: Seat }>

/** The live side: a snapshot or what was missed, then every change a viewer may see, in order, after its commit. */
export type Gateway = {
  tell(changes: KeptChange[]): void
  tellStatuses(statuses: DeviceStatus[]): void
  /** Tells each viewer the positions that `of` finds for them, volatile. */
  tellPositions(of: (viewer: Viewer) => ResponderPosition[]): void
  sockets(): number
  stop(): Promise<void>
}

const HEARTBEAT_MS = 5000
/** A client this many packets behind is let go; it comes back and asks for what it missed. */
const MOST_UNSENT = 500
/** Further behind than this a snapshot is shorter. */
const MOST_MISSED = 2000
const CHECK_EVERY_MS = 30_000
const CHECKED_AT_ONCE = 16
/** Arrangements also begin and end by the clock alone. */
const LOOK_EVERY_MS = 1000

export function createGateway(parts: {
  httpServer: HttpServer
  log: Log
  isSameOrigin: (request: IncomingMessage) => boolean
  viewerOf: (request: IncomingMessage) => Promise<Viewer | null>
  /** Which session a request belongs to. */
  sessionOf: (request: IncomingMessage) => string
  /** Those of the requests whose session has ended. */
  ended: (requests: IncomingMessage[]) => Promise<IncomingMessage[]>
  snapshotFor: (viewer: Viewer) => Promise<Snapshot>
  /** The changes after a sequence, at most `limit` of them; null when they are no longer all kept. */
  missedSince: (seq: number, limit: number) => Promise<KeptChange[] | null>
  /** What of a kept change goes to a viewer, where `prev` was the last they were sent; null: nothing. */
  changeFor: (viewer: Viewer, change: KeptChange, prev: number) => ChangeEnvelope | null
  /** The viewer as they are by what is known to be arranged; null: nobody any more. Asked for every screen, at once. */
  viewerNow: (viewer: Viewer) => Viewer | null
  /** Takes note of what is arranged by now. */
  refresh: () => Promise<void>
  /** Those statuses that a viewer may see; asked for every screen with the same list. */
  statusesFor: (viewer: Viewer, statuses: readonly DeviceStatus[]) => DeviceStatus[]
  heartbeat: () => Promise<Heartbeat>
  /** What of the ill a viewer is told; asked for every screen with the same list. */
  illFor: (viewer: Viewer, ill: readonly Ill[]) => Ill[]
  walls: Pick<WallWatch, 'entered'>
}): Gateway {
  const {
    httpServer,
    log,
    isSameOrigin,
    viewerOf,
    sessionOf,
    ended,
    snapshotFor,
    missedSince,
    changeFor,
    viewerNow,
    refresh,
    statusesFor,
    heartbeat,
    illFor,
    walls,
  } = parts
  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, { seat: Seat }>(httpServer, {
    path: '/socket.io',
    serveClient: false,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    maxHttpBufferSize: 16 * 1024,
    allowRequest: (request, decide) => decide(isSameOrigin(request) ? null : 'wrong-origin', isSameOrigin(request)),
  })

  io.use(async (socket, next) => {
    const refuse = (code: string) => next(Object.assign(new Error(code), { data: { code } }))
    const viewer = await viewerOf(socket.request).catch((error: unknown) => {
      log.warn({ error }, 'whose a screen is could not be read')
      return undefined
    })
    // Who cannot be asked for now is not signed out: a screen told so would wait for somebody to sign it in.
    if (viewer === undefined) return refuse('unavailable')
    if (viewer === null) return refuse('not-signed-in')
    socket.data.seat = { viewer, sentSeq: 0, held: [], waiting: null, beatSeq: 0 }
    next()
  })

  const few = createFewPerSession<Wire>((oldest) => {
    oldest.emit('letGo', { code: 'too-many-screens' })
    oldest.disconnect()
  })
  const due = createDueSnapshots<Wire>({
    mayHave: ({ data }) => data.seat.held === null,
    async give(socket) {
      socket.data.seat.held = []
      await giveSnapshot(socket)
        .then(() => release(socket))
        .catch((error: unknown) => {
          log.warn({ error }, 'a screen could not be given its new snapshot')
          socket.disconnect(true)
        })
    },
  })

  io.on('connection', (socket) => {
    const session = sessionOf(socket.request)
    const { seat } = socket.data
    const wall = isWall(seat.viewer.roles) ? walls.entered(session) : null
    socket.on('disconnect', () => {
      few.left(session, socket)
      due.delete(socket)
      wall?.left()
    })
    few.entered(session, socket)
    socket.on('drawn', (said) => {
      const drawn = drawnSchema.safeParse(said)
      if (drawn.success) wall?.drew({ isNewest: drawn.data.seq >= seat.beatSeq, muted: drawn.data.muted === true })
    })
    socket.on('error', (error) => log.warn({ error }, 'a socket failed'))
    void begin(socket).catch((error: unknown) => {
      log.warn({ error }, 'a screen could not be given its start')
      socket.disconnect(true)
    })
  })

  async function begin(socket: Wire): Promise<void> {
    const { seat } = socket.data
    const known = resumptionSchema.safeParse(socket.handshake.auth)
    // On ground that was not theirs before, something may burn already: no later change says so.
    const since = known.success && known.data.sight === sightOf(seat.viewer) ? known.data.since : null
    const missed = since === null ? null : await allMissedSince(since)
    // A duty may have begun or ended while they were read.
    reseat(socket)
    if (missed !== null && since !== null && !due.has(socket)) {
      seat.sentSeq = since
      for (const change of missed) send(socket, change)
    } else await giveSnapshot(socket)
    release(socket)
    beat(socket, await heartbeat())
  }

  function beat(socket: Wire, said: Heartbeat): void {
    const { seat } = socket.data
    seat.beatSeq = seat.sentSeq
    socket.emit('heartbeat', { ...said, ill: illFor(seat.viewer, said.ill) })
  }

  /** All changes after a sequence; null when they are not all kept, or so many that a snapshot is shorter. */
  async function allMissedSince(seq: number): Promise<KeptChange[] | null> {
    const missed = await missedSince(seq, MOST_MISSED + 1)
    return missed === null || missed.length > MOST_MISSED ? null : missed
  }

  /** Gives a snapshot, and after it what was told since: facts are read anew a moment after others have written. */
  async function giveSnapshot(socket: Wire): Promise<void> {
    const { seat } = socket.data
    for (;;) {
      due.delete(socket)
      const snapshot = await snapshotFor(seat.viewer)
      const since = await allMissedSince(snapshot.seq)
      if (since === null) throw new Error('the snapshot is too old to be followed by what came after it')
      reseat(socket)
      if (due.has(socket)) continue
      seat.sentSeq = snapshot.seq
      socket.emit('snapshot', snapshot)
      for (const change of since) send(socket, change)
      return
    }
  }

  /**
   * Seats a viewer by what is arranged now, before anything is told: from here on nothing reaches them that is no longer
   * theirs, and the snapshot of what is theirs now follows. Waits for nothing.
   */
  function reseat(socket: Wire): void {
    const { seat } = socket.data
    const viewer = viewerNow(seat.viewer)
    if (viewer === seat.viewer) return
    if (viewer === null) return void socket.disconnect(true)
    const isAnother = sightOf(viewer) !== sightOf(seat.viewer)
    seat.viewer = viewer
    if (isAnother) due.add(socket)
  }

  /** Sends what was told meanwhile; from here on changes go out as they are told. */
  function release(socket: Wire): void {
    const { seat } = socket.data
    const held = seat.held ?? []
    seat.held = null
    for (const change of held) send(socket, change)
    due.wake()
  }

  function send(socket: Wire, change: KeptChange): void {
    const { seat } = socket.data
    const told = change.seq <= seat.sentSeq ? null : changeFor(seat.viewer, change, seat.sentSeq)
    if (told === null) return
    if (waiting(socket) > MOST_UNSENT) return void socket.disconnect(true)
    socket.emit('change', told)
    seat.sentSeq = change.seq
  }

  function everySocket(act: (socket: Wire) => void): void {
    for (const socket of io.sockets.sockets.values()) act(socket)
  }

  const beating = setInterval(() => {
    void heartbeat()
      .then((said) => everySocket((socket) => beat(socket, said)))
      .catch((error: unknown) => log.warn({ error }, 'the heartbeat failed'))
  }, HEARTBEAT_MS)

  const watching = watchVisits({
    present: () => [...io.sockets.sockets.values()],
    async ended(sockets: Wire[]) {
      const gone = new Set(await ended(sockets.map(({ request }) => request)))
      return sockets.filter(({ request }) => gone.has(request))
    },
    letGo: (socket) => void socket.disconnect(true),
    log,
  })

  const looking = setInterval(() => {
    if (io.sockets.sockets.size === 0) return
    void refresh()
      .then(() => everySocket(reseat))
      .catch((error: unknown) => log.warn({ error }, 'whose duty begins or ends could not be read'))
  }, LOOK_EVERY_MS)

  // A session may have been idle for too long: a seat is only as good as its last check.
  const checking = createRounds({
    everyMs: CHECK_EVERY_MS,
    atOnce: CHECKED_AT_ONCE,
    present: () => [...io.sockets.sockets.values()],
    async look(socket: Wire) {
      const viewer = await viewerOf(socket.request).catch(() => socket.data.seat.viewer)
      if (viewer === null) socket.disconnect(true)
    },
  })

  return {
    tell(changes) {
      everySocket((socket) => {
        reseat(socket)
        const { held } = socket.data.seat
        if (held === null) for (const change of changes) send(socket, change)
        else held.push(...changes)
      })
    },
    tellStatuses: (statuses) =>
      everySocket((socket) => {
        reseat(socket)
        const theirs = statusesFor(socket.data.seat.viewer, statuses)
        if (theirs.length > 0) socket.volatile.emit('statuses', theirs)
      }),
    tellPositions: (of) =>
      everySocket((socket) => {
        reseat(socket)
        const positions = of(socket.data.seat.viewer)
        if (positions.length > 0) socket.volatile.emit('positions', positions)
      }),
    sockets: () => io.sockets.sockets.size,
    async stop() {
      clearInterval(beating)
      clearInterval(looking)
      watching.stop()
      await io.close()
      await Promise.all([checking.stop(), due.stop()])
    },
  }
}

/** Packets of earlier turns that still wait: what one turn sends cannot have gone out before it ends, however fast the client. */
function waiting(socket: Wire): number {
  const { seat } = socket.data
  if (seat.waiting === null) {
    seat.waiting = unsent(socket)
    setImmediate(() => {
      seat.waiting = null
    })
  }
  return seat.waiting
}

/** Packets that wait in this process for a client that does not read. */
function unsent(socket: Wire): number {
  // The engine's write buffer is not part of the typed interface.
  const connection = socket.conn as unknown as { writeBuffer?: unknown[] }
  return connection.writeBuffer?.length ?? 0
}
