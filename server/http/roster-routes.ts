import { z } from 'zod'
import { type Handover, handoverBodySchema } from '#shared/handover.ts'
import { idSchema, momentQuerySchema } from '#shared/ids.ts'
import { ANSWERING_ROLES, type Role } from '#shared/person.ts'
import { fillBodySchema, type ListedShift } from '#shared/shift.ts'
import { swapBodySchema, swapDecisionSchema } from '#shared/shift-swap.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { townshipsOf } from '../domain/duty-ground.ts'
import { meet } from '../domain/rota.ts'
import { shiftAbsences } from '../domain/sitters.ts'
import type { HandingOver, HandoverOutcome } from '../duty/handing-over.ts'
import { heldShift, type Rostering } from '../duty/rostering.ts'
import type { SwapOutcome, Swapping } from '../duty/swapping.ts'
import { type Answer, json, parsed, Refusal, type Route } from './route.ts'
import { withPeople } from './with-people.ts'

const WRITERS: readonly Role[] = ['admin', 'duty', 'leader']
/** Whoever looks back at a duty room reads what its shifts left to each other. */
const READERS: readonly Role[] = [...ANSWERING_ROLES, 'reviewer']

const spanSchema = z.object({
  at: momentQuerySchema.optional(),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
  areaId: idSchema.optional(),
})
const swapsQuerySchema = z.object({ open: z.enum(['0', '1']).optional() })

/** The duty room's roster: shifts, swaps, and what one shift leaves to the next. */
export function rosterRoutes(parts: {
  database: Database
  decisions: Decisions
  rostering: Rostering
  swapping: Swapping
  handingOver: HandingOver
  now: () => Date
}): Route[] {
  const { database, decisions, rostering, swapping, handingOver, now } = parts
  return [
    {
      method: 'get',
      path: '/api/shifts',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'The shifts of a span (`from`, `to`), at a moment (`at`), or now, of the townships of whoever asks; their own wherever they are.',
      async handle({ query, viewer }) {
        const { areaId, ...asked } = parsed(spanSchema, query)
        const span = spanOf(asked, now())
        const { arrangement } = await decisions.facts()
        const townships = new Set(townshipsOf(viewer, arrangement))
        const { shifts, absences } = await decisions.versions()
        const items = shifts
          .filter((shift) => meet(shift, span) && (areaId === undefined || shift.areaId === areaId))
          .filter((shift) => townships.has(shift.areaId) || shift.personId === viewer.personId)
          .map((shift) => ({ ...heldShift(shift), away: shiftAbsences(shift, absences) }))
          .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : a.id < b.id ? -1 : 1))
        return json({ items: await withPeople(database, items, namedInShift), nextCursor: null })
      },
    },
    {
      method: 'get',
      path: '/api/shifts/:id',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'One shift, with its hours.',
      async handle({ params, viewer }) {
        const id = parsed(idSchema, params.id)
        const { arrangement } = await decisions.facts()
        const { shifts, absences } = await decisions.versions()
        const shift = shifts.find((one) => one.id === id)
        const isSeen =
          shift !== undefined &&
          (shift.personId === viewer.personId || townshipsOf(viewer, arrangement).includes(shift.areaId))
        if (!isSeen) throw new Refusal('not-found')
        const listed = { ...heldShift(shift), away: shiftAbsences(shift, absences) }
        const [one] = await withPeople(database, [listed], namedInShift)
        return json(one)
      },
    },
    {
      method: 'post',
      path: '/api/shifts/fill',
      who: 'signed-in',
      roles: WRITERS,
      scope: 'viewer',
      says: 'Fills days of a post with shifts in one step, people taking turns; hours that are held already are skipped. `dryRun` only tells.',
      takes: fillBodySchema,
      async handle({ body, viewer }) {
        const outcome = await rostering.fill(viewer, parsed(fillBodySchema, body))
        if (outcome.ok) return json(outcome.result)
        if (outcome.reason === 'invalid') throw new Refusal('invalid', { fields: outcome.fields })
        throw new Refusal('not-allowed')
      },
    },
    {
      method: 'get',
      path: '/api/shift-swaps',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'The swaps that concern whoever asks, newest first; `open=1` only those nobody has decided.',
      async handle({ query, viewer }) {
        const { open } = parsed(swapsQuerySchema, query)
        return json({ items: await swapping.list(viewer, open === '1'), nextCursor: null })
      },
    },
    {
      method: 'post',
      path: '/api/shift-swaps',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'Asks somebody to take a shift, for one of theirs in return or for none: by whoever sits it, or keeps the roster. The same id again gives the first answer.',
      takes: swapBodySchema,
      handle: async ({ body, viewer }) => swapTold(await swapping.ask(viewer, parsed(swapBodySchema, body))),
    },
    {
      method: 'post',
      path: '/api/shift-swaps/:id/decision',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'Consents to a swap, which moves its shifts in the same step, or refuses it: by the leader in charge of that time, never by one of the two.',
      takes: swapDecisionSchema,
      async handle({ params, body, viewer }) {
        const { state } = parsed(swapDecisionSchema, body)
        return swapTold(await swapping.decide(viewer, parsed(idSchema, params.id), state))
      },
    },
    {
      method: 'post',
      path: '/api/shift-swaps/:id/withdraw',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'Takes back a swap that one asked for.',
      takes: z.object({}),
      handle: async ({ params, viewer }) => swapTold(await swapping.withdraw(viewer, parsed(idSchema, params.id))),
    },
    {
      method: 'get',
      path: '/api/handovers',
      who: 'signed-in',
      roles: READERS,
      scope: 'viewer',
      says: 'The hand-over notes of a span (the last 30 days unless told), newest first, with who has read them.',
      async handle({ query, viewer }) {
        const { areaId, from, to } = parsed(spanSchema, query)
        const items = await handingOver.list(viewer, {
          ...(areaId !== undefined && { areaId }),
          from: from === undefined ? new Date(now().getTime() - 30 * 24 * 3600_000) : new Date(from),
          ...(to !== undefined && { to: new Date(to) }),
        })
        return json({ items: await withPeople(database, items, namedInNote), nextCursor: null })
      },
    },
    {
      method: 'get',
      path: '/api/handovers/:id',
      who: 'signed-in',
      roles: READERS,
      scope: 'viewer',
      says: 'One hand-over note.',
      async handle({ params, viewer }) {
        const note = await handingOver.one(viewer, parsed(idSchema, params.id))
        if (note === null) throw new Refusal('not-found')
        const [one] = await withPeople(database, [note], namedInNote)
        return json(one)
      },
    },
    {
      method: 'post',
      path: '/api/handovers',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'Leaves a note to the next shift, with the incidents that are open now: by whoever is on shift, or keeps the duty room. The same id again gives the first answer.',
      takes: handoverBodySchema,
      handle: async ({ body, viewer }) =>
        noteTold(database, await handingOver.leave(viewer, parsed(handoverBodySchema, body))),
    },
    {
      method: 'post',
      path: '/api/handovers/:id/read',
      who: 'signed-in',
      roles: ANSWERING_ROLES,
      scope: 'viewer',
      says: 'Says that one has read a hand-over note.',
      takes: z.object({}),
      handle: async ({ params, viewer }) =>
        noteTold(database, await handingOver.read(viewer, parsed(idSchema, params.id))),
    },
  ]
}

function spanOf(
  { at, from, to }: { at?: string | undefined; from?: string | undefined; to?: string | undefined },
  now: Date,
) {
  if (from === undefined && to === undefined) {
    const moment = at === undefined ? now : new Date(at)
    return { validFrom: moment, validUntil: new Date(moment.getTime() + 1) }
  }
  return { validFrom: from === undefined ? null : new Date(from), validUntil: to === undefined ? null : new Date(to) }
}

function swapTold(outcome: SwapOutcome): Answer {
  if (outcome.ok) return json(outcome.swap, outcome.isNew ? 201 : 200)
  if (outcome.reason === 'invalid') throw new Refusal('invalid', { fields: outcome.fields })
  if (outcome.reason === 'contradiction') throw new Refusal('contradiction', { state: outcome.state, allowed: [] })
  throw new Refusal(outcome.reason)
}

async function noteTold(database: Database, outcome: HandoverOutcome): Promise<Answer> {
  if (outcome.ok) {
    const [one] = await withPeople(database, [outcome.handover], namedInNote)
    return json(one, outcome.isNew ? 201 : 200)
  }
  if (outcome.reason === 'invalid')
    throw new Refusal('invalid', { fields: [{ field: outcome.field, message: outcome.message }] })
  throw new Refusal(outcome.reason)
}

const namedInShift = ({ personId, away }: Omit<ListedShift, 'people'>) => [
  personId,
  ...away.flatMap((one) => [one.personId, one.deputyId]),
]
const namedInNote = ({ personId, readings }: Omit<Handover, 'people'>) => [
  personId,
  ...readings.map((reading) => reading.personId),
]
