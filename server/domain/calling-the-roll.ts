import type { Alert } from '#shared/incident.ts'
import type { RollCall, Unwoken } from '#shared/roll-call.ts'
import { calledInRoll, hasAnswered } from '#shared/roll-counts.ts'
import type { ChainLink } from '#shared/responsibility.ts'
import type { Arrangement } from './arrangement.ts'
import { type Calling, callTo, delivered, joined, sentAgain, systemAction } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { unheard } from './hearing-anew.ts'
import { knockersFor } from './knockers.ts'
import { newCall } from './new-call.ts'
import { hasCome } from './next-step.ts'
import { rollOf } from './roll.ts'
import { AFTER_ALL, withPresentRollCall } from './roll-call-chain.ts'

// A roll call (叫应). Everybody is called at once and has to answer; the silent are rung in three rounds within five minutes,
// and who has not answered then, or cannot be rung at all, is woken at the door.

const ROUNDS = 3
const ROUND_SECONDS = 100
const KNOCK_SECONDS = 300

type Rolled = IncidentRecord & { rollCall: RollCall }

function isRolled(incident: IncidentRecord): incident is Rolled {
  return incident.rollCall !== null
}

/** What comes next of a roll call, and when; null where everybody has answered or is on the list of those to be woken. */
export function rollCallDue({ rollCall, closedAt }: IncidentRecord): {
  step: 'ring-round' | 'knocking'
  at: string
} | null {
  if (rollCall === null || closedAt !== null || rollCall.knockAt === null) return null
  return rollCall.nextRoundAt === null
    ? { step: 'knocking', at: rollCall.knockAt }
    : { step: 'ring-round', at: rollCall.nextRoundAt }
}

/** Who has not answered a roll call. */
export function silentInRoll(incident: Pick<IncidentRecord, 'alerts'>): Alert[] {
  return calledInRoll(incident).filter((alert) => !hasAnswered(alert))
}

/** Calls everybody in the chain of a roll call who is not called yet; whom nothing rings is to be woken at the door at once. */
export function callEverybody(incident: IncidentRecord, arrangement: Arrangement, making: Making): Calling {
  if (!isRolled(incident)) return { incident, actions: [], deliveries: [] }
  const called = callNew(incident, making)
  const after = called.incident
  const unrung = silentInRoll(after).filter(
    ({ personId }) => (arrangement.people.get(personId)?.rings ?? []).length === 0 && !isListed(after, personId),
  )
  const knocked = isRolled(after) ? knock(after, unrung, 'unreachable', arrangement, making) : null
  const calling = knocked === null ? called : joined(called, knocked)
  return { ...calling, incident: afterAnswers(calling.incident, making) }
}

/**
 * A roll call after anything that may have been an answer: who has answered is off the list; with nobody left who is
 * silent and not on it nothing more is due, and for anybody who is the rounds begin. The same object where nothing changes.
 */
export function afterAnswers(incident: IncidentRecord, { now }: Pick<Making, 'now'>): IncidentRecord {
  const { rollCall, condition, closedAt } = incident
  if (rollCall === null) return incident
  const silent = silentInRoll(incident)
  const unwoken = rollCall.unwoken.filter(({ personId }) => silent.some((alert) => alert.personId === personId))
  const isWaiting = silent.some(({ personId }) => !unwoken.some((listed) => listed.personId === personId))
  // What is over wakes nobody.
  const isDone = !isWaiting || condition === 'cleared' || closedAt !== null
  const times = isDone
    ? { nextRoundAt: null, knockAt: null }
    : rollCall.knockAt === null
      ? begun(now)
      : { nextRoundAt: rollCall.nextRoundAt, knockAt: rollCall.knockAt }
  const isSame =
    unwoken.length === rollCall.unwoken.length &&
    times.nextRoundAt === rollCall.nextRoundAt &&
    times.knockAt === rollCall.knockAt
  return isSame ? incident : { ...incident, rollCall: { ...rollCall, ...times, unwoken } }
}

/** The rounds as they begin, or begin anew: everybody has just been rung for the first time. */
export function begun(now: Date): Pick<RollCall, 'rounds' | 'nextRoundAt' | 'knockAt'> {
  return { rounds: 1, nextRoundAt: after(now, ROUND_SECONDS), knockAt: after(now, KNOCK_SECONDS) }
}

/** Rings the silent again, or has them woken at their doors, when it is time; null where nothing is due. */
export function callRoll(incident: IncidentRecord, arrangement: Arrangement, making: Making): Calling | null {
  if (!isRolled(incident) || incident.closedAt !== null) return null
  const before = afterAnswers(incident, making)
  if (!isRolled(before)) return null
  const { nextRoundAt, knockAt } = before.rollCall
  const isRound = nextRoundAt !== null && hasCome(nextRoundAt, ROUND_SECONDS, making.now)
  const isKnock = knockAt !== null && hasCome(knockAt, KNOCK_SECONDS, making.now)
  if (!isRound && !isKnock) return before === incident ? null : { incident: before, actions: [], deliveries: [] }
  // Who is there now may not be who was there when it began.
  const present = withPresentRollCall(before, arrangement, making)
  let calling: Calling = { incident: present, actions: [], deliveries: [] }
  if (isRound && isRolled(present)) calling = ringRound(present, making)
  calling = joined(calling, callEverybody(calling.incident, arrangement, making))
  const rung = calling.incident
  if (isKnock && isRolled(rung)) {
    const at = making.now.toISOString()
    const late = silentInRoll(rung).filter(({ personId, sentAt }) => sentAt !== at && !isListed(rung, personId))
    const done = { ...rung, rollCall: { ...rung.rollCall, nextRoundAt: null, knockAt: null } }
    const knocked = knock(done, late, 'silent', arrangement, making)
    calling = joined(calling, { ...knocked, incident: { ...knocked.incident, ...unheard(knocked.incident, making) } })
  }
  // Whoever is rung in this round and is to knock besides is rung once.
  const deliveries = [...new Map(calling.deliveries.map((one) => [one.alertId, one])).values()]
  return { ...calling, deliveries, incident: afterAnswers(calling.incident, making) }
}

/** One round: rounds that were missed are not made up for, for a telephone rings once. */
function ringRound(incident: Rolled, making: Making): Calling {
  const { rollCall } = incident
  const silent = silentInRoll(incident)
  const rounds = rollCall.rounds + 1
  const nowMs = making.now.getTime()
  let nextMs = Date.parse(rollCall.nextRoundAt ?? making.now.toISOString())
  while (nextMs <= nowMs) nextMs += ROUND_SECONDS * 1000
  // Where the clock was put back.
  nextMs = Math.min(nextMs, nowMs + ROUND_SECONDS * 1000)
  const isLast = rounds >= ROUNDS || (rollCall.knockAt !== null && nextMs >= Date.parse(rollCall.knockAt))
  const nextRoundAt = isLast ? null : new Date(nextMs).toISOString()
  const personIds = silent.map(({ personId }) => personId)
  return {
    incident: { ...incident, rollCall: { ...rollCall, rounds, nextRoundAt } },
    actions: [systemAction(incident.id, 'rang-round', { round: rounds, personIds }, making)],
    deliveries: silent.map((alert) => sentAgain(alert, making)),
  }
}

/** Calls whoever the chain names and nobody has called. */
function callNew(incident: Rolled, making: Making): Calling {
  // Whoever keeps out of it is not called either.
  const called = new Set([...calledInRoll(incident).map(({ personId }) => personId), ...incident.recusedIds])
  const added: Alert[] = []
  for (const link of incident.chain) {
    const { personId, duty, areaId } = link
    if (personId === null || !link.called || link.order >= AFTER_ALL || called.has(personId)) continue
    called.add(personId)
    added.push(newCall({ incidentId: incident.id, personId, duty, areaId, tier: 0 }, making))
  }
  if (added.length === 0) return { incident, actions: [], deliveries: [] }
  const personIds = added.map(({ personId }) => personId)
  return {
    incident: { ...incident, next: null, alerts: [...incident.alerts, ...added] },
    actions: [systemAction(incident.id, 'called', { tier: 0, personIds }, making)],
    deliveries: added.map((alert) => delivered(alert, making)),
  }
}

/** Puts some on the list of those to be woken at their doors, and calls who is to knock there. */
function knock(
  incident: Rolled,
  asleep: readonly Alert[],
  why: Unwoken['why'],
  arrangement: Arrangement,
  making: Making,
): Calling {
  if (asleep.length === 0) return { incident, actions: [], deliveries: [] }
  const at = making.now.toISOString()
  const roll = rollOf(arrangement, making.now, making.timeZone)
  const unwokenIds = [...incident.rollCall.unwoken, ...asleep].map(({ personId }) => personId)
  const ids = new Set([...unwokenIds, ...incident.recusedIds])
  const links: ChainLink[] = []
  const listed = asleep.map((alert): Unwoken => {
    const knockers = knockersFor(alert, { incident, arrangement, roll, notAsked: ids })
    links.push(...knockers.map((link) => ({ ...link, order: AFTER_ALL })))
    const knockerIds = knockers.flatMap(({ personId }) => personId ?? [])
    return { personId: alert.personId, at, why, knockerIds }
  })
  const added = new Map<string, Alert>()
  const again = new Map<string, Alert>()
  for (const { personId, duty, areaId } of links) {
    if (personId === null) continue
    const known = callTo(incident, personId)
    // The duty room is rung by rules of its own.
    if (known !== undefined && known.sentAt !== at && known.duty !== 'duty-room') again.set(personId, known)
    if (known === undefined && !added.has(personId))
      added.set(personId, newCall({ incidentId: incident.id, personId, duty, areaId, tier: AFTER_ALL }, making))
  }
  const personIds = listed.map(({ personId }) => personId)
  const knockerIds = [...new Set(links.flatMap(({ personId }) => personId ?? []))]
  const rollCall = {
    ...incident.rollCall,
    knockingAt: incident.rollCall.knockingAt ?? at,
    unwoken: [...incident.rollCall.unwoken, ...listed],
  }
  return {
    incident: {
      ...incident,
      rollCall,
      chain: [...incident.chain, ...links],
      alerts: [...incident.alerts, ...added.values()],
    },
    actions: [systemAction(incident.id, 'knocking', { personIds, knockerIds, why }, making)],
    deliveries: [
      ...[...again.values()].map((call) => sentAgain(call, making)),
      ...[...added.values()].map((call) => delivered(call, making)),
    ],
  }
}

function isListed({ rollCall }: IncidentRecord, personId: string): boolean {
  return rollCall?.unwoken.some((listed) => listed.personId === personId) === true
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString()
}
