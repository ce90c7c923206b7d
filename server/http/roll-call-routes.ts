import { z } from 'zod'
import { rollCallBodySchema, type RollCallPreview } from '#shared/directive.ts'
import { idSchema } from '#shared/ids.ts'
import { severitySchema } from '#shared/kinds.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import type { previewOf } from '../domain/roll-call.ts'
import type { RollCalling } from '../duty/roll-calling.ts'
import { personCards } from '../store/people.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** What a preview is asked for: areas with commas between, and how grave it is. */
export const rollCallQuerySchema = z.object({
  areaIds: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(idSchema).min(1).max(100)),
  severity: severitySchema,
})

const CALLERS: readonly Role[] = ['duty', 'admin']

/** Roll calls (叫应) that the duty room types in, without a call or paper from above. */
export function rollCallRoutes(parts: { database: Database; decisions: Decisions; rollCalling: RollCalling }): Route[] {
  const { database, decisions, rollCalling } = parts

  /** There are such areas, and all of them are the viewer's. */
  async function onOwnGround({ areaIds }: Viewer, named: readonly string[]): Promise<void> {
    const { areas } = (await decisions.facts()).arrangement
    const unknown = named.find((id) => areas.byId(id) === null)
    if (unknown !== undefined)
      throw new Refusal('invalid', { fields: [{ field: 'areaIds', message: `there is no area ${unknown}` }] })
    if (areaIds !== null && !named.every((id) => areaIds.includes(id))) throw new Refusal('not-allowed')
  }

  return [
    {
      method: 'get',
      path: '/api/roll-calls/preview',
      who: 'signed-in',
      roles: CALLERS,
      scope: 'viewer',
      says: 'Whom a roll call over some areas would call, and whom nothing rings; nobody is called.',
      async handle({ query, viewer }) {
        const wanted = parsed(rollCallQuerySchema, query)
        await onOwnGround(viewer, wanted.areaIds)
        return json(await shownPreview(database, await rollCalling.preview(viewer.personId, wanted)))
      },
    },
    {
      method: 'post',
      path: '/api/roll-calls',
      who: 'signed-in',
      roles: CALLERS,
      scope: 'viewer',
      says: 'Calls everybody on some areas, each of whom must answer; the same id again gives the first answer.',
      takes: rollCallBodySchema,
      async handle({ body, viewer }) {
        const wanted = parsed(rollCallBodySchema, body)
        await onOwnGround(viewer, wanted.areaIds)
        const begun = await rollCalling.beginAlone(viewer.personId, wanted)
        if (!begun.ok) throw new Refusal('conflict')
        const { incidentId, repeated } = begun
        return { ...json({ incidentId }, repeated ? 200 : 201), concerns: { incidentId } }
      },
    },
  ]
}

/** A preview as it goes out: people by their cards. */
export async function shownPreview(
  database: Database,
  { now, later, cannotRing, households, emptyVillageIds }: ReturnType<typeof previewOf>,
): Promise<RollCallPreview> {
  const [calledNow, calledLater] = await Promise.all([personCards(database, now), personCards(database, later)])
  const unrung = new Set(cannotRing)
  return {
    calledNow,
    calledLater,
    cannotRing: calledNow.filter(({ id }) => unrung.has(id)),
    households,
    emptyVillageIds,
  }
}
