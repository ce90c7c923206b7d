import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Mosquitto, mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { benchDatabase } from './database.ts'
import { type Figure, median } from './figure.ts'
import { startPeer, startProgram } from './program.ts'
import { usualTelemetry } from './telemetry.ts'

/**
 * Somebody who takes messages in: what `expect` answers with resolves when `count` more have arrived for good, `sorted`
 * when they can be looked up as well.
 */
type Taker = {
  name: string
  broker: Mosquitto
  expect(count: number): Promise<() => Promise<void>>
  sorted(): Promise<void>
  stop(): Promise<void>
}

const MESSAGES = 60_000
const ROUNDS = 5
/** Each publishes with an account of its own, as the broker's access list demands. */
const SOURCES = ['native', 'zigbee2mqtt'] as const
const FILTERS = ['xiangshao/+/event', 'zigbee2mqtt/#']
const POLL_MS = 20

/**
 * How fast messages are committed, against a client that only acknowledges them: a real broker for each, with the
 * shipped configuration but for its saving after every message, which would be all that is measured; telemetry of the demo's devices, one after the other in every round.
 */
export async function run(): Promise<Figure[]> {
  if (!mosquittoInstalled) return []
  const database = await benchDatabase()
  const takers: Taker[] = [await bareTaker()]
  const directory = mkdtempSync(join(tmpdir(), 'xiangshao-bench-messages-'))
  try {
    takers.push(await programTaker('embedded', undefined))
    if (database !== null) takers.push(await programTaker('postgres', database.url))
    const rates = new Map(takers.map(({ name }) => [name, [] as Rates[]]))
    for (let round = 0; round <= ROUNDS; round++) {
      const files = SOURCES.map((source) => {
        const file = join(directory, `${source}-${round}.json`)
        writeFileSync(file, JSON.stringify(usualTelemetry(MESSAGES / SOURCES.length, source, round)))
        return { source, file }
      })
      // Who goes last finds a warmer machine: the order turns round. The first round only warms up.
      for (const taker of round % 2 === 0 ? takers : takers.toReversed()) {
        const rate = await ratesOf(taker, files)
        if (round > 0) rates.get(taker.name)?.push(rate)
      }
    }
    return figures(rates)
  } finally {
    for (const taker of takers) await taker.stop()
    await database?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Messages a second until they were safe, and until they could be looked up. */
type Rates = { taken: number; sorted: number }

function figures(rates: Map<string, Rates[]>): Figure[] {
  const bare = (rates.get('bare') ?? []).map(({ taken }) => taken)
  return [...rates].flatMap(([name, rounds]): Figure[] => {
    const taken = rounds.map((each) => each.taken)
    const rate: Figure = { name: `ingest-${name}`, value: median(taken), unit: 'messages/s' }
    if (name === 'bare') return [rate]
    const ratios = taken.map((each, round) => each / (bare[round] ?? NaN))
    return [
      { name: `ingest-${name}-vs-bare`, value: median(ratios), unit: 'x', goal: { op: '>=', n: 0.7 } },
      rate,
      { name: `ingest-${name}-sorted`, value: median(rounds.map(({ sorted }) => sorted)), unit: 'messages/s' },
    ]
  })
}

/** From the first message sent to the last one taken, and to the last one sorted. */
async function ratesOf(taker: Taker, files: { source: string; file: string }[]): Promise<Rates> {
  const publishers = await Promise.all(
    files.map(({ source, file }) => startPeer('publisher', [taker.broker.url(source), file])),
  )
  const taken = await taker.expect(MESSAGES)
  const began = performance.now()
  const rateNow = () => (MESSAGES * 1000) / (performance.now() - began)
  for (const publisher of publishers) publisher.send({ send: true })
  await taken()
  const rates: Rates = { taken: rateNow(), sorted: NaN }
  for (const publisher of publishers) await publisher.stop()
  // Nothing that is left to do may slow the next one down.
  await taker.sorted()
  rates.sorted = rateNow()
  process.stderr.write(`  ${taker.name} ${rates.taken.toFixed(0)} messages/s, sorted ${rates.sorted.toFixed(0)}\n`)
  return rates
}

async function broker(): Promise<Mosquitto> {
  return startMosquitto(['xiangshao', ...SOURCES], { savesEveryChange: false })
}

async function bareTaker(): Promise<Taker> {
  const mosquitto = await broker()
  const peer = await startPeer('bare-subscriber', [mosquitto.url('xiangshao'), ...FILTERS])
  return {
    name: 'bare',
    broker: mosquitto,
    async expect(count) {
      const received = peer.says('received')
      peer.send({ count })
      return async () => void (await received)
    },
    sorted: async () => {},
    async stop() {
      await peer.stop()
      await mosquitto.stop()
    },
  }
}

async function programTaker(name: string, databaseUrl: string | undefined): Promise<Taker> {
  const mosquitto = await broker()
  const program = await startProgram({
    mqttUrl: mosquitto.url('xiangshao'),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  })
  return {
    name,
    broker: mosquitto,
    async expect(count) {
      const before = await program.messagesTaken()
      return async () => {
        while ((await program.messagesTaken()) < before + count) await delay(POLL_MS)
      }
    },
    async sorted() {
      const cookie = await program.signIn('duty')
      await fetch(`${program.url}/api/observations?limit=1`, { headers: { cookie } })
    },
    async stop() {
      await program.stop()
      await mosquitto.stop()
    },
  }
}
