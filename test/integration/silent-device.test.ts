import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type DeviceStatus, deviceSchema, deviceStatusSchema } from '#shared/device.ts'
import type { Incident } from '#shared/incident.ts'
import { connectPublisher } from '../../server/mqtt/broker-client.ts'
import { answerOf, type RunningApp, startApp } from '../support/running-app.ts'
import { standing } from '../support/storm.ts'

// The real program, with devices that promise a word every second.

let app: RunningApp
let admin: string
beforeAll(async () => {
  app = await startApp({ env: { FAULT_AFTER_SECONDS: '1' } })
  admin = await app.signIn('admin')
})
afterAll(() => app.stop())

const listSchema = z.object({ items: z.array(deviceSchema.extend({ status: deviceStatusSchema })) })

async function put(id: string, source: string, told: object = {}): Promise<void> {
  const body = {
    name: id,
    kind: 'weather',
    addresses: [{ source, externalId: id }],
    location: [112.196, 36.604],
    expectedIntervalSeconds: 1,
    ...told,
  }
  const headers = { cookie: admin, 'content-type': 'application/json' }
  const init = { method: 'PUT', headers, body: JSON.stringify(body) }
  expect((await answerOf(await fetch(`${app.url()}/api/devices/${id}`, init))).status).toBe(201)
}

async function publish(topic: string, body: unknown): Promise<void> {
  const publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
  await publisher.publish(topic, JSON.stringify(body), { qos: 1 })
  await publisher.end()
}

async function statusOf(id: string): Promise<DeviceStatus | undefined> {
  const { body } = await app.get('/api/devices', admin)
  return listSchema.parse(body).items.find((device) => device.id === id)?.status
}

async function faultsOf(id: string, holds: (faults: Incident[]) => boolean): Promise<Incident[]> {
  for (;;) {
    const { incidents } = await standing(app, admin)
    const faults = incidents.filter(({ kind, deviceIds }) => kind === 'device-fault' && deviceIds.includes(id))
    if (holds(faults)) return faults
    await delay(200)
  }
}

const heartbeat = { kind: 'smoke', state: 'reading' }

describe('a device that promises a word every second', () => {
  it('and keeps silent is one incident, also after a restart, and closes it by its next word', async () => {
    await put('silent-1', 'native')
    await publish('xiangshao/silent-1/event', heartbeat)
    const [fault] = await faultsOf('silent-1', (faults) => faults.length > 0)
    expect(fault?.alerts.length).toBeGreaterThan(0)
    expect(await statusOf('silent-1')).toMatchObject({
      health: 'offline',
      cadence: { seconds: 1, from: 'registered' },
      gateway: { sourceId: 'native', externalId: null },
    })
    await app.kill9()
    await app.startAgain()
    admin = await app.signIn('admin')
    // Another one, found silent by the program that was started anew, tells that it has looked.
    await put('silent-2', 'native')
    await publish('xiangshao/silent-2/event', heartbeat)
    await faultsOf('silent-2', (faults) => faults.length > 0)
    expect(await faultsOf('silent-1', () => true)).toMatchObject([{ id: fault?.id }])

    // It goes on speaking until the program has seen it.
    for (let isOpen = true; isOpen;) {
      await publish('xiangshao/silent-1/event', heartbeat)
      isOpen = (await faultsOf('silent-1', () => true)).length > 0
    }
    const { body } = await app.get(`/api/incidents/${fault?.id}`, admin)
    const { handling, actions } = z
      .object({ handling: z.string(), actions: z.array(z.object({ action: z.string() })) })
      .parse(body)
    expect(handling).toBe('closed')
    expect(actions.map(({ action }) => action)).toContain('closed-by-itself')
  })

  it('is offline at once when its availability says so, and in maintenance until an hour that it is given', async () => {
    await put('gone-1', 'zigbee2mqtt', { expectedIntervalSeconds: 86_400 })
    await publish('zigbee2mqtt/gone-1', { temperature: 20, battery: 12 })
    expect(await statusOf('gone-1')).toMatchObject({ health: 'online', problems: [{ problem: 'low-battery' }] })
    await publish('zigbee2mqtt/gone-1/availability', { state: 'offline' })
    expect(await statusOf('gone-1')).toMatchObject({ health: 'offline' })

    const maintenanceUntil = new Date(Date.now() + 3600_000).toISOString()
    await put('tended-1', 'zigbee2mqtt', { maintenanceUntil })
    await publish('zigbee2mqtt/tended-1', { temperature: 20 })
    expect(await statusOf('tended-1')).toMatchObject({ health: 'maintenance' })
    const { body } = await app.get('/api/devices/tended-1', admin)
    expect(body).toMatchObject({ maintenance: true, maintenanceUntil })
  })
})
