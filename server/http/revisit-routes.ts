import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { revisitDueAt } from '../domain/revisiting.ts'
import { shownTo } from '../domain/shown.ts'
import { maySee, scopeOf } from '../domain/viewer.ts'
import { wireIncident } from '../domain/wire-incident.ts'
import { unsettledDisputes } from '../store/revisits.ts'
import { json, type Route } from './route.ts'

/** Disputes to which somebody is to come back (回访): they stand here until somebody says what came of it. */
export function revisitRoutes({
  database,
  decisions,
  timeZone,
  now,
}: {
  database: Database
  decisions: Decisions
  timeZone: string
  now: () => Date
}): Route[] {
  return [
    {
      method: 'get',
      path: '/api/revisits',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'Unsettled disputes to come back to, soonest first, whether or not they are closed.',
      async handle({ viewer }) {
        const { arrangement } = await decisions.facts()
        const disputes = (await unsettledDisputes(database)).filter((incident) => maySee(viewer, scopeOf(incident)))
        const items = disputes.flatMap((incident) => {
          const dueAt = revisitDueAt(incident, timeZone)
          if (dueAt === null) return []
          const shown = shownTo(viewer, wireIncident(incident), arrangement)
          return { incident: shown, dueAt: dueAt.toISOString(), isDue: dueAt <= now() }
        })
        return json({ items: items.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1)), nextCursor: null })
      },
    },
  ]
}
