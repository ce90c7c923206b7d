import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Heartbeat, Snapshot } from '#shared/change.ts'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { freePort } from '../support/free-port.ts'
import { connectLive, type LiveClient } from '../support/live-client.ts'
import { answerOf, type RunningApp, startApp } from '../support/running-app.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
let app: RunningApp
let admin: string
let sms: Server
let publisher: Publisher
const texts: string[] = []

beforeAll(async () => {
  sms = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      if (body !== '') texts.push(body)
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => sms.listen(0, '127.0.0.1', resolve))
  app = await startApp()
  admin = await app.signIn('admin')
  publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
}, 120_000)
afterAll(async () => {
  await publisher?.end()
  await app?.stop()
  sms?.close()
})

async function put(id: string, body: unknown): Promise<void> {
  const headers = { cookie: admin, 'content-type': 'application/json' }
  const { status } = await answerOf(
    await fetch(`${app.url()}/api/channels/${id}`, { method: 'PUT', headers, body: JSON.stringify(body) }),
  )
  expect(status).toBe(201)
}

it('with the uplink cut the screens say so and what still works, and the house goes on', async () => {
  // Nobody listens there, as at every host with the line cut.
  const cut = `http://127.0.0.1:${await freePort()}`
  await put('sms', {
    channel: 'sim-http',
    name: '短信网关',
    settings: {
      form: {
        url: `http://127.0.0.1:${(sms.address() as AddressInfo).port}/messages`,
        method: 'POST',
        encoding: 'json',
      },
      fields: { to: 'to', text: 'text' },
    },
  })
  await put('hook', { channel: 'webhook', name: '县平台', settings: { url: `${cut}/hook`, secrets: [SECRET] } })
  await put('wecom', {
    channel: 'wecom-app',
    name: '企业微信',
    settings: { corpId: 'a', agentId: 1, secret: 'b', origin: cut },
  })

  const duty = await app.signIn('duty')
  const screens = await Promise.all([duty, await app.signIn('wall')].map((cookie) => connectLive(app.url(), cookie)))
  try {
    for (const screen of screens) {
      const uplink = () => lastBeat(screen)?.ill.find(({ part }) => part === 'uplink')
      await expect.poll(uplink, { timeout: 60_000 }).toMatchObject({
        cut: expect.arrayContaining(['县平台', '企业微信']) as string[],
        left: expect.arrayContaining(['短信网关', '土岭底村大喇叭（演示）']) as string[],
      })
      // The line is one thing that is ill, and not each channel besides.
      expect(lastBeat(screen)?.ill.map(({ part }) => part)).not.toContain('channel')
    }
    const { body: ready } = await app.get('/readyz')
    expect(ready).toMatchObject({ ok: true, ill: ['uplink'] })

    // Alarms come in and are answered, over the house's own network.
    const told = {
      id: randomUUID(),
      kind: 'fire',
      description: '冒烟',
      location: [112.196, 36.604],
      accuracyMetres: 20,
    }
    expect((await app.post('/api/reports', duty, told)).status).toBe(201)
    const { incidents } = (await app.get('/api/snapshot', duty)).body as Snapshot
    const incident = incidents.find(({ kind }) => kind === 'fire')
    const answered = { id: randomUUID(), action: 'answer' }
    expect((await app.post(`/api/incidents/${incident?.id}/actions`, duty, answered)).status).toBe(201)

    // What hangs on the house's network is still heard.
    const spoken: string[] = []
    await publisher.subscribe('speakers/tulingdi/say', (_, payload) => spoken.push(payload.toString()))
    const test = async (id: string, body: unknown) => (await app.post(`/api/channels/${id}/test`, admin, body)).body
    expect(await test('sms', { to: '13800138000' })).toMatchObject({ ok: true })
    expect(texts.some((text) => text.includes('13800138000'))).toBe(true)
    expect(await test('demo-loudspeaker', { confirm: true })).toMatchObject({ ok: true })
    await expect.poll(() => spoken, { timeout: 15_000 }).toHaveLength(1)
    expect(await test('hook', {})).toMatchObject({ ok: false, why: 'no-answer' })

    // And whoever sits in the duty room is told by what still rings.
    await expect.poll(() => texts.find((text) => text.includes('中断')), { timeout: 120_000 }).toBeDefined()
  } finally {
    for (const screen of screens) screen.close()
  }
}, 300_000)

function lastBeat(screen: LiveClient): Heartbeat | undefined {
  return screen.beats.at(-1)
}
