import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { connectPublisher, createBrokerClient, type BrokerClientParts } from '../../server/mqtt/broker-client.ts'
import { createEmbeddedBroker } from '../../server/mqtt/embedded-broker.ts'
import { inbox, keptLog, until } from '../support/messages-in.ts'
import { mosquittoInstalled, startMosquitto, type Mosquitto } from '../support/mosquitto.ts'

const closings: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

async function startClient(url: string, changes: Partial<BrokerClientParts> = {}) {
  const box = inbox()
  const log = keptLog()
  const client = createBrokerClient({
    url,
    clientId: 'xiangshao-test',
    subscriptions: ['frigate/#', 'xiangshao/+/event'],
    submit: box.submit,
    log,
    firstReconnectMs: 20,
    lastReconnectMs: 100,
    stopTimeoutMs: 2000,
    ...changes,
  })
  await client.start()
  closings.push(() => client.stop())
  closings.push(() => box.release())
  return { box, log, client }
}

async function publisher(url: string) {
  const sender = await connectPublisher({ url })
  closings.push(() => sender.end())
  return sender
}

/** Stands between client and broker and keeps every byte the client sends, connection by connection. */
async function wiretap(brokerPort: number) {
  const sent: Buffer[][] = []
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const bytes: Buffer[] = []
    sent.push(bytes)
    const far = new (near.constructor as typeof Socket)().connect(brokerPort, '127.0.0.1')
    near.on('data', (chunk: Buffer) => bytes.push(chunk))
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => (near.destroy(), far.destroy()))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => sockets.forEach((socket) => socket.destroy())
  closings.push(() => (cut(), new Promise((resolve) => server.close(resolve))))
  /** The packet ids acknowledged on a connection; no other packet of these tests begins like a PUBACK. */
  const acknowledged = (connection: number) => {
    const bytes = Buffer.concat(sent[connection] ?? [])
    const ids: number[] = []
    for (let at = 0; at < bytes.length;) {
      const head = bytes[at] ?? 0
      let length = 0
      let step = 1
      for (let shift = 0; ; shift += 7, step += 1) {
        const digit = bytes[at + step] ?? 0
        length |= (digit & 127) << shift
        if (digit < 128) break
      }
      if (head === 0x40) ids.push(bytes.readUInt16BE(at + step + 1))
      at += step + 1 + length
    }
    return ids
  }
  // A listening TCP server has an address object.
  return { port: (server.address() as AddressInfo).port, cut, acknowledged, connections: () => sent.length }
}

describe('the broker client without a broker', () => {
  it('starts, says why it is not connected, and never tells the password', async () => {
    const { client, log } = await startClient('mqtt://duty:top-secret@127.0.0.1:1')
    await until(() => client.state().reason === 'ECONNREFUSED')
    expect(client.state().connected).toBe(false)
    await expect(client.publishAll([{ topic: 'a', payload: 'b' }])).rejects.toThrow('not connected')
    await client.stop()
    expect(client.state().reason).toBe('stopped')
    expect(log.lines.join()).not.toContain('top-secret')
  })

  it('falls back to MQTT 3.1.1 where the broker refuses version 5', async () => {
    const theirs = inbox()
    const broker = createEmbeddedBroker({
      host: '127.0.0.1',
      port: 0,
      submit: theirs.submit,
      authenticate: async () => false,
      mayPublish: () => true,
      anonymousOnLoopback: true,
      maxPacketBytes: 262_144,
      log: keptLog(),
    })
    const { port } = await broker.start()
    closings.push(() => broker.stop())
    const { client, box } = await startClient(`mqtt://127.0.0.1:${port}`)
    await until(() => client.state().connected)
    expect(client.state().protocolVersion).toBe(4)
    await broker.publish('frigate/available', 'online', { retain: true })
    await until(() => box.committed.length === 1)
    expect(box.texts()).toEqual(['online'])
  })

  it('says that something was taken when the broker has it, and sends what was not in time never again', async () => {
    const start = async (box: ReturnType<typeof inbox>, port: number) => {
      const broker = createEmbeddedBroker({
        host: '127.0.0.1',
        port,
        submit: box.submit,
        authenticate: async () => false,
        mayPublish: () => true,
        anonymousOnLoopback: true,
        maxPacketBytes: 262_144,
        log: keptLog(),
        stopTimeoutMs: 100,
      })
      return { broker, ...(await broker.start()) }
    }
    const [deaf, hearing] = [inbox(), inbox()]
    deaf.stall()
    const { broker, port } = await start(deaf, 0)
    const { client } = await startClient(`mqtt://127.0.0.1:${port}`)
    await until(() => client.state().connected)
    const on = { topic: 'cmnd/siren/POWER', payload: 'ON' }
    await expect(client.publishTaken(on, 200)).rejects.toThrow()
    expect(deaf.arrived).toHaveLength(1)
    await broker.stop()
    deaf.release()
    await until(() => !client.state().connected)
    await expect(client.publishTaken(on, 200)).rejects.toThrow('not connected')
    const again = await start(hearing, port)
    closings.push(() => again.broker.stop())
    await until(() => client.state().connected)
    await client.publishTaken({ ...on, payload: 'OFF' }, 5_000)
    expect(hearing.texts()).toEqual(['OFF'])
  })

  it('falls back where the broker hangs up on version 5 without a word', async () => {
    const versions: number[] = []
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (connect: Buffer) => {
        versions.push(connect[8] ?? 0)
        socket.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closings.push(() => new Promise((resolve) => server.close(resolve)))
    const { client } = await startClient(`mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await until(() => versions.length >= 3)
    expect(versions.slice(0, 3)).toEqual([5, 4, 5])
    await client.stop()
  })
})

describe.skipIf(!mosquittoInstalled)('the broker client at a real Mosquitto with the shipped configuration', () => {
  let mosquitto: Mosquitto
  async function broker() {
    mosquitto = await startMosquitto(['xiangshao', 'frigate', 'native'])
    closings.push(() => mosquitto.stop())
    return mosquitto
  }
  const subscribed = (client: { state(): { connected: boolean; subscribed: boolean } }) =>
    until(() => client.state().subscribed)

  it('hears from the broker whether something was taken, and that it was not allowed', async () => {
    const { url } = await broker()
    const { client } = await startClient(url('xiangshao'))
    await subscribed(client)
    await client.publishTaken({ topic: 'xiangshao/a/ack', payload: '{}' }, 5_000)
    await expect(client.publishTaken({ topic: 'cmnd/siren/POWER', payload: 'ON' }, 5_000)).rejects.toMatchObject({
      code: 135,
    })
  })

  it('acknowledges nothing before the commit, and then in order of arrival', async () => {
    const { port, url } = await broker()
    const tap = await wiretap(port)
    const { client, box } = await startClient(url('xiangshao').replace(`:${port}`, `:${tap.port}`))
    await subscribed(client)
    expect(client.state().protocolVersion).toBe(5)
    const camera = await publisher(url('frigate'))
    box.stall()
    for (let count = 1; count <= 20; count += 1) await camera.publish('frigate/events', String(count), { qos: 1 })
    await until(() => box.arrived.length === 20)
    expect(tap.acknowledged(0)).toEqual([])
    box.release()
    await until(() => tap.acknowledged(0).length === 20)
    expect(tap.acknowledged(0)).toEqual([...Array(20).keys()].map((index) => index + 1))
  })

  it('gets a message that was not committed again, marked as a repeat', async () => {
    const { url } = await broker()
    const { client, box } = await startClient(url('xiangshao'))
    await subscribed(client)
    const camera = await publisher(url('frigate'))
    box.fail(true)
    await camera.publish('frigate/events', 'fire', { qos: 1 })
    await until(() => box.arrived.length >= 2)
    box.fail(false)
    await until(() => box.committed.length === 1)
    expect(box.committed).toMatchObject([{ dup: true, qos: 1 }])
    expect(box.arrived[0]).toMatchObject({ dup: false })
    expect(box.texts()).toEqual(['fire'])
  })

  it('takes 2,000 messages that waited for it, in order, each once', async () => {
    const { url } = await broker()
    const { client, box } = await startClient(url('xiangshao'), { receiveMaximum: 100, maxPending: 200 })
    await subscribed(client)
    const camera = await publisher(url('frigate'))
    box.stall()
    const sent = [...Array(2000).keys()].map(String)
    await Promise.all(sent.map((payload) => camera.publish('frigate/events', payload, { qos: 1 })))
    await until(() => box.arrived.length === 100)
    expect(client.state().pending).toBe(100)
    box.release()
    await until(() => box.committed.length === 2000)
    expect(box.texts()).toEqual(sent)
    expect(client.state().connections).toBe(1)
  })

  it('sends no acknowledgement of an earlier connection on a later one', async () => {
    const { port, url } = await broker()
    const tap = await wiretap(port)
    const { client, box } = await startClient(url('xiangshao').replace(`:${port}`, `:${tap.port}`))
    await subscribed(client)
    const camera = await publisher(url('frigate'))
    box.stall()
    await camera.publish('frigate/events', 'before', { qos: 1 })
    await until(() => box.arrived.length === 1)
    tap.cut()
    await until(() => client.state().connections === 2 && box.arrived.length === 2)
    expect(box.arrived[1]).toMatchObject({ dup: true })
    box.release()
    await until(() => tap.acknowledged(1).length > 0)
    await camera.publish('frigate/events', 'after', { qos: 1 })
    await until(() => tap.acknowledged(1).length === 2)
    // Two commits of one message and one of the next: two acknowledgements, not three.
    expect(box.texts()).toEqual(['before', 'before', 'after'])
    expect(new Set(tap.acknowledged(1)).size).toBe(2)
    expect(tap.acknowledged(0)).toEqual([])
  })

  it('keeps its connection while commits stall for several keepalives', async () => {
    const { url } = await broker()
    const { client, box } = await startClient(url('xiangshao'), {
      keepaliveSeconds: 1,
      receiveMaximum: 10,
      maxPending: 15,
    })
    await subscribed(client)
    const camera = await publisher(url('frigate'))
    box.stall()
    for (let count = 0; count < 30; count += 1) await camera.publish('frigate/events', `sure ${count}`, { qos: 1 })
    for (let count = 0; count < 30; count += 1) await camera.publish('frigate/motion', `maybe ${count}`, { qos: 0 })
    await until(() => client.state().pending === 15)
    await new Promise((resolve) => setTimeout(resolve, 5000))
    expect(client.state()).toMatchObject({ connected: true, connections: 1, pending: 15 })
    box.release()
    await until(() => box.committed.length === 60)
    expect(client.state()).toMatchObject({ connected: true, connections: 1 })
    expect(new Set(box.texts()).size).toBe(60)
  }, 20_000)

  it('marks what the broker replays from its memory', async () => {
    const { url } = await broker()
    const camera = await publisher(url('frigate'))
    await camera.publish('frigate/available', 'online', { qos: 1, retain: true })
    const { client, box } = await startClient(url('xiangshao'))
    await until(() => box.committed.length === 1)
    await subscribed(client)
    await camera.publish('frigate/available', 'stopped', { qos: 1, retain: true })
    await until(() => box.committed.length === 2)
    expect(box.committed.map(({ retain }) => retain)).toEqual([true, false])
  })

  it('shares events with the processes of its group and reads retained state beside them', async () => {
    const { url } = await broker()
    const camera = await publisher(url('frigate'))
    await camera.publish('frigate/available', 'online', { qos: 1, retain: true })
    const first = await startClient(url('xiangshao'), { sharedGroup: 'township', clientId: 'one' })
    const second = await startClient(url('xiangshao'), { sharedGroup: 'township', clientId: 'two' })
    await subscribed(first.client)
    await subscribed(second.client)
    expect(first.box.arrived.length + second.box.arrived.length).toBe(0)
    const sent = [...Array(40).keys()].map(String)
    for (const payload of sent) await camera.publish('frigate/events', payload, { qos: 1 })
    await until(() => first.box.committed.length + second.box.committed.length === 40)
    expect([...first.box.texts(), ...second.box.texts()].toSorted()).toEqual(sent.toSorted())
    expect(first.box.committed.length).toBeGreaterThan(0)
    expect(second.box.committed.length).toBeGreaterThan(0)

    const reading = await first.client.readRetained(300)
    expect(reading).toEqual({ ok: true, messages: 1 })
    expect(first.box.committed.at(-1)).toMatchObject({ topic: 'frigate/available', retain: true, qos: 0 })
    expect(second.box.texts()).not.toContain('online')
  })

  it('says that a reading of retained state failed when the commit fails', async () => {
    const { url } = await broker()
    const camera = await publisher(url('frigate'))
    await camera.publish('frigate/available', 'online', { qos: 1, retain: true })
    const { client, box } = await startClient(url('xiangshao'), { sharedGroup: 'township' })
    await subscribed(client)
    box.fail(true)
    expect(await client.readRetained(300)).toEqual({ ok: false, reason: 'the database is away' })
  })

  it('renews its subscriptions on every connection and takes a new list while connected', async () => {
    const { url, kill, startAgain } = await broker()
    const { client, box } = await startClient(url('xiangshao'), { subscriptions: ['other/#'] })
    await subscribed(client)
    client.subscribe(['frigate/#'])
    await subscribed(client)
    await kill('SIGTERM')
    await until(() => !client.state().connected)
    await startAgain()
    await subscribed(client)
    const camera = await publisher(url('frigate'))
    await camera.publish('frigate/events', 'seen', { qos: 1 })
    await until(() => box.committed.length === 1)
    expect(client.state().connections).toBe(2)
  })

  it('loses nothing that was acknowledged while the server was away when the broker is killed', async () => {
    const { url, kill, startAgain, databaseFile } = await broker()
    const before = await startClient(url('xiangshao'))
    await subscribed(before.client)
    await before.client.stop()
    const camera = await publisher(url('frigate'))
    const sent = [...Array(200).keys()].map((index) => `message-${index}.`)
    await Promise.all(sent.map((payload) => camera.publish('frigate/events', payload, { qos: 1 })))
    // The broker writes right after it acknowledges; the test waits for the write, not for a time.
    let written = ''
    while (!written.includes('message-199.')) written = await readFile(databaseFile, 'latin1').catch(() => '')
    await kill('SIGKILL')
    await startAgain()
    const { box } = await startClient(url('xiangshao'))
    await until(() => box.committed.length >= 200)
    expect(box.texts()).toEqual(sent)
  })

  it('commits what it had received when the broker is killed, and goes on when it is back', async () => {
    const { url, kill, startAgain } = await broker()
    const { client, box } = await startClient(url('xiangshao'))
    await subscribed(client)
    box.stall()
    const camera = await publisher(url('frigate'))
    const sent = [...Array(200).keys()].map((index) => `message-${index}.`)
    await Promise.all(sent.map((payload) => camera.publish('frigate/events', payload, { qos: 1 })))
    await until(() => box.arrived.length === 200)
    await kill('SIGKILL')
    await until(() => !client.state().connected)
    await startAgain()
    await subscribed(client)
    box.release()
    await until(() => sent.every((payload) => box.texts().includes(payload)))
    const later = await publisher(url('frigate'))
    await later.publish('frigate/events', 'afterwards', { qos: 1 })
    await until(() => box.texts().includes('afterwards'))
    expect(client.state().connections).toBe(2)
  })

  it('lets running commits finish when it stops, and acknowledges them', async () => {
    const { url } = await broker()
    const { client, box } = await startClient(url('xiangshao'))
    await subscribed(client)
    const camera = await publisher(url('frigate'))
    box.stall()
    await camera.publish('frigate/events', 'last words', { qos: 1 })
    await until(() => box.arrived.length === 1)
    const stopped = client.stop()
    box.release()
    await stopped
    expect(box.texts()).toEqual(['last words'])
    const later = await startClient(url('xiangshao'))
    await subscribed(later.client)
    await camera.publish('frigate/events', 'new', { qos: 1 })
    await until(() => later.box.committed.length === 1)
    expect(later.box.texts()).toEqual(['new'])
  })

  it('answers a native device, which may neither forge another word nor read others', async () => {
    const { url } = await broker()
    const { client, box } = await startClient(url('xiangshao'))
    await subscribed(client)
    const device = await publisher(url('native'))
    const heard: string[] = []
    await device.subscribe('xiangshao/7/ack', (topic, payload) => heard.push(`${topic}=${payload}`))
    await device.publish('xiangshao/7/event', '{"id":"e1","kind":"smoke"}', { qos: 1 })
    await until(() => box.committed.length === 1)
    await device.publish('frigate/events', 'forged', { qos: 1 })
    await device.publish('xiangshao/7/ack', 'forged', { qos: 1 })
    await client.publishAll([{ topic: 'xiangshao/7/ack', payload: '{"id":"e1"}' }])
    await until(() => heard.length === 1)
    expect(heard).toEqual(['xiangshao/7/ack={"id":"e1"}'])
    expect(box.committed.map(({ topic }) => topic)).toEqual(['xiangshao/7/event'])
  })

  it('lets nobody in without the right password', async () => {
    const { port } = await broker()
    const url = `mqtt://127.0.0.1:${port}`
    await expect(connectPublisher({ url })).rejects.toMatchObject({ code: 5 })
    await expect(connectPublisher({ url, username: 'frigate', password: 'wrong' })).rejects.toMatchObject({ code: 5 })
    const { client } = await startClient(`mqtt://xiangshao:wrong@127.0.0.1:${port}`)
    await until(() => client.state().reason?.includes('Not authorized') ?? false)
    expect(client.state().protocolVersion).toBe(5)
  })
})
