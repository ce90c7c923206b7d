import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { connectPublisher } from '../../server/mqtt/broker-client.ts'
import { mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { faults, startStream, storedNumbers } from '../support/numbered-stream.ts'
import { hearsBroker, startApp } from '../support/running-app.ts'

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 3)

const closings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

const missing = mosquittoInstalled ? '' : ' (skipped: mosquitto is not installed)'
describe.skipIf(missing !== '')(`the program behind a real broker with the shipped configuration${missing}`, () => {
  it(
    `has every message the broker took exactly once after ${ROUNDS} times being killed at any moment`,
    async () => {
      const mosquitto = await startMosquitto(['xiangshao', 'native'])
      closings.push(() => mosquitto.stop())
      const app = await startApp({ env: { MQTT_URL: mosquitto.url('xiangshao') } })
      closings.push(() => app.stop())
      const publisher = await connectPublisher({ url: mosquitto.url('native') })
      closings.push(() => publisher.end())
      await hearsBroker(app, publisher)

      const stream = startStream(publisher, 300)
      for (let round = 0; round < ROUNDS; round++) {
        await delay(500 + Math.random() * 2500)
        await app.kill9()
        await app.startAgain()
      }
      await stream.finish()
      expect(stream.acknowledged.size).toBe(stream.sent())
      // What the broker holds for the program comes in its own time; the time limit of the test ends a wait in vain.
      const cookie = await app.signIn('admin')
      let times = await storedNumbers(app, cookie)
      while (times.size < stream.sent()) {
        await delay(500)
        times = await storedNumbers(app, cookie)
      }
      expect(faults(stream.acknowledged, times)).toEqual({ missing: [], repeated: [] })
    },
    // Ends a wait in vain, and is no measure of anything.
    300_000 + ROUNDS * 60_000,
  )
})
