import type { Action } from '#shared/action.ts'
import { goingCount } from '#shared/alarm-state.ts'
import { type Alert, isSettled, type NextStep, type WakeReason } from '#shared/incident.ts'
import type { DeliveryRecord, IncidentRecord, Making } from './facts.ts'

/** What calling people adds to a decision, and the incident as it stands afterwards. */
export type Calling = { incident: IncidentRecord; actions: Action[]; deliveries: DeliveryRecord[] }

/** The wait of a tier whose plan says none: the duty room, called last. */
const DEFAULT_WAIT_SECONDS = 180
/** The clocks of two processes, or one clock before and after it was set right, may be this far apart. */
const CLOCKS_APART_MS = 60_000
/** Whoever goes to look has this long to say what is there. */
const LOOK_SECONDS = 900

/**
 * Calls the first tier in which somebody new can be called. Tiers with nobody are passed over at once, and so is one
 * in which nobody can be reached: it is called, and the next with it.
 */
export function callNext(incident: IncidentRecord, making: Making): Calling {
  let calling: Calling = { incident, actions: [], deliveries: [] }
  for (const tier of tiersOf(incident)) {
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
  let calling: Calling = { incident, actions: [], deliveries: [] }
  // Somebody is looking: until that is over nobody else is called.
  if (isAsked(incident)) return calling
  if (isSettled(incident.outcome)) return { ...calling, incident: { ...incident, next: null } }
  const reached = tierReached(incident)
  for (const tier of tiersOf(incident).filter((order) => order <= reached)) {
    const called = callTier(calling.incident, tier, making)
    if (called !== null) calling = joined(calling, called.calling)
  }
  const after = calling.incident
  if (!needsPeople(after)) return { ...calling, incident: { ...after, next: null } }
  return after.next === null ? { ...calling, incident: withNext(after, reached, making.now) } : calling
}

/** One after the other. */
export function joined(before: Calling, more: Calling): Calling {
  return {
    incident: more.incident,
    actions: [...before.actions, ...more.actions],
    deliveries: [...before.deliveries, ...more.deliveries],
  }
}

/** The same call when the next step is due; nothing where it is not, or no longer needed. */
export function escalate(incident: IncidentRecord, making: Making): Calling | null {
  const { next } = incident
  if (next === null || !isDue(incident, next, making.now)) return null
  const { verification } = incident
  if (isAsked(incident) && verification !== null)
    return wake(incident, isLooking(incident, verification.personId) ? 'not-looked' : 'unanswered', making)
  if (!needsPeople(incident)) return { incident: { ...incident, next: null }, actions: [], deliveries: [] }
  const escalated = systemAction(incident.id, 'escalated', { tier: next.tier, step: next.step }, making)
  const calling = callNext(incident, making)
  return { ...calling, actions: [escalated, ...calling.actions] }
}

/**
 * Whether a step's time has come. One that lies further off than the tier waits was set before the clock was put
 * back, by an hour or a year: nobody waits that long, so it counts as due.
 */
function isDue(incident: IncidentRecord, { at }: NextStep, now: Date): boolean {
  const leftMs = Date.parse(at) - now.getTime()
  const { verification } = incident
  const wholeMs =
    isAsked(incident) && verification !== null
      ? Date.parse(verification.until) - Date.parse(verification.at)
      : waitMs(incident, tierReached(incident))
  return leftMs <= 0 || leftMs > wholeMs + CLOCKS_APART_MS
}

/** Whether an incident waits for somebody to look, and the chain is not called yet. */
export function isAsked({ verification }: Pick<IncidentRecord, 'verification'>): boolean {
  return verification?.state === 'asked'
}

/** Calls the chain of an incident that waited for a look, from its first tier on; nothing where it does not wait. */
export function wake(incident: IncidentRecord, why: WakeReason, making: Making): Calling {
  const { verification } = incident
  if (verification?.state !== 'asked') return { incident, actions: [], deliveries: [] }
  const at = making.now.toISOString()
  const detail = { why, threshold: verification.threshold, confidence: incident.confidence }
  const woken = systemAction(incident.id, 'woken', detail, making)
  const calling = callNext({ ...incident, verification: { ...verification, state: 'woken', why, at } }, making)
  return { ...calling, actions: [woken, ...calling.actions] }
}

/** An incident of which nobody needs to look any more, for it is settled. */
export function lookedAt(incident: IncidentRecord, { now }: Making): IncidentRecord {
  const { verification } = incident
  if (verification?.state !== 'asked') return incident
  return { ...incident, verification: { ...verification, state: 'settled', at: now.toISOString() } }
}

/** An incident that whoever was asked is on the way to: the chain waits for what there is to see, but not for ever. */
export function goingToLook(incident: IncidentRecord, { now }: Making): IncidentRecord {
  const { verification } = incident
  // Once only: whoever taps again and again must not keep the others from being called.
  if (verification?.state !== 'asked' || verification.at !== verification.askedAt) return incident
  const until = new Date(now.getTime() + LOOK_SECONDS * 1000).toISOString()
  const waiting = { ...verification, until, at: now.toISOString() }
  return { ...incident, verification: waiting, next: firstStep(incident, until) }
}

/** What follows when nobody has looked by then: the first tier of the chain. */
export function firstStep({ chain }: Pick<IncidentRecord, 'chain'>, at: string): NextStep {
  const callable = chain.filter(({ called, personId }) => called && personId !== null)
  const tier = Math.min(...callable.map(({ order }) => order))
  const duties = [...new Set(callable.filter(({ order }) => order === tier).map(({ duty }) => duty))]
  if (duties.length === 0) return { step: 'call-duty-room', tier: 0, duties: ['duty-room'], at }
  return { step: stepOf(duties), tier, duties, at }
}

function stepOf(duties: readonly NextStep['duties'][number][]): NextStep['step'] {
  return duties.every((duty) => duty === 'duty-room') ? 'call-duty-room' : 'call-tier'
}

function isLooking({ alerts }: IncidentRecord, personId: string): boolean {
  return alerts.some((alert) => alert.personId === personId && alert.state === 'accepted')
}

/** The first attempt to carry a call to its person. */
export function delivered({ id, sentAt }: Alert, { newId }: Making): DeliveryRecord {
  return { id: newId(), alertId: id, channel: 'in-app', createdAt: sentAt, deliveredAt: null }
}

/** Whether more people must be found: nobody going alone, nothing settled. */
export function needsPeople(incident: IncidentRecord): boolean {
  if (incident.closedAt !== null || incident.handling === 'handled' || incident.handling === 'checked') return false
  if (isSettled(incident.outcome)) return false
  return goingCount(incident) < incident.respondersNeeded
}

/**
 * What an answer brings about: with enough people going nothing more is due; when everybody called has declined, what
 * comes next comes now; and when nothing was due because somebody went, or because it had been found to be nothing,
 * and that is so no longer, people are called on. To what was found to be nothing an answer calls nobody.
 */
export function withAnswers(incident: IncidentRecord, making: Making): Calling {
  const only = (after: IncidentRecord): Calling => ({ incident: after, actions: [], deliveries: [] })
  if (isAsked(incident)) return only(incident)
  if (!needsPeople(incident)) return only({ ...incident, next: null })
  if (isSettled(incident.outcome)) return only(incident)
  const { next, alerts } = incident
  if (next === null) return callNext(incident, making)
  const isHopeless = alerts.every(({ state }) => state === 'declined' || state === 'expired')
  return only(isHopeless ? { ...incident, next: { ...next, at: making.now.toISOString() } } : incident)
}

/**
 * The call to a person that stands, the last one made; undefined where there is none. A call that expired, for its
 * incident was closed, is over: when that is reopened the person can be called anew.
 */
export function callTo({ alerts }: Pick<IncidentRecord, 'alerts'>, personId: string): Alert | undefined {
  return alerts.findLast((alert) => alert.personId === personId && alert.state !== 'expired')
}

/** The furthest tier in which anybody was called. */
export function tierReached({ alerts }: Pick<IncidentRecord, 'alerts'>): number {
  return Math.max(0, ...alerts.map(({ tier }) => tier))
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
  const already = calledIds(incident)
  const links = incident.chain.filter(({ order, called }) => order === tier && called)
  const alerts = links.flatMap(({ personId, duty, areaId }): Alert[] => {
    if (personId === null || already.has(personId)) return []
    already.add(personId)
    const sentAt = making.now.toISOString()
    const unanswered = { state: 'sent', sentAt, deliveredAt: null, seenAt: null, answeredAt: null } as const
    return [{ id: making.newId(), incidentId: incident.id, personId, duty, areaId, tier, ...unanswered }]
  })
  if (alerts.length === 0) return null
  const deliveries = alerts.map((alert) => delivered(alert, making))
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
  const called = calledIds(incident)
  const following = tiersOf(incident).find((order) =>
    incident.chain.some(
      (link) => link.order === order && link.called && link.personId !== null && !called.has(link.personId),
    ),
  )
  if (following === undefined) return { ...incident, next: null }
  const duties = [...new Set(incident.chain.filter(({ order }) => order === following).map(({ duty }) => duty))]
  const at = new Date(now.getTime() + waitMs(incident, tier)).toISOString()
  return { ...incident, next: { step: stepOf(duties), tier: following, duties, at } }
}

function waitMs({ tierWaitsSeconds }: IncidentRecord, tier: number): number {
  return (tierWaitsSeconds[tier] ?? DEFAULT_WAIT_SECONDS) * 1000
}

function calledIds({ alerts }: IncidentRecord): Set<string> {
  return new Set(alerts.filter(({ state }) => state !== 'expired').map(({ personId }) => personId))
}

function tiersOf({ chain }: IncidentRecord): number[] {
  return [...new Set(chain.map(({ order }) => order))].toSorted((a, b) => a - b)
}
