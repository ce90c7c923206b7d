import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { snapshotSchema } from '#shared/change.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import { type Mosquitto, mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { benchDatabase } from './database.ts'
import { type Figure, median } from './figure.ts'
import { type Peer, type Program, startPeer, startProgram } from './program.ts'

const ALARMS = 1000
const ROUNDS = 5
const DEVICES = 8
const POLL_MS = 5
const { toLngLat } = createTangentPlane([112.196, 36.604])

/** A program with its broker, and the incidents that were there before the storm. */
type Party = { name: string; broker: Mosquitto; program: Program; cookie: string; rates: number[] }

/**
 * How many alarm messages a second take the whole road when one cause makes a thousand of them, every one published,
 * decided about and committed; beside it a client that only acknowledges. Fails where a storm makes more than one
 * incident, or calls anybody twice.
 */
export async function run(): Promise<Figure[]> {
  if (!mosquittoInstalled) return []
  const database = await benchDatabase()
  const directory = mkdtempSync(join(tmpdir(), 'xiangshao-bench-storm-'))
  const parties: Party[] = []
  const bareBroker = await startMosquitto(['xiangshao', 'native'], { savesEveryChange: false })
  const bare = await startPeer('bare-subscriber', [bareBroker.url('xiangshao'), 'xiangshao/+/event'])
  const bareRates: number[] = []
  try {
    parties.push(await partyOf('embedded', undefined))
    if (database !== null) parties.push(await partyOf('postgres', database.url))
    for (let round = 0; round <= ROUNDS; round++) {
      const file = join(directory, `storm-${round}.json`)
      writeFileSync(file, JSON.stringify(stormOf(round)))
      const rates = { bare: await bareRate(bareBroker, bare, file), parties: [] as number[] }
      for (const party of parties) rates.parties.push(await partyRate(party, file, round))
      // The first round only warms up.
      if (round === 0) continue
      bareRates.push(rates.bare)
      parties.forEach((party, index) => party.rates.push(rates.parties[index] ?? NaN))
    }
  } finally {
    await bare.stop()
    await bareBroker.stop()
    for (const { program, broker } of parties) {
      await program.stop()
      await broker.stop()
    }
    await database?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  return parties.flatMap(({ name, rates }): Figure[] => [
    { name: `storm-${name}`, value: median(rates), unit: 'messages/s' },
    {
      name: `storm-${name}-vs-bare`,
      value: median(rates.map((rate, round) => rate / (bareRates[round] ?? NaN))),
      unit: 'x',
    },
  ])
}

/** The alarms of one cause: eight smoke alarms around it, each saying again and again, with an id of its own, that it burns. */
function stormOf(round: number): [string, string][] {
  return Array.from({ length: ALARMS }, (_, n) => {
    const device = `storm-${round}-${n % DEVICES}`
    const turn = ((n % DEVICES) / DEVICES) * 2 * Math.PI
    const location = toLngLat([round * 2500 + Math.cos(turn) * 20, 6000 + Math.sin(turn) * 20])
    return [`xiangshao/${device}/event`, JSON.stringify({ id: `${n}`, kind: 'smoke', state: 'active', location })]
  })
}

async function partyOf(name: string, databaseUrl: string | undefined): Promise<Party> {
  const broker = await startMosquitto(['xiangshao', 'native'], { savesEveryChange: false })
  const program = await startProgram({
    mqttUrl: broker.url('xiangshao'),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  })
  return { name, broker, program, cookie: await program.signIn('duty'), rates: [] }
}

async function bareRate(broker: Mosquitto, bare: Peer, file: string): Promise<number> {
  const publisher = await startPeer('publisher', [broker.url('native'), file])
  const received = bare.says('received')
  bare.send({ count: ALARMS })
  const began = performance.now()
  publisher.send({ send: true })
  await received
  const rate = (ALARMS * 1000) / (performance.now() - began)
  await publisher.stop()
  return rate
}

async function partyRate({ name, broker, program, cookie }: Party, file: string, round: number): Promise<number> {
  const publisher = await startPeer('publisher', [broker.url('native'), file])
  const before = await program.messagesTaken()
  const began = performance.now()
  publisher.send({ send: true })
  while ((await program.messagesTaken()) < before + ALARMS) await delay(POLL_MS)
  const rate = (ALARMS * 1000) / (performance.now() - began)
  await publisher.stop()
  const { incidents } = snapshotSchema.parse(
    await (await fetch(`${program.url}/api/snapshot`, { headers: { cookie } })).json(),
  )
  const called = incidents.flatMap(({ alerts }) =>
    alerts.map(({ incidentId, personId }) => `${incidentId} ${personId}`),
  )
  if (incidents.length !== round + 1 || new Set(called).size !== called.length || called.length < incidents.length)
    throw new Error(`${round + 1} storms made ${incidents.length} incidents and ${called.length} calls`)
  process.stderr.write(`  ${name} ${rate.toFixed(0)} messages/s\n`)
  return rate
}
