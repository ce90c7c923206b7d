import type { ActionBody } from '#shared/action.ts'
import { dayIn, hourOf } from '#shared/township-day.ts'
import type { Refusal } from './act.ts'
import { type Calling, callTo, sentAgain, systemAction } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'

// How a dispute ends: 已化解, or 未化解 with a day on which somebody comes back to it (回访), be it closed by then or not.

/** The hour of the township's clock at which whoever is to come back is reminded. */
const REVISIT_HOUR = 9

/** An incident with what came of a dispute; a later word stands for the earlier ones. */
export function settled(incident: IncidentRecord, body: ActionBody, personId: string, { now }: Making): IncidentRecord {
  const isSettled = body.isSettled === true
  const revisitAt = isSettled || body.revisitAt == null ? null : new Date(body.revisitAt).toISOString()
  return { ...incident, settlement: { isSettled, revisitAt, remindedAt: null, at: now.toISOString(), personId } }
}

/** Why this cannot be said of the end of a dispute; null where nothing speaks against it. */
export function settlementFault({ kind }: IncidentRecord, body: ActionBody, { now }: Making): Refusal | null {
  if (body.action !== 'settle') return null
  if (kind !== 'dispute') return { ok: false, reason: 'contradiction', state: kind, allowed: ['handle', 'note'] }
  if (body.revisitAt == null) return null
  const wrong = (message: string): Refusal => ({ ok: false, reason: 'invalid', field: 'revisitAt', message })
  if (body.isSettled === true) return wrong('nobody comes back to what is settled')
  return Date.parse(body.revisitAt) <= now.getTime() && body.late !== true ? wrong('the day must lie ahead') : null
}

/** When whoever is to come back to a dispute is reminded: in the morning of that day, by the township's clock; null where nobody is to. */
export function revisitDueAt({ settlement }: Pick<IncidentRecord, 'settlement'>, timeZone: string): Date | null {
  if (settlement === null || settlement.isSettled || settlement.revisitAt === null) return null
  return hourOf(timeZone, dayIn(timeZone, new Date(settlement.revisitAt)), REVISIT_HOUR)
}

/** Reminds whoever handled a dispute, and by its log the duty room, that the day has come; null where it has not, or was told. */
export function takeRevisit(incident: IncidentRecord, making: Making): Calling | null {
  const { settlement, handledBy } = incident
  const dueAt = revisitDueAt(incident, making.timeZone)
  if (dueAt === null || settlement === null || settlement.remindedAt !== null || making.now < dueAt) return null
  const personId = handledBy ?? settlement.personId
  const call = incident.recusedIds.includes(personId) ? undefined : callTo(incident, personId)
  return {
    incident: { ...incident, settlement: { ...settlement, remindedAt: making.now.toISOString() } },
    actions: [systemAction(incident.id, 'revisit-due', { personIds: [personId] }, making)],
    deliveries: call === undefined ? [] : [sentAgain(call, making)],
  }
}
