import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

// Sends a file of messages (a JSON list of [topic, payload]) at QoS 1 over a bare socket, so that on a machine with few
// cores the sender takes as little as possible from those it measures. Told { perSecond } it sends at that rate for
// ever, told { send: true } it sends all once, as fast as the broker acknowledges.

const [url = '', file = ''] = process.argv.slice(2)
const { hostname, port, username, password } = new URL(url)
const MOST_UNACKNOWLEDGED = 1000
const TICK_MS = 10

const text = (value: string) => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes])
}
function packet(head: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length: number[] = []
  for (let rest = body.length; length.length === 0 || rest > 0; rest >>= 7)
    length.push((rest & 127) | (rest > 127 ? 128 : 0))
  return Buffer.concat([Buffer.of(head, ...length), body])
}

const packets = (JSON.parse(readFileSync(file, 'utf8')) as [string, string][]).map(([topic, payload], index) => {
  const id = (index % 65_535) + 1
  return packet(0x32, text(topic), Buffer.of(id >> 8, id & 255), Buffer.from(payload))
})

const socket = connect(Number(port), hostname)
await once(socket, 'connect')
socket.setNoDelay(true)
socket.write(
  packet(0x10, text('MQTT'), Buffer.of(4, 0xc2, 0, 0), text(`bench-${username}`), text(username), text(password)),
)
await once(socket, 'data')

let acknowledgedBytes = 0
let wake = () => {}
// After the CONNACK a broker sends a publisher nothing but PUBACKs, of four bytes each.
socket.on('data', (chunk: Buffer) => {
  acknowledgedBytes += chunk.length
  wake()
})
socket.on('close', () => process.exit(1))

async function sendAll(): Promise<void> {
  const base = acknowledgedBytes / 4
  let sent = 0
  while (acknowledgedBytes / 4 - base < packets.length) {
    const room = MOST_UNACKNOWLEDGED - (sent - (acknowledgedBytes / 4 - base))
    const next = packets.slice(sent, sent + Math.floor(room))
    sent += next.length
    if (next.length > 0) socket.write(Buffer.concat(next))
    await new Promise<void>((resolve) => (wake = resolve))
  }
}

async function sendSteadily(perSecond: number): Promise<void> {
  const began = performance.now()
  for (let sent = 0; ; await delay(TICK_MS)) {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond)
    for (; sent < due; sent++) socket.write(packets[sent % packets.length] ?? '')
  }
}

process.on('message', (told: { perSecond?: number; send?: true }) => {
  if (told.perSecond !== undefined) void sendSteadily(told.perSecond)
  else void sendAll().then(() => process.send?.({ sent: packets.length }))
})
process.send?.({ ready: 1 })
