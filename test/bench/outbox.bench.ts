import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { connect } from 'mqtt'
import postgres from 'postgres'
import { snapshotSchema } from '#shared/change.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { fakeSettings, startFakeProviders } from '../support/fake-providers.ts'
import { mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { benchDatabase } from './database.ts'
import { type Figure, quantile } from './figure.ts'
import { type Program, startProgram } from './program.ts'

const ALARMS = 500
const EVERY_MS = 20
/** So many times while the storm lasts the duty room sends somebody. */
const CONFIRMED = 40
const PATIENCE_MS = 120_000
/** Farther apart than anything is taken for one. */
const GRID_METRES = 450
const { toLngLat } = createTangentPlane([112.196, 36.604])

/**
 * How long an alarm that is committed takes until a SIM gateway has the first message of it, with 500 alarms in ten
 * seconds, each somewhere else; and how long somebody whom the duty room sends meanwhile.
 */
export async function run(): Promise<Figure[]> {
  const database = await benchDatabase()
  if (!mosquittoInstalled || database === null) return []
  const broker = await startMosquitto(['xiangshao', 'native'], { savesEveryChange: false })
  const providers = await startFakeProviders()
  const program = await startProgram({ mqttUrl: broker.url('xiangshao'), databaseUrl: database.url })
  const sql = postgres(database.url, { max: 1, onnotice: () => {} })
  const device = connect(broker.url('native'), { clientId: 'bench-outbox' })
  try {
    await setUp(program, fakeSettings(providers)['sim-http'])
    const committedMs = new Map<string, number>()
    device.on('message', (topic) => void committedMs.set(topic.split('/')[1] ?? '', Date.now()))
    await device.subscribeAsync('xiangshao/+/ack', { qos: 0 })
    const sending = sendStorm((topic, payload) => void device.publish(topic, payload, { qos: 1 }))
    const confirmed = await confirmations(program)
    await sending
    const endMs = Date.now() + PATIENCE_MS
    const handed = async () => {
      const rows = await sql<{ incident: string; person: string; device: string | null; delivery: string }[]>`
        select n.incident_id as incident, n.person_id as person, d.id as delivery, o.external_id as device
        from deliveries d join notices n on n.id = d.notice_id join observations o on o.incident_id = n.incident_id
        where d.channel = 'sim-http'`
      const takenMs = new Map(providers.given.toReversed().map(({ id, atMs }) => [id, atMs]))
      return rows.flatMap((row) => {
        const atMs = takenMs.get(row.delivery)
        return atMs === undefined ? [] : [{ ...row, atMs }]
      })
    }
    for (;;) {
      const rows = await handed()
      const devices = new Set(rows.map((row) => row.device))
      if ([...committedMs.keys()].filter((id) => devices.has(id)).length >= ALARMS) break
      if (Date.now() > endMs) throw new Error(`of ${committedMs.size} alarms ${devices.size} reached somebody`)
      await delay(200)
    }
    const rows = await handed()
    const first = [...committedMs].flatMap(([id, ms]) => {
      const times = rows.filter((row) => row.device === id).map(({ atMs }) => atMs)
      // The acknowledgement travels as long as the message to the gateway.
      return times.length === 0 ? [] : [Math.max(0, Math.min(...times) - ms)]
    })
    const dispatched = confirmed.map(({ incidentId, personId, atMs }) => {
      const row = rows.find(
        ({ incident, person, atMs: handedMs }) => incident === incidentId && person === personId && handedMs >= atMs,
      )
      return row === undefined ? Infinity : row.atMs - atMs
    })
    return [
      { name: 'outbox-first-hand-off-p50', value: quantile(first, 0.5), unit: 'ms' },
      { name: 'outbox-first-hand-off-p99', value: quantile(first, 0.99), unit: 'ms' },
      {
        name: 'outbox-confirm-to-dispatch-p95',
        value: quantile(dispatched, 0.95),
        unit: 'ms',
        goal: { op: '<=', n: 3000 },
      },
    ]
  } finally {
    await device.endAsync(true)
    await program.stop()
    await sql.end({ timeout: 5 })
    await providers.stop()
    await broker.stop()
    await database.stop()
  }
}

async function setUp(program: Program, settings: object): Promise<void> {
  const cookie = await program.signIn('admin')
  const answer = await fetch(`${program.url}/api/channels/sim`, {
    method: 'PUT',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'sim-http', name: 'sim', settings }),
  })
  if (!answer.ok) throw new Error(`the gateway could not be set up: ${answer.status} ${await answer.text()}`)
}

async function sendStorm(publish: (topic: string, payload: string) => void): Promise<void> {
  const began = Date.now()
  for (let n = 0; n < ALARMS; n++) {
    await delay(Math.max(0, began + n * EVERY_MS - Date.now()))
    const location = toLngLat([((n % 25) - 12) * GRID_METRES, (Math.floor(n / 25) - 10) * GRID_METRES])
    publish(`xiangshao/storm-${n}/event`, JSON.stringify({ id: `${n}`, kind: 'sos', state: 'active', location }))
  }
}

/** Confirms alarms and sends somebody to each, while they come. */
async function confirmations(program: Program) {
  const cookie = await program.signIn('duty')
  const people = demoTownship().people.filter(({ phone, roles }) => phone !== null && roles.includes('member'))
  const sent: { incidentId: string; personId: string; atMs: number }[] = []
  for (let n = 0; n < CONFIRMED; n++) {
    await delay((ALARMS * EVERY_MS) / CONFIRMED)
    const answer = await fetch(`${program.url}/api/snapshot`, { headers: { cookie } })
    const { incidents } = snapshotSchema.parse(await answer.json())
    const incident = incidents.find(({ id }) => !sent.some(({ incidentId }) => incidentId === id))
    const person = people.find(
      ({ id }) =>
        !sent.some(({ personId }) => personId === id) && !incident?.alerts.some(({ personId }) => personId === id),
    )
    if (incident === undefined || person === undefined) continue
    const act = (body: object) =>
      fetch(`${program.url}/api/incidents/${incident.id}/actions`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ id: randomUUID(), ...body }),
      })
    const atMs = Date.now()
    const answers = [
      await act({ action: 'verify', outcome: 'real' }),
      await act({ action: 'assign', personId: person.id }),
    ]
    if (answers.every(({ ok }) => ok)) sent.push({ incidentId: incident.id, personId: person.id, atMs })
    else process.stderr.write(`  refused: ${answers.map(({ status }) => status).join(' ')}\n`)
  }
  return sent
}
