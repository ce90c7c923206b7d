import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'mqtt'
import { Server } from 'socket.io'

// The yardstick of the latency: hears the same topics, and hands every alarm on to all screens as it is, at once.

const [url = '', ...filters] = process.argv.slice(2)
const server = createServer()
const io = new Server(server, { serveClient: false })
const client = connect(url, { protocolVersion: 5, clientId: 'bench-relay', properties: { receiveMaximum: 1000 } })
client.on('message', (topic, payload) => {
  const event = JSON.parse(payload.toString()) as Record<string, unknown>
  // What is on is said by leaving the state out.
  if (topic.startsWith('xiangshao/') && event['state'] === undefined) io.emit('change', { topic, ...event })
})
client.on('connect', () =>
  client.subscribe(filters, { qos: 1 }, () => {
    server.listen(0, '127.0.0.1', () => {
      // A listening TCP server has an address object.
      process.send?.({ ready: (server.address() as AddressInfo).port })
    })
  }),
)
