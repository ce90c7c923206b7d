import { io } from 'socket.io-client'
import type { ChangeEnvelope, Heartbeat, Snapshot } from '#shared/change.ts'
import type { FireDanger } from '#shared/fire-danger.ts'
import type { Incident } from '#shared/incident.ts'

/** One screen: what it was told, in the order it was told. */
export type LiveClient = {
  incidents: Map<string, Incident>
  /** Fire danger by township. */
  dangers: Map<string, FireDanger>
  seq(): number
  /** Changes whose `prev` was not the last sequence this screen knew, and those not newer than it. */
  gaps: { seq: number; prev: number; last: number }[]
  changes(): number
  /** Every heartbeat, the last one last. */
  beats: readonly Heartbeat[]
  close(): void
}

/** Connects a screen that takes a snapshot and then every change; resolves when it has the snapshot. */
export async function connectLive(url: string, cookie: string): Promise<LiveClient> {
  const socket = io(url, { path: '/socket.io', extraHeaders: { cookie }, transports: ['websocket'] })
  const incidents = new Map<string, Incident>()
  const dangers = new Map<string, FireDanger>()
  const gaps: LiveClient['gaps'] = []
  const beats: Heartbeat[] = []
  socket.on('heartbeat', (beat: Heartbeat) => void beats.push(beat))
  let last = 0
  let changes = 0
  await new Promise<void>((resolve, reject) => {
    socket.on('snapshot', (snapshot: Snapshot) => {
      last = snapshot.seq
      for (const incident of snapshot.incidents) incidents.set(incident.id, incident)
      for (const danger of snapshot.fireDanger) dangers.set(danger.areaId, danger)
      resolve()
    })
    socket.on('change', (change: ChangeEnvelope) => {
      const { seq, prev } = change
      if (prev !== last || seq <= last) gaps.push({ seq, prev, last })
      last = seq
      changes += 1
      if (change.type === 'incident') incidents.set(change.incident.id, change.incident)
      if (change.type === 'gone') incidents.delete(change.incidentId)
      if (change.type === 'fire-danger') dangers.set(change.danger.areaId, change.danger)
    })
    socket.on('connect_error', reject)
  })
  const close = () => void socket.disconnect()
  return { incidents, dangers, seq: () => last, gaps, changes: () => changes, beats, close }
}

/** Connects with these headers and tells how the server received it. */
export async function knock(url: string, extraHeaders: Record<string, string>): Promise<string> {
  const socket = io(url, { path: '/socket.io', extraHeaders, transports: ['websocket'], reconnection: false })
  const answer = await new Promise<string>((resolve) => {
    socket.on('snapshot', () => resolve('let in'))
    socket.on('connect_error', (error) => resolve(error.message))
  })
  socket.disconnect()
  return answer
}

/** Sends events that no client of ours would send, and resolves with the heartbeat after them; rejects when cut off. */
export async function sayNonsense(url: string, cookie: string, events: [string, unknown][]): Promise<Heartbeat> {
  const socket = io(url, { path: '/socket.io', extraHeaders: { cookie }, transports: ['websocket'] })
  await new Promise<void>((resolve) => void socket.once('snapshot', () => resolve()))
  await new Promise<void>((resolve) => void socket.once('heartbeat', () => resolve()))
  for (const [event, body] of events) socket.emit(event, body)
  const beat = await new Promise<Heartbeat>((resolve, reject) => {
    socket.once('heartbeat', resolve)
    socket.once('disconnect', (reason) => reject(new Error(reason)))
  })
  socket.disconnect()
  return beat
}
