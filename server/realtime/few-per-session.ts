import type { ExtendedError, Socket } from 'socket.io'
import { tokenOf } from '../sessions.ts'

/** More screens than anybody has open on one device, a wall that loads anew included. */
const MOST = 20

/** Refuses a screen where its session has so many already: one stolen or mad one must not take all the places there are. */
export function fewPerSession(socket: Socket, next: (error?: ExtendedError) => void): void {
  const token = tokenOf(socket.request.headers.cookie)
  if (token === null) return next()
  // A room is left with the socket, however that ends: what is counted lives.
  const room = `session ${token}`
  if ((socket.nsp.adapter.rooms.get(room)?.size ?? 0) >= MOST)
    return next(Object.assign(new Error('too-many'), { data: { code: 'too-many' } }))
  void socket.join(room)
  next()
}
