import { type Socket, io } from 'socket.io-client'
import type { ClientEvents, Resumption, ServerEvents } from '#shared/change.ts'

// The only importer of socket.io-client.

/** Too many screens of one session drive each other out: not at once, and yet none stays deaf to an alarm. */
const CROWDED_PAUSE_MS = 30_000
/** How long after the server refused for reasons of its own it is asked again; spread, for all screens were refused at once. */
const ASK_AGAIN_MS = 2000
const SPREAD_MS = 2000

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
  let later: ReturnType<typeof setTimeout> | undefined
  const connectIn = (ms: number): void => {
    clearTimeout(later)
    later = setTimeout(() => socket.connect(), ms)
  }
  socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
    // A connection that failed on the way is tried again by the client itself; one the server refused is not.
    if (socket.active) return
    if (error.data?.code === 'not-signed-in') handlers.refused()
    else connectIn(ASK_AGAIN_MS + Math.random() * SPREAD_MS)
  })
  let isCrowded = false
  socket.on('connect', () => {
    isCrowded = false
    clearTimeout(later)
  })
  socket.on('letGo', () => (isCrowded = true))
  socket.on('disconnect', (reason) => {
    if (reason !== 'io server disconnect') return
    if (isCrowded) connectIn(CROWDED_PAUSE_MS)
    else socket.connect()
  })
  return {
    sendDrawn: (drawn) => {
      if (socket.connected) socket.emit('drawn', drawn)
    },
    renew() {
      clearTimeout(later)
      socket.disconnect().connect()
    },
    close() {
      clearTimeout(later)
      socket.disconnect()
    },
  }
}
