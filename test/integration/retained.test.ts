import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Incident } from '#shared/incident.ts'
import { connectPublisher } from '../../server/mqtt/broker-client.ts'
import { mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { standing } from '../support/storm.ts'
import { demoTownship } from '../../server/demo/township.ts'

const closings: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

/** The program looks after its sources every two seconds, and takes three to hear that nothing more is retained. */
const SEVERAL_LOOKS_MS = 9000
const pageSchema = z.object({ items: z.array(z.unknown()) })
const alarms = demoTownship().devices.filter(({ kind, addresses }) => {
  return kind === 'smoke' && addresses.some(({ source }) => source === 'zigbee2mqtt')
})
const topicOf = (index: number) => `zigbee2mqtt/${alarms[index]?.addresses[0]?.externalId}`
const state = (smoke: boolean, more: object = {}) => JSON.stringify({ smoke, battery: 90, linkquality: 100, ...more })

/** The open incidents in which a smoke alarm of the township has part. */
async function incidentsOf(app: RunningApp, index: number): Promise<Incident[]> {
  const { incidents } = await standing(app, await app.signIn('admin'))
  return incidents.filter(({ deviceIds }) => deviceIds.includes(alarms[index]?.id ?? ''))
}

async function until(app: RunningApp, index: number, holds: (incidents: Incident[]) => boolean): Promise<Incident[]> {
  for (;;) {
    const incidents = await incidentsOf(app, index)
    if (holds(incidents)) return incidents
    await delay(100)
  }
}

const missing = mosquittoInstalled ? '' : ' (skipped: mosquitto is not installed)'
describe.skipIf(missing !== '')(`what a real broker has retained${missing}`, () => {
  it('is heard on connecting: an alarm of which nobody knows since when it lasts', async () => {
    const mosquitto = await startMosquitto(['xiangshao', 'zigbee2mqtt'])
    closings.push(() => mosquitto.stop())
    const gateway = await connectPublisher({ url: mosquitto.url('zigbee2mqtt') })
    closings.push(() => gateway.end())
    const retained = { qos: 1, retain: true } as const

    // Before the server was ever there.
    await gateway.publish(topicOf(0), state(true), retained)
    await gateway.publish(topicOf(1), state(false), retained)
    const app = await startApp({ env: { MQTT_URL: mosquitto.url('xiangshao') } })
    closings.push(() => app.stop())
    const [found] = await until(app, 0, (incidents) => incidents.length > 0)
    expect(found).toMatchObject({ kind: 'smoke', condition: 'active', startedAt: null, observationCount: 1 })
    expect(await incidentsOf(app, 1)).toEqual([])

    // Read once for a connection, not again and again: nothing shows that but time.
    await delay(SEVERAL_LOOKS_MS)
    const { body } = await app.get(`/api/observations?deviceId=${alarms[1]?.id}`, await app.signIn('admin'))
    expect(pageSchema.parse(body).items).toHaveLength(1)
  })

  it('after a restart changes nothing that stands, and brings what changed meanwhile', async () => {
    const mosquitto = await startMosquitto(['xiangshao', 'zigbee2mqtt'])
    closings.push(() => mosquitto.stop())
    const gateway = await connectPublisher({ url: mosquitto.url('zigbee2mqtt') })
    closings.push(() => gateway.end())
    const retained = { qos: 1, retain: true } as const
    const app = await startApp({ env: { MQTT_URL: mosquitto.url('xiangshao') } })
    closings.push(() => app.stop())
    for (const index of [0, 1]) {
      await gateway.publish(topicOf(index), state(true), retained)
      await until(app, index, (incidents) => incidents.length === 1)
    }
    await app.kill9()
    await gateway.publish(topicOf(1), state(false), { qos: 0, retain: true })
    await gateway.publish(topicOf(2), state(true), { qos: 0, retain: true })
    await app.startAgain()
    const [cleared] = await until(app, 1, ([incident]) => incident?.condition === 'cleared')
    await until(app, 2, (incidents) => incidents.length === 1)
    expect(cleared?.observationCount).toBe(2)
    const [standing] = await incidentsOf(app, 0)
    expect(standing).toMatchObject({ condition: 'active', observationCount: 1 })
  })
})
