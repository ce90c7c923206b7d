import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Mosquitto, mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { benchDatabase } from './database.ts'
import { type Figure, median } from './figure.ts'
import { startPeer, startProgram } from './program.ts'
import { usualTelemetry } from './telemetry.ts'

/** Somebody who takes messages in: `taken` resolves when `count` more have arrived for good. */
type Taker = {
  name: string
  broker: Mosquitto
  expect(count: number): Promise<() => Promise<void>>
  stop(): Promise<void>
}

const MESSAGES = 20_000
const ROUNDS = 5
/** Each publishes with an account of its own, as the broker's access list demands. */
const SOURCES = ['native', 'zigbee2mqtt'] as const
const FILTERS = ['xiangshao/+/event', 'zigbee2mqtt/#']
const POLL_MS = 25

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
    const perSecond = new Map(takers.map(({ name }) => [name, [] as number[]]))
    for (let round = 0; round <= ROUNDS; round++) {
      const files = SOURCES.map((source) => {
        const file = join(directory, `${source}-${round}.json`)
        writeFileSync(file, JSON.stringify(usualTelemetry(MESSAGES / SOURCES.length, source, round)))
        return { source, file }
      })
      // Who goes last finds a warmer machine: the order turns round. The first round only warms up.
      for (const taker of round % 2 === 0 ? takers : takers.toReversed()) {
        const rate = await rateOf(taker, files)
        if (round > 0) perSecond.get(taker.name)?.push(rate)
      }
    }
    return figures(perSecond)
  } finally {
    for (const taker of takers) await taker.stop()
    await database?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

function figures(perSecond: Map<string, number[]>): Figure[] {
  const bare = perSecond.get('bare') ?? []
  return [...perSecond].flatMap(([name, rates]): Figure[] => {
    const rate: Figure = { name: `ingest-${name}`, value: median(rates), unit: 'messages/s' }
    if (name === 'bare') return [rate]
    const ratios = rates.map((each, round) => each / (bare[round] ?? NaN))
    return [{ name: `ingest-${name}-vs-bare`, value: median(ratios), unit: 'x', goal: { op: '>=', n: 0.7 } }, rate]
  })
}

/** From the first message sent to the last one taken, in messages a second. */
async function rateOf(taker: Taker, files: { source: string; file: string }[]): Promise<number> {
  const publishers = await Promise.all(
    files.map(({ source, file }) => startPeer('publisher', [taker.broker.url(source), file])),
  )
  const taken = await taker.expect(MESSAGES)
  const began = performance.now()
  for (const publisher of publishers) publisher.send({ send: true })
  await taken()
  const seconds = (performance.now() - began) / 1000
  for (const publisher of publishers) await publisher.stop()
  process.stderr.write(`  ${taker.name} ${(MESSAGES / seconds).toFixed(0)} messages/s\n`)
  return MESSAGES / seconds
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
    async stop() {
      await program.stop()
      await mosquitto.stop()
    },
  }
}
