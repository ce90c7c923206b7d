import { z } from 'zod'
import { absenceRequestSchema } from '#shared/absence.ts'
import { idSchema, momentQuerySchema } from '#shared/ids.ts'
import { ANSWERING_ROLES } from '#shared/person.ts'
import type { Absenting } from '../duty/absenting.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const spanSchema = z.object({
  at: momentQuerySchema.optional(),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
})
const deputiesQuerySchema = z.object({ personId: idSchema.optional() })
const FAR = new Date(8.64e15)

/** Who is away: said by themselves in one tap, or by whoever keeps the roster of their ground. */
export function absenceRoutes({ absenting, now }: { absenting: Absenting; now: () => Date }): Route[] {
  return [
    {
      method: 'get',
      path: '/api/absences',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'The absences of a span (`from`, `to`), at a moment (`at`), or now: one’s own, those one stands in for, and those of one’s ground for the duty room and leaders.',
      async handle({ query, viewer }) {
        const { at, from, to } = parsed(spanSchema, query)
        const moment = at === undefined ? now() : new Date(at)
        const isSpan = from !== undefined || to !== undefined
        const span = isSpan
          ? { from: from === undefined ? new Date(0) : new Date(from), to: to === undefined ? FAR : new Date(to) }
          : { from: moment, to: new Date(moment.getTime() + 1) }
        return json({ items: await absenting.list(viewer, span), nextCursor: null })
      },
    },
    {
      method: 'get',
      path: '/api/absence-deputies',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'Who could stand in for oneself, or for somebody of one’s ground: the deputies of their duties, then the neighbours.',
      async handle({ query, viewer }) {
        const { personId } = parsed(deputiesQuerySchema, query)
        const items = await absenting.deputies(viewer, personId ?? viewer.personId)
        if (items === null) throw new Refusal('not-found')
        return json({ items, nextCursor: null })
      },
    },
    {
      method: 'post',
      path: '/api/absences',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'Says that somebody is away: oneself, or somebody of one’s ground. Without an end until the midnight of the day on which it begins. It is taken whatever the `warnings` say. The same id again gives the first answer.',
      takes: absenceRequestSchema,
      async handle({ body, viewer }) {
        const outcome = await absenting.take(viewer, parsed(absenceRequestSchema, body))
        if (outcome.ok) return json(outcome.absence, outcome.isNew ? 201 : 200)
        if (outcome.reason === 'invalid') throw new Refusal('invalid', { fields: outcome.fields })
        throw new Refusal(outcome.reason)
      },
    },
    {
      method: 'delete',
      path: '/api/absences/:id',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'Says that somebody is back: the absence ends now, what was true before stays so.',
      async handle({ params, viewer }) {
        const outcome = await absenting.end(viewer, parsed(idSchema, params.id))
        if (outcome !== 'ended') throw new Refusal(outcome)
        return { status: 204 }
      },
    },
  ]
}
