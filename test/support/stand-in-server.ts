import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { FeatureCollection } from 'geojson'
import { Server } from 'socket.io'
import type { ShownBasemap } from '#shared/basemap.ts'
import {
  type Change,
  CHANGE_VERSION,
  type ChangeEnvelope,
  type ClientEvents,
  type Heartbeat,
  resumptionSchema,
  type ServerEvents,
  type Snapshot,
} from '#shared/change.ts'
import type { DeviceStatus } from '#shared/device.ts'
import type { Ill } from '#shared/ill.ts'
import type { Person } from '#shared/person.ts'
import type { ListedShift } from '#shared/shift.ts'
import { WALL_DEFAULTS, type WallSettings } from '#shared/wall-settings.ts'
import { servePages } from '../../server/http/pages.ts'

/** What a screen starts from, made up. */
export type MadeUp = Pick<Snapshot, 'devices' | 'statuses' | 'people'> & { areas: FeatureCollection }

/** A server of no more than what a wall asks for: it decides nothing, says what it is told to, and is as old as it is told. */
export type StandIn = {
  url: string
  /** Tells every screen one change; answers with its sequence. */
  change(change: Change): number
  statuses(statuses: DeviceStatus[]): void
  /** Tells every screen that the server lives, and how far it is. */
  beat(): { seq: number }
  /** From now on nothing is said and nothing answered, as with a cut line; or again. */
  cut(isCut: boolean): void
  /** The newest sequence that a screen said it has painted. */
  drawn(): number
  screens(): number
  shifts: ListedShift[]
  settings: WallSettings
  /** What the heartbeat says of the program itself. */
  ill: Ill[]
  stop(): Promise<void>
}

export type StandInOptions = {
  /** By the clock of the township. */
  now?: () => number
  /** Null: only when `beat` is called. */
  beatEveryMs?: number | null
  /** Who looks; the wall where absent. */
  viewer?: Pick<Person, 'name' | 'roles'> & { personId: string }
  /** Pages beside those of the build. */
  pages?: (app: express.Express) => void
}

const SIGHT = 'wall'
const NO_BASEMAP: ShownBasemap = { basemap: { type: 'none' }, mark: '', origins: [] }
const WALL: NonNullable<StandInOptions['viewer']> = { personId: 'wall', name: '大屏', roles: ['wall'] }
/** A clock that leaps must not make a client think that its connection is dead. */
const PING_MS = 5 * 24 * 3600_000
const KEPT_CHANGES = 2000

/** Serves the built pages and what the wall asks of the server, with a township that is made up. */
export async function startStandIn(madeUp: MadeUp, options: StandInOptions = {}): Promise<StandIn> {
  const { now = Date.now, beatEveryMs = 5000, viewer = WALL, pages } = options
  const at = () => new Date(now()).toISOString()
  const statuses = new Map(madeUp.statuses.map((status) => [status.deviceId, status]))
  const devices = new Map(madeUp.devices.map((device) => [device.id, device]))
  const incidents = new Map<string, Snapshot['incidents'][number]>()
  /** Those that are closed as well: a screen may still be asking for them. */
  const known: typeof incidents = new Map()
  let changes: ChangeEnvelope[] = []
  let [seq, drawn, isCut] = [1, 0, false]

  const snapshot = (): Snapshot => ({
    seq,
    at: at(),
    sight: SIGHT,
    incidents: [...incidents.values()],
    devices: [...devices.values()],
    statuses: [...statuses.values()],
    people: madeUp.people,
    areas: areaCards(madeUp.areas),
    fireDanger: [],
    timeZone: 'Asia/Shanghai',
    durability: 'duty',
    dutyRoom: [],
  })
  const missedSince = (since: number) =>
    since >= seq
      ? []
      : changes[0] === undefined || changes[0].prev > since
        ? null
        : changes.filter((c) => c.seq > since)
  const heartbeat = (): Heartbeat => ({
    at: at(),
    seq,
    database: true,
    broker: true,
    lastMessageAt: at(),
    ill: standIn.ill,
  })

  const app = express()
  app.use('/api', (_request, response, next) => (isCut ? void response.destroy() : next()))
  app.get(
    '/api/session',
    (_request, response) => void response.json({ person: { ...viewer, duties: [], areaIds: null } }),
  )
  app.get('/api/basemap', (_request, response) => void response.json(NO_BASEMAP))
  app.get('/api/wall', (_request, response) => void response.json({ ...standIn.settings, basemapMark: '' }))
  app.get('/api/snapshot', (_request, response) => void response.json(snapshot()))
  app.get('/api/areas', (_request, response) => void response.json(madeUp.areas))
  app.get('/api/terrain', (_request, response) => void response.json({ relief: null }))
  app.get('/api/shifts', (_request, response) => void response.json({ items: standIn.shifts, nextCursor: null }))
  app.get('/api/incidents/:id/positions', (_request, response) => void response.json({ items: [] }))
  app.get('/api/incidents/:id', (request, response) => {
    const nothing = { actions: [], deliveries: [], people: [], observations: { items: [], nextCursor: null } }
    response.json({ ...known.get(request.params.id), ...nothing })
  })
  app.get('/api/changes', (request, response) => {
    const missed = missedSince(Number(request.query['since']))
    if (missed !== null) return void response.json({ changes: missed, upTo: seq })
    response.status(410).json({ type: 'about:blank', title: 'too old', status: 410, code: 'too-old' })
  })
  app.use('/api', (_request, response) => void response.status(404).json({ code: 'not-found', status: 404 }))
  pages?.(app)
  servePages(app)

  const server = createServer(app)
  const io = new Server<ClientEvents, ServerEvents>(server, {
    serveClient: false,
    pingInterval: PING_MS,
    pingTimeout: PING_MS,
    allowRequest: (_request, decide) => decide(null, !isCut),
  })
  io.on('connection', (socket) => {
    const resumed = resumptionSchema.safeParse(socket.handshake.auth)
    const missed = resumed.success ? missedSince(resumed.data.since) : null
    if (missed === null) socket.emit('snapshot', snapshot())
    else for (const change of missed) socket.emit('change', change)
    socket.emit('heartbeat', heartbeat())
    socket.on('drawn', (said) => (drawn = Math.max(drawn, said.seq)))
  })

  const standIn: StandIn = {
    url: '',
    shifts: [],
    settings: WALL_DEFAULTS,
    ill: [],
    change(change) {
      if (change.type === 'incident') {
        const { incident } = change
        known.set(incident.id, incident)
        if (incident.closedAt === null) incidents.set(incident.id, incident)
        else incidents.delete(incident.id)
      } else if (change.type === 'device') devices.set(change.device.id, change.device)
      const envelope: ChangeEnvelope = { seq: seq + 1, prev: seq, v: CHANGE_VERSION, at: at(), ...change }
      seq++
      changes.push(envelope)
      if (changes.length > KEPT_CHANGES) changes = changes.slice(-KEPT_CHANGES / 2)
      io.emit('change', envelope)
      return seq
    },
    statuses(told) {
      for (const status of told) statuses.set(status.deviceId, status)
      // Not volatile, as it is on the server: whoever measures or compares must know what has arrived.
      io.emit('statuses', told)
    },
    beat() {
      io.emit('heartbeat', heartbeat())
      return { seq }
    },
    cut(now) {
      isCut = now
      if (isCut) io.disconnectSockets(true)
    },
    drawn: () => drawn,
    screens: () => io.sockets.sockets.size,
    async stop() {
      clearInterval(beating)
      await io.close()
      server.closeAllConnections()
    },
  }
  const beating = setInterval(() => isCut || standIn.beat(), beatEveryMs ?? PING_MS)
  if (beatEveryMs === null) clearInterval(beating)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of that kind.
  standIn.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return standIn
}

function areaCards({ features }: FeatureCollection): Snapshot['areas'] {
  // Made up in this repository, by the wire type of an area.
  return features.map(({ properties }) => properties as Snapshot['areas'][number])
}
