import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { connect, type MqttClient } from 'mqtt'
import { io, type Socket } from 'socket.io-client'
import { type Mosquitto, mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { benchDatabase } from './database.ts'
import { type Figure, quantile } from './figure.ts'
import { type Peer, type Program, startPeer, startProgram } from './program.ts'
import { usualTelemetry } from './telemetry.ts'

const ALARMS = 400
const EVERY_MS = 100
const FLOW_PER_SECOND = 1000
const WARM_UP_ALARMS = 20
const PATIENCE_MS = 20_000
/** Devices of the demo that speak the native form, each far enough from the others for an incident of its own. */
const DEVICES = [
  ['heat-transformer', 'heat'],
  ['heat-granary', 'heat'],
  ['leak-pump-house', 'flood'],
  ['smoke-culture-station', 'smoke'],
  ['sos-post-square', 'sos'],
] as const

/**
 * How long an alarm takes from being published to reaching a screen, beside a relay that stores and decides nothing.
 * Both hear the same broker at the same time, under the same flow of telemetry, and the same alarms.
 */
export async function run(): Promise<Figure[]> {
  if (!mosquittoInstalled) return []
  const database = await benchDatabase()
  const broker = await startMosquitto(['xiangshao', 'native', 'zigbee2mqtt'], { savesEveryChange: false })
  const directory = mkdtempSync(join(tmpdir(), 'xiangshao-bench-flow-'))
  const closings: (() => Promise<unknown> | unknown)[] = [
    () => broker.stop(),
    () => database?.stop(),
    () => rmSync(directory, { recursive: true, force: true }),
  ]
  try {
    const mqttUrl = broker.url('xiangshao')
    const program = await startProgram({ mqttUrl, ...(database === null ? {} : { databaseUrl: database.url }) })
    closings.push(() => program.stop())
    const relay = await startPeer('relay', [mqttUrl, 'xiangshao/+/event', 'zigbee2mqtt/#'])
    closings.push(() => relay.stop())
    const screens = { ours: await screenOf(program), relay: io(`http://127.0.0.1:${relay.started['ready']}`) }
    closings.push(() => Object.values(screens).forEach((screen) => screen.disconnect()))
    const publisher = await flow(broker, directory)
    closings.push(() => publisher.stop())
    const device = connect(broker.url('native'), { clientId: 'bench-alarms' })
    closings.push(() => device.endAsync(true))
    return figures(await latencies(device, screens))
  } finally {
    for (const close of closings.toReversed()) await close()
  }
}

/** Signs in as the duty officer and opens the live connection. */
async function screenOf(program: Program): Promise<Socket> {
  const cookie = await program.signIn('duty')
  const screen = io(program.url, { extraHeaders: { cookie }, transports: ['websocket'] })
  await new Promise((resolve) => screen.once('snapshot', resolve))
  return screen
}

async function flow(broker: Mosquitto, directory: string): Promise<Peer> {
  const file = join(directory, 'flow.json')
  writeFileSync(file, JSON.stringify(usualTelemetry(20_000, 'zigbee2mqtt')))
  const publisher = await startPeer('publisher', [broker.url('zigbee2mqtt'), file])
  publisher.send({ perSecond: FLOW_PER_SECOND })
  return publisher
}

/**
 * Milliseconds of every alarm on either way. The devices take turns, so that nothing but its own alarm can move the
 * count of observations of a device's incident: the n-th alarm of a device has arrived when the count is n.
 */
async function latencies(device: MqttClient, screens: { ours: Socket; relay: Socket }) {
  const sentAt = new Map<string, number>()
  const [ours, relay] = [new Map<string, number>(), new Map<string, number>()]
  const note = (arrived: Map<string, number>, alarm: string) => {
    const sent = sentAt.get(alarm)
    if (sent !== undefined && !arrived.has(alarm)) arrived.set(alarm, performance.now() - sent)
  }
  screens.relay.on('change', ({ id }: { id: string }) => note(relay, id))
  screens.ours.on('change', ({ incident }: { incident?: { deviceIds: string[]; observationCount: number } }) => {
    for (const id of incident?.deviceIds ?? []) note(ours, `${id}-${incident?.observationCount}`)
  })
  for (let alarm = 0; alarm < WARM_UP_ALARMS + ALARMS; alarm++) {
    const [name, kind] = DEVICES[alarm % DEVICES.length] ?? DEVICES[0]
    const id = `${name}-${Math.floor(alarm / DEVICES.length) + 1}`
    sentAt.set(id, performance.now())
    device.publish(`xiangshao/${name}/event`, JSON.stringify({ id, kind, at: new Date().toISOString() }), { qos: 1 })
    await delay(EVERY_MS)
  }
  const began = performance.now()
  while (Math.min(ours.size, relay.size) < sentAt.size && performance.now() - began < PATIENCE_MS) await delay(50)
  if (ours.size !== sentAt.size || relay.size !== sentAt.size)
    throw new Error(`of ${sentAt.size} alarms ${ours.size} reached our screen and ${relay.size} the relay's`)
  const measured = [...sentAt.keys()].slice(WARM_UP_ALARMS)
  const of = (arrived: Map<string, number>) => measured.map((id) => arrived.get(id) ?? NaN)
  return { ours: of(ours), relay: of(relay) }
}

function figures({ ours, relay }: { ours: number[]; relay: number[] }): Figure[] {
  return [50, 99].flatMap((percent): Figure[] => {
    const [mine, theirs] = [quantile(ours, percent / 100), quantile(relay, percent / 100)]
    const ratio: Figure = { name: `latency-p${percent}-vs-relay`, value: mine / theirs, unit: 'x' }
    return [
      // It is the slowest alarm that somebody waits for.
      percent === 99 ? { ...ratio, goal: { op: '<=', n: 4 } } : ratio,
      { name: `latency-p${percent}`, value: mine, unit: 'ms' },
      { name: `latency-relay-p${percent}`, value: theirs, unit: 'ms' },
    ]
  })
}
