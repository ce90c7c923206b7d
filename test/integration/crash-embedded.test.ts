import { afterEach, describe, expect, it } from 'vitest'
import { setTimeout as delay } from 'node:timers/promises'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { faults, startStream, storedNumbers } from '../support/numbered-stream.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 3)

let app: RunningApp | undefined
let publisher: Publisher | undefined
afterEach(async () => {
  await publisher?.end()
  await app?.stop()
})

describe('the program with its own broker and its own database', () => {
  it(
    `has every acknowledged message exactly once after ${ROUNDS} times being killed at any moment`,
    async () => {
      app = await startApp({ env: { DATABASE_URL: '' }, fromNothing: true })
      publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
      const stream = startStream(publisher, 300)
      for (let round = 0; round < ROUNDS; round++) {
        await delay(500 + Math.random() * 2500)
        await app.kill9()
        const acknowledged = [...stream.acknowledged]
        await app.startAgain()
        const times = await storedNumbers(app, await app.signIn('admin'))
        expect(acknowledged.length).toBeGreaterThan(0)
        expect(faults(acknowledged, times), `after round ${round + 1}`).toEqual({ missing: [], repeated: [] })
      }
      await stream.finish()
      const times = await storedNumbers(app, await app.signIn('admin'))
      expect(faults(stream.acknowledged, times)).toEqual({ missing: [], repeated: [] })
      expect(stream.acknowledged.size).toBeGreaterThan(stream.sent() * 0.9 - 1)
    },
    // Ends a wait in vain, and is no measure of anything.
    300_000 + ROUNDS * 60_000,
  )
})
