import type { ActionBody } from '#shared/action.ts'
import { type Calling, systemAction } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { heardSince, unheard } from './hearing-anew.ts'
import { hasCome } from './next-step.ts'

// Whoever puts an alarm off says why and until when. It comes back by itself, and says so before.

/** That it comes back is told this long before, or halfway where it is put off for less than twice that. */
const WARN_BEFORE_MS = 300_000

/** An incident that is put off until a moment. */
export function postponed(
  incident: IncidentRecord,
  { until, note }: ActionBody,
  personId: string,
  { now }: Pick<Making, 'now'>,
): IncidentRecord {
  const at = now.toISOString()
  const postponedUntil = until == null ? at : new Date(until).toISOString()
  return { ...incident, postponedUntil, postponement: { at, personId, note: note ?? '', warnedAt: null } }
}

/** An incident that is put off no longer: somebody of the duty room has just seen it, and has the usual time to take notice. */
export function resumed(incident: IncidentRecord, making: Pick<Making, 'now'>): IncidentRecord {
  const { ringing } = incident
  const isRung = ringing !== null && ringing.officerAt !== null
  return { ...incident, postponedUntil: null, postponement: null, ringing: isRung ? ringing : heardSince(making) }
}

/** What comes next of a postponement, and when; null where there is none. */
export function postponementDue({
  postponedUntil,
  postponement,
  closedAt,
}: IncidentRecord): { step: 'warning' | 'end'; at: string } | null {
  if (postponedUntil === null || closedAt !== null) return null
  if (postponement === null || postponement.warnedAt !== null) return { step: 'end', at: postponedUntil }
  const [fromMs, untilMs] = [Date.parse(postponement.at), Date.parse(postponedUntil)]
  const warnMs = Math.max(untilMs - WARN_BEFORE_MS, (fromMs + untilMs) / 2)
  return { step: 'warning', at: new Date(warnMs).toISOString() }
}

/** Tells that a postponement will end, and ends it: then it is as if nobody had taken notice. Null where neither is due. */
export function endPostponement(incident: IncidentRecord, making: Making): Calling | null {
  const due = postponementDue(incident)
  const { postponedUntil, postponement } = incident
  if (due === null || postponedUntil === null) return null
  const wholeMs = postponement === null ? 0 : Date.parse(postponedUntil) - Date.parse(postponement.at)
  // Of one from before its beginning was kept it is not known how long it was meant.
  const isSince = (at: string) =>
    postponement === null ? Date.parse(at) <= making.now.getTime() : hasCome(at, wholeMs / 1000, making.now)
  if (isSince(postponedUntil)) {
    const action = systemAction(incident.id, 'postponement-ended', { why: 'over', until: postponedUntil }, making)
    return { incident: { ...incident, ...unheard(incident, making) }, actions: [action], deliveries: [] }
  }
  if (due.step === 'end' || postponement === null || !isSince(due.at)) return null
  const action = systemAction(incident.id, 'postponement-ends', { until: postponedUntil }, making)
  const warned = { ...postponement, warnedAt: making.now.toISOString() }
  return { incident: { ...incident, postponement: warned }, actions: [action], deliveries: [] }
}
