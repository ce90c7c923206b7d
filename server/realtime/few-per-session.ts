import type { IncomingMessage } from 'node:http'
import { tokenOf } from '../sessions.ts'

/** More screens than anybody has open on one device, a wall that loads anew included. */
const MOST = 20

/** What is needed of a socket: the library has its one door, and this is not it. */
type Knocking = {
  request: IncomingMessage
  nsp: { adapter: { rooms: ReadonlyMap<string, ReadonlySet<string>> } }
  join: (room: string) => unknown
}

/** Refuses a screen where its session has so many already: one stolen or mad one must not take all the places there are. */
export function fewPerSession(socket: Knocking, next: (error?: Error) => void): void {
  const token = tokenOf(socket.request.headers.cookie)
  if (token === null) return next()
  // A room is left with the socket, however that ends: what is counted lives.
  const room = `session ${token}`
  if ((socket.nsp.adapter.rooms.get(room)?.size ?? 0) >= MOST)
    return next(Object.assign(new Error('too-many'), { data: { code: 'too-many' } }))
  socket.join(room)
  next()
}
