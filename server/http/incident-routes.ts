import { z } from 'zod'
import { actionBodySchema } from '#shared/action.ts'
import { idSchema, momentQuerySchema } from '#shared/ids.ts'
import { handlingSchema, type Incident } from '#shared/incident.ts'
import { kindSchema } from '#shared/kinds.ts'
import { reportBodySchema } from '#shared/observation.ts'
import type { Guard } from '#shared/permit.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Acting } from '../acting.ts'
import type { Audit } from '../audit/audit.ts'
import type { Decisions } from '../decisions.ts'
import { bare } from '../domain/arrangement.ts'
import { type IncidentRecord } from '../domain/facts.ts'
import { wireIncident } from '../domain/wire-incident.ts'
import { actsOn, householdAt } from '../domain/household.ts'
import { rosterThen } from '../domain/roster-then.ts'
import { isFoundIn, namedBy, shownActions, shownObservation, shownTo, witnessesOf } from '../domain/shown.ts'
import { hasRole, isDutyRoomOf, maySee, scopeOf } from '../domain/viewer.ts'
import { changesOfIncident } from '../store/changes.ts'
import { withMedia } from '../store/evidence-media.ts'
import { actionsOf, deliveriesOf, evidenceOf, incidentsPage, standingIncident } from '../store/incidents.ts'
import { toldOf } from '../store/notices.ts'
import { observationsPage } from '../store/observations.ts'
import { arrangedVersions } from '../store/arrangement.ts'
import { householdContact } from '../store/households.ts'
import { sirensFor } from '../store/channels.ts'
import { personCards, personPhones } from '../store/people.ts'
import { knownVersions } from '../store/registry.ts'
import { cursorOf, limitSchema, pageOf, seenPage } from './paging.ts'
import { type Asked, json, parsed, Refusal, type Route } from './route.ts'

/** How much of its evidence one incident carries along, newest first. */
const EVIDENCE_AT_ONCE = 100

const listQuerySchema = z.object({
  handling: handlingSchema.optional(),
  kind: kindSchema.optional(),
  areaId: idSchema.optional(),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
  cursor: z.string().max(400).optional(),
  limit: limitSchema,
})

/** Incidents: the list, one whole, what people do to it, its replay; and people's reports. */
export function incidentRoutes(parts: {
  database: Database
  decisions: Decisions
  acting: Acting
  audit: Audit
  now: () => Date
}): Route[] {
  const { database, decisions, acting, audit, now } = parts

  async function seen(viewer: Viewer, id: string | undefined): Promise<IncidentRecord> {
    const incident = await standingIncident(database, id ?? '')
    // What somebody may not see is, for them, not there.
    if (incident === null || !maySee(viewer, scopeOf(incident))) throw new Refusal('not-found')
    return incident
  }

  /** The household an indoor alarm comes from: those who act on it ring there first. Each showing is written down. */
  async function householdOf(incident: IncidentRecord, { viewer, sessionId, ip }: Asked<Viewer>) {
    if (!actsOn(viewer, incident)) return null
    const found = householdAt(incident.place, (await decisions.versions()).households, now())
    const contact = found === null ? null : await householdContact(database, found.versionId)
    if (found === null || contact === null) return null
    const actor = { personId: viewer.personId, sessionId, ip }
    return (await audit.revealed([{ actor, incidentId: incident.id, householdId: found.id }])) ? contact : null
  }

  /** The numbers of those who were called: for the duty room, which has to call whoever does not answer. */
  async function phonesOf(incident: IncidentRecord, viewer: Viewer) {
    if (!isDutyRoomOf(viewer, incident.areaIds)) return []
    return personPhones(database, [...new Set(incident.alerts.map(({ personId }) => personId))])
  }

  /** What goes out of an incident to this viewer. */
  async function shown(viewer: Viewer, incident: IncidentRecord): Promise<Incident> {
    return shownTo(viewer, wireIncident(incident), (await decisions.facts()).arrangement)
  }

  return [
    {
      method: 'get',
      path: '/api/incidents',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'Incidents the viewer may see, newest first.',
      async handle({ query, viewer }) {
        const { cursor, limit, from, to, handling, kind, areaId } = parsed(listQuerySchema, query)
        const filter = {
          ...(handling && { handling }),
          ...(kind && { kind }),
          ...(areaId && { areaId }),
          ...(from && { from: new Date(from) }),
          ...(to && { to: new Date(to) }),
        }
        const page = await seenPage(
          { cursor: cursorOf(cursor), limit },
          (after, most) =>
            incidentsPage(
              database,
              { ...filter, ...(after && { before: { openedAt: after.at, id: after.id } }) },
              most,
            ),
          async (rows) => {
            const seen = rows.filter((incident) => maySee(viewer, scopeOf(incident)))
            if (areaId === undefined) return seen
            const { arrangement } = await decisions.facts()
            return seen.filter((incident) => isFoundIn(viewer, wireIncident(incident), areaId, arrangement))
          },
          ({ openedAt, id }) => ({ at: new Date(openedAt), id }),
        )
        return json({ ...page, items: await Promise.all(page.items.map((incident) => shown(viewer, incident))) })
      },
    },
    {
      method: 'get',
      path: '/api/incidents/:id',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'One incident with its evidence, calls and log.',
      async handle(asked) {
        const { params, viewer } = asked
        const incident = await seen(viewer, params.id)
        const [evidence, actions, deliveries] = await Promise.all([
          observationsPage(database, { incidentIds: [incident.id, ...incident.mergedIds] }, EVIDENCE_AT_ONCE + 1),
          actionsOf(database, incident),
          // Whoever only looks has no need to know by what somebody was reached.
          hasRole(viewer, 'wall') ? [] : toldOf(database, incident.id),
        ])
        const people = await personCards(database, personIdsOf(incident, actions))
        const { arrangement } = await decisions.facts()
        const page = pageOf(evidence, EVIDENCE_AT_ONCE, ({ receivedAt, id: ofId }) => ({
          at: new Date(receivedAt),
          id: ofId,
        }))
        const items = page.items.map((observation) => shownObservation(viewer, observation, incident, arrangement))
        return json({
          ...(await shown(viewer, incident)),
          // The cursor goes on at /api/observations?incidentId=.
          observations: { ...page, items },
          actions: shownActions(viewer, actions, incident, arrangement),
          deliveries,
          people,
          phones: await phonesOf(incident, viewer),
          household: await householdOf(incident, asked),
          guard: await guardOf(database, viewer, incident),
          // The names of those that would sound.
          sirens: isDutyRoomOf(viewer, incident.areaIds) ? await sirensFor(database, incident) : [],
        })
      },
    },
    {
      method: 'get',
      path: '/api/incidents/:id/replay',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'Everything needed to rebuild any moment of an incident.',
      async handle({ params, viewer }) {
        const incident = await seen(viewer, params.id)
        const [actions, observations, deliveries, changes, { arrangement }, then] = await Promise.all([
          actionsOf(database, incident),
          evidenceOf(database, incident, 10_000).then((evidence) => withMedia(database, evidence)),
          deliveriesOf(database, incident.id),
          changesOfIncident(database, incident.id),
          decisions.facts(),
          arrangedVersions(database, new Date(incident.openedAt)),
        ])
        const states = changes.flatMap(({ seq, at, body }) =>
          body.type === 'incident'
            ? [{ seq, at: at.toISOString(), incident: shownTo(viewer, body.incident, arrangement) }]
            : [],
        )
        const roster = rosterThen(incident, then, now())
        const onRoster = [...roster.shifts, ...roster.absences].map(({ personId }) => personId)
        const people = await personCards(database, [...new Set([...personIdsOf(incident, actions), ...onRoster])])
        const devices = witnessesOf(viewer, wireIncident(incident), arrangement).map(bare)
        const whole = await shown(viewer, incident)
        return json({
          incident: whole,
          actions: shownActions(viewer, actions, incident, arrangement),
          observations: observations.map((one) => shownObservation(viewer, one, incident, arrangement)),
          alerts: whole.alerts,
          deliveries,
          people,
          devices,
          states,
          roster,
        })
      },
    },
    {
      method: 'post',
      path: '/api/incidents/:id/actions',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'Does something to an incident; the same action id again gives the first answer.',
      takes: actionBodySchema,
      urgent: true,
      async handle({ params, body, viewer }) {
        const outcome = await acting.act(viewer, params.id ?? '', parsed(actionBodySchema, body))
        if (outcome.ok) {
          const { action, incident, repeated } = outcome
          const { arrangement } = await decisions.facts()
          return json(
            {
              action: shownActions(viewer, [action], incident, arrangement)[0],
              incident: shownTo(viewer, incident, arrangement),
            },
            repeated ? 200 : 201,
          )
        }
        switch (outcome.reason) {
          case 'contradiction':
            throw new Refusal('contradiction', {
              state: outcome.state,
              allowed: outcome.allowed,
              detail: `the incident is ${outcome.state}`,
            })
          case 'invalid':
            throw new Refusal('invalid', {
              fields: [{ field: outcome.field, message: outcome.message, ...(outcome.why && { reason: outcome.why }) }],
            })
          case 'not-found':
          case 'not-allowed':
          case 'conflict':
            throw new Refusal(outcome.reason)
        }
      },
    },
    {
      method: 'post',
      path: '/api/reports',
      who: 'signed-in',
      roles: ['admin', 'duty', 'leader', 'cadre', 'member'],
      scope: 'own',
      says: "Takes a person's report; the same id again gives the first answer.",
      takes: reportBodySchema,
      urgent: true,
      async handle({ body, viewer }) {
        const reported = await acting.report(viewer.personId, parsed(reportBodySchema, body))
        if (reported === null) throw new Refusal('conflict', { detail: 'the id is another person’s' })
        const { repeated, ...answer } = reported
        return { ...json(answer, repeated ? 200 : 201), concerns: { incidentId: answer.incidentId } }
      },
    },
  ]
}

/** Who stands by what covers an incident, or did: those who act on it ring there first. */
async function guardOf(database: Database, viewer: Viewer, incident: IncidentRecord): Promise<Guard | null> {
  if (incident.cover === null || !actsOn(viewer, incident)) return null
  const known = (await knownVersions(database, 'permits', incident.cover.permitId)).at(-1)
  return known === undefined ? null : { name: String(known.guardName), phone: String(known.guardPhone) }
}

function personIdsOf(
  incident: IncidentRecord,
  actions: { actorId: string | null; onBehalfOf: string | null }[],
): string[] {
  const actors = actions.flatMap(({ actorId, onBehalfOf }) => [actorId, onBehalfOf]).filter((id) => id !== null)
  return [...new Set([...namedBy(incident), ...actors])]
}
