import type { Directive, DirectiveRollCall, RollCallBody } from '#shared/directive.ts'
import type { Database } from '../../db/connect.ts'
import { type Decisions, SeenBefore } from '../decisions.ts'
import { decideRollCall, previewOf, type RollCall } from '../domain/roll-call.ts'
import { directiveById } from '../store/directives.ts'
import { stepOf } from '../store/decisions.ts'
import { observationById } from '../store/incidents.ts'

/** What became of the wish to call a roll. */
export type Begun = { ok: true; incidentId: string; repeated: boolean } | { ok: false; reason: 'conflict' }

/** How everybody whom something concerns is called: by a call or paper from above, or by what the duty room types in. */
export type RollCalling = {
  /** Opens the incident, one for each directive; the same id again gives the first answer, another one `conflict`. */
  begin(personId: string, directive: Directive, body: DirectiveRollCall): Promise<Begun>
  /** Opens one without a directive; the same id again gives the first answer, another person's `conflict`. */
  beginAlone(personId: string, body: RollCallBody): Promise<Begun>
  /** The ids of those it would call, and what else it would come to. Nothing is written. */
  preview(personId: string, wanted: Omit<DirectiveRollCall, 'id'>): Promise<ReturnType<typeof previewOf>>
}

export function createRollCalling(parts: {
  database: Database
  decisions: Decisions
  now: () => Date
  newId: () => string
}): RollCalling {
  const { database, decisions, now, newId } = parts

  async function first(directive: Directive, id: string): Promise<Begun | null> {
    const [after, observation] = await Promise.all([
      directiveById(database, directive.id),
      observationById(database, id),
    ])
    const incidentId = after?.incidentId ?? null
    if (incidentId === null && observation === null) return null
    return incidentId !== null && observation?.incidentId === incidentId
      ? { ok: true, incidentId, repeated: true }
      : { ok: false, reason: 'conflict' }
  }

  async function firstAlone(personId: string, id: string): Promise<Begun | null> {
    const observation = await observationById(database, id)
    if (observation === null) return null
    const { incidentId, personId: by, kind } = observation
    return incidentId !== null && by === personId && kind === 'warning'
      ? { ok: true, incidentId, repeated: true }
      : { ok: false, reason: 'conflict' }
  }

  /** Opens it, with what else is to be written; whoever comes second gets the answer of the first. */
  async function opened(
    call: RollCall,
    { personId, directiveId }: { personId: string; directiveId: string | null },
    before: () => Promise<Begun | null>,
  ): Promise<Begun> {
    const known = await before()
    if (known !== null) return known
    try {
      return await decisions.decide((facts, making) => {
        const { decision, incident } = decideRollCall(call, personId, facts, making)
        const step = stepOf(decision, making.now, making.newId)
        const row = { incidentId: incident.id, observationId: call.id, personId, at: making.now }
        const directiveRollCalls = directiveId === null ? [] : [{ ...row, directiveId }]
        const append = { ...step.append, directiveRollCalls }
        return { result: { ok: true as const, incidentId: incident.id, repeated: false }, step: { ...step, append } }
      })
    } catch (error) {
      const answered = error instanceof SeenBefore ? await before() : null
      if (answered === null) throw error
      return answered
    }
  }

  return {
    begin: (personId, directive, body) =>
      opened(saidBy(directive, body), { personId, directiveId: directive.id }, () => first(directive, body.id)),
    beginAlone(personId, { text, source, kind, ...body }) {
      const description = source == null ? text : `${source}：${text}`
      const call = { ...body, description, receivedAt: now().toISOString(), ...(kind == null ? {} : { event: kind }) }
      return opened(call, { personId, directiveId: null }, () => firstAlone(personId, body.id))
    },
    async preview(personId, wanted) {
      const call = { ...wanted, id: newId(), description: '', receivedAt: now().toISOString() }
      const facts = await decisions.facts()
      const making = { now: now(), timeZone: facts.timeZone, newId }
      return previewOf(decideRollCall(call, personId, facts, making).incident, facts.arrangement)
    },
  }
}

function saidBy({ sender, content, receivedAt }: Directive, body: DirectiveRollCall): RollCall {
  return { ...body, receivedAt, description: `${sender}：${content}` }
}
