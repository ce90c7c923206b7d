import { z } from 'zod'
import type { Snapshot } from '#shared/change.ts'
import { idSchema, momentQuerySchema } from '#shared/ids.ts'
import { DEFAULT_SEVERITY, kindSchema, severitySchema } from '#shared/kinds.ts'
import type { Observation } from '#shared/observation.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { type Arrangement, arrangementAt, bare } from '../domain/arrangement.ts'
import { assign } from '../domain/assign.ts'
import { areaIdsOfDevice, maySeeDevice } from '../domain/ground.ts'
import { shownObservation } from '../domain/shown.ts'
import { maySeeKept } from '../domain/sms-topic.ts'
import { hasRole, mayKnowKind, maySee, READS_QUARANTINE, scopeOf, sightOf } from '../domain/viewer.ts'
import type { Showing } from '../realtime/showing.ts'
import { arrangedVersions } from '../store/arrangement.ts'
import { changesAfter, type KeptChange } from '../store/changes.ts'
import { mediaOfQuarantine } from '../store/evidence-media.ts'
import { standingIncident, incidentsByIds } from '../store/incidents.ts'
import { observationsPage } from '../store/observations.ts'
import { personCards } from '../store/people.ts'
import { quarantinePage } from '../store/quarantine.ts'
import { knownCard } from './known-card.ts'
import { cursorOf, limitSchema, seenPage } from './paging.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const MOST_CHANGES = 1000

const atSchema = z.object({ at: momentQuerySchema.optional() })
const sinceSchema = z.object({ since: z.coerce.number().int().min(0), sight: z.string().max(64).optional() })
const responsibilitySchema = z.object({
  lng: z.coerce.number().min(-180).max(180),
  lat: z.coerce.number().min(-90).max(90),
  kind: kindSchema.default('other'),
  severity: severitySchema.optional(),
  at: momentQuerySchema.optional(),
  knownAt: momentQuerySchema.optional(),
})
const observationsSchema = z.object({
  incidentId: idSchema.optional(),
  deviceId: idSchema.optional(),
  kind: kindSchema.optional(),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
  cursor: z.string().max(400).optional(),
  limit: limitSchema,
})
/** Who may ask for evidence without naming an incident or a device; the ground narrows it all the same. */
const READS_ALL: readonly Role[] = ['admin', 'duty', 'reviewer', 'wall']

const pageSchema = z.object({ cursor: z.string().max(400).optional(), limit: limitSchema })

/** What screens read: the snapshot and changes, the ground and who answers for it, what devices said. */
export function readingRoutes(parts: {
  database: Database
  decisions: Decisions
  now: () => Date
  snapshotFor: (viewer: Viewer) => Promise<Snapshot>
  missedSince: (seq: number, limit: number) => Promise<KeptChange[] | null>
  changeFor: Showing['changeFor']
  /** Resolves when all telemetry committed until now can be read. */
  settled: () => Promise<void>
}): Route[] {
  const { database, decisions, now, snapshotFor, missedSince, changeFor, settled } = parts

  async function arrangement(at: string | undefined): Promise<Arrangement> {
    if (at === undefined) return (await decisions.facts()).arrangement
    return arrangementAt(await decisions.versions(), new Date(at))
  }

  /** With the knowledge of then, where it is asked for. */
  async function arrangementAsKnown(at: string | undefined, knownAt: string | undefined): Promise<Arrangement> {
    if (knownAt === undefined) return arrangement(at)
    return arrangementAt(await arrangedVersions(database, new Date(knownAt)), new Date(at ?? knownAt))
  }

  /** Evidence shows what its incident is about: whoever may not see that may not see this. Readings are their device's. */
  async function shownRows(rows: Observation[], viewer: Viewer): Promise<Observation[]> {
    const ids = [...new Set(rows.flatMap(({ incidentId }) => incidentId ?? []))]
    const { arrangement: current } = await decisions.facts()
    const seen = (await incidentsByIds(database, ids)).filter((incident) => maySee(viewer, scopeOf(incident)))
    const byId = new Map(seen.map((incident) => [incident.id, incident]))
    return rows.flatMap((row) => {
      if (row.incidentId !== null) {
        const incident = byId.get(row.incidentId)
        return incident === undefined ? [] : shownObservation(viewer, row, incident, current)
      }
      const device = row.deviceId === null ? undefined : current.devices.get(row.deviceId)
      const isTheirs = device === undefined ? viewer.areaIds === null : maySeeDevice(viewer, device, current)
      // That a button was let go says that it was pressed, and which one.
      const areaIds = device === undefined ? [] : areaIdsOfDevice(current, device)
      if (!mayKnowKind(viewer, row.kind, areaIds)) return []
      return isTheirs ? shownObservation(viewer, row, null, current) : []
    })
  }

  return [
    {
      method: 'get',
      path: '/api/snapshot',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'Everything a screen needs to start, as of a sequence number.',
      handle: async ({ viewer }) => json(await snapshotFor(viewer)),
    },
    {
      method: 'get',
      path: '/api/changes',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'Every change after `since` that the viewer may see, in order; 410 where `sight`, that of the snapshot, is the viewer’s no longer.',
      async handle({ query, viewer }) {
        const { since, sight } = parsed(sinceSchema, query)
        if (sight !== undefined && sight !== sightOf(viewer)) throw new Refusal('too-old')
        const kept = await missedSince(since, MOST_CHANGES)
        if (kept === null) throw new Refusal('too-old')
        let prev = since
        const changes = kept.flatMap((change) => {
          const told = changeFor(viewer, change, prev)
          prev = told?.seq ?? prev
          return told ?? []
        })
        return json({ changes, upTo: kept.at(-1)?.seq ?? since })
      },
    },
    {
      method: 'get',
      path: '/api/areas',
      who: 'signed-in',
      roles: 'all',
      scope: 'installation',
      says: 'The areas at a moment, as a GeoJSON FeatureCollection.',
      async handle({ query }) {
        const { areaList } = await arrangement(parsed(atSchema, query).at)
        const features = areaList.map(({ geometry, id, code, level, name, parentId }) => {
          return { type: 'Feature', id, geometry, properties: { id, code, level, name, parentId } }
        })
        return json({ type: 'FeatureCollection', features })
      },
    },
    {
      method: 'get',
      path: '/api/responsibility',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'Who answers for a point: its areas, the plan of the kind and severity, the chain; at any moment, as known at another.',
      async handle({ query, viewer }) {
        const { lng, lat, kind, at, knownAt, ...said } = parsed(responsibilitySchema, query)
        const severity = said.severity ?? DEFAULT_SEVERITY[kind]
        const ground = await arrangementAsKnown(at, knownAt)
        const { timeZone } = await decisions.facts()
        const touched = ground.areas.touched({ type: 'point', location: [lng, lat], radiusMetres: 0 })
        const moment = at ?? knownAt
        const asked = { kind, severity, touched, at: moment === undefined ? now() : new Date(moment), timeZone }
        const { plan, tiers, chain, respondersNeeded, informed } = assign(ground, asked)
        const ids = [...chain, ...informed].flatMap(({ personId }) => personId ?? [])
        const stoodFor = chain.flatMap(({ inPlaceOf }) => inPlaceOf ?? [])
        const people = new Map(
          (await personCards(database, [...new Set([...ids, ...stoodFor])])).map((card) => [card.id, card]),
        )
        const cardOf = (id: string | null) => knownCard(viewer, id, people, ground)
        return json({
          areas: touched
            .flatMap(({ areaId }) => ground.areas.byId(areaId) ?? [])
            .map(({ id, code, level, name, parentId }) => ({ id, code, level, name, parentId })),
          plan: plan === null ? null : bare(plan),
          severity,
          tiers,
          respondersNeeded,
          chain: chain.map((link) => {
            return { ...link, person: cardOf(link.personId), personInPlaceOf: cardOf(link.inPlaceOf) }
          }),
          informed: informed.map(({ personId, duty, areaId }) => ({
            personId,
            duty,
            areaId,
            person: cardOf(personId),
          })),
        })
      },
    },
    {
      method: 'get',
      path: '/api/observations',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'What devices and people said, newest first.',
      async handle({ query, viewer }) {
        const { cursor, limit, incidentId, deviceId, kind, from, to } = parsed(observationsSchema, query)
        const incident = incidentId === undefined ? null : await standingIncident(database, incidentId)
        if (incidentId !== undefined) {
          if (incident === null || !maySee(viewer, scopeOf(incident))) throw new Refusal('not-found')
        } else if (!hasRole(viewer, ...READS_ALL) && deviceId === undefined)
          throw new Refusal('not-allowed', { detail: 'name an incident or a device' })
        const filter = {
          ...(incident && { incidentIds: [incident.id, ...incident.mergedIds] }),
          ...(deviceId && { deviceId }),
          ...(kind && { kind }),
          ...(from && { from }),
          ...(to && { to }),
        }
        await settled()
        const page = await seenPage(
          { cursor: cursorOf(cursor), limit },
          (before, most) => observationsPage(database, { ...filter, ...(before && { before }) }, most),
          // Whoever sees an incident sees its evidence, though another incident may have had it first.
          async (rows) => {
            const { arrangement: current } = await decisions.facts()
            const shown =
              incident === null
                ? await shownRows(rows, viewer)
                : rows.map((row) => shownObservation(viewer, row, incident, current))
            // Where evidence does not say of which device it is, asking for the device does not either.
            return deviceId === undefined ? shown : shown.filter((row) => row.deviceId === deviceId)
          },
          ({ receivedAt, id }) => ({ at: new Date(receivedAt), id }),
        )
        return json(page)
      },
    },
    {
      method: 'get',
      path: '/api/quarantine',
      who: 'signed-in',
      roles: READS_QUARANTINE,
      scope: 'viewer',
      says: 'Messages that could not be read, with the reason.',
      async handle({ query, viewer }) {
        // What could not be read is of no ground: whoever sees but a part sees none of it, save the duty rooms.
        if (!maySee(viewer, { areaIds: [], personIds: [] })) throw new Refusal('not-allowed')
        const { cursor, limit } = parsed(pageSchema, query)
        const { arrangement } = await decisions.facts()
        const page = await seenPage(
          { cursor: cursorOf(cursor), limit },
          (after, most) => quarantinePage(database, after, most),
          (rows) => rows.filter((row) => maySeeKept(viewer, row, arrangement)),
          ({ receivedAt, id }) => ({ at: receivedAt, id }),
        )
        const cutOut = await mediaOfQuarantine(
          database,
          page.items.map(({ id }) => id),
        )
        return json({ ...page, items: page.items.map((row) => ({ ...row, media: cutOut.get(row.id) ?? [] })) })
      },
    },
  ]
}

/** The changes after a sequence, or null when some of them are no longer kept or never were. */
export async function missedSince(
  database: Database,
  seq: number,
  oldest: number | null,
  limit: number,
  newest: number,
): Promise<KeptChange[] | null> {
  if (seq > newest || (oldest !== null && seq < oldest - 1)) return null
  return changesAfter(database, seq, limit)
}
