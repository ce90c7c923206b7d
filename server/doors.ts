import type { Source } from '#shared/source.ts'
import type { Database } from '../db/connect.ts'
import type { Config } from './config.ts'
import type { Decisions } from './decisions.ts'
import { formats } from './domain/decode/formats.ts'
import { awaits } from './domain/decode/recall.ts'
import type { Instance } from './instance.ts'
import { takeLease } from './leases.ts'
import { createBrokerClient } from './mqtt/broker-client.ts'
import type { Log, Submit } from './mqtt/door.ts'
import { createEmbeddedBroker } from './mqtt/embedded-broker.ts'
import { wantedFilters } from './subscriptions.ts'

/** The one way in for messages, whichever broker stands behind it. */
export type Door = {
  start(): Promise<void>
  stop(): Promise<void>
  /** Sends to whoever subscribes, at QoS 0: what is lost, the receiver asks for by sending again. */
  publish(messages: readonly { topic: string; payload: string }[]): Promise<void>
  /** Sends at QoS 1: resolves once the broker has taken all of it, rejects where it has not within some seconds. */
  handOver(messages: readonly { topic: string; payload: string }[]): Promise<void>
  state(): { ok: boolean; kind: 'embedded' | 'outside'; port: number | null; detail: string | null }
}

/** As in the shipped configuration of Mosquitto: a gateway tells all its devices in one message. */
const MAX_PACKET_BYTES = 4 * 1024 * 1024
const SHARED_GROUP = 'xiangshao'
const RETAINED_LEASE_MS = 60_000
const ATTEND_EVERY_MS = 2000
const TAKEN_WITHIN_MS = 5000

/** The embedded broker: sources sign in under their own name and write below their own prefix. */
export function embeddedDoor(parts: {
  config: Config
  submit: Submit
  decisions: Decisions
  authenticate: (username: string, password: string) => Promise<boolean>
  log: Log
}): Door {
  const { config, submit, decisions, authenticate, log } = parts
  let sources: readonly Source[] = []
  let port: number | null = null
  const broker = createEmbeddedBroker({
    host: config.MQTT_HOST,
    port: config.MQTT_PORT,
    submit,
    authenticate,
    mayPublish: (principal, topic) => (principal === null ? config.demo : mayWrite(sources, principal, topic)),
    maySubscribe: (principal) => principal !== null || config.demo,
    anonymousOnLoopback: config.demo,
    maxPacketBytes: MAX_PACKET_BYTES,
    log,
  })
  let timer: NodeJS.Timeout | undefined
  const renew = async () => {
    sources = (await decisions.facts()).arrangement.sources
  }
  const publish: Door['publish'] = async (messages) => {
    await Promise.all(messages.map(({ topic, payload }) => broker.publish(topic, payload, { qos: 1 })))
  }
  return {
    async start() {
      await renew()
      port = (await broker.start()).port
      timer = setInterval(() => void renew().catch(() => {}), 2000)
    },
    async stop() {
      clearInterval(timer)
      await broker.stop()
    },
    publish,
    handOver: publish,
    state: () => ({ ok: broker.state().listening, kind: 'embedded', port, detail: null }),
  }
}

/** A client of an outside broker; several processes share its messages, and one at a time reads the retained ones. */
export function outsideDoor(parts: {
  url: string
  instance: Instance
  submit: Submit
  database: Database
  decisions: Decisions
  now: () => Date
  log: Log
}): Door {
  const { url, instance, submit, database, decisions, now, log } = parts
  const client = createBrokerClient({
    url,
    clientId: instance.name,
    subscriptions: [],
    submit,
    sharedGroup: SHARED_GROUP,
    log,
  })
  let filters = ''
  let readOfConnection = -1
  let timer: NodeJS.Timeout | undefined

  async function attend(): Promise<void> {
    const wanted = await wantedFilters(database, (await decisions.facts()).arrangement.sources)
    const changed = wanted.join('\n') !== filters
    filters = wanted.join('\n')
    if (changed) client.subscribe(wanted)
    const { connected, connections } = client.state()
    if (!connected || (connections === readOfConnection && !changed)) return
    if (!(await takeLease(database, 'retained', instance.name, now(), RETAINED_LEASE_MS))) return
    const read = await client.readRetained()
    if (read.ok) readOfConnection = connections
  }
  let isAttending = false
  function attendSafely(): void {
    // Reading what is retained takes longer than the pause between two looks, and a second reading would end the first.
    if (isAttending) return
    isAttending = true
    void attend()
      .catch((error: unknown) => log.warn({ error }, 'the sources could not be attended to'))
      .finally(() => {
        isAttending = false
      })
  }

  return {
    async start() {
      await attend()
      await client.start()
      timer = setInterval(attendSafely, ATTEND_EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await client.stop()
    },
    publish: (messages) => client.publishAll(messages),
    async handOver(messages) {
      await Promise.all(messages.map((message) => client.publishTaken(message, TAKEN_WITHIN_MS)))
    },
    state() {
      const { connected, reason } = client.state()
      return { ok: connected, kind: 'outside', port: null, detail: reason }
    },
  }
}

/** A source writes below its own prefix, and, where its devices announce topics of their own, wherever no other claims. */
export function mayWrite(sources: readonly Source[], principal: string, topic: string): boolean {
  const source = sources.find(({ id }) => id === principal)
  if (source === undefined) return false
  const isClaimedBy = ({ format, prefix }: Source) => formats[format].claims(topic, prefix)
  return isClaimedBy(source) || (awaits(source, topic) && !sources.some(isClaimedBy))
}
