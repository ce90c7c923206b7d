import { createConnection, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { createEmbeddedBroker, type EmbeddedBrokerParts } from '../../server/mqtt/embedded-broker.ts'
import { inbox, keptLog, until } from '../support/messages-in.ts'

const closings: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

const ACCOUNTS: Record<string, string> = { frigate: 'camera-secret', zigbee: 'sensor-secret' }

async function startBroker(changes: Partial<EmbeddedBrokerParts> = {}) {
  const box = inbox()
  const log = keptLog()
  const broker = createEmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    submit: box.submit,
    authenticate: async (username, password) => ACCOUNTS[username] === password,
    mayPublish: (principal, topic) => principal === null || topic.startsWith(`${principal}/`),
    anonymousOnLoopback: true,
    maxPacketBytes: 256 * 1024,
    log,
    ...changes,
  })
  const { port } = await broker.start()
  closings.push(() => broker.stop())
  closings.push(() => box.release())
  const url = `mqtt://127.0.0.1:${port}`
  const publisher = async (account: { username?: string; password?: string; clientId?: string } = {}) => {
    const sender = await connectPublisher({ url, ...account })
    closings.push(() => sender.end())
    return sender
  }
  return { box, log, broker, port, url, publisher }
}

/** A connection that speaks bytes, for what no library would send. */
async function rawConnection(port: number) {
  const socket: Socket = createConnection(port, '127.0.0.1')
  const heard: Buffer[] = []
  let closed = false
  socket.on('data', (chunk: Buffer) => heard.push(chunk))
  socket.on('error', () => {})
  socket.on('close', () => (closed = true))
  await new Promise((resolve) => socket.once('connect', resolve))
  closings.push(() => void socket.destroy())
  return { socket, heard: () => Buffer.concat(heard), closed: () => closed }
}

const text = (value: string) => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}
const packet = (head: number, ...body: Buffer[]) => {
  const rest = Buffer.concat(body)
  const length: number[] = []
  for (let left = rest.length; length.length === 0 || left > 0; left = Math.floor(left / 128))
    length.push((left % 128) | (left >= 128 ? 128 : 0))
  return Buffer.concat([Buffer.from([head, ...length]), rest])
}
/** A clean session; without an id the broker makes one up. */
const CONNECT = (clientId: string, keepaliveSeconds = 0) =>
  packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, keepaliveSeconds]), text(clientId))
const PUBLISH = (topic: string, messageId: number, payload: string) =>
  packet(0x32, text(topic), Buffer.from([0, messageId]), Buffer.from(payload))
const PING = Buffer.from([0xc0, 0])
const PONG = Buffer.from([0xd0, 0])
const CONNACK = Buffer.from([0x20, 2, 0, 0])

describe('the embedded broker as a door', () => {
  it('acknowledges a message only after its commit', async () => {
    const { box, publisher } = await startBroker()
    const sender = await publisher({ username: 'frigate', password: 'camera-secret' })
    box.stall()
    let acknowledged = false
    const published = sender.publish('frigate/events', 'smoke', { qos: 1 }).then(() => (acknowledged = true))
    await until(() => box.arrived.length === 1)
    expect(acknowledged).toBe(false)
    box.release()
    await published
    expect(box.committed).toMatchObject([{ topic: 'frigate/events', principal: 'frigate', qos: 1, retain: false }])
    expect(box.texts()).toEqual(['smoke'])
  })

  it('cuts the sender of a message that was not committed, who then sends it again', async () => {
    const { box, publisher } = await startBroker()
    const sender = await publisher()
    box.fail(true)
    const published = sender.publish('a/b', 'fire', { qos: 1 })
    await until(() => box.arrived.length === 1)
    box.fail(false)
    await published
    expect(box.texts()).toEqual(['fire'])
    expect(box.arrived.length).toBeGreaterThan(1)
  })

  it('knows which messages its own end may have left without an acknowledgement', async () => {
    const { box, port, publisher } = await startBroker()
    const flags = () => box.committed.map((message) => [String(message.payload), message.mayBeResent])
    const named = await publisher({ clientId: 'hall' })
    await named.publish('a', 'first', { qos: 1 })
    await named.publish('a', 'unrepeated', { qos: 0 })
    await named.end()
    // It has been connected since our start: what it sends now it has not sent before.
    const back = await publisher({ clientId: 'hall' })
    await back.publish('a', 'second', { qos: 1 })
    // Without an id of its own nobody can come back.
    const { socket } = await rawConnection(port)
    socket.write(CONNECT(''))
    socket.write(PUBLISH('a', 1, 'nameless'))
    await until(() => box.committed.length === 4)
    expect(flags()).toEqual([
      ['first', true],
      ['unrepeated', false],
      ['second', false],
      ['nameless', false],
    ])
    // One that was not committed is sent again after we have cut the connection, and others with it.
    box.fail(true)
    void back.publish('a', 'third', { qos: 1 }).catch(() => {})
    await until(() => box.arrived.length > 4)
    box.fail(false)
    await until(() => box.committed.length === 5)
    expect(flags().at(-1)).toEqual(['third', true])
  })

  it('goes on trying a message that its sender will not repeat', async () => {
    const { box, publisher } = await startBroker()
    const sender = await publisher()
    box.fail(true)
    await sender.publish('a/b', 'once only', { qos: 0 })
    await until(() => box.arrived.length === 2)
    box.fail(false)
    await until(() => box.committed.length === 1)
    expect(box.texts()).toEqual(['once only'])
  })

  it('hands over the last will of a client that vanished', async () => {
    const { box, port } = await startBroker()
    const { socket, heard } = await rawConnection(port)
    const flags = Buffer.from([4, 0x06, 0, 0])
    socket.write(packet(0x10, text('MQTT'), flags, text('gone'), text('x/status'), text('offline')))
    await until(() => heard().equals(CONNACK))
    socket.destroy()
    await until(() => box.committed.length === 1)
    expect(box.committed).toMatchObject([{ topic: 'x/status' }])
    expect(box.texts()).toEqual(['offline'])
  })

  it('answers pings and keeps the connection while a commit stalls for longer than the keepalive', async () => {
    const { box, port, broker } = await startBroker()
    const { socket, heard, closed } = await rawConnection(port)
    socket.write(CONNECT('patient', 1))
    await until(() => heard().equals(CONNACK))
    box.stall()
    for (let id = 1; id <= 5; id += 1) socket.write(PUBLISH('a/b', id, String(id)))
    await until(() => box.arrived.length > 0)
    for (let ping = 1; ping <= 8; ping += 1) {
      socket.write(PING)
      await until(() => heard().equals(Buffer.concat([CONNACK, ...Array<Buffer>(ping).fill(PONG)])))
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    box.release()
    await until(() => heard().length === CONNACK.length + 8 * 2 + 5 * 4)
    expect(closed()).toBe(false)
    expect(broker.state().dropped).toEqual({})
  })

  it('cuts a client that is silent beyond its keepalive', async () => {
    const { port, broker } = await startBroker()
    const { socket, closed } = await rawConnection(port)
    socket.write(CONNECT('silent', 1))
    await until(closed)
    expect(broker.state().dropped).toEqual({ silent: 1 })
  })

  it('lets running commits finish when it stops, and acknowledges them, without inventing last wills', async () => {
    const { box, broker, port } = await startBroker()
    const { socket, heard, closed } = await rawConnection(port)
    socket.write(packet(0x10, text('MQTT'), Buffer.from([4, 0x06, 0, 0]), text('dev'), text('x/status'), text('off')))
    await until(() => heard().equals(CONNACK))
    box.stall()
    socket.write(PUBLISH('a/b', 9, 'last words'))
    await until(() => box.arrived.length === 1)
    const stopped = broker.stop()
    box.release()
    await stopped
    await until(closed)
    expect(heard()).toEqual(Buffer.concat([CONNACK, Buffer.from([0x40, 2, 0, 9])]))
    expect(box.texts()).toEqual(['last words'])
    expect(broker.state().listening).toBe(false)
  })

  it('says which port is taken', async () => {
    const { port } = await startBroker()
    await expect(startBroker({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', port })
  })

  it('keeps the order of 2,000 messages of one sender', async () => {
    const { box, publisher } = await startBroker()
    const sender = await publisher()
    const sent = [...Array(2000).keys()].map(String)
    await Promise.all(sent.map((payload) => sender.publish('a/b', payload, { qos: 1 })))
    expect(box.texts()).toEqual(sent)
  })

  it('reads a fast sender more slowly and loses nothing of it', async () => {
    const { box, publisher } = await startBroker({ maxPublishesPerSecond: 1000, maxInFlightPerConnection: 10 })
    const sender = await publisher()
    const sent = [...Array(1500).keys()].map(String)
    await Promise.all(sent.map((payload) => sender.publish('a/b', payload, { qos: 0 })))
    await until(() => box.committed.length === 1500)
    expect(box.texts()).toEqual(sent)
  })
})

describe('who may do what at the embedded broker', () => {
  it('refuses a wrong password and an unknown name', async () => {
    const { publisher } = await startBroker()
    await expect(publisher({ username: 'frigate', password: 'wrong' })).rejects.toMatchObject({ code: 4 })
    await expect(publisher({ username: 'stranger', password: 'x' })).rejects.toMatchObject({ code: 4 })
  })

  it('refuses anonymous clients where the installation wants names', async () => {
    const { publisher } = await startBroker({ anonymousOnLoopback: false })
    await expect(publisher()).rejects.toMatchObject({ code: 5 })
  })

  it('says that it cannot tell when sign-ins cannot be checked', async () => {
    const authenticate = () => Promise.reject(new Error('the database is away'))
    const { publisher } = await startBroker({ authenticate })
    await expect(publisher({ username: 'frigate', password: 'camera-secret' })).rejects.toMatchObject({ code: 3 })
  })

  it('does not let a source publish outside its prefix', async () => {
    const { box, log, publisher } = await startBroker()
    const sender = await publisher({ username: 'frigate', password: 'camera-secret' })
    void sender.publish('zigbee/smoke', 'forged', { qos: 1 }).catch(() => {})
    await until(() => log.lines.some((line) => line.includes('a publish was refused')))
    expect(box.arrived).toEqual([])
  })

  it('does not let anybody publish to the topics of the broker itself', async () => {
    const { box, log, port } = await startBroker()
    const { socket, closed } = await rawConnection(port)
    socket.write(CONNECT('x'))
    socket.write(PUBLISH('$SYS/broker/uptime', 1, 'for ever'))
    await until(closed)
    expect(box.arrived).toEqual([])
    expect(log.lines.join()).toContain('a publish was refused')
  })

  it('does not let one user take over the connection of another by its client id', async () => {
    const { publisher, broker } = await startBroker()
    const camera = await publisher({ username: 'frigate', password: 'camera-secret', clientId: 'same' })
    const sensor = await publisher({ username: 'zigbee', password: 'sensor-secret', clientId: 'same' })
    await camera.publish('frigate/events', '1', { qos: 1 })
    await sensor.publish('zigbee/smoke', '2', { qos: 1 })
    expect(broker.state().connections).toBe(2)
  })

  it('refuses subscriptions that are not allowed', async () => {
    const { publisher } = await startBroker({ maySubscribe: (principal, filter) => filter.startsWith(`${principal}/`) })
    const sensor = await publisher({ username: 'zigbee', password: 'sensor-secret' })
    await expect(sensor.subscribe('#', () => {})).rejects.toThrow('Subscribe error')
    await expect(sensor.subscribe('zigbee/+/set', () => {})).resolves.toBeUndefined()
  })
})

describe('the embedded broker under attack', () => {
  it('drops the sender of a 50 MB packet at its header, and others go on', async () => {
    const { box, broker, port, publisher } = await startBroker()
    const good = await publisher()
    const { socket, closed } = await rawConnection(port)
    socket.write(CONNECT('huge'))
    const before = process.memoryUsage().arrayBuffers
    const body = Buffer.alloc(64 * 1024)
    // A publish whose remaining length says 50 MB.
    socket.write(Buffer.from([0x30, 0x80, 0xe1, 0xeb, 0x17]))
    while (!closed()) {
      socket.write(body)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000)
    expect(broker.state().dropped).toEqual({ 'packet-too-large': 1 })
    await good.publish('a/b', 'still here', { qos: 1 })
    expect(box.texts()).toEqual(['still here'])
  })

  it.each([
    ['a web browser', Buffer.from('GET / HTTP/1.1\r\nHost: broker\r\n\r\n')],
    ['a TLS greeting', Buffer.from('1603010101010000fd0303', 'hex')],
    ['a length without end', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01])],
    ['a connect that is cut short', Buffer.from('101000044d5154540502003c0321001400006202d301e0020020', 'hex')],
    ['a publish before the connect', PUBLISH('a/b', 1, 'x')],
  ])('cuts %s and goes on', async (_name, bytes) => {
    const { box, port, publisher } = await startBroker()
    const { socket, closed } = await rawConnection(port)
    socket.write(bytes)
    await until(closed)
    const good = await publisher()
    await good.publish('a/b', 'fine', { qos: 1 })
    expect(box.texts()).toEqual(['fine'])
  })

  it('survives a thousand connections of random bytes behind a valid connect', async () => {
    const { box, port, publisher } = await startBroker()
    let seed = 20261123
    const random = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return Math.floor((seed / 2 ** 32) * below)
    }
    for (let round = 0; round < 1000; round += 1) {
      const socket = createConnection(port, '127.0.0.1').on('error', () => {})
      const body = Buffer.from(Array.from({ length: random(40) }, () => random(256)))
      const types = [0x10, 0x30, 0x32, 0x34, 0x40, 0x50, 0x62, 0x70, 0x82, 0xa2, 0xc0, 0xe0, 0xf0]
      const damaged = packet(types[random(types.length)] ?? 0x30, body)
      socket.resume()
      socket.end(random(3) === 0 ? packet(0x10, body) : Buffer.concat([CONNECT(`r${round}`), damaged]))
      await new Promise((resolve) => socket.once('close', resolve))
    }
    const good = await publisher()
    await good.publish('good/one', 'fine', { qos: 1 })
    expect(box.texts()).toContain('fine')
  })

  it('cuts a subscriber that does not read, without delaying the others', async () => {
    const { broker, port, publisher } = await startBroker({ maxUnsentBytes: 256 * 1024 })
    const { socket, heard } = await rawConnection(port)
    socket.write(CONNECT('sleeper'))
    await until(() => heard().equals(CONNACK))
    socket.write(packet(0x82, Buffer.from([0, 1]), text('flood/#'), Buffer.from([0])))
    await until(() => heard().length > CONNACK.length)
    socket.pause()
    const good = await publisher()
    const payload = Buffer.alloc(100_000)
    while (broker.state().dropped['reads-too-slowly'] === undefined) await good.publish('flood/1', payload, { qos: 1 })
    await good.publish('a/b', 'on time', { qos: 1 })
    expect(broker.state().connections).toBe(1)
  })

  it('bounds the number of connections', async () => {
    const { broker, port, publisher } = await startBroker({ maxConnections: 2 })
    await publisher()
    await publisher()
    const third = await rawConnection(port)
    await until(third.closed)
    expect(broker.state().dropped).toEqual({ 'too-many-connections': 1 })
  })
})

describe('the embedded broker as a broker for others', () => {
  const collect = async (client: Publisher, filter: string) => {
    const heard: string[] = []
    await client.subscribe(filter, (topic, payload, retain) =>
      heard.push(`${topic}=${payload}${retain ? ' (kept)' : ''}`),
    )
    return heard
  }

  it('passes messages on and replays retained ones to a new subscriber', async () => {
    const { publisher } = await startBroker()
    const sender = await publisher()
    const listener = await publisher()
    const heard = await collect(listener, 'door/#')
    await sender.publish('door/1', 'open', { qos: 1, retain: true })
    await until(() => heard.length === 1)
    expect(heard).toEqual(['door/1=open'])
    const late = await collect(await publisher(), 'door/#')
    await until(() => late.length === 1)
    expect(late).toEqual(['door/1=open (kept)'])
  })

  it('does not keep more retained topics than it may', async () => {
    const { publisher, log } = await startBroker({ maxRetained: 2 })
    const sender = await publisher()
    for (const topic of ['k/1', 'k/2', 'k/3']) await sender.publish(topic, topic, { qos: 1, retain: true })
    await until(() => log.lines.some((line) => line.includes('full')))
    const late = await collect(await publisher(), 'k/#')
    await until(() => late.length === 2)
    expect(late.toSorted()).toEqual(['k/1=k/1 (kept)', 'k/2=k/2 (kept)'])
  })

  it('publishes our own word to the device that waits for it', async () => {
    const { broker, publisher, box } = await startBroker()
    const device = await publisher()
    const heard = await collect(device, 'xiangshao/7/ack')
    await device.publish('xiangshao/7/event', '{"id":"e1","kind":"smoke"}', { qos: 1 })
    await broker.publish('xiangshao/7/ack', '{"id":"e1"}', { qos: 1 })
    await until(() => heard.length === 1)
    expect(heard).toEqual(['xiangshao/7/ack={"id":"e1"}'])
    expect(box.arrived.map((message) => message.topic)).toEqual(['xiangshao/7/event'])
  })
})
