import { type Socket, io } from 'socket.io-client'
import type { ClientEvents, Resumption, ServerEvents } from '#shared/change.ts'

// The only importer of socket.io-client.

/** The socket's side of live state: what comes in, and the one thing that goes out. */
export type LiveSocket = {
  sendDrawn: ClientEvents['drawn']
  /** Drops a connection that may be dead without knowing it, and makes a new one. */
  renew(): void
  close(): void
}

/** Opens the socket; `known` is read again at every connection. `refused` says that the session is not (or no longer) good. */
export function openSocket(
  handlers: ServerEvents & { refused: () => void },
  known: () => Resumption | null,
): LiveSocket {
  const socket: Socket<ServerEvents, ClientEvents> = io({
    path: '/socket.io',
    auth: (send) => send(known() ?? {}),
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    timeout: 8000,
  })
  socket.on('snapshot', handlers.snapshot)
  socket.on('change', handlers.change)
  socket.on('statuses', handlers.statuses)
  socket.on('positions', handlers.positions)
  socket.on('heartbeat', handlers.heartbeat)
  socket.on('connect_error', () => {
    // A connection the server itself refused is not tried again by the client; one that failed on the way is.
    if (!socket.active) handlers.refused()
  })
  socket.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') socket.connect()
  })
  return {
    sendDrawn: (drawn) => {
      if (socket.connected) socket.emit('drawn', drawn)
    },
    renew: () => void socket.disconnect().connect(),
    close: () => void socket.disconnect(),
  }
}
