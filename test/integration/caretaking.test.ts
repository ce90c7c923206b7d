import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Device } from '#shared/device.ts'
import type { Database } from '../../db/connect.ts'
import { createActing } from '../../server/acting.ts'
import { createCaretaking } from '../../server/caretaking.ts'
import { createDecisions } from '../../server/decisions.ts'
import { demoTownship } from '../../server/demo/township.ts'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import { createPipeline } from '../../server/pipeline.ts'
import { seed } from '../../server/seed.ts'
import { createSettling } from '../../server/settling.ts'
import { actionsOf, incidentsPage } from '../../server/store/incidents.ts'
import { hearingSpans } from '../../server/store/statuses.ts'
import { statuses } from '../../server/realtime/snapshot.ts'
import { keptLog } from '../support/messages-in.ts'
import { ownDatabase } from '../support/own-database.ts'

const MINUTE = 60_000
const FIVE_MINUTES_SECONDS = 300

let database: Database
let close: () => Promise<void>
let clock: Date
let ids: number
beforeEach(async () => {
  ;({ database, close } = await ownDatabase())
  clock = new Date('2026-05-01T08:00:00.000Z')
  ids = 0
})
afterEach(() => close())

const demo = demoTownship()
const viewer = { personId: demo.people[0]?.id ?? '', name: '', roles: ['admin' as const], duties: [], areaIds: null }

/** A registered device of Zigbee2MQTT that speaks every five minutes. */
function device(id: string, told: Partial<Device> = {}): Device {
  const [some] = demo.devices
  if (some === undefined) throw new Error('the demo township has no devices')
  return {
    ...some,
    id,
    name: id,
    kind: 'weather',
    addresses: [{ source: 'zigbee2mqtt', externalId: id }],
    expectedIntervalSeconds: FIVE_MINUTES_SECONDS,
    camera: null,
    maintenance: false,
    maintenanceUntil: null,
    ...told,
  }
}

/** One process of the program that looks after these devices; another one made later finds them there. */
async function processOn(devices: readonly Device[] = [], holder = 'one') {
  const now = () => clock
  const newId = () => `${holder}-${++ids}`
  const log = keptLog()
  const decisions = createDecisions({
    database,
    now,
    newId,
    timeZone: 'Asia/Shanghai',
    terrainAround: () => null,
    onCommitted: () => {},
  })
  await seed(decisions, { ...demo, devices: [...devices] }, null)
  const settling = createSettling({ database, log })
  const nothing = () => {}
  const pipeline = createPipeline({
    database,
    decisions,
    now,
    newId,
    timeZone: 'Asia/Shanghai',
    log,
    attached: nothing,
    acknowledge: nothing,
    heard: nothing,
    spooled: nothing,
  })
  const settled = () => settling.settled()
  const acting = createActing({ database, decisions })
  const parts = { database, decisions, now, holder, faultAfterSeconds: 600, settled, tell: nothing, log }
  const caretaking = createCaretaking({ ...parts, hears: () => true })

  async function says(topic: string, body: unknown, retain = false): Promise<void> {
    const payload = Buffer.from(JSON.stringify(body))
    const message = { topic: `zigbee2mqtt/${topic}`, payload, retain, dup: false, qos: 1 as const, principal: null }
    await pipeline.take({ ...message, receivedAt: clock })
    await settled()
  }
  /** Lets so many minutes pass, with a look at the end of each. */
  async function pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      // Whoever listens now listens until the next look, though that is later here than in earnest.
      const [before, after] = [-20_000, MINUTE].map((ms) => new Date(clock.getTime() + ms).toISOString())
      await database.run('update hearing set until = $2::timestamptz where until >= $1::timestamptz', [
        before ?? null,
        after ?? null,
      ])
      clock = new Date(clock.getTime() + MINUTE)
      await caretaking.look()
    }
  }
  const healthOf = async (id: string) => {
    await settled()
    const { arrangement } = await decisions.facts()
    return (await statuses(database, arrangement, clock)).find(({ deviceId }) => deviceId === id)
  }
  return { says, pass, acting, caretaking, decisions, healthOf, log }
}

const incidents = (): Promise<IncidentRecord[]> => incidentsPage(database, {}, 100)
const logOf = async (incident: IncidentRecord | undefined) =>
  incident === undefined ? [] : (await actionsOf(database, incident)).map(({ action }) => action)

describe('a device that falls silent', () => {
  it('is late, then offline, then an incident at its place, to which somebody is called', async () => {
    const { says, pass, caretaking, healthOf } = await processOn([device('gauge')])
    await caretaking.look()
    await says('gauge', { temperature: 20 })
    await pass(8)
    expect(await healthOf('gauge')).toMatchObject({ health: 'late' })
    await pass(8)
    expect(await healthOf('gauge')).toMatchObject({
      health: 'offline',
      since: '2026-05-01T08:00:00.000Z',
      cadence: { seconds: 300, from: 'registered' },
    })
    expect(await incidents()).toEqual([])
    await pass(10)
    const [incident, ...others] = await incidents()
    expect(others).toEqual([])
    expect(incident).toMatchObject({
      kind: 'device-fault',
      deviceIds: ['gauge'],
      planId: 'plan-device-fault',
      closedAt: null,
    })
    expect(incident?.place).toMatchObject({ type: 'point', location: device('gauge').location })
    expect(incident?.alerts.length).toBeGreaterThan(0)
    expect(incident?.startedAt).toBe('2026-05-01T08:00:00.000Z')
  })

  it('is told once, through restarts and by two processes that look at the same moment', async () => {
    const devices = [device('gauge')]
    const one = await processOn(devices)
    await one.caretaking.look()
    await one.says('gauge', { temperature: 20 })
    await one.pass(24)
    const two = await processOn(devices, 'two')
    clock = new Date(clock.getTime() + 2 * MINUTE)
    await database.run('update hearing set until = $1::timestamptz', [clock.toISOString()])
    // The lease is the first one's: that one crash between deciding and noting it must not make two, it is taken away.
    await database.run('delete from leases')
    await Promise.all([one.caretaking.look(), two.caretaking.look()])
    await database.run('delete from leases')
    const three = await processOn(devices, 'three')
    await three.caretaking.look()
    await three.pass(30)
    expect(await incidents()).toHaveLength(1)
  })

  it('closes its incident by itself when it speaks again and nobody had done anything, and may fall silent anew', async () => {
    const { says, pass, caretaking } = await processOn([device('gauge')])
    await caretaking.look()
    await says('gauge', { temperature: 20 })
    await pass(26)
    await says('gauge', { temperature: 20 })
    await pass(1)
    const [closed] = await incidents()
    expect(closed).toMatchObject({ handling: 'closed', condition: 'cleared', next: null })
    expect(closed?.alerts.every(({ state }) => state === 'expired')).toBe(true)
    expect((await logOf(closed)).slice(-2)).toEqual(['cleared', 'closed-by-itself'])
    await pass(26)
    const [again, ...earlier] = await incidents()
    expect(earlier).toHaveLength(1)
    expect(again).toMatchObject({ condition: 'active', closedAt: null })
  })

  it('leaves its incident to the people who have begun with it', async () => {
    const { says, pass, caretaking, acting } = await processOn([device('gauge')])
    await caretaking.look()
    await says('gauge', { temperature: 20 })
    await pass(26)
    const [open] = await incidents()
    await acting.act(viewer, open?.id ?? '', { id: 'note-1', action: 'note', note: '已联系厂家' })
    await says('gauge', { temperature: 20 })
    await pass(1)
    const [left] = await incidents()
    expect(left).toMatchObject({ condition: 'cleared', handling: 'reported', closedAt: null })
    expect(await logOf(left)).not.toContain('closed-by-itself')
  })

  it('is not told again by its silence once people have closed its incident', async () => {
    const { says, pass, caretaking, acting } = await processOn([device('gauge')])
    await caretaking.look()
    await says('gauge', { temperature: 20 })
    await pass(26)
    const [open] = await incidents()
    await acting.act(viewer, open?.id ?? '', { id: 'close-1', action: 'close' })
    await pass(60)
    expect(await incidents()).toHaveLength(1)
  })

  it('is not blamed for what nobody heard while the server was away', async () => {
    const { says, pass, caretaking } = await processOn([device('gauge')])
    await caretaking.look()
    await says('gauge', { temperature: 20 })
    await pass(2)
    clock = new Date(clock.getTime() + 600 * MINUTE)
    const after = await processOn([device('gauge')], 'two')
    await after.caretaking.look()
    await after.pass(4)
    expect(await hearingSpans(database)).toHaveLength(2)
    expect(await after.healthOf('gauge')).toMatchObject({ health: 'online' })
    await after.pass(4)
    expect(await after.healthOf('gauge')).toMatchObject({ health: 'late' })
    expect(await incidents()).toEqual([])
  })
})

describe('a device that says that it goes', () => {
  it('is offline at once by its availability, and whatever the broker replays of it is no sign of life', async () => {
    const { says, pass, caretaking, healthOf } = await processOn([device('gauge')])
    await caretaking.look()
    await says('gauge', { temperature: 20 })
    await says('gauge/availability', { state: 'offline' })
    expect(await healthOf('gauge')).toMatchObject({ health: 'offline' })
    await pass(5)
    await says('gauge', { temperature: 20 }, true)
    expect(await healthOf('gauge')).toMatchObject({ health: 'offline', lastSeenAt: '2026-05-01T08:00:00.000Z' })
    await pass(6)
    expect(await incidents()).toHaveLength(1)
    await says('gauge/availability', { state: 'online' })
    expect(await healthOf('gauge')).toMatchObject({ health: 'online' })
  })

  it('and comes, again and again, is shown as flapping and calls nobody', async () => {
    const { says, pass, caretaking, healthOf } = await processOn([device('gauge')])
    await caretaking.look()
    for (let n = 0; n < 7; n++) {
      await says('gauge/availability', { state: n % 2 === 0 ? 'online' : 'offline' })
      await pass(1)
    }
    await says('gauge/availability', { state: 'offline' })
    await pass(15)
    expect(await healthOf('gauge')).toMatchObject({ health: 'offline', problems: [{ problem: 'flapping' }] })
    expect(await incidents()).toEqual([])
  })
})

describe('many devices behind one gateway', () => {
  const devices = Array.from({ length: 6 }, (_, n) => device(`d${n}`))
  const allSay = async ({ says }: Awaited<ReturnType<typeof processOn>>) => {
    for (const { id } of devices) await says(id, { temperature: 20 })
  }

  it('that all fall silent are one incident, and none of them has one of its own', async () => {
    const program = await processOn(devices)
    await program.caretaking.look()
    await allSay(program)
    await program.pass(40)
    const [incident, ...others] = await incidents()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'device-fault', condition: 'active' })
    expect(await program.healthOf('d3')).toMatchObject({
      health: 'offline',
      problems: [{ problem: 'gateway-down' }],
      gateway: { sourceId: 'zigbee2mqtt', externalId: 'bridge' },
    })
    await allSay(program)
    await program.pass(1)
    expect((await incidents()).map(({ handling }) => handling)).toEqual(['closed'])
  })

  it('are one incident as well when the gateway says that it goes', async () => {
    const program = await processOn(devices)
    await program.caretaking.look()
    await allSay(program)
    await program.says('bridge/state', { state: 'online' })
    await program.pass(1)
    await program.says('bridge/state', { state: 'offline' })
    expect(await program.healthOf('d3')).toMatchObject({ health: 'offline', problems: [{ problem: 'gateway-down' }] })
    await program.pass(40)
    expect(await incidents()).toHaveLength(1)
  })
})

describe('maintenance', () => {
  it('silences the fault of a device until it ends by itself, and never its alarm', async () => {
    const until = new Date(clock.getTime() + 60 * MINUTE).toISOString()
    const { says, pass, caretaking, healthOf } = await processOn([
      device('gauge', { maintenance: true, maintenanceUntil: until }),
      device('kitchen', { kind: 'smoke', maintenance: true, maintenanceUntil: until }),
    ])
    await caretaking.look()
    await says('gauge', { temperature: 20 })
    await says('kitchen', { smoke: true })
    const [smoke] = await incidents()
    expect(smoke).toMatchObject({ kind: 'smoke', deviceIds: ['kitchen'] })
    expect(smoke?.alerts.length).toBeGreaterThan(0)
    await pass(50)
    expect(await healthOf('gauge')).toMatchObject({ health: 'maintenance' })
    expect(await incidents()).toHaveLength(1)
    await says('kitchen', { smoke: true })
    await pass(11)
    await says('kitchen', { smoke: true })
    expect(await healthOf('gauge')).toMatchObject({ health: 'online' })
    for (let n = 0; n < 7; n++) {
      await pass(4)
      await says('kitchen', { smoke: true })
    }
    expect((await incidents()).map(({ kind }) => kind)).toEqual(['device-fault', 'smoke'])
  })

  it('that begins ends the fault that was told', async () => {
    const program = await processOn([device('gauge')])
    await program.caretaking.look()
    await program.says('gauge', { temperature: 20 })
    await program.pass(26)
    await database.run(`update devices set maintenance = true where id = 'gauge'`)
    const after = await processOn([], 'one')
    await after.caretaking.look()
    expect((await incidents()).map(({ handling }) => handling)).toEqual(['closed'])
  })
})
