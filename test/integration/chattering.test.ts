import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { snapshotSchema } from '#shared/change.ts'
import { chatteringSignalSchema } from '#shared/device.ts'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { addressOf, smokeAlarmIn } from '../support/demo-alarms.ts'
import { hearsBroker, type RunningApp, startApp } from '../support/running-app.ts'

const listSchema = z.object({ items: z.array(chatteringSignalSchema) })
const bouncing = smokeAlarmIn('liuwan-g1-z1')
const quiet = smokeAlarmIn('tulingdi-g1-z1')
let app: RunningApp
let publisher: Publisher

beforeAll(async () => {
  app = await startApp()
  publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
  await hearsBroker(app, publisher)
})
afterAll(async () => {
  await publisher?.end()
  await app?.stop()
})

const listed = async (username: string) =>
  listSchema.parse((await app.get('/api/signals/chattering', await app.signIn(username))).body).items

async function say(device: typeof bouncing, smoke: boolean): Promise<void> {
  await publisher.publish(`zigbee2mqtt/${addressOf(device)}`, JSON.stringify({ smoke }), { qos: 1 })
}

it('nothing is listed before anything chatters', async () => {
  await say(quiet, true)
  expect(await listed('duty')).toEqual([])
})

it('a detector that goes on and off is listed once, with its device, how often, since when and its incident', async () => {
  const before = Date.now()
  for (let n = 0; n < 9; n++) {
    await say(bouncing, true)
    await say(bouncing, false)
  }
  const { incidents } = snapshotSchema.parse((await app.get('/api/snapshot', await app.signIn('duty'))).body)
  const incident = incidents.find(({ deviceIds }) => deviceIds.includes(bouncing.id))
  await expect.poll(async () => (await listed('duty'))[0]?.timesLastHour).toBe(9)
  const items = await listed('duty')
  expect(items).toMatchObject([{ deviceId: bouncing.id, kind: 'smoke', active: false, incidentId: incident?.id }])
  expect(Date.parse(items[0]?.since ?? '')).toBeGreaterThanOrEqual(before)
})

it('it stays listed over a restart', async () => {
  await publisher.end()
  await app.kill9()
  await app.startAgain()
  expect(await listed('duty')).toMatchObject([{ deviceId: bouncing.id, timesLastHour: 9 }])
})

it('nobody is told whose ground it does not stand on', async () => {
  expect(await listed('member')).toEqual([])
  expect((await app.get('/api/signals/chattering')).status).toBe(401)
})
