import type { Alert } from '#shared/incident.ts'
import type { Viewer } from '#shared/session.ts'
import { type Calling, callTo, delivered, goingToLook, wake, withAnswers } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { uncovered } from './broken-cover.ts'
import { heardSince, unheard } from './hearing-anew.ts'
import { newCall, NOT_GOING } from './new-call.ts'
import { isAsked, isAtItsEnd, silentOf, tierReached } from './next-step.ts'
import { timingAnew } from './timing.ts'

// What people's answers, and being asked by name, make of the calls of an incident.

/** An incident to which somebody goes, called or not. */
export function going(incident: IncidentRecord, who: string, viewer: Viewer, making: Making): IncidentRecord {
  const at = making.now.toISOString()
  const accept = (alert: Alert): Alert => ({
    ...alert,
    state: 'accepted',
    seenAt: alert.seenAt ?? at,
    // Whoever could not and now can has answered now.
    answeredAt: alert.state === 'declined' ? at : (alert.answeredAt ?? at),
    ...(alert.state === 'accepted' ? {} : NOT_GOING),
  })
  if (callTo(incident, who) !== undefined) return withAlert(incident, who, accept)
  // Somebody who was not called goes all the same: that is a responder like any other.
  const duty = viewer.personId === who ? (viewer.duties[0]?.duty ?? 'duty-room') : 'grid-member'
  const tier = tierReached(incident)
  const called = newCall({ incidentId: incident.id, personId: who, duty, areaId: null, tier }, making)
  return { ...incident, alerts: [...incident.alerts, accept({ ...called, deliveredAt: at })] }
}

/** Whoever was asked to look and goes has time to do so. */
export function lookedForBy(who: string, incident: IncidentRecord, making: Making): IncidentRecord {
  return incident.verification?.personId === who ? goingToLook(incident, making) : incident
}

/** An incident to which somebody cannot go, and who is called on. */
export function declined(before: IncidentRecord, who: string, making: Making): Calling {
  const at = making.now.toISOString()
  const incident = withAlert(before, who, (alert) => {
    return { ...alert, state: 'declined', seenAt: alert.seenAt ?? at, answeredAt: at }
  })
  const isLookout = isAsked(incident) && incident.verification?.personId === who
  const calling = isLookout ? wake(incident, 'declined', making) : withAnswers(incident, making)
  const isLastHope = callTo(before, who)?.state === 'accepted' || silentOf(incident).length === 0
  return isLastHope ? toldOfTheEnd(calling, making) : calling
}

/** The duty room took notice while somebody went, or might. Where nobody does, and nobody else can be called, it has to hear that. */
export function toldOfTheEnd(calling: Calling, making: Making): Calling {
  const { incident, deliveries } = calling
  if (deliveries.length > 0 || !isAtItsEnd(incident)) return calling
  return { ...calling, incident: { ...incident, ...unheard(incident, making), ...stillPostponed(incident) } }
}

/** What people put off stays put off, though the duty room has to hear of it afterwards. */
function stillPostponed({ postponedUntil, postponement }: IncidentRecord) {
  return { postponedUntil, postponement }
}

/** An incident to which somebody is called by name; whoever could not go is called anew. */
export function assigned(before: IncidentRecord, personId: string, making: Making): Calling {
  const isDeclined = callTo(before, personId)?.state === 'declined'
  if (callTo(before, personId) !== undefined && !isDeclined) return { incident: before, actions: [], deliveries: [] }
  // That he could not go is in the log.
  const incident = isDeclined ? withAlert(before, personId, (alert) => ({ ...alert, state: 'expired' })) : before
  const tier = tierReached(incident)
  const duty = incident.chain.find((link) => link.personId === personId)?.duty ?? 'grid-member'
  const alert = newCall({ incidentId: incident.id, personId, duty, areaId: null, tier }, making)
  const after = { ...incident, alerts: [...incident.alerts, alert] }
  return { incident: after, actions: [], deliveries: [delivered(alert, making)] }
}

/** An incident with the standing call to a person changed. */
export function withAlert(incident: IncidentRecord, personId: string, change: (alert: Alert) => Alert): IncidentRecord {
  const standing = callTo(incident, personId)
  return { ...incident, alerts: incident.alerts.map((alert) => (alert === standing ? change(alert) : alert)) }
}

/** A call that nobody answers any more. */
export function expiredIfOpen(alert: Alert): Alert {
  return ['sent', 'delivered', 'seen'].includes(alert.state) ? { ...alert, state: 'expired' } : alert
}

/** An incident as new: who went or could not go before it was closed has not been asked about this time. */
export function reopened(incident: IncidentRecord, making: Making): IncidentRecord {
  const alerts = incident.alerts.map((alert): Alert => ({ ...alert, state: 'expired' }))
  const asNew = { handling: 'reported', outcome: null, cause: null, closedAt: null, handledBy: null } as const
  const rollCall = incident.rollCall && {
    ...incident.rollCall,
    nextRoundAt: null,
    knockAt: null,
    knockingAt: null,
    unwoken: [],
  }
  // Whoever calls the roll again says that the warning goes on, though whoever gave it ended it.
  const warned = incident.rollCall === null ? {} : ({ condition: 'active', clearedAt: null } as const)
  // Whoever reopens it knows more than the permit.
  const { cover } = uncovered(incident, 'duty-room', making)
  const timing = timingAnew(incident, making)
  const again = {
    ...incident,
    ...asNew,
    ...warned,
    ...timing,
    cover,
    firePhase: null,
    restsUntil: null,
    rollCall,
    alerts,
  }
  return { ...again, ...unheard(again, making), ringing: heardSince(making) }
}

/** Whether nobody has looked at a call yet. */
export function isUnseen({ state }: Alert): boolean {
  return state === 'sent' || state === 'delivered'
}
