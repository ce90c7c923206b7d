import { afterEach, expect, it } from 'vitest'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

let app: RunningApp | undefined
let relay: Publisher | undefined
afterEach(async () => {
  await relay?.end()
  await app?.stop()
})

it('a siren that sounds when the program is killed is switched off by its next start', async () => {
  const program = (app = await startApp({ env: { DATABASE_URL: '' } }))
  const admin = await program.signIn('admin')
  const settings = { topic: 'cmnd/siren/POWER', onSeconds: 3 }
  const put = await program.request('PUT', '/api/channels/siren', admin, { channel: 'relay', name: '警报器', settings })
  expect(put.status).toBe(201)
  const heard: string[] = []
  // It loses its broker with the program, and comes back to it by itself.
  relay = await connectPublisher({ url: `mqtt://127.0.0.1:${program.mqttPort()}` })
  await relay.subscribe('cmnd/siren/POWER', (_topic, payload) => heard.push(String(payload)))
  expect((await program.post('/api/channels/siren/test', admin, { confirm: true })).body).toMatchObject({ ok: true })
  await expect.poll(() => heard).toEqual(['ON'])
  await program.kill9()
  await program.startAgain()
  await expect.poll(() => heard, { timeout: 30_000 }).toContain('OFF')
}, 60_000)
