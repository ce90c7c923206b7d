import { alarmState, hasSilent } from '#shared/alarm-state.ts'
import { type Alert, isSettled } from '#shared/incident.ts'
import { NEVER_RESTS } from '#shared/plan.ts'
import type { ChainLink } from '#shared/responsibility.ts'
import { isUnseen, withAlert } from './answering.ts'
import type { Arrangement } from './arrangement.ts'
import { groundOf } from './assign.ts'
import { type Calling, callTo, delivered, joined, sentAgain, systemAction } from './call.ts'
import { dutyRoomChain } from './duty-room-chain.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { newCall } from './new-call.ts'
import { hasCome, isAsked, isResting, rungAheadIds, tierReached } from './next-step.ts'
import { rollOf } from './roll.ts'

// What the duty room does not take notice of, its officer on shift is called for, and then its leader. That is no call to
// go there: for the chain it is as if they had not been called yet.

/** The screens of the duty room have this long, then the officer has, before whoever is next is called. */
const RING_AFTER_SECONDS = 60

/** Who of the duty room is called next, and when; null where nobody is, for it is heard already or is not to be heard. */
export function nextRing(incident: IncidentRecord): { step: 'officer' | 'leader'; at: string } | null {
  const { answered, ringing, openedAt, sound, kind, postponedUntil, outcome } = incident
  // What never waits is heard whatever its plan says.
  const isMute = sound === 'none' && !NEVER_RESTS.includes(kind)
  if (answered !== null || isMute || isResting(incident) || isAsked(incident) || postponedUntil !== null) return null
  const { since, officerAt, leaderAt } = ringing ?? { since: openedAt, officerAt: null, leaderAt: null }
  if (isSettled(outcome) && !hasSilent(incident)) return null
  if (leaderAt !== null || alarmState(incident, 0) !== 'unanswered') return null
  const at = new Date(Date.parse(officerAt ?? since) + RING_AFTER_SECONDS * 1000).toISOString()
  if (officerAt === null) return { step: 'officer', at }
  // Nobody waits for an officer who has said that he cannot.
  return { step: 'leader', at: hasDeclined(incident) ? officerAt : at }
}

/** Whether everybody of the duty room who was called has said that they cannot. */
function hasDeclined({ alerts }: IncidentRecord): boolean {
  const room = alerts.filter(({ duty, state }) => duty === 'duty-room' && state !== 'expired')
  return room.length > 0 && room.every(({ state }) => state === 'declined')
}

/** Calls whoever sits in the duty room, when nobody there has taken notice in time; null where it is not due. */
export function ring(incident: IncidentRecord, arrangement: Arrangement, making: Making): Calling | null {
  const next = nextRing(incident)
  if (next === null || !hasCome(next.at, RING_AFTER_SECONDS, making.now)) return null
  const roll = rollOf(arrangement, making.now, making.timeZone)
  const room = dutyRoomChain(arrangement, roll, groundOf(arrangement, incident.areas))
  const officers = withoutThose(room.links.filter(isCallable), room.later.filter(isCallable), incident)
  const leaders = withoutThose(room.later.filter(isCallable), room.links.filter(isCallable), incident)
  if (next.step === 'leader') return ringAll(incident, 'leader', leaders.length === 0 ? officers : leaders, making)
  const calling = ringAll(incident, 'officer', officers, making)
  // Nobody waits for whom nothing can ring.
  if (officers.some(({ reachable }) => reachable) || leaders.length === 0) return calling
  const both = ringAll(calling.incident, 'leader', leaders, making)
  return joined(calling, both)
}

/** Whoever keeps out of it is rung only where the duty room has nobody else who can be. */
function withoutThose<T extends Pick<ChainLink, 'personId' | 'reachable'>>(
  links: readonly T[],
  others: readonly T[],
  { recusedIds }: Pick<IncidentRecord, 'recusedIds'>,
): T[] {
  const isIn = ({ personId }: T) => personId !== null && !recusedIds.includes(personId)
  return [...links, ...others].some((link) => link.reachable && isIn(link)) ? links.filter(isIn) : [...links]
}

function isCallable({ called, personId }: Omit<ChainLink, 'order'>): boolean {
  return called && personId !== null
}

/** Calls some of the duty room, each once; whoever is called to it already is reminded. */
function ringAll(
  incident: IncidentRecord,
  post: 'officer' | 'leader',
  links: readonly Omit<ChainLink, 'order'>[],
  making: Making,
): Calling {
  const ids = [...new Set(links.flatMap(({ personId }) => personId ?? []))]
  const known: Alert[] = []
  const added: Alert[] = []
  for (const personId of ids) {
    const call = callTo(incident, personId)
    const areaId = links.find((link) => link.personId === personId)?.areaId ?? null
    const tier = tierReached(incident)
    if (call !== undefined) known.push(call)
    else added.push(newCall({ incidentId: incident.id, personId, duty: 'duty-room', areaId, tier }, making))
  }
  const at = making.now.toISOString()
  const before = incident.ringing ?? { since: incident.openedAt, officerAt: null, leaderAt: null, personIds: [] }
  const ringing = {
    ...before,
    officerAt: before.officerAt ?? at,
    leaderAt: post === 'leader' ? at : before.leaderAt,
    personIds: [...before.personIds, ...added.map(({ personId }) => personId)],
  }
  // Whose turn in the chain came in this very step has just been called.
  const reminded = known.filter(({ sentAt }) => sentAt !== at)
  const remindedIds = reminded.map(({ personId }) => personId)
  const detail = { personIds: ids, ...(remindedIds.length > 0 ? { remindedIds } : {}) }
  return {
    incident: { ...incident, ringing, alerts: [...incident.alerts, ...added] },
    actions: [systemAction(incident.id, `rings-${post}`, detail, making)],
    deliveries: [...reminded.map((call) => sentAgain(call, making)), ...added.map((call) => delivered(call, making))],
  }
}

/**
 * An incident of which the duty room has taken notice (接警). Whoever pressed has seen it; whom else the duty room was
 * called for by, ahead of their turn, nobody waits for any more.
 */
export function noticed(incident: IncidentRecord, personId: string, { now }: Pick<Making, 'now'>): IncidentRecord {
  const at = now.toISOString()
  const ahead = rungAheadIds(incident)
  const others = incident.alerts.map((alert): Alert =>
    ahead.has(alert.personId) && alert.personId !== personId && isOpen(alert) ? { ...alert, state: 'expired' } : alert,
  )
  const after = { ...incident, answered: incident.answered ?? { at, personId }, alerts: others }
  if (!ahead.has(personId)) return after
  return withAlert(after, personId, (alert) => (isUnseen(alert) ? { ...alert, state: 'seen', seenAt: at } : alert))
}

function isOpen({ state }: Alert): boolean {
  return state === 'sent' || state === 'delivered' || state === 'seen'
}
