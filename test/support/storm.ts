import { snapshotSchema } from '#shared/change.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Incident } from '#shared/incident.ts'
import type { Publisher } from '../../server/mqtt/broker-client.ts'
import type { RunningApp } from './running-app.ts'

/** One happening, seen by several devices around one place. */
export type Cause = { name: string; location: LngLat }

const METRES_PER_DEGREE = 111_000
const APART_METRES = 1500

/** As many places of the demo township as asked for, each further from the others than any rule would join. */
export async function causesFarApart(app: RunningApp, cookie: string, count: number): Promise<Cause[]> {
  const { devices } = snapshotSchema.parse((await app.get('/api/snapshot', cookie)).body)
  const chosen: LngLat[] = []
  for (const { location } of devices)
    if (location !== null && chosen.length < count && chosen.every((other) => metres(other, location) > APART_METRES))
      chosen.push(location)
  if (chosen.length < count) throw new Error(`the township has only ${chosen.length} places so far apart`)
  return chosen.map((location, index) => ({ name: `cause-${index}`, location }))
}

/** Publishes alarm `number` of a cause: one of its eight devices, some twenty metres around the place. */
export async function raise(publisher: Publisher, cause: Cause, number: number): Promise<void> {
  const device = number % 8
  const turn = (device / 8) * 2 * Math.PI
  const [lng, lat] = cause.location
  const location = [lng + (Math.cos(turn) * 20) / METRES_PER_DEGREE, lat + (Math.sin(turn) * 20) / METRES_PER_DEGREE]
  const event = { id: `${cause.name}-${number}`, kind: 'smoke', location, value: `${cause.name}-${number}` }
  await publisher.publish(`xiangshao/${cause.name}-device-${device}/event`, JSON.stringify(event), { qos: 1 })
}

/** The incidents as a screen would start with them now, and the sequence they stand at. */
export async function standing(app: RunningApp, cookie: string): Promise<{ seq: number; incidents: Incident[] }> {
  return snapshotSchema.parse((await app.get('/api/snapshot', cookie)).body)
}

function metres(a: LngLat, b: LngLat): number {
  const east = (a[0] - b[0]) * METRES_PER_DEGREE * Math.cos((a[1] * Math.PI) / 180)
  return Math.hypot(east, (a[1] - b[1]) * METRES_PER_DEGREE)
}
