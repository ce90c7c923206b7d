import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A modem on the LAN that takes every text; `lines` is what it was told, over all connections. */
export type FakeModem = {
  port: string
  lines: string[]
  /** How many texts, by their parts, the network has. */
  sent(): number
  /** How many talk to it now, and how many at most ever did together. */
  connections(): { now: number; most: number }
  stop(): Promise<void>
}

/** Where a command ends (CR), or the words of a message (Ctrl-Z); -1: it goes on. */
const ended = (text: string) => Array.from(text).findIndex((sign) => sign === '\r' || sign === '\u001a')

/** Starts a modem on a free port of this machine. */
export async function startFakeModem(): Promise<FakeModem> {
  const lines: string[] = []
  const sockets = new Set<Socket>()
  let [sent, most] = [0, 0]
  const server = createServer((socket) => {
    sockets.add(socket)
    most = Math.max(most, sockets.size)
    let rest = ''
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1')
      for (let at = ended(rest); at >= 0; at = ended(rest)) {
        const [line, end] = [rest.slice(0, at), rest[at]]
        rest = rest.slice(at + 1)
        lines.push(line)
        if (end === '\u001a') socket.write(`\r\n+CMGS: ${42 + sent++}\r\n\r\nOK\r\n`)
        else if (line.includes('AT+CMGS=')) socket.write('\r\n> ')
        else if (line.includes('AT+CPIN?')) socket.write('\r\n+CPIN: READY\r\n\r\nOK\r\n')
        else socket.write('\r\nOK\r\n')
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address object.
  const { port } = server.address() as AddressInfo
  return {
    port: `tcp://127.0.0.1:${port}`,
    lines,
    sent: () => sent,
    connections: () => ({ now: sockets.size, most }),
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
