// Longer than others because `mqtt` is imported here and nowhere else: the door, the retained reading, the sender.
import { connect, type IClientOptions, type MqttClient } from 'mqtt'
import { generate } from 'mqtt-packet'
import type { Message } from '../domain/decode/format.ts'
import { brokerAddress, type BrokerAddress } from './broker-address.ts'
import { settledWithin, submitUnrepeated, type Log, type Submit } from './door.ts'
import { createOrderedAcks } from './ordered-acks.ts'

/** What the client of an outside broker is made of; everything after `log` has a default. */
export type BrokerClientParts = {
  /** May carry user name and password; they are never logged. */
  url: string
  /** Fixed for this process: the broker keeps our session under it. */
  clientId: string
  subscriptions: string[]
  submit: Submit
  /** Several processes of one installation share the messages of this group. */
  sharedGroup?: string | undefined
  log: Log
  keepaliveSeconds?: number
  /** How long the broker keeps messages for us while we are away. */
  sessionExpirySeconds?: number
  /**
   * How many messages the broker may send before the first is acknowledged (MQTT 5). Mosquitto 2.0.11 loses the
   * first message beyond this number when it restarts with a longer backlog, so it is as high as the shipped limit.
   */
  receiveMaximum?: number
  /** Above this many uncommitted messages, or bytes of them, nothing more is read. */
  maxPending?: number
  maxPendingBytes?: number
  firstReconnectMs?: number
  lastReconnectMs?: number
  stopTimeoutMs?: number
}

/** What the client knows of its connection. */
export type BrokerClientState = {
  connected: boolean
  /** The broker has answered the subscriptions of this connection; those it refused are named below. */
  subscribed: boolean
  /** Why it is not connected: a system code such as `ECONNREFUSED`, or the broker's words. Null while connected. */
  reason: string | null
  protocolVersion: 4 | 5
  /** How often a connection was made since the start. */
  connections: number
  /** Received and not yet committed. */
  pending: number
  refusedSubscriptions: string[]
  /** The broker's own count of messages it threw away, where it tells. */
  droppedByBroker: number | null
}

/** How a reading of the retained messages ended. */
export type RetainedReading = { ok: true; messages: number } | { ok: false; reason: string }

/** The door to an outside broker. */
export type BrokerClient = {
  /** Resolves at once; an unreachable broker shows in `state` and is tried for ever. */
  start(): Promise<void>
  /** Takes no more acknowledged messages, lets running commits be acknowledged, and signs off; the session stays. */
  stop(): Promise<void>
  /** Sends at QoS 0, in one write; rejects when not connected. */
  publishAll(messages: readonly { topic: string; payload: string }[]): Promise<void>
  /** Sends at QoS 1; resolves once the broker has it, rejects where it refuses, or has not answered within `withinMs`. */
  publishTaken(message: { topic: string; payload: string }, withinMs: number): Promise<void>
  /** Replaces the subscriptions, on this connection and all later ones. */
  subscribe(filters: string[]): void
  /**
   * Reads the broker's retained messages once, through a short plain subscription beside the shared one, and submits
   * them. The caller sees to it that one process at a time does so. Ends when nothing arrived for `quietMs`.
   */
  readRetained(quietMs?: number): Promise<RetainedReading>
  state(): BrokerClientState
}

/** `qos` and `retain` as MQTT means them; both off when absent. */
export type PublishOptions = { qos?: 0 | 1; retain?: boolean }

const DROPPED_TOPIC = '$SYS/broker/publish/messages/dropped'
const UNACCEPTABLE_VERSION = new Set([1, 132])
const REFUSED = 128
const FILTERS_AT_ONCE = 100
/** Type and remaining length of a PUBACK that says success, in every version of the protocol; the packet id follows. */
const PUBACK = 0x4002
const PUBACK_BYTES = 4
const LEAVE_MS = 1000
/** Not an error of ours: it makes mqtt.js go on without an acknowledgement, which follows after the commit. */
const LATER = new Error('acknowledged after the commit')

const reasonOf = (error: unknown) => {
  const { code, message } = error as { code?: unknown; message?: string }
  return typeof code === 'string' ? code : (message ?? String(error))
}

const credentials = ({ username, password }: BrokerAddress): IClientOptions => ({
  ...(username === null ? {} : { username }),
  ...(password === null ? {} : { password }),
})

/** Signs off after what is written has gone out; a connection that does not answer is cut. */
async function leave(client: MqttClient) {
  const left = client.connected && (await settledWithin(client.endAsync(), LEAVE_MS))
  if (!left) await client.endAsync(true)
  client.stream.destroy()
}

const sharedFilter = (group: string | undefined, filter: string) => (group ? `$share/${group}/${filter}` : filter)

const received = (packet: {
  topic: string
  payload: string | Buffer
  retain: boolean
  dup: boolean
  qos: 0 | 1 | 2
}): Message => ({
  topic: packet.topic,
  payload: typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
  retain: packet.retain,
  dup: packet.dup,
  qos: packet.qos,
  principal: null,
  receivedAt: new Date(),
})

/**
 * Makes a client whose acknowledgements mean "committed": PUBACK is withheld until `submit` resolves, and a message
 * that could not be committed makes it reconnect, because only then does a broker send it again.
 */
export function createBrokerClient(parts: BrokerClientParts): BrokerClient {
  const { submit, log, sharedGroup } = parts
  const keepaliveSeconds = parts.keepaliveSeconds ?? 15
  const receiveMaximum = parts.receiveMaximum ?? 1000
  const maxPending = Math.max(parts.maxPending ?? 2000, receiveMaximum)
  const maxPendingBytes = parts.maxPendingBytes ?? 64 * 1024 * 1024
  const firstReconnectMs = parts.firstReconnectMs ?? 1000
  const lastReconnectMs = parts.lastReconnectMs ?? 30_000
  const address = brokerAddress(parts.url)
  const stopping = new AbortController()
  /** Packet ids whose acknowledgement is about to be sent. */
  const due: number[] = []
  /** Received and not yet committed. */
  let pending = 0
  let pendingBytes = 0
  const hasRoom = () => pending < maxPending && pendingBytes < maxPendingBytes
  let whenIdle: (() => void) | null = null
  let filters = parts.subscriptions
  let started = false
  let attempts = 0
  let commitFailed = false
  let connection = 0
  let greeted = false
  let failure: string | null = null
  let held: (() => void) | null = null
  let heldPings: NodeJS.Timeout | undefined
  const state: Omit<BrokerClientState, 'pending'> = {
    connected: false,
    subscribed: false,
    reason: 'not started',
    protocolVersion: 5,
    connections: 0,
    refusedSubscriptions: [],
    droppedByBroker: null,
  }

  const client: MqttClient = connect(address.url, {
    ...credentials(address),
    manualConnect: true,
    clientId: parts.clientId,
    clean: false,
    protocolVersion: 5,
    properties: { sessionExpiryInterval: parts.sessionExpirySeconds ?? 7 * 86_400, receiveMaximum },
    keepalive: keepaliveSeconds,
    reconnectPeriod: firstReconnectMs,
    reconnectOnConnackError: true,
    connectTimeout: 10_000,
    // Subscriptions are renewed below, on every connection, whatever the broker says it remembers.
    resubscribe: false,
    queueQoSZero: false,
    // Its own debug lines cost more than everything else it does with a message.
    log: () => {},
  })

  const acks = createOrderedAcks((messageId) => {
    if (due.push(messageId) === 1) queueMicrotask(sendDue)
  })

  /** Acknowledges all of a commit in one write. mqtt.js offers no public way to acknowledge later. */
  function sendDue() {
    const ids = due.splice(0)
    if (!client.connected || ids.length === 0) return
    const packets = Buffer.alloc(ids.length * PUBACK_BYTES)
    for (const [index, id] of ids.entries()) {
      packets.writeUInt16BE(PUBACK, index * PUBACK_BYTES)
      packets.writeUInt16BE(id, index * PUBACK_BYTES + 2)
    }
    client.stream.write(packets)
  }

  function backOff() {
    client.options.reconnectPeriod = Math.min(firstReconnectMs * 2 ** attempts, lastReconnectMs)
    attempts = Math.min(attempts + 1, 16)
  }
  function recover() {
    commitFailed = false
    attempts = 0
    client.options.reconnectPeriod = firstReconnectMs
  }

  /** Leaves mqtt.js waiting with this packet, so that it reads no further, and keeps the connection alive meanwhile. */
  function holdReading(goOn: () => void) {
    held = goOn
    heldPings = setInterval(() => {
      client.sendPing()
      client.reschedulePing(true)
    }, keepaliveSeconds * 400)
  }
  function releaseReading() {
    clearInterval(heldPings)
    held?.()
    held = null
  }

  function take(message: Message, messageId: number | undefined) {
    const committed = messageId === undefined ? () => {} : acks.expect(messageId)
    const arrivedOn = connection
    const bytes = message.payload.byteLength
    pending += 1
    pendingBytes += bytes
    const submitted = messageId === undefined ? submitUnrepeated(submit, message, stopping.signal) : submit(message)
    submitted.then(
      () => {
        committed()
        if (attempts > 0 || commitFailed) recover()
        settled(bytes)
      },
      (cause: unknown) => {
        settled(bytes)
        log.error({ cause, topic: message.topic, comesAgain: messageId !== undefined }, 'a message was not committed')
        if (messageId === undefined || arrivedOn !== connection || commitFailed) return
        commitFailed = true
        client.stream.destroy()
      },
    )
  }

  function settled(bytes: number) {
    pending -= 1
    pendingBytes -= bytes
    if (held && hasRoom()) releaseReading()
    if (pending === 0) whenIdle?.()
  }

  client.handleMessage = (packet, done) => {
    const goOn = () => done(LATER)
    if (packet.topic === DROPPED_TOPIC) {
      const dropped = Number(packet.payload.toString())
      if (dropped > (state.droppedByBroker ?? dropped)) log.error({ dropped }, 'the broker is throwing messages away')
      state.droppedByBroker = dropped
      return goOn()
    }
    const acknowledged = packet.qos > 0
    // The broker keeps what we do not acknowledge: after the connection is lost, or while stopping, leave it there.
    if (acknowledged && (!client.connected || stopping.signal.aborted)) return goOn()
    take(received(packet), acknowledged ? packet.messageId : undefined)
    if (hasRoom()) goOn()
    else holdReading(goOn)
  }

  /** Subscribes in portions, since brokers limit packets; those that are refused are named. */
  async function renewSubscriptions(added: readonly string[]) {
    const onConnection = connection
    state.subscribed = false
    for (let from = 0; from < added.length; from += FILTERS_AT_ONCE) {
      const wanted = added.slice(from, from + FILTERS_AT_ONCE).map((filter) => sharedFilter(sharedGroup, filter))
      const isAnswered = await new Promise<boolean>((resolve) => {
        // A share gets no retained messages, whatever the broker would do: `readRetained` reads them once for all.
        client.subscribe(wanted, sharedGroup ? { qos: 1, rh: 2 } : { qos: 1 }, (error, _granted, packet) => {
          resolve(packet !== undefined)
          if (!packet) return error && log.warn({ reason: reasonOf(error) }, 'the subscriptions were not answered')
          const refused = wanted.filter((_, index) => Number(packet.granted[index]) >= REFUSED)
          state.refusedSubscriptions.push(...refused)
          if (refused.length > 0) log.error({ refused }, 'the broker refuses subscriptions')
        })
      })
      if (!isAnswered || connection !== onConnection) return
    }
    state.subscribed = true
  }

  client.on('packetreceive', (packet) => {
    if (packet.cmd === 'connack') greeted = true
  })
  client.on('connect', () => {
    state.connected = true
    state.reason = null
    state.connections += 1
    // While commits fail, connecting is no success: the pauses between attempts go on growing.
    if (commitFailed) commitFailed = false
    else recover()
    log.info({ broker: address.url, protocolVersion: state.protocolVersion }, 'connected to the MQTT broker')
    state.refusedSubscriptions = []
    void renewSubscriptions(filters)
    // Not every broker tells, and not every account may know.
    client.subscribe(DROPPED_TOPIC, { qos: 0 }, () => {})
  })
  client.on('error', (error) => {
    const reason = reasonOf(error)
    if (reason !== state.reason) log.warn({ broker: address.url, reason }, 'MQTT connection error')
    state.reason = failure = reason
    if ('code' in error && UNACCEPTABLE_VERSION.has(Number(error.code))) useOtherVersion()
  })
  client.on('reconnect', () => {
    greeted = false
    failure = null
  })
  client.on('close', () => {
    if (state.connected) log.warn({ broker: address.url, reason: failure }, 'lost the MQTT broker')
    state.connected = false
    state.subscribed = false
    state.reason = failure ?? 'connection closed'
    // From here on no commit may acknowledge: the next connection uses the same packet ids for other messages.
    connection += 1
    acks.clear()
    due.length = 0
    releaseReading()
    if (!greeted && failure === null) useOtherVersion()
    backOff()
  })

  /** Some brokers without MQTT 5 answer with a refusal, others just hang up. */
  function useOtherVersion() {
    state.protocolVersion = state.protocolVersion === 5 ? 4 : 5
    client.options.protocolVersion = state.protocolVersion
  }

  return {
    async start() {
      started = true
      state.reason = 'connecting'
      client.connect()
    },

    async stop() {
      if (!started || stopping.signal.aborted) return
      stopping.abort()
      const idle = new Promise<void>((resolve) => {
        whenIdle = resolve
        if (pending === 0) resolve()
      })
      const finished = await settledWithin(idle, parts.stopTimeoutMs ?? 10_000)
      if (!finished) log.error({ pending }, 'stopped before every commit had finished')
      releaseReading()
      await leave(client)
      state.connected = false
      state.reason = 'stopped'
    },

    async publishAll(messages) {
      if (!client.connected) throw new Error('not connected to the MQTT broker')
      const packets = messages.map(({ topic, payload }) =>
        generate(
          { cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false },
          { protocolVersion: state.protocolVersion },
        ),
      )
      // One write: mqtt.js makes several of each packet, and waits on the socket for each of them when it is full.
      client.stream.write(Buffer.concat(packets))
    },

    async publishTaken({ topic, payload }, withinMs) {
      if (!client.connected) throw new Error('not connected to the MQTT broker')
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      client.publish(topic, payload, { qos: 1, retain: false }, (error) => (error ? reject(error) : resolve()))
      const messageId = client.getLastMessageId()
      // Else mqtt.js would send it on some later connection: a siren would sound when nobody expects it any more.
      const timer = setTimeout(() => client.removeOutgoingMessage(messageId), withinMs)
      await promise.finally(() => clearTimeout(timer))
    },

    subscribe(next) {
      const [before, after] = [new Set(filters), new Set(next)]
      const gone = filters.filter((filter) => !after.has(filter)).map((filter) => sharedFilter(sharedGroup, filter))
      filters = [...next]
      if (!client.connected) return
      for (let from = 0; from < gone.length; from += FILTERS_AT_ONCE)
        client.unsubscribe(gone.slice(from, from + FILTERS_AT_ONCE), () => {})
      state.refusedSubscriptions = state.refusedSubscriptions.filter((filter) => !gone.includes(filter))
      void renewSubscriptions(next.filter((filter) => !before.has(filter)))
    },

    readRetained: (quietMs = 3000) => readRetained(address, `${parts.clientId}-retained`, filters, submit, quietMs),

    state: () => ({ ...state, pending }),
  }
}

/** One short plain subscription under a session of its own: only what the broker replays from memory is submitted. */
async function readRetained(
  address: BrokerAddress,
  clientId: string,
  filters: string[],
  submit: Submit,
  quietMs: number,
): Promise<RetainedReading> {
  const { promise, resolve } = Promise.withResolvers<RetainedReading>()
  let messages = 0
  const reader = connect(address.url, {
    ...credentials(address),
    manualConnect: true,
    clientId,
    clean: true,
    protocolVersion: 4,
    // A commit may take longer than any keepalive; the quiet timer below ends the reading.
    keepalive: 0,
    reconnectPeriod: 0,
    connectTimeout: 10_000,
  })
  const quiet = setTimeout(() => resolve({ ok: true, messages }), 2 ** 31 - 1)
  const restart = () => {
    clearTimeout(timer)
    timer = setTimeout(() => resolve({ ok: true, messages }), quietMs)
  }
  let timer = quiet
  reader.handleMessage = (packet, done) => {
    if (!packet.retain) return done()
    clearTimeout(timer)
    submit(received(packet)).then(
      () => {
        messages += 1
        restart()
        done()
      },
      (cause: unknown) => resolve({ ok: false, reason: reasonOf(cause) }),
    )
  }
  reader.on('connect', () => {
    for (let from = 0; from < filters.length; from += FILTERS_AT_ONCE)
      reader.subscribe(filters.slice(from, from + FILTERS_AT_ONCE), { qos: 0 }, (error) =>
        error ? resolve({ ok: false, reason: reasonOf(error) }) : restart(),
      )
  })
  reader.on('error', (error) => resolve({ ok: false, reason: reasonOf(error) }))
  reader.on('close', () => resolve({ ok: false, reason: 'connection closed' }))
  reader.connect()
  const reading = await promise
  clearTimeout(timer)
  await reader.endAsync(true)
  return reading
}

/** A plain sender with its own account: the simulator and the tests speak through it. */
export type Publisher = {
  /** Resolves when written (QoS 0) or acknowledged by the broker (QoS 1). */
  publish(topic: string, payload: string | Buffer, options?: PublishOptions): Promise<void>
  /** Resolves when the broker has granted the filter; rejects when it refuses. */
  subscribe(filter: string, onMessage: (topic: string, payload: Buffer, retain: boolean) => void): Promise<void>
  end(): Promise<void>
}

/** Connects a plain sender; rejects when the broker refuses it or cannot be reached. Later it reconnects by itself. */
export async function connectPublisher(parts: {
  url: string
  username?: string
  password?: string
  clientId?: string
}): Promise<Publisher> {
  const address = brokerAddress(parts.url)
  const options: IClientOptions = {
    ...credentials({
      url: address.url,
      username: parts.username ?? address.username,
      password: parts.password ?? address.password,
    }),
    ...(parts.clientId === undefined ? {} : { clientId: parts.clientId }),
    protocolVersion: 4,
    connectTimeout: 10_000,
    reconnectPeriod: 500,
  }
  const client = connect(address.url, options)
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.once('error', reject)
  }).catch(async (error: unknown) => {
    await client.endAsync(true)
    throw error
  })
  return {
    async publish(topic, payload, { qos = 0, retain = false } = {}) {
      await client.publishAsync(topic, payload, { qos, retain })
    },
    async subscribe(filter, onMessage) {
      client.on('message', (topic, payload, packet) => onMessage(topic, payload, packet.retain))
      await client.subscribeAsync(filter, { qos: 1 })
    },
    async end() {
      await leave(client)
    },
  }
}
