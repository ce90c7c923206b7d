import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'

/** What an operator's monitoring sees of this process. */
export type Metrics = { text(): Promise<string> }

export function createMetrics(parts: {
  pending: () => number
  taken: () => number
  sockets: () => number
  seq: () => number
  openIncidents: () => Promise<number>
  /** What providers told, by what it was. */
  heard: () => Readonly<Record<string, number>>
  /** What is due to be told and not handed over, and for how long the oldest of it has been. */
  outbox: () => Promise<{ waiting: number; oldestSeconds: number }>
}): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  let counted = 0
  void new Counter({
    name: 'xiangshao_messages_total',
    help: 'Messages of devices committed by this process',
    registers,
    collect() {
      const now = parts.taken()
      this.inc(now - counted)
      counted = now
    },
  })
  const heardBefore = new Map<string, number>()
  void new Counter({
    name: 'xiangshao_channel_heard_total',
    help: 'What providers told this process by their callbacks, by what it was',
    labelNames: ['what'],
    registers,
    collect() {
      for (const [what, count] of Object.entries(parts.heard())) {
        this.inc({ what }, count - (heardBefore.get(what) ?? 0))
        heardBefore.set(what, count)
      }
    },
  })
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `xiangshao_${name}`,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })
  gauge('messages_pending', 'Messages received and not yet committed', parts.pending)
  gauge('sockets', 'Screens connected to this process', parts.sockets)
  gauge('change_seq', 'The newest change this process has told its screens', parts.seq)
  gauge('incidents_open', 'Incidents that are not closed', parts.openIncidents)
  gauge('outbox_waiting', 'Notices that are due and not handed over', async () => (await parts.outbox()).waiting)
  gauge(
    'outbox_oldest_seconds',
    'How long the oldest of them has been due',
    async () => (await parts.outbox()).oldestSeconds,
  )
  return { text: () => registry.metrics() }
}
