import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { mosquittoInstalled, startMosquitto } from '../support/mosquitto.ts'
import { createDatabase, postgresServer } from '../support/postgres.ts'
import { hearsBroker, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

// The real program, with a format that does nothing but remember in the place of one of its own: see the file below.
const env = { NODE_OPTIONS: `--import=${join(import.meta.dirname, '../support/remembering-format.ts')}` }

const closings: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

async function start(more: Record<string, string> = {}, demo = true): Promise<RunningApp> {
  const app = await startApp({ demo, env: { ...env, ...more } })
  closings.push(() => app.stop())
  return app
}
async function connected(url: string, account: { username?: string; password?: string } = {}): Promise<Publisher> {
  const publisher = await connectPublisher({ url, ...account })
  closings.push(() => publisher.end())
  return publisher
}
const itsBroker = (app: RunningApp) => `mqtt://127.0.0.1:${app.mqttPort()}`

const listSchema = z.object({ items: z.array(z.looseObject({})) })
async function items(app: RunningApp, path: string): Promise<Record<string, unknown>[]> {
  return listSchema.parse((await app.get(path, await app.signIn('admin'))).body).items
}
const smokes = async (app: RunningApp) => (await items(app, '/api/incidents?kind=smoke&limit=100')).length

/** All the numbers that the one device of a test has sent, as the last message about it says. */
async function seen(app: RunningApp): Promise<Set<number>> {
  const values = (await items(app, '/api/observations?limit=200')).map(({ values }) => valueSchema.parse(values).value)
  const lists = values.filter((value) => typeof value === 'string').map((value) => value.split(',').map(Number))
  return new Set(lists.toSorted((one, other) => other.length - one.length)[0])
}
const valueSchema = z.object({ value: z.unknown().optional() })

describe('what a format remembers', () => {
  it('is known to each next message, and after the program was stopped and started again', async () => {
    const app = await start({ DATABASE_URL: '' })
    const publisher = await connected(itsBroker(app))
    await Promise.all([1, 2, 3].map((n) => publisher.publish('frigate/seen/stove', String(n), { qos: 1 })))
    await app.kill9()
    await app.startAgain()
    await publisher.publish('frigate/seen/stove', '4', { qos: 1 })
    expect(await seen(app)).toEqual(new Set([1, 2, 3, 4]))
  })

  it('of every acknowledged message is there, whenever the program is killed', async () => {
    const app = await start({ DATABASE_URL: '' })
    const publisher = await connected(itsBroker(app))
    const acknowledged = new Set<number>()
    let next = 0
    const sending: Promise<unknown>[] = []
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 60; n++) {
        const number = next++
        const sent = publisher.publish('frigate/seen/lamp', String(number), { qos: 1 })
        sending.push(sent.then(() => acknowledged.add(number)).catch(() => {}))
        if (n % 10 === 9) await delay(5 * Math.random())
      }
      await app.kill9()
      await app.startAgain()
    }
    await Promise.all(sending)
    await publisher.publish('frigate/seen/lamp', String(next), { qos: 1 })
    expect(acknowledged.size).toBeGreaterThan(0)
    const all = await seen(app)
    expect([...acknowledged].filter((number) => !all.has(number))).toEqual([])
  }, 60_000)
})

describe('a topic that a device announces', () => {
  it('is read from the next message on, in the same breath, and no longer when it is taken back', async () => {
    const app = await start()
    const publisher = await connected(itsBroker(app))
    await Promise.all([
      publisher.publish('frigate/config/smoke', 'hall/smoke/state', { qos: 1 }),
      publisher.publish('hall/smoke/state', 'ON', { qos: 1 }),
    ])
    expect(await smokes(app)).toBe(1)
    await publisher.publish('frigate/config/smoke', '', { qos: 1, retain: true })
    await publisher.publish('hall/smoke/state', 'ON', { qos: 1 })
    const [kept] = await items(app, '/api/quarantine?limit=1')
    expect(kept).toMatchObject({ topic: 'hall/smoke/state', reason: 'no-source' })
  })

  it('says all that was announced of it', async () => {
    const app = await start()
    const publisher = await connected(itsBroker(app))
    await publisher.publish('frigate/config/one', 'hall/both', { qos: 1 })
    await publisher.publish('frigate/config/other', 'hall/both', { qos: 1 })
    await publisher.publish('hall/both', 'ON', { qos: 1 })
    expect(await smokes(app)).toBe(2)
  })

  it('of a source whose account it uses may be written to, like any other that is nobody’s; the rest is let be', async () => {
    const app = await start({ ADMIN_PASSWORD: 'xiangshao-demo' }, false)
    const put = visitor(app, await app.signIn('admin'))
    const token = 'house-gateway-token'
    for (const [id, format] of [
      ['house', 'frigate'],
      ['barn', 'native'],
    ] as const)
      await put(`/api/sources/${id}`, { method: 'PUT', json: { format, prefix: id, token } })
    const device = await untilLetIn(itsBroker(app), { username: 'house', password: token })
    await device.publish('esp/debug', 'a log line', { qos: 1 })
    await device.publish('house/config/smoke', 'esp/smoke', { qos: 1 })
    await device.publish('esp/smoke', 'ON', { qos: 1 })
    expect([await smokes(app), await items(app, '/api/quarantine')]).toEqual([1, []])
    // What is another's by its prefix stays so: the broker cuts the line.
    await device.publish('house/config/barn', 'barn/x/event', { qos: 1 })
    void device.publish('barn/x/event', 'ON', { qos: 0 }).catch(() => {})
    await device.publish('esp/debug', 'after', { qos: 1 })
    expect([await smokes(app), await items(app, '/api/quarantine')]).toEqual([1, []])
  })
})

describe('an alarm that Home Assistant discovery announces', () => {
  it('is raised, also when the program was killed between the announcement and the fire', async () => {
    const app = await startApp({ env: { DATABASE_URL: '' } })
    closings.push(() => app.stop())
    const put = visitor(app, await app.signIn('admin'))
    await put('/api/sources/house', { method: 'PUT', json: { format: 'home-assistant', prefix: 'homeassistant' } })
    const publisher = await connected(itsBroker(app))
    const of = (object: string, rest: object) => {
      const device = { identifiers: ['esp-kitchen'], name: 'kitchen' }
      return JSON.stringify({ unique_id: object, state_topic: 'kitchen/both', device, ...rest })
    }
    const smoke = { device_class: 'smoke', value_template: '{{ value_json.smoke }}' }
    const gas = { device_class: 'gas', value_template: '{{ value_json.gas }}' }
    await publisher.publish('homeassistant/binary_sensor/kitchen/s/config', of('s', smoke), { qos: 1, retain: true })
    await publisher.publish('homeassistant/binary_sensor/kitchen/g/config', of('g', gas), { qos: 1, retain: true })
    await app.kill9()
    await app.startAgain()
    await publisher.publish('kitchen/both', '{"smoke":"ON","gas":"OFF"}', { qos: 1 })
    const kinds = async () => (await items(app, '/api/incidents?limit=9')).map(({ kind }) => kind)
    expect(await kinds()).toEqual(['smoke'])
    await publisher.publish('homeassistant/binary_sensor/kitchen/g/config', '', { qos: 1, retain: true })
    await publisher.publish('kitchen/both', '{"smoke":"ON","gas":"ON"}', { qos: 1 })
    expect(await kinds()).toEqual(['smoke'])
  })
})

/** The broker learns of new sources within moments. */
async function untilLetIn(url: string, account: { username: string; password: string }): Promise<Publisher> {
  const publisher = await connected(url, account)
  for (let waits = 0; ; waits++) {
    const isHeard = await Promise.race([
      publisher.publish('house/seen/probe', '1', { qos: 1 }).then(() => true),
      delay(1000).then(() => false),
    ])
    if (isHeard) return publisher
    if (waits > 20) throw new Error('the source is not let in')
  }
}

const lacking = [
  ...(postgresServer === null ? ['XS_TEST_DATABASE_URL is not set'] : []),
  ...(mosquittoInstalled ? [] : ['mosquitto is not installed']),
]
const missing = lacking.length === 0 ? '' : ` (skipped: ${lacking.join(', ')})`

describe.skipIf(!mosquittoInstalled)(
  `behind an outside broker${mosquittoInstalled ? '' : ' (skipped: mosquitto is not installed)'}`,
  () => {
    it('an announced topic is subscribed to when it appears, with what is retained there, and again after a restart', async () => {
      const mosquitto = await startMosquitto(['xiangshao', 'native', 'frigate', 'device'])
      closings.push(() => mosquitto.stop())
      const app = await start({ MQTT_URL: mosquitto.url('xiangshao') })
      const device = await connected(mosquitto.url('device'))
      const announcer = await connected(mosquitto.url('frigate'))
      await hearsBroker(app, await connected(mosquitto.url('native')))
      await device.publish('device/retained', 'ON', { qos: 1, retain: true })
      await announcer.publish('frigate/config/retained', 'device/retained', { qos: 1, retain: true })
      while ((await smokes(app)) < 1) await delay(100)
      await announcer.publish('frigate/config/live', 'device/live', { qos: 1 })
      for (let n = 0; (await smokes(app)) < 2; n++) {
        await device.publish('device/live', 'ON', { qos: 1 })
        await delay(100)
      }
      await app.kill9()
      // Nobody is there, but the broker keeps it for the subscription.
      await device.publish('device/live', 'while away', { qos: 1 })
      await app.startAgain()
      while (!JSON.stringify(await items(app, '/api/observations?limit=50')).includes('while away')) await delay(100)
    }, 60_000)
  },
)

describe.skipIf(missing !== '')(`two processes on one database and one broker${missing}`, () => {
  it('remember together what each of them hears', async () => {
    const mosquitto = await startMosquitto(['xiangshao', 'native', 'frigate', 'device'])
    closings.push(() => mosquitto.stop())
    const database = await createDatabase()
    closings.push(() => database.drop())
    const settings = { MQTT_URL: mosquitto.url('xiangshao'), DATABASE_URL: database.url }
    const apps = await Promise.all([start(settings), start(settings)])
    const publisher = await connected(mosquitto.url('frigate'))
    const native = await connected(mosquitto.url('native'))
    const [first] = apps
    if (first === undefined) throw new Error('there is no program')
    await hearsBroker(first, native)
    const shares = () => Promise.all(apps.map(async (app) => messagesTaken((await app.get('/metrics')).body)))
    while (Math.min(...(await shares())) === 0) await hearsBroker(first, native)
    const before = await shares()
    // One after the other: what two processes hear of one device in the same moment, the last of them decides. An alarm
    // does not wait for what it wants remembered, so that is waited for here.
    const isRemembered = async (n: number) => {
      const rows = await database.sql<{ value: string }[]>`select value from decoder_memory where key = 'seen/shared'`
      return new RegExp(`\\b${n}\\b`).test(rows[0]?.value ?? '')
    }
    for (let n = 0; n < 20; n++) {
      await publisher.publish('frigate/seen/shared', String(n), { qos: 1 })
      while (!((await seen(first)).has(n) && (await isRemembered(n)))) await delay(20)
    }
    expect(await seen(first)).toEqual(new Set(Array.from({ length: 20 }, (_, n) => n)))
    // Both took part: otherwise this test says nothing about two.
    const after = await shares()
    expect(after.map((count, index) => count > (before[index] ?? 0))).toEqual([true, true])
  }, 60_000)
})

function messagesTaken(metrics: unknown): number {
  const [, number] = /^xiangshao_messages_total (\d+)/m.exec(String(metrics)) ?? []
  return Number(number)
}
