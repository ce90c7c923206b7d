import { z } from 'zod'
import type { Device } from '#shared/device.ts'
import { momentQuerySchema } from '#shared/ids.ts'
import { KINDS } from '#shared/kinds.ts'
import type { Readings } from '#shared/readings.ts'
import type { Viewer } from '#shared/session.ts'
import { unitNamed } from '#shared/value-unit.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { type Arrangement, bare } from '../domain/arrangement.ts'
import { bucketSecondsFor } from '../domain/buckets.ts'
import { areaIdsOfDevice, maySeeDevice } from '../domain/ground.ts'
import { witnessesOf } from '../domain/shown.ts'
import { mayKnowKind, maySee, scopeOf } from '../domain/viewer.ts'
import { addressKey } from '../domain/watched.ts'
import { statuses } from '../realtime/snapshot.ts'
import { incidentsWitnessed, readingBuckets } from '../store/device-readings.ts'
import { incidentsByIds } from '../store/incidents.ts'
import { heardAtAddresses } from '../store/statuses.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const DAY_MS = 86_400_000
/** Longer than this nobody looks at once: it would be read whole for every look. */
const MOST_DAYS = 92

/** What readings may be asked for: one value (the first there is), from when to when (the last day), in how many steps. */
export const readingsQuerySchema = z.object({
  name: z.string().min(1).max(64).optional(),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
  most: z.coerce.number().int().min(2).max(500).default(500),
})

/** Devices with their health, and what they have measured. */
export function deviceRoutes(parts: {
  database: Database
  decisions: Decisions
  now: () => Date
  /** Resolves when all telemetry committed until now can be read. */
  settled: () => Promise<void>
}): Route[] {
  const { database, decisions, now, settled } = parts

  async function devices(viewer: Viewer, ofId?: string) {
    await settled()
    const { arrangement: current } = await decisions.facts()
    const byId = new Map((await statuses(database, current, now())).map((status) => [status.deviceId, status]))
    const some = [...current.devices.values()].filter(
      (device) => (ofId === undefined || device.id === ofId) && maySeeDevice(viewer, device, current),
    )
    return some.map((device) => ({ ...bare(device), status: byId.get(device.id) }))
  }

  /** What a device has told in numbers at any of its addresses; a plain `value` has the unit that was sent beside it. */
  async function namesOf({ addresses }: Device): Promise<Readings['names']> {
    const heard = await heardAtAddresses(database)
    const names = new Map<string, string | null>()
    for (const { source, externalId } of addresses) {
      const values = heard.get(addressKey(source, externalId))?.values ?? {}
      for (const [name, value] of Object.entries(values)) {
        if (typeof value !== 'number') continue
        const sent = name === 'value' && typeof values['unit'] === 'string' ? values['unit'] : null
        names.set(name, unitNamed(name).unit ?? sent ?? names.get(name) ?? null)
      }
    }
    return [...names].map(([name, unit]) => ({ name, unit })).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** The incidents in whose evidence a viewer may see that it is of this device. */
  async function seenIncidents(viewer: Viewer, device: Device, current: Arrangement, from: Date, to: Date) {
    const found = await incidentsByIds(database, await incidentsWitnessed(database, device.id, from, to))
    return found.flatMap((incident) =>
      maySee(viewer, scopeOf(incident)) && witnessesOf(viewer, incident, current).some(({ id }) => id === device.id)
        ? [incident.id]
        : [],
    )
  }

  return [
    {
      method: 'get',
      path: '/api/devices',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'The registry of devices with their health.',
      handle: async ({ viewer }) => json({ items: await devices(viewer), nextCursor: null }),
    },
    {
      method: 'get',
      path: '/api/devices/:id',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'One device with its health.',
      async handle({ params, viewer }) {
        const [device] = await devices(viewer, params['id'] ?? '')
        if (device === undefined) throw new Refusal('not-found')
        return json(device)
      },
    },
    {
      method: 'get',
      path: '/api/devices/:id/readings',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'One value of a device over time, by when it was received: in steps of equal length, with the least, greatest and mean of each.',
      async handle({ params, query, viewer }) {
        const asked = parsed(readingsQuerySchema, query)
        const { arrangement: current } = await decisions.facts()
        const device = current.devices.get(params['id'] ?? '')
        if (device === undefined || !maySeeDevice(viewer, device, current)) throw new Refusal('not-found')
        const to = asked.to === undefined ? now() : new Date(asked.to)
        const from = asked.from === undefined ? new Date(to.getTime() - DAY_MS) : new Date(asked.from)
        const spanMs = to.getTime() - from.getTime()
        if (spanMs <= 0) throw new Refusal('invalid', { fields: [{ field: 'from', message: 'must be before `to`' }] })
        if (spanMs > MOST_DAYS * DAY_MS)
          throw new Refusal('invalid', {
            fields: [{ field: 'from', message: `at most ${MOST_DAYS} days are shown at once` }],
          })
        await settled()
        const names = await namesOf(device)
        const name = asked.name ?? names[0]?.name ?? null
        const bucketSeconds = bucketSecondsFor(spanMs, asked.most)
        const areaIds = areaIdsOfDevice(current, device)
        const items =
          name === null
            ? []
            : await readingBuckets(database, {
                deviceId: device.id,
                name,
                from,
                to,
                bucketSeconds,
                kinds: KINDS.filter((kind) => mayKnowKind(viewer, kind, areaIds)),
                incidentIds: await seenIncidents(viewer, device, current, from, to),
              })
        const answer: Readings = {
          names,
          name,
          from: from.toISOString(),
          to: to.toISOString(),
          bucketSeconds,
          items,
        }
        return json(answer)
      },
    },
  ]
}
