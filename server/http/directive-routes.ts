import { z } from 'zod'
import {
  type Directive,
  directiveAdditionSchema,
  directiveBodySchema,
  directiveReplySchema,
  directiveRollCallSchema,
} from '#shared/directive.ts'
import { idSchema, momentQuerySchema } from '#shared/ids.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import type { Arrangement } from '../domain/arrangement.ts'
import type { RollCalling } from '../duty/roll-calling.ts'
import {
  addToDirective,
  directiveById,
  directivesPage,
  insertDirective,
  replyToDirective,
} from '../store/directives.ts'
import { cursorOf, limitSchema, pageOf } from './paging.ts'
import { rollCallQuerySchema, shownPreview } from './roll-call-routes.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const querySchema = z.object({
  areaId: idSchema.optional(),
  open: z.enum(['0', '1']).optional(),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
  cursor: z.string().max(400).optional(),
  limit: limitSchema,
})

const READS: readonly Role[] = ['duty', 'leader', 'admin']
const WRITES: readonly Role[] = ['duty', 'admin']

/** The register of calls and papers from above (上级来电来文): entered, passed on, answered, made a roll call; never changed. */
export function directiveRoutes(parts: {
  database: Database
  decisions: Decisions
  rollCalling: RollCalling
  now: () => Date
}): Route[] {
  const { database, decisions, rollCalling, now } = parts
  const arranged = async () => (await decisions.facts()).arrangement

  /** An entry that the viewer may see; what they may not see is, for them, not there. */
  async function seen(viewer: Viewer, id: string | undefined): Promise<Directive> {
    const directive = await directiveById(database, id ?? '')
    if (directive === null || !standsOn(viewer, directive.areaId, await arranged())) throw new Refusal('not-found')
    return directive
  }

  async function mine(viewer: Viewer, id: string | undefined): Promise<Directive> {
    const directive = await seen(viewer, id)
    if (!hasWhole(viewer, directive.areaId)) throw new Refusal('not-allowed')
    if (directive.correctedBy !== null)
      throw new Refusal('conflict', { detail: `the entry was set right by ${directive.correctedBy}` })
    return directive
  }

  async function knownPeople(ids: readonly string[]): Promise<void> {
    const { people } = await arranged()
    const unknown = ids.find((id) => !people.has(id))
    if (unknown !== undefined) throw invalid('passedTo', `there is no person ${unknown}`)
  }

  /** The areas lie in the township of the entry. */
  async function inTownship({ areaId }: Directive, areaIds: readonly string[]): Promise<void> {
    const { lineage } = await arranged()
    const outside = areaIds.find((id) => !lineage(id).some((above) => above.id === areaId))
    if (outside !== undefined) throw invalid('areaIds', `${outside} is no area of this township`)
  }

  return [
    {
      method: 'get',
      path: '/api/directives',
      who: 'signed-in',
      roles: READS,
      scope: 'viewer',
      says: 'The register of calls and papers from above, newest first; `open=1`: those that wait for an answer.',
      async handle({ query, viewer }) {
        const { areaId, open, from, to, cursor, limit } = parsed(querySchema, query)
        const arrangement = await arranged()
        const mayRead = arrangement.areaList.filter(({ id }) => standsOn(viewer, id, arrangement)).map(({ id }) => id)
        const all = viewer.areaIds === null ? null : mayRead
        if (areaId !== undefined && all?.includes(areaId) === false) throw new Refusal('not-found')
        const filter = {
          areaIds: areaId === undefined ? all : [areaId],
          open: open === '1',
          ...(from && { from: new Date(from) }),
          ...(to && { to: new Date(to) }),
        }
        const rows = await directivesPage(database, filter, cursorOf(cursor), limit + 1)
        return json(pageOf(rows, limit, ({ receivedAt, id }) => ({ at: new Date(receivedAt), id })))
      },
    },
    {
      method: 'post',
      path: '/api/directives',
      who: 'signed-in',
      roles: WRITES,
      scope: 'viewer',
      says: 'Enters a call or paper from above; the same id again gives the first answer.',
      takes: directiveBodySchema,
      async handle({ body, viewer }) {
        const given = parsed(directiveBodySchema, body)
        const { areas } = await arranged()
        if (areas.byId(given.areaId)?.level !== 'township') throw invalid('areaId', 'must be a township')
        if (!hasWhole(viewer, given.areaId)) throw new Refusal('not-allowed')
        await knownPeople(given.passedTo ?? [])
        const before = given.corrects == null ? null : await directiveById(database, given.corrects)
        if (given.corrects != null && before?.areaId !== given.areaId)
          throw invalid('corrects', 'there is no such entry in this township')
        const isNew = await insertDirective(database, given, { by: viewer.personId, at: now() })
        const directive = await directiveById(database, given.id)
        // An id is its maker's; what was set right once is set right further in the entry that did so.
        if (directive === null) {
          const corrected = await directiveById(database, given.corrects ?? '')
          throw new Refusal('conflict', { detail: `the entry was set right by ${corrected?.correctedBy}` })
        }
        if (!isNew && (directive.recordedBy !== viewer.personId || !says(directive, given)))
          throw new Refusal('conflict')
        return { ...json(directive, isNew ? 201 : 200), concerns: { id: directive.id } }
      },
    },
    {
      method: 'put',
      path: '/api/directives/:id',
      who: 'signed-in',
      roles: WRITES,
      scope: 'viewer',
      says: 'Adds whom an entry was passed to, or by when it must be answered; nothing that stands is changed.',
      takes: directiveAdditionSchema,
      async handle({ params, body, viewer }) {
        const { id } = await mine(viewer, params.id)
        const given = parsed(directiveAdditionSchema, body)
        await knownPeople(given.passedTo ?? [])
        if (!(await addToDirective(database, id, given)))
          throw new Refusal('conflict', { detail: 'another time stands already: set it right with a new entry' })
        return json(await seen(viewer, id))
      },
    },
    {
      method: 'post',
      path: '/api/directives/:id/reply',
      who: 'signed-in',
      roles: WRITES,
      scope: 'viewer',
      says: 'Writes down what was answered to those above; it stands as it is.',
      takes: directiveReplySchema,
      async handle({ params, body, viewer }) {
        const { id } = await mine(viewer, params.id)
        const { text } = parsed(directiveReplySchema, body)
        const { personId } = viewer
        const isNew = await replyToDirective(database, id, { text, at: now().toISOString(), personId })
        const directive = await seen(viewer, id)
        const isSame = directive.reply?.text === text && directive.reply.personId === personId
        if (!isNew && !isSame) throw new Refusal('conflict', { detail: 'another answer stands already' })
        return json(directive, isNew ? 201 : 200)
      },
    },
    {
      method: 'get',
      path: '/api/directives/:id/roll-call',
      who: 'signed-in',
      roles: WRITES,
      scope: 'viewer',
      says: 'Whom a roll call over some areas would call; nobody is called.',
      async handle({ params, query, viewer }) {
        const wanted = parsed(rollCallQuerySchema, query)
        const directive = await mine(viewer, params.id)
        await inTownship(directive, wanted.areaIds)
        return json(await shownPreview(database, await rollCalling.preview(viewer.personId, wanted)))
      },
    },
    {
      method: 'post',
      path: '/api/directives/:id/roll-call',
      who: 'signed-in',
      roles: WRITES,
      scope: 'viewer',
      says: 'Opens one incident over some areas by which everybody concerned is called; the same id again gives the first answer.',
      takes: directiveRollCallSchema,
      async handle({ params, body, viewer }) {
        const directive = await mine(viewer, params.id)
        const wanted = parsed(directiveRollCallSchema, body)
        await inTownship(directive, wanted.areaIds)
        const begun = await rollCalling.begin(viewer.personId, directive, wanted)
        if (!begun.ok) throw new Refusal('conflict', { detail: 'everybody was called for this entry already' })
        const { incidentId, repeated } = begun
        const answer = json({ incidentId, directive: await seen(viewer, directive.id) }, repeated ? 200 : 201)
        return { ...answer, concerns: { incidentId } }
      },
    },
  ]
}

function invalid(field: string, message: string): Refusal {
  return new Refusal('invalid', { fields: [{ field, message }] })
}

/** Whether all of an area is the viewer's. */
function hasWhole({ areaIds }: Viewer, areaId: string): boolean {
  return areaIds === null || areaIds.includes(areaId)
}

/** Whether any ground of the viewer lies in the area. */
function standsOn({ areaIds }: Viewer, areaId: string, { lineage }: Arrangement): boolean {
  return areaIds === null || areaIds.some((id) => lineage(id).some((above) => above.id === areaId))
}

/** Whether a body says what an entry says; people may have been added since. */
function says(directive: Directive, given: z.infer<typeof directiveBodySchema>): boolean {
  const { channel, sender, content, areaId, receivedAt, corrects } = given
  const isSame = channel === directive.channel && sender === directive.sender && content === directive.content
  const isThere = areaId === directive.areaId && (corrects ?? null) === directive.corrects
  return isSame && isThere && Date.parse(receivedAt) === Date.parse(directive.receivedAt)
}
