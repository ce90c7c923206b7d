import { type Socket, io } from 'socket.io-client'
import type { ClientEvents, Resumption, ServerEvents } from '#shared/change.ts'

// The only importer of socket.io-client.

/** Too many screens of one session drive each other out: not at once, and yet none stays deaf to an alarm. */
const CROWDED_PAUSE_MS = 30_000

/** The socket's side of live state: what comes in, and the one thing that goes out. */
export type LiveSocket = {
  sendDrawn: ClientEvents['drawn']
  /** Drops a connection that may be dead without knowing it, and makes a new one. */
  renew(): void
  close(): void
}

/** Opens the socket; `known` is read again at every connection. `refused` says that the session is not (or no longer) good. */
export function openSocket(
  handlers: Omit<ServerEvents, 'letGo'> & { refused: () => void },
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
  let isCrowded = false
  let comingBack: ReturnType<typeof setTimeout> | undefined
  socket.on('connect', () => {
    isCrowded = false
    clearTimeout(comingBack)
  })
  socket.on('letGo', () => (isCrowded = true))
  socket.on('disconnect', (reason) => {
    if (reason !== 'io server disconnect') return
    if (isCrowded) comingBack = setTimeout(() => socket.connect(), CROWDED_PAUSE_MS)
    else socket.connect()
  })
  return {
    sendDrawn: (drawn) => {
      if (socket.connected) socket.emit('drawn', drawn)
    },
    renew: () => void socket.disconnect().connect(),
    close() {
      clearTimeout(comingBack)
      socket.disconnect()
    },
  }
}
