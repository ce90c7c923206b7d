import {
  type Household,
  householdFindBodySchema,
  type HouseholdFound,
  householdRevealBodySchema,
  type HouseholdNear,
} from '#shared/household.ts'
import { idSchema } from '#shared/ids.ts'
import { type Level, TREE_LEVELS } from '#shared/area.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Audit } from '../audit/audit.ts'
import type { Decisions } from '../decisions.ts'
import { type Arrangement, holdsAt } from '../domain/arrangement.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { areaIdsAt } from '../domain/ground.ts'
import { actsOn, householdsAt, masked } from '../domain/household.ts'
import { distanceMetres as distanceMetresBetween } from '../domain/geodesy.ts'
import { sheetFor, villageProgress } from '../domain/household-word.ts'
import { placeCentre } from '../domain/place-centre.ts'
import { mayKnowPlace, maySee, scopeOf } from '../domain/viewer.ts'
import { householdWords } from '../store/household-answers.ts'
import { householdsByVersion, peopleHeadedBy } from '../store/households.ts'
import { standingIncident } from '../store/incidents.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** Whose work may lead them to a household: never a wall, nobody who only looks back. */
export const HOUSEHOLD_READERS: readonly Role[] = ['admin', 'duty', 'leader', 'cadre', 'member']

/** The area of a level among those that some ground lies in. */
const areaAt = ({ areas }: Arrangement, areaIds: readonly string[], level: Level): string | null =>
  areaIds.find((areaId) => areas.byId(areaId)?.level === level) ?? null

/** Namesakes among whom somebody on the telephone can still say which is theirs. */
const MOST_NAMESAKES = 10

/** Whom to ring: a household uncovered for a reason, and those at the place of an alarm. */
export function householdRoutes(parts: {
  database: Database
  decisions: Decisions
  audit: Audit
  now: () => Date
}): Route[] {
  const { database, decisions, audit, now } = parts

  async function standingAt(incident: IncidentRecord) {
    const near = householdsAt(incident.place, (await decisions.versions()).households, now())
    const versionIds = near.map(({ household }) => household.versionId)
    const known = await householdsByVersion(database, versionIds)
    return near.flatMap(({ household, metres }) => {
      const found = known.get(household.versionId)
      return found === undefined ? [] : [{ ...found, distanceMetres: Math.round(metres) }]
    })
  }

  /** The sheet of a roll call: each household of the viewer's ground with the last word about it, and how far each village is. */
  async function toVisit(viewer: Viewer, incident: IncidentRecord) {
    const { arrangement } = await decisions.facts()
    const addressed = sheetFor(viewer, incident, arrangement)
    const [words, known] = await Promise.all([
      householdWords(database, incident),
      householdsByVersion(
        database,
        addressed.map(({ versionId }) => versionId),
      ),
    ])
    const wordOf = new Map(words.map(({ householdId, ...word }) => [householdId, word]))
    const centre = placeCentre(incident.place)
    const items = addressed.flatMap(({ id, versionId, location, areaIds }) => {
      const found = known.get(versionId)
      const at = (level: Level) => areaAt(arrangement, areaIds, level)
      const distanceMetres = centre === null ? 0 : Math.round(distanceMetresBetween(centre, location))
      const place = { zoneId: at('zone'), villageId: at('village'), distanceMetres }
      return found === undefined ? [] : [{ ...found, ...place, answer: wordOf.get(id) ?? null }]
    })
    return { items, villages: villageProgress(viewer, incident, addressed, words, arrangement) }
  }

  return [
    {
      method: 'post',
      path: '/api/households/find',
      who: 'signed-in',
      roles: ['admin', 'duty'],
      scope: 'viewer',
      says: 'Where the households of the viewer’s ground stand whose head is called exactly so, for somebody on the telephone who says no more: no number, and nobody who is called a little differently. Refused as not found where there is none.',
      takes: householdFindBodySchema,
      async handle({ body, viewer }) {
        const { head } = parsed(householdFindBodySchema, body)
        const { arrangement } = await decisions.facts()
        const named = await peopleHeadedBy(database, head)
        const theirs = (await decisions.versions()).households.flatMap((one) => {
          const people = named.get(one.versionId)
          if (people === undefined || !holdsAt(one, now())) return []
          const areaIds = areaIdsAt(arrangement, one.location)
          return maySee(viewer, { areaIds, personIds: [] }) ? [{ ...one, areaIds, people }] : []
        })
        if (theirs.length === 0) throw new Refusal('not-found')
        const items: HouseholdFound[] = theirs.slice(0, MOST_NAMESAKES).map(({ id, location, areaIds, people }) => {
          const [areaId = null] = TREE_LEVELS.flatMap((level) => areaAt(arrangement, areaIds, level) ?? [])
          return { id, location, areaId, people }
        })
        const concerns = Object.fromEntries(items.map(({ id }, n) => [n === 0 ? 'household' : `household${n + 1}`, id]))
        return { ...json({ items }), concerns }
      },
    },
    {
      method: 'post',
      path: '/api/households/:id/reveal',
      who: 'signed-in',
      roles: HOUSEHOLD_READERS,
      scope: 'viewer',
      says: 'A household with name and number, for whoever answers for its ground; the reason is written down first.',
      takes: householdRevealBodySchema,
      reasoned: true,
      async handle({ params, body, viewer }) {
        const id = parsed(idSchema, params.id)
        parsed(householdRevealBodySchema, body)
        const { arrangement } = await decisions.facts()
        const held = (await decisions.versions()).households.find((one) => one.id === id && holdsAt(one, now()))
        const isTheirs = held && maySee(viewer, { areaIds: areaIdsAt(arrangement, held.location), personIds: [] })
        if (held === undefined || isTheirs !== true) throw new Refusal('not-found')
        const found = (await householdsByVersion(database, [held.versionId])).get(held.versionId)
        if (found === undefined) throw new Refusal('not-found')
        return json({ ...found, location: held.location } satisfies Household)
      },
    },
    {
      method: 'get',
      path: '/api/incidents/:id/households',
      who: 'signed-in',
      roles: HOUSEHOLD_READERS,
      scope: 'viewer',
      says: 'The households at the place of an incident, nearest first, of a roll call those of the viewer’s ground with the last word about each; named for those called to it and its duty room, masked for others.',
      async handle({ params, viewer, sessionId, ip }) {
        const incident = await standingIncident(database, params.id ?? '')
        if (incident === null || !maySee(viewer, scopeOf(incident))) throw new Refusal('not-found')
        const sheet = incident.rollCall === null ? null : await toVisit(viewer, incident)
        const found = sheet?.items ?? (mayKnowPlace(viewer, incident) ? await standingAt(incident) : [])
        const actor = { personId: viewer.personId, sessionId, ip }
        const reveals = found.map(({ id }) => ({ actor, incidentId: incident.id, householdId: id }))
        const isShown = actsOn(viewer, incident) && (await audit.revealed(reveals))
        const items: HouseholdNear[] = found.map((one) => (isShown ? { ...one, masked: false } : masked(one)))
        return json({ items, nextCursor: null, ...(sheet === null ? {} : { villages: sheet.villages }) })
      },
    },
  ]
}
