import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { parentPort, workerData } from 'node:worker_threads'

// The embedded PostgreSQL, off the main thread: one slow query must not freeze the alarms. It speaks the
// PostgreSQL protocol on a local socket, so that everything else uses one driver. One connection only:
// the socket server interleaves the messages of several into one session.

const { directory, socketPath } = workerData as { directory: string; socketPath: string }
const port = parentPort
if (port === null) throw new Error('embedded-worker.ts runs as a worker')

const db = await PGlite.create(directory)
const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 1 })
await server.start()
port.on('message', async () => {
  await server.stop()
  await db.close()
  port.postMessage('stopped')
  port.close()
})
port.postMessage('ready')
