import type { Directive, DirectiveRollCall } from '#shared/directive.ts'
import type { Database } from '../../db/connect.ts'
import { type Decisions, SeenBefore } from '../decisions.ts'
import { calledBy, decideRollCall, type RollCall } from '../domain/roll-call.ts'
import { directiveById } from '../store/directives.ts'
import { stepOf } from '../store/decisions.ts'
import { observationById } from '../store/incidents.ts'

/** What a call or paper becomes when everybody whom it concerns is to be called. */
export type RollCalling = {
  /** Opens the incident, one for each directive; the same id again gives the first answer, another one `conflict`. */
  begin(
    personId: string,
    directive: Directive,
    body: DirectiveRollCall,
  ): Promise<{ ok: true; incidentId: string; repeated: boolean } | { ok: false; reason: 'conflict' }>
  /** The ids of those it would call at once, and of those it would call later. Nothing is written. */
  preview(
    personId: string,
    directive: Directive,
    wanted: Omit<DirectiveRollCall, 'id'>,
  ): Promise<ReturnType<typeof calledBy>>
}

export function createRollCalling(parts: {
  database: Database
  decisions: Decisions
  now: () => Date
  newId: () => string
}): RollCalling {
  const { database, decisions, now, newId } = parts

  async function first(directive: Directive, id: string) {
    const [after, observation] = await Promise.all([
      directiveById(database, directive.id),
      observationById(database, id),
    ])
    const incidentId = after?.incidentId ?? null
    if (incidentId === null && observation === null) return null
    return incidentId !== null && observation?.incidentId === incidentId
      ? { ok: true as const, incidentId, repeated: true }
      : { ok: false as const, reason: 'conflict' as const }
  }

  return {
    async begin(personId, directive, body) {
      const before = await first(directive, body.id)
      if (before !== null) return before
      try {
        return await decisions.decide((facts, making) => {
          const { decision, incident } = decideRollCall(saidBy(directive, body), personId, facts, making)
          const step = stepOf(decision, making.now, making.newId)
          const row = { directiveId: directive.id, incidentId: incident.id, observationId: body.id }
          const append = { ...step.append, directiveRollCalls: [{ ...row, personId, at: making.now }] }
          return { result: { ok: true as const, incidentId: incident.id, repeated: false }, step: { ...step, append } }
        })
      } catch (error) {
        const answered = error instanceof SeenBefore ? await first(directive, body.id) : null
        if (answered === null) throw error
        return answered
      }
    },
    async preview(personId, directive, wanted) {
      const call = saidBy(directive, { ...wanted, id: newId() })
      const facts = await decisions.facts()
      const making = { now: now(), timeZone: facts.timeZone, newId }
      return calledBy(decideRollCall(call, personId, facts, making).incident)
    },
  }
}

function saidBy({ sender, content, receivedAt }: Directive, body: DirectiveRollCall): RollCall {
  return { ...body, receivedAt, description: `${sender}：${content}` }
}
