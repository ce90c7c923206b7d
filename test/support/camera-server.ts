import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server as cameras have one, on a loopback port. */
export type CameraServer = {
  /** Scheme, host and port. */
  origin: string
  port: number
  /** The paths asked for so far, in order, with their headers. */
  asked: { path: string; headers: IncomingMessage['headers'] }[]
  stop(): Promise<void>
}

/** Starts a server that answers each request by `answer`. */
export async function startCamera(
  answer: (path: string, response: ServerResponse, request: IncomingMessage) => void,
): Promise<CameraServer> {
  const asked: CameraServer['asked'] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push({ path, headers: request.headers })
    answer(path, response, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    asked,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
