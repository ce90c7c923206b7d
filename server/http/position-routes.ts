import type { Database } from '../../db/connect.ts'
import { maySee, maySeePositions, scopeOf } from '../domain/viewer.ts'
import { goingIds } from '../domain/whereabouts.ts'
import { standingIncident } from '../store/incidents.ts'
import { positionsOf } from '../store/positions.ts'
import { json, Refusal, type Route } from './route.ts'

/** Where people are who go to an incident: for the duty room and the others who go there, and nobody else. */
export function positionRoutes({ database }: { database: Database }): Route[] {
  return [
    {
      method: 'get',
      path: '/api/incidents/:id/positions',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'The last points of those who go to an open incident; only the duty room and those who go there may ask.',
      async handle({ params, viewer }) {
        const incident = await standingIncident(database, params.id ?? '')
        if (incident === null || !maySee(viewer, scopeOf(incident))) throw new Refusal('not-found')
        const going = goingIds(incident)
        if (!maySeePositions(viewer, incident, going)) throw new Refusal('not-allowed')
        const positions = await positionsOf(database, incident.id)
        return json({ items: positions.filter(({ personId }) => going.includes(personId)), nextCursor: null })
      },
    },
  ]
}
