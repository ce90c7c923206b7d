import { type Drill, drillBodySchema } from '#shared/drill.ts'
import { idSchema } from '#shared/ids.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { hasRealAlarm } from '../domain/drill.ts'
import { knowsPermits, mayPermit } from '../domain/permit-ground.ts'
import type { DrillOutcome, Drilling } from '../drilling.ts'
import { drillById, type DrillRow, lastDrills } from '../store/drills.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const LEADERS: readonly Role[] = ['admin', 'duty', 'leader']
const READERS: readonly Role[] = [...LEADERS, 'reviewer']
const MOST_LISTED = 200

/** Exercises (演练): what is played, whether it is loud, and how the plan did. */
export function drillRoutes(parts: { database: Database; decisions: Decisions; drilling: Drilling }): Route[] {
  const { database, decisions, drilling } = parts

  async function shown({ score: _score, ...drill }: DrillRow): Promise<Drill> {
    const realAlarm = hasRealAlarm(drill.areaId, await decisions.facts())
    const startedAt = drill.startedAt.toISOString()
    return { ...drill, startedAt, endedAt: drill.endedAt?.toISOString() ?? null, realAlarm }
  }

  async function scored(drill: DrillRow) {
    return { ...(await shown(drill)), score: await drilling.scoreOf(drill) }
  }

  /** The drill, where it is of the viewer's ground. */
  async function seen(viewer: Viewer, id: string | undefined): Promise<DrillRow> {
    const drill = await drillById(database, parsed(idSchema, id))
    const { arrangement } = await decisions.facts()
    if (drill === null || !knowsPermits(viewer, drill.areaId, arrangement)) throw new Refusal('not-found')
    return drill
  }

  async function led(viewer: Viewer, id: string | undefined): Promise<DrillRow> {
    const drill = await seen(viewer, id)
    if (!mayPermit(viewer, drill.areaId)) throw new Refusal('not-allowed')
    return drill
  }

  return [
    {
      method: 'get',
      path: '/api/drills',
      who: 'signed-in',
      roles: READERS,
      scope: 'viewer',
      says: 'The drills on one’s ground, newest first.',
      async handle({ viewer }) {
        const { arrangement } = await decisions.facts()
        const rows = await lastDrills(database, MOST_LISTED)
        const own = rows.filter(({ areaId }) => knowsPermits(viewer, areaId, arrangement))
        return json({ items: await Promise.all(own.map(shown)), nextCursor: null })
      },
    },
    {
      method: 'get',
      path: '/api/drills/:id',
      who: 'signed-in',
      roles: READERS,
      scope: 'viewer',
      says: 'One drill with the score of the plan (not of people): while it runs, as far as it has come.',
      handle: async ({ params, viewer }) => json(await scored(await seen(viewer, params.id))),
    },
    {
      method: 'post',
      path: '/api/drills',
      who: 'signed-in',
      roles: LEADERS,
      scope: 'viewer',
      says: 'Begins a drill by a script or a template; the server plays its steps as exercises, and people are called, told that it is one. The same id again gives the first answer.',
      takes: drillBodySchema,
      async handle({ body, viewer }) {
        const wanted = parsed(drillBodySchema, body)
        const { arrangement } = await decisions.facts()
        if (!mayPermit(viewer, wanted.areaId) && arrangement.areas.byId(wanted.areaId) !== null)
          throw new Refusal('not-allowed')
        const outcome = await drilling.begin(viewer, wanted)
        const drill = done(outcome)
        return json(await shown(drill), outcome.ok && outcome.repeated ? 200 : 201)
      },
    },
    {
      method: 'post',
      path: '/api/drills/:id/loud',
      who: 'signed-in',
      roles: LEADERS,
      scope: 'viewer',
      says: 'Lets a drill sound sirens and loudspeakers and be told to the county: by a second person, not by whoever began it.',
      async handle({ params, viewer }) {
        const { id } = await led(viewer, params.id)
        return json(await shown(done(await drilling.makeLoud(viewer, id))))
      },
    },
    {
      method: 'post',
      path: '/api/drills/:id/end',
      who: 'signed-in',
      roles: LEADERS,
      scope: 'viewer',
      says: 'Ends a drill: its incidents are closed, its calls end, and the score stands.',
      async handle({ params, viewer }) {
        const { id } = await led(viewer, params.id)
        return json(await scored(done(await drilling.end(id))))
      },
    },
  ]
}

function done(outcome: DrillOutcome): DrillRow {
  if (outcome.ok) return outcome.drill
  switch (outcome.reason) {
    case 'conflict':
      throw new Refusal('conflict', { detail: outcome.detail })
    case 'invalid':
      throw new Refusal('invalid', { fields: outcome.fields })
    case 'not-found':
      throw new Refusal('not-found')
  }
}
