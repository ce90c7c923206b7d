import { connect } from 'mqtt'

// The yardstick of the ingest: the same client library with the same window and the same session, which
// acknowledges every message and does nothing with it. Told { count }, it says `received` when so many more have come.

const [url = '', ...filters] = process.argv.slice(2)
let remaining = Infinity

const client = connect(url, {
  protocolVersion: 5,
  clientId: 'bench-bare',
  clean: false,
  properties: { receiveMaximum: 1000, sessionExpiryInterval: 3600 },
})
client.on('message', () => {
  remaining -= 1
  if (remaining === 0) process.send?.({ received: 1 })
})
process.on('message', ({ count }: { count: number }) => {
  remaining = count
})
client.on('connect', () => {
  client.subscribe(filters, { qos: 1 }, () => process.send?.({ ready: 1 }))
})
