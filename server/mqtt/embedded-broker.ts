// Longer than others because `aedes` is imported here and nowhere else: who may enter, what is taken, what is cut.
import { randomUUID } from 'node:crypto'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Aedes, type AuthenticateError, type Client, type ConnectPacket, type PublishPacket } from 'aedes'
import { boundMemory, type BrokerMemory } from './broker-memory.ts'
import { guardConnection, type DropReason, type GuardedConnection } from './connection-guard.ts'
import { settledWithin, submitUnrepeated, type Log, type Submit } from './door.ts'
import { isLoopback } from './loopback.ts'

/** What the embedded broker is made of; everything after `log` has a default. */
export type EmbeddedBrokerParts = {
  host: string
  /** 0 takes a free one. */
  port: number
  /** Called inside the broker's publish authorisation: the sender is acknowledged only after it resolves. */
  submit: Submit
  /** Whether the password is the user's. A rejection means that nobody can tell now; the client may try again. */
  authenticate: (username: string, password: string) => Promise<boolean>
  /** Null is an anonymous client on loopback. */
  mayPublish: (principal: string | null, topic: string) => boolean
  maySubscribe?: (principal: string | null, filter: string) => boolean
  anonymousOnLoopback: boolean
  maxPacketBytes: number
  log: Log
  maxConnections?: number
  maxPublishesPerSecond?: number
  /** Above this many uncommitted messages a connection is not read further. */
  maxInFlightPerConnection?: number
  maxUnsentBytes?: number
  maxRetained?: number
  /** For one subscriber that is away, in messages. */
  maxQueued?: number
  maxSessions?: number
  stopTimeoutMs?: number
}

/** What the door knows of itself; counts are since the start. */
export type EmbeddedBrokerState = {
  listening: boolean
  port: number | null
  connections: number
  /** Messages that are being committed. */
  inFlight: number
  dropped: Partial<Record<DropReason | 'too-many-connections', number>>
}

/** The broker that runs inside this process. */
export type EmbeddedBroker = {
  /** Rejects with Node's own error when it cannot listen: a taken port has `code` `EADDRINUSE` and `port`. */
  start(): Promise<{ port: number }>
  /** Stops reading, lets running commits finish and be acknowledged, then closes every connection. */
  stop(): Promise<void>
  /** Sends to the subscribers of this broker; does not pass `submit`. */
  publish(topic: string, payload: string | Buffer, options?: { retain?: boolean; qos?: 0 | 1 }): Promise<void>
  state(): EmbeddedBrokerState
}

type Link = {
  guard: GuardedConnection
  address: string
  loopback: boolean
  inFlight: number
  /** Until when what it sends may be what we have taken already, in ms since the epoch. */
  mayResendUntil: number
}

const CONNECT_TIMEOUT_MS = 10_000
/** A client sends what was not acknowledged again at once when it is connected. */
const RESENDS_WITHIN_MS = 10_000
const MOST_HEARD_FROM = 10_000
/** Of retained messages, and again of those that wait for subscribers that are away. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024
const ACK_TURNS = 5
const SERVER_UNAVAILABLE = 3
const BAD_USERNAME_OR_PASSWORD = 4
const NOT_AUTHORIZED = 5

/**
 * Client ids carry the user's name in front, so that no user can take over a session or a connection of another.
 * The name is what the client claims; the broker verifies it before anything else happens under that id.
 */
const scopedId = (username: string | undefined, clientId: string) =>
  `${encodeURIComponent(username ?? '')}/${clientId === '' ? randomUUID() : clientId}`

function principalOf(scoped: string): string | null {
  const name = decodeURIComponent(scoped.slice(0, scoped.indexOf('/')))
  return name === '' ? null : name
}

const refusal = (returnCode: AuthenticateError['returnCode'], reason: string): AuthenticateError =>
  Object.assign(new Error(reason), { returnCode })

/** Makes the broker of an installation without one of its own: a normal broker for others, a door for us. */
export function createEmbeddedBroker(parts: EmbeddedBrokerParts): EmbeddedBroker {
  const { submit, authenticate, mayPublish, maySubscribe = () => true, log } = parts
  const maxInFlight = parts.maxInFlightPerConnection ?? 2000
  const maxSessions = parts.maxSessions ?? 500
  const limits = {
    maxPacketBytes: parts.maxPacketBytes,
    maxUnsentBytes: parts.maxUnsentBytes ?? 4 * parts.maxPacketBytes,
    maxPublishesPerSecond: parts.maxPublishesPerSecond ?? 5000,
  }
  const server = createServer()
  server.maxConnections = parts.maxConnections ?? 500
  const links = new Map<Client, Link>()
  const running = new Set<Promise<void>>()
  /** Clients with a session that outlives the connection: those that have subscribed in it. */
  const sessions = new Set<string>()
  /** Clients that have been connected since the start: before, we may have ended without acknowledging them. */
  const heardFrom = new Set<string>()
  const stopping = new AbortController()
  const dropped: EmbeddedBrokerState['dropped'] = {}
  let broker: Aedes | null = null
  let port: number | null = null

  function countDrop(reason: DropReason | 'too-many-connections', address: string) {
    dropped[reason] = (dropped[reason] ?? 0) + 1
    log.warn({ reason, address }, 'an MQTT connection was cut')
  }

  function preConnect(client: Client, packet: ConnectPacket, done: (error: Error | null, ok: boolean) => void) {
    const hasOwnId = packet.clientId !== ''
    packet.clientId = scopedId(packet.username, packet.clientId)
    const link = links.get(client)
    if (link && hasOwnId && !heardFrom.has(packet.clientId)) link.mayResendUntil = Date.now() + RESENDS_WITHIN_MS
    if (!packet.clean && !sessions.has(packet.clientId) && sessions.size >= maxSessions) packet.clean = true
    if (packet.clean) sessions.delete(packet.clientId)
    // The guard keeps the time instead: the broker would count our own slowness as the client's silence.
    link?.guard.expectSignOfLife(packet.keepalive ?? 0)
    packet.keepalive = 0
    done(null, true)
  }

  async function admit(client: Client, username: string | undefined, password: Buffer | undefined) {
    const link = links.get(client)
    if (!link) throw refusal(SERVER_UNAVAILABLE, 'gone')
    if (username === undefined || username === '') {
      if (parts.anonymousOnLoopback && link.loopback) return
      throw refusal(NOT_AUTHORIZED, 'anonymous')
    }
    const known = await authenticate(username, password?.toString() ?? '').catch((error: unknown) => {
      log.error({ error, username }, 'an MQTT sign-in could not be checked')
      throw refusal(SERVER_UNAVAILABLE, 'cannot tell')
    })
    if (!known) throw refusal(BAD_USERNAME_OR_PASSWORD, 'wrong user name or password')
  }

  async function accept(client: Client | null, packet: PublishPacket) {
    // A will is published when its client is closed; a client that the broker no longer knows has left it behind.
    const isWill = client === null || client.closed
    // The store writes the client's id on the wills it keeps.
    const sender = client?.id ?? (packet as { clientId?: string }).clientId ?? '/'
    const principal = principalOf(sender)
    const link = client ? links.get(client) : undefined
    if (isWill && stopping.signal.aborted) throw new Error('a will caused by our own stopping')
    if (packet.topic.startsWith('$') || !mayPublish(principal, packet.topic)) {
      log.warn({ principal, topic: packet.topic, address: link?.address }, 'a publish was refused')
      throw new Error('not authorised to publish there')
    }
    const receivedAt = new Date()
    const message = {
      topic: packet.topic,
      payload: typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
      // What a client publishes is news, even where others will get it as retained later.
      retain: false,
      dup: packet.dup ?? false,
      mayBeResent: packet.qos > 0 && receivedAt.getTime() < (link?.mayResendUntil ?? 0),
      qos: packet.qos ?? 0,
      principal,
      receivedAt,
    }
    const comesAgain = message.qos > 0 && !isWill
    await (comesAgain ? submit(message) : submitUnrepeated(submit, message, stopping.signal)).catch(
      (cause: unknown) => {
        log.error({ cause, topic: message.topic, principal, comesAgain }, 'a message was not committed')
        heardFrom.delete(sender)
        throw new Error('not committed', { cause })
      },
    )
  }

  function authorizePublish(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void) {
    const link = client ? links.get(client) : undefined
    if (link && ++link.inFlight === maxInFlight) link.guard.hold()
    const work = accept(client, packet)
      .finally(() => {
        if (link && link.inFlight-- === maxInFlight && !stopping.signal.aborted) link.guard.release()
      })
      // An error here makes the broker close the connection without an acknowledgement: the client sends again.
      .then(
        () => done(null),
        (error: Error) => done(error),
      )
      .catch((error: unknown) => log.error({ error }, 'the embedded broker failed while publishing'))
      .finally(() => running.delete(work))
    running.add(work)
  }

  function forgetSessionWithoutSubscriptions(memory: BrokerMemory, client: Client) {
    if (client.clean || sessions.has(client.id)) return
    void Promise.all([memory.cleanSubscriptions(client), memory.cleanIncoming(client)]).catch((error: unknown) =>
      log.error({ error }, 'an empty MQTT session was not removed'),
    )
  }

  function welcome(aedes: Aedes, socket: Socket) {
    const address = socket.remoteAddress ?? ''
    const guard = guardConnection(socket, limits, (reason) => countDrop(reason, address))
    const client = aedes.handle(guard.stream)
    links.set(client, { guard, address, loopback: isLoopback(address), inFlight: 0, mayResendUntil: 0 })
    guard.stream.on('close', () => links.delete(client))
  }

  return {
    async start() {
      const aedes = await Aedes.createBroker({
        connectTimeout: CONNECT_TIMEOUT_MS,
        queueLimit: 1000,
        // Version 3.1 allows 23 characters; ours are longer because they carry the user's name.
        maxClientsIdLength: 65_535,
        preConnect,
        authenticate: (client, username, password, done) => {
          admit(client, username, password).then(
            () => done(null, true),
            (error: AuthenticateError) => done(error, false),
          )
        },
        authorizePublish,
        authorizeSubscribe: (client, subscription, done) => {
          const filter = subscription.topic
          const allowed = !filter.startsWith('$') && maySubscribe(principalOf(client.id), filter)
          if (!allowed) log.warn({ principal: principalOf(client.id), filter }, 'a subscription was refused')
          done(null, allowed ? subscription : null)
        },
      })
      // The type leaves the store out; its shape is held by the tests of this file and the exact version pin.
      const { persistence } = aedes as unknown as { persistence: BrokerMemory }
      boundMemory(
        persistence,
        { maxRetained: parts.maxRetained ?? 10_000, maxQueued: parts.maxQueued ?? 1000, maxBytes: MOST_KEPT_BYTES },
        (what, name) => log.warn({ what, name }, 'the embedded broker is full'),
      )
      aedes.on('subscribe', (_subscriptions, client) => {
        // Null for the broker's own subscriptions.
        if (client && !client.clean) sessions.add(client.id)
      })
      aedes.on('clientReady', (client) => {
        if (heardFrom.size >= MOST_HEARD_FROM) heardFrom.clear()
        heardFrom.add(client.id)
      })
      aedes.on('clientDisconnect', (client) => forgetSessionWithoutSubscriptions(persistence, client))
      aedes.on('clientError', (client, error) =>
        log.info({ client: client.id, error: error.message }, 'MQTT client error'),
      )
      aedes.on('connectionError', (client, error) =>
        log.info({ address: links.get(client)?.address, error: error.message }, 'MQTT connection refused'),
      )
      server.on('connection', (socket) => welcome(aedes, socket))
      server.on('drop', (connection) => countDrop('too-many-connections', connection?.remoteAddress ?? ''))
      try {
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject)
          server.listen(parts.port, parts.host, resolve)
        })
      } catch (error) {
        await new Promise<void>((resolve) => aedes.close(resolve))
        throw error
      }
      broker = aedes
      // A listening TCP server has an address object.
      port = (server.address() as AddressInfo).port
      return { port }
    },

    async stop() {
      const aedes = broker
      if (!aedes) return
      broker = null
      stopping.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const link of links.values()) link.guard.hold()
      const finished = await settledWithin(Promise.all(running), parts.stopTimeoutMs ?? 10_000)
      if (!finished) log.error({ inFlight: running.size }, 'stopped before every commit had finished')
      // The broker writes the last acknowledgements a few turns after it was called back.
      for (let turn = 0; turn < ACK_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      await new Promise<void>((resolve) => aedes.close(resolve))
      // Those that never signed in are unknown to the broker.
      for (const link of links.values()) link.guard.stream.destroy()
      await closed
      port = null
    },

    publish(topic, payload, { retain = false, qos = 0 } = {}) {
      const aedes = broker
      if (!aedes) return Promise.reject(new Error('the embedded broker is not running'))
      return new Promise((resolve, reject) => {
        aedes.publish({ cmd: 'publish', topic, payload, retain, qos, dup: false }, (error) =>
          error ? reject(error) : resolve(),
        )
      })
    },

    state: () => ({
      listening: broker !== null,
      port,
      connections: links.size,
      inFlight: running.size,
      dropped: { ...dropped },
    }),
  }
}
