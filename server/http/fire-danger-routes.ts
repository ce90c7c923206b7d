import { fireDangerBodySchema, type FireDangerHistory, verificationOffBodySchema } from '#shared/fire-danger.ts'
import { idSchema } from '#shared/ids.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Decisions } from '../decisions.ts'
import { allFireDangers, dangerHistory, fireDangerOf } from '../domain/fire-danger.ts'
import { isAtOrAbove } from '../domain/ground.ts'
import type { DangerDesk, DangerOutcome } from '../fire-danger.ts'
import { type Answer, json, parsed, Refusal, type Route } from './route.ts'

const DESK: readonly Role[] = ['admin', 'duty']
/** What one answer tells of the past. */
const MOST_PAST = 60

/** The fire danger of the townships: the official grade beside our own estimate, and the switch that turns verification off. */
export function fireDangerRoutes(parts: { decisions: Decisions; dangerDesk: DangerDesk; now: () => Date }): Route[] {
  const { decisions, dangerDesk, now } = parts

  /** The id of a township, for whoever has ground in it; for others it is not there. */
  async function theirs(viewer: Viewer, id: string | undefined): Promise<string> {
    const areaId = parsed(idSchema, id)
    if (!isAtOrAbove(viewer, areaId, (await decisions.facts()).arrangement)) throw new Refusal('not-found')
    return areaId
  }

  return [
    {
      method: 'get',
      path: '/api/fire-danger',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'The official grade and the estimate of every township.',
      async handle({ viewer }) {
        const { arrangement } = await decisions.facts()
        const all = allFireDangers(arrangement, now())
        return json({ items: all.filter(({ areaId }) => isAtOrAbove(viewer, areaId, arrangement)), nextCursor: null })
      },
    },
    {
      method: 'get',
      path: '/api/fire-danger/:areaId',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'The fire danger of one township, and what held before.',
      async handle({ params, viewer }) {
        const areaId = await theirs(viewer, params.areaId)
        const { areas, fireDanger } = (await decisions.facts()).arrangement
        if (areas.byId(areaId)?.level !== 'township') throw new Refusal('not-found')
        const { history, estimates } = dangerHistory(areaId, fireDanger)
        return json({
          ...fireDangerOf(areaId, fireDanger, now()),
          history: history.slice(0, MOST_PAST),
          estimates: estimates.slice(0, MOST_PAST),
        } satisfies FireDangerHistory)
      },
    },
    {
      method: 'put',
      path: '/api/fire-danger/:areaId',
      who: 'signed-in',
      roles: DESK,
      scope: 'viewer',
      says: 'Enters the official grade of a township; without `validUntil` it ends at the next midnight.',
      takes: fireDangerBodySchema,
      async handle({ params, body, viewer }) {
        const { grade, validUntil } = parsed(fireDangerBodySchema, body)
        const until = validUntil == null ? null : new Date(validUntil)
        return told(await dangerDesk.enter(viewer, await theirs(viewer, params.areaId), { grade, validUntil: until }))
      },
    },
    {
      method: 'delete',
      path: '/api/fire-danger/:areaId',
      who: 'signed-in',
      roles: DESK,
      scope: 'viewer',
      says: 'Ends the official grade of a township now, entered or received; what held before stays so.',
      handle: async ({ params, viewer }) => told(await dangerDesk.end(await theirs(viewer, params.areaId))),
    },
    {
      method: 'put',
      path: '/api/fire-danger/:areaId/verification-off',
      who: 'signed-in',
      roles: DESK,
      scope: 'viewer',
      says: 'Lets no detection in a township wait for a look first, until a moment.',
      takes: verificationOffBodySchema,
      async handle({ params, body, viewer }) {
        const { until } = parsed(verificationOffBodySchema, body)
        return told(await dangerDesk.pauseVerification(viewer, await theirs(viewer, params.areaId), new Date(until)))
      },
    },
    {
      method: 'delete',
      path: '/api/fire-danger/:areaId/verification-off',
      who: 'signed-in',
      roles: DESK,
      scope: 'viewer',
      says: 'Puts the threshold of a township in force again.',
      handle: async ({ params, viewer }) =>
        told(await dangerDesk.resumeVerification(await theirs(viewer, params.areaId))),
    },
  ]
}

function told(outcome: DangerOutcome): Answer {
  if (outcome.ok) return json(outcome.danger)
  if (outcome.reason === 'not-found') throw new Refusal('not-found')
  throw new Refusal('invalid', { fields: [{ field: outcome.field, message: outcome.message }] })
}
