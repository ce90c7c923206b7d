import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { importResultSchema } from '#shared/setup.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import { type Mosquitto, mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { benchDatabase } from './database.ts'
import type { Figure } from './figure.ts'
import { type Program, startPeer, startProgram } from './program.ts'

const DEVICES = 10_000
const MESSAGES_EACH = 5
const REST_MS = 3000
const POLL_MS = 50
const { toLngLat } = createTangentPlane([112.196, 36.604])

/**
 * The memory of a program with the demo's devices and of one with ten thousand more, each after every device has spoken
 * five times and some seconds of rest. On PostgreSQL, so that it is the program's own and not the embedded database's.
 */
export async function run(): Promise<Figure[]> {
  if (!mosquittoInstalled) return []
  const few = await megabytesWith(0)
  const many = await megabytesWith(DEVICES)
  if (few === null || many === null) return []
  return [
    { name: 'memory-demo-devices', value: few, unit: 'MB' },
    { name: 'memory-10000-devices', value: many, unit: 'MB' },
    { name: 'memory-10000-devices-vs-demo', value: many / few, unit: 'x', goal: { op: '<=', n: 2 } },
  ]
}

/** Null where there is no PostgreSQL. */
async function megabytesWith(devices: number): Promise<number | null> {
  const database = await benchDatabase()
  if (database === null) return null
  const broker = await startMosquitto(['xiangshao', 'native'], { savesEveryChange: false })
  const program = await startProgram({ mqttUrl: broker.url('xiangshao'), databaseUrl: database.url })
  try {
    if (devices > 0) await register(program, devices)
    await speak(program, broker, Math.max(1, devices))
    await delay(REST_MS)
    const megabytes = program.memoryBytes() / 1e6
    process.stderr.write(`  ${devices} more devices: ${megabytes.toFixed(0)} MB\n`)
    return megabytes
  } finally {
    await program.stop()
    await broker.stop()
    await database.stop()
  }
}

/** Registers so many temperature sensors, on a lattice over the township, as an administrator does it: with a table. */
async function register(program: Program, devices: number): Promise<void> {
  const side = Math.ceil(Math.sqrt(devices))
  const rows = Array.from({ length: devices }, (_, n) => {
    const [lng, lat] = toLngLat([(n % side) * 80 - 4000, Math.floor(n / side) * 80 - 4000])
    return `many-${n},传感器 ${n},heat,native,many-${n},${lng},${lat},60`
  })
  const answer = await fetch(`${program.url}/api/import/devices`, {
    method: 'POST',
    headers: { cookie: await program.signIn('admin'), 'content-type': 'text/csv', origin: program.url },
    body: ['id,name,kind,source,externalId,lng,lat,expectedIntervalSeconds', ...rows].join('\n'),
  })
  const text = await answer.text()
  const { created } = answer.ok ? importResultSchema.parse(JSON.parse(text)) : { created: 0 }
  if (created !== devices) throw new Error(`${created} of ${devices} devices were registered: ${text.slice(0, 500)}`)
}

async function speak(program: Program, broker: Mosquitto, devices: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'xiangshao-bench-memory-'))
  const file = join(directory, 'messages.json')
  const messages = Array.from({ length: devices * MESSAGES_EACH }, (_, n) => [
    `xiangshao/many-${n % devices}/event`,
    JSON.stringify({ kind: 'heat', state: 'reading', value: 20 + (n % 7), unit: '°C' }),
  ])
  writeFileSync(file, JSON.stringify(messages))
  const publisher = await startPeer('publisher', [broker.url('native'), file])
  const before = await program.messagesTaken()
  publisher.send({ send: true })
  while ((await program.messagesTaken()) < before + messages.length) await delay(POLL_MS)
  await publisher.stop()
  rmSync(directory, { recursive: true, force: true })
}
