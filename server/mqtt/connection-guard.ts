import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** What one connection may cost. */
export type ConnectionLimits = {
  /** The largest packet accepted, counted as MQTT's remaining length. */
  maxPacketBytes: number
  /** How much may wait for a subscriber that does not read. */
  maxUnsentBytes: number
  /** Above this a sender is read more slowly; nothing is dropped. */
  maxPublishesPerSecond: number
}

/** Why a connection was cut by its guard. */
export type DropReason = 'not-mqtt' | 'malformed' | 'packet-too-large' | 'reads-too-slowly' | 'silent'

/** One guarded connection: the stream for the broker, and the handles of the door. */
export type GuardedConnection = {
  stream: Duplex
  /** Cuts the connection when nothing was heard for one and a half times `seconds`; 0 never does. */
  expectSignOfLife(seconds: number): void
  /** Stops reading until `release`: the sender is slowed down by TCP. */
  hold(): void
  release(): void
}

const CONNECT = 1
const PUBLISH = 3
const PINGREQ = 12
const PINGRESP = Buffer.from([0xd0, 0x00])
const LINGER_MS = 2000

/**
 * Stands between a socket and the broker: reads the fixed header of every packet on the raw bytes, so that an
 * oversized or malformed packet costs nothing; answers pings itself, because the broker does not read while a commit
 * is running; slows a sender that is too fast, and cuts a subscriber that does not read before it holds up others.
 */
export function guardConnection(
  socket: Socket,
  limits: ConnectionLimits,
  onDrop: (reason: DropReason) => void,
): GuardedConnection {
  const holds = new Set<'broker' | 'door' | 'rate'>()
  let state: 'type' | 'length' | 'body' = 'type'
  let packetType = 0
  let packets = 0
  let length = 0
  let lengthBytes = 0
  let allowance = limits.maxPublishesPerSecond
  let allowanceAt = Date.now()
  let silence: NodeJS.Timeout | undefined
  let dropped = false

  function drop(reason: DropReason) {
    if (dropped) return
    dropped = true
    onDrop(reason)
    stream.destroy(new Error(reason))
    socket.destroy()
  }

  function holdFor(reason: 'broker' | 'door' | 'rate') {
    holds.add(reason)
    socket.pause()
  }
  function releaseFrom(reason: 'broker' | 'door' | 'rate') {
    if (holds.delete(reason) && holds.size === 0) socket.resume()
  }

  /** Follows the packet boundaries; returns the chunk without pings, or why the connection must end. */
  function inspect(chunk: Buffer): { kept: Buffer[]; publishes: number } | DropReason {
    const kept: Buffer[] = []
    let publishes = 0
    let from = 0
    let at = 0
    while (at < chunk.length) {
      if (state === 'body') {
        const step = Math.min(length, chunk.length - at)
        length -= step
        at += step
        if (length === 0) state = 'type'
        continue
      }
      // Within bounds by the loop's condition.
      const byte = chunk[at++]!
      if (state === 'type') {
        packetType = byte >> 4
        packets += 1
        if (packets === 1 ? packetType !== CONNECT : packetType === CONNECT) return 'not-mqtt'
        if (packetType === PUBLISH) publishes += 1
        if (packetType === PINGREQ) kept.push(chunk.subarray(from, at - 1))
        state = 'length'
        length = 0
        lengthBytes = 0
        continue
      }
      length += (byte & 0x7f) * 128 ** lengthBytes
      lengthBytes += 1
      if (byte & 0x80) {
        if (lengthBytes === 4) return 'malformed'
        continue
      }
      if (length > limits.maxPacketBytes) return 'packet-too-large'
      if (packetType === PINGREQ) {
        if (length > 0) return 'malformed'
        stream.write(PINGRESP)
        from = at
      }
      state = length > 0 ? 'body' : 'type'
    }
    const insidePing = packetType === PINGREQ && state === 'length'
    if (!insidePing) kept.push(chunk.subarray(from))
    return { kept, publishes }
  }

  function spend(publishes: number) {
    const now = Date.now()
    const rate = limits.maxPublishesPerSecond
    allowance = Math.min(rate, allowance + ((now - allowanceAt) / 1000) * rate) - publishes
    allowanceAt = now
    if (allowance >= 0 || holds.has('rate')) return
    holdFor('rate')
    setTimeout(() => releaseFrom('rate'), (-allowance / rate) * 1000).unref()
  }

  const stream = new Duplex({
    readableHighWaterMark: 64 * 1024,
    // Never reached: a full buffer would make the broker wait for this subscriber, and with it everybody else.
    writableHighWaterMark: limits.maxUnsentBytes * 2,
    read() {
      releaseFrom('broker')
    },
    write(chunk: Buffer, _encoding, done) {
      if (socket.writable) socket.write(chunk)
      if (socket.writableLength > limits.maxUnsentBytes) drop('reads-too-slowly')
      done()
    },
    destroy(error, done) {
      clearTimeout(silence)
      // Acknowledgements already written still go out.
      socket.destroySoon()
      setTimeout(() => socket.destroy(), LINGER_MS).unref()
      done(error)
    },
  })
  stream.on('error', () => {})

  socket.setNoDelay(true)
  socket.setKeepAlive(true, 60_000)
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    if (dropped) return
    silence?.refresh()
    const seen = inspect(chunk)
    if (typeof seen === 'string') return drop(seen)
    for (const part of seen.kept) if (part.length > 0 && !stream.push(part)) holdFor('broker')
    spend(seen.publishes)
  })
  // After an orderly end the broker still reads what is buffered.
  socket.on('end', () => stream.push(null))
  socket.on('close', () => {
    if (!socket.readableEnded) stream.destroy()
  })

  return {
    stream,
    expectSignOfLife(seconds) {
      clearTimeout(silence)
      if (seconds === 0) return
      silence = setTimeout(() => {
        // While we do not read, silence is ours.
        if (holds.size > 0) silence?.refresh()
        else drop('silent')
      }, seconds * 1500)
      silence.unref()
    },
    hold: () => holdFor('door'),
    release: () => releaseFrom('door'),
  }
}
