import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the ports a system hands out by itself (32768 up on Linux, 49152 up elsewhere): one of those, given back for the
// moment in which a program is started again, may by then be another's, be it only for a connection.
const FROM = 20_000
const COUNT = 12_000

/** A loopback port that was free a moment ago and that no system gives to others, for what is started twice at one address. */
export async function freePort(): Promise<number> {
  const port = FROM + Math.floor(Math.random() * COUNT)
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    return await freePort()
  }
  server.close()
  await once(server, 'close')
  return port
}
