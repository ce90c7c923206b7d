import type { Action } from '#shared/action.ts'
import { goingCount } from '#shared/alarm-state.ts'
import type { Alert, NextStep } from '#shared/incident.ts'
import type { DeliveryRecord, IncidentRecord, Making } from './facts.ts'

/** What calling people adds to a decision, and the incident as it stands afterwards. */
export type Calling = { incident: IncidentRecord; actions: Action[]; deliveries: DeliveryRecord[] }

/** The wait of a tier whose plan says none: the duty room, called last. */
const DEFAULT_WAIT_SECONDS = 180

/**
 * Calls the first tier from `from` on in which somebody new can be called. Tiers with nobody are passed over at once,
 * and so is one in which nobody can be reached: it is called, and the next with it.
 */
export function callFrom(incident: IncidentRecord, from: number, making: Making): Calling {
  let calling: Calling = { incident, actions: [], deliveries: [] }
  for (const tier of tiersFrom(incident, from)) {
    const called = callTier(calling.incident, tier, making)
    if (called === null) continue
    calling = joined(calling, called.calling)
    if (called.reachable) return { ...calling, incident: withNext(calling.incident, tier, making.now) }
  }
  return { ...calling, incident: { ...calling.incident, next: null } }
}

/**
 * Calls whoever the chain, made anew on better evidence, names in the tiers already reached; who was called stays
 * called, and what was due stays due.
 */
export function callReached(incident: IncidentRecord, making: Making): Calling {
  const reached = Math.max(0, ...incident.alerts.map(({ tier }) => tier))
  let calling: Calling = { incident, actions: [], deliveries: [] }
  for (const tier of tiersFrom(incident, 0).filter((order) => order <= reached)) {
    const called = callTier(calling.incident, tier, making)
    if (called !== null) calling = joined(calling, called.calling)
  }
  const after = calling.incident
  if (!needsPeople(after)) return { ...calling, incident: { ...after, next: null } }
  return after.next === null ? { ...calling, incident: withNext(after, reached, making.now) } : calling
}

function joined(before: Calling, more: Calling): Calling {
  return {
    incident: more.incident,
    actions: [...before.actions, ...more.actions],
    deliveries: [...before.deliveries, ...more.deliveries],
  }
}

/** The same call when the next step is due; nothing where it is not, or no longer needed. */
export function escalate(incident: IncidentRecord, making: Making): Calling | null {
  const { next } = incident
  if (next === null || Date.parse(next.at) > making.now.getTime()) return null
  if (!needsPeople(incident)) return { incident: { ...incident, next: null }, actions: [], deliveries: [] }
  const escalated = systemAction(incident.id, 'escalated', { tier: next.tier, step: next.step }, making)
  const calling = callFrom(incident, next.tier, making)
  return { ...calling, actions: [escalated, ...calling.actions] }
}

/** Whether more people must be found: nobody going alone, nothing settled. */
export function needsPeople(incident: IncidentRecord): boolean {
  if (incident.closedAt !== null || incident.handling === 'handled' || incident.handling === 'checked') return false
  return goingCount(incident) < incident.respondersNeeded
}

/**
 * The incident after somebody answered: with enough people going nothing more is due; when everybody called has
 * declined, what comes next comes now.
 */
export function withAnswers(incident: IncidentRecord, now: Date): IncidentRecord {
  if (!needsPeople(incident)) return { ...incident, next: null }
  const { next, alerts } = incident
  if (next === null) return incident
  const isHopeless = alerts.every(({ state }) => state === 'declined' || state === 'expired')
  return isHopeless ? { ...incident, next: { ...next, at: now.toISOString() } } : incident
}

/** One entry that the system itself writes into the log. */
export function systemAction(
  incidentId: string,
  action: Action['action'],
  detail: Record<string, unknown>,
  { now, newId }: Making,
): Action {
  const recordedAt = now.toISOString()
  return {
    id: newId(),
    incidentId,
    action,
    actorId: null,
    onBehalfOf: null,
    at: null,
    recordedAt,
    note: null,
    detail,
    mediaIds: [],
  }
}

function callTier(
  incident: IncidentRecord,
  tier: number,
  making: Making,
): { calling: Calling; reachable: boolean } | null {
  const already = new Set(incident.alerts.map(({ personId }) => personId))
  const links = incident.chain.filter(({ order, called }) => order === tier && called)
  const alerts = links.flatMap(({ personId, duty, areaId }): Alert[] => {
    if (personId === null || already.has(personId)) return []
    already.add(personId)
    const sentAt = making.now.toISOString()
    const unanswered = { state: 'sent', sentAt, deliveredAt: null, seenAt: null, answeredAt: null } as const
    return [{ id: making.newId(), incidentId: incident.id, personId, duty, areaId, tier, ...unanswered }]
  })
  if (alerts.length === 0) return null
  const deliveries = alerts.map(({ id, sentAt }): DeliveryRecord => {
    return { id: making.newId(), alertId: id, channel: 'in-app', createdAt: sentAt, deliveredAt: null }
  })
  const personIds = alerts.map(({ personId }) => personId)
  const isRoom = links.every(({ duty }) => duty === 'duty-room')
  const action = systemAction(incident.id, isRoom ? 'called-duty-room' : 'called', { tier, personIds }, making)
  const reachable = links.some((link) => link.reachable)
  return {
    calling: { incident: { ...incident, alerts: [...incident.alerts, ...alerts] }, actions: [action], deliveries },
    reachable,
  }
}

function withNext(incident: IncidentRecord, tier: number, now: Date): IncidentRecord {
  const called = new Set(incident.alerts.map(({ personId }) => personId))
  const following = tiersFrom(incident, tier + 1).find((order) =>
    incident.chain.some(
      (link) => link.order === order && link.called && link.personId !== null && !called.has(link.personId),
    ),
  )
  if (following === undefined) return { ...incident, next: null }
  const duties = [...new Set(incident.chain.filter(({ order }) => order === following).map(({ duty }) => duty))]
  const step: NextStep['step'] = duties.every((duty) => duty === 'duty-room') ? 'call-duty-room' : 'call-tier'
  const waitSeconds = incident.tierWaitsSeconds[tier] ?? DEFAULT_WAIT_SECONDS
  const at = new Date(now.getTime() + waitSeconds * 1000).toISOString()
  return { ...incident, next: { step, tier: following, duties, at } }
}

function tiersFrom({ chain }: IncidentRecord, from: number): number[] {
  return [...new Set(chain.map(({ order }) => order))].filter((order) => order >= from).toSorted((a, b) => a - b)
}
