import { isDeepStrictEqual } from 'node:util'
import { isGoing } from '#shared/alarm-state.ts'
import type { Clue } from '#shared/clue.ts'
import { type Alert, type CallStep, FIRE_PHASES, type FirePhase, HANDLINGS } from '#shared/incident.ts'
import { isCovered } from '#shared/permit.ts'
import type { RollCall } from '#shared/roll-call.ts'
import { HOUSEHOLD_STATES } from '#shared/roll-counts.ts'
import { DEFAULT_SEVERITY } from '#shared/kinds.ts'
import type { Arrangement } from './arrangement.ts'
import { type Calling, callReached, joined, systemAction, wake } from './call.ts'
import { callStepOf, isAsked, needsPeople, withReminders } from './next-step.ts'
import { graverKind, kindOf } from './clues.ts'
import { uncovered } from './broken-cover.ts'
import { isDealtWith } from './correlate.ts'
import { unheard } from './hearing-anew.ts'
import { briefsOfBoth } from './briefing.ts'
import { servicesOfBoth } from './calling-services.ts'
import type { EvidenceLink, IncidentRecord, Making, Signal } from './facts.ts'
import { withoutRecused } from './recusing.ts'
import { countsOf, householdsOf } from './roll-call-ground.ts'
import { joinedSearch } from './searching.ts'
import { withTicksOf } from './ticking.ts'
import {
  graverSeverity,
  hasClue,
  isNobodyLeft,
  openUndoubted,
  regrounded,
  witnessed,
  withInformed,
  withItem,
} from './incident.ts'
import { timingOfBoth } from './timing.ts'

// Two incidents turn out to be one, or one to be two. Nothing is lost by it: calls go along, both ids lead on, and
// either can be taken back.

/** What joining or parting comes to: every incident it changes, signals that now speak of another one, evidence that moves. */
export type Joining = { callings: Calling[]; signals: Signal[]; links: EvidenceLink[] }

/** What the log keeps of a merging, so that it can be undone. */
export type MergeDetail = {
  incidentId: string
  /** The other as it was: how far people had got with it. */
  before: Pick<
    IncidentRecord,
    'handling' | 'outcome' | 'condition' | 'clearedAt' | 'activeKeys' | 'answered' | 'mergedIds'
  >
  alertIds: string[]
  /** Evidence that both had: it stays with this one. */
  shared: string[]
  /** How far people had got with this one, and with both as one. */
  own: Progress
  made: Progress
  /** Of two roll calls each as it was; a log of before says nothing of them. */
  rollCalls?: { own: RollCall; other: RollCall } | null
}

type Progress = Pick<IncidentRecord, 'handling' | 'outcome' | 'cause' | 'handledBy' | 'answered' | 'firePhase'>

type Arranged = { arrangement: Arrangement; signals: Iterable<Signal> }

/** The strongest answer first: of two calls to one person this one stands. */
const STRONGEST: readonly Alert['state'][] = ['accepted', 'declined', 'seen', 'delivered', 'sent', 'expired']

/** Makes `from` part of `into`, which keeps its name: its evidence, its calls, its signals and whatever had become it before. */
export function mergeInto(
  into: IncidentRecord,
  from: IncidentRecord,
  { arrangement, signals }: Arranged,
  making: Making,
): Joining & { detail: MergeDetail } {
  const now = making.now.toISOString()
  const kind = graverKind(into.kind, from.kind)
  const severity = graverSeverity(into.severity, from.severity)
  // Not folded into each other: they may have to be parted again.
  const clues = [...into.clues, ...from.clues.filter(({ observationId }) => !hasClue(into, observationId))]
  const isRaised = kind !== into.kind || severity !== into.severity
  // Silent is only what was silent on both sides.
  const isUnheard = isRaised || into.answered === null || from.answered === null || into.condition === 'cleared'
  const merged: IncidentRecord = {
    ...into,
    kind,
    severity,
    clues,
    ...witnessed(clues, into),
    deviceIds: from.deviceIds.reduce<string[]>(withItem, into.deviceIds),
    reporterIds: from.reporterIds.reduce<string[]>(withItem, into.reporterIds),
    observationCount: into.observationCount + from.observationCount,
    condition: into.condition === 'active' || from.condition === 'active' ? 'active' : 'cleared',
    clearedAt: into.condition === 'active' || from.condition === 'active' ? null : into.clearedAt,
    activeKeys: from.activeKeys.reduce<string[]>(withItem, into.activeKeys),
    ...progress(into, from),
    timing: timingOfBoth(into, from, progress(into, from).handling),
    services: servicesOfBoth(into, from),
    briefs: briefsOfBoth(into, from),
    startedAt: earliest(into.startedAt, from.startedAt),
    lastEvidenceAt: into.lastEvidenceAt > from.lastEvidenceAt ? into.lastEvidenceAt : from.lastEvidenceAt,
    ...heard(into, from, isUnheard, making),
    respondersNeeded: Math.max(into.respondersNeeded, from.respondersNeeded),
    // Only what may wait on both sides waits.
    restsUntil: into.restsUntil === null || from.restsUntil === null ? null : into.restsUntil,
    informed: withInformed(into.informed, from.informed),
    ...withoutThemOf(into, from),
    search: joinedSearch(into.search, from.search),
    settlement: into.settlement ?? from.settlement,
    rollCall: oneRollCall(into.rollCall, from.rollCall, arrangement),
    next: soonest(callStepOf(into.next), callStepOf(from.next)),
    // What was not covered on both sides is not covered.
    cover:
      from.cover?.permitId === into.cover?.permitId && isCovered(from)
        ? into.cover
        : uncovered(into, 'joined', making).cover,
    mergedIds: [...into.mergedIds, from.id, ...from.mergedIds],
    apartFrom: from.apartFrom.filter((id) => id !== into.id).reduce<string[]>(withItem, into.apartFrom),
  }
  const { handling, outcome, condition, clearedAt, activeKeys, answered, mergedIds } = from
  const detail: MergeDetail = {
    incidentId: from.id,
    before: { handling, outcome, condition, clearedAt, activeKeys, answered, mergedIds },
    alertIds: from.alerts.map(({ id }) => id),
    shared: from.clues.flatMap(({ observationId }) => (hasClue(into, observationId) ? [observationId] : [])),
    own: progressOf(into),
    made: progressOf(merged),
    rollCalls: into.rollCall && from.rollCall && { own: into.rollCall, other: from.rollCall },
  }
  const gone: IncidentRecord = {
    ...from,
    mergedInto: into.id,
    mergedIds: [],
    handling: 'closed',
    outcome: 'duplicate',
    closedAt: now,
    alerts: [],
    activeKeys: [],
    next: null,
    restsUntil: null,
    cover: uncovered(from, 'joined', making).cover,
    // Should they be parted again, nobody waits for a look any more.
    verification:
      isAsked(from) && from.verification
        ? { ...from.verification, state: 'woken', why: 'joined', at: now }
        : from.verification,
  }
  const told = systemAction(from.id, 'merged-into', { incidentId: into.id }, making)
  const reminding = merged.next === null ? merged : withReminders(merged, callStepOf(merged.next), making.now)
  const grounded = regrounded(reminding, isRaised, arrangement, making)
  const woken = isAsked(grounded.incident) ? joined(grounded, wake(grounded.incident, 'joined', making)) : grounded
  // What one of them had come to rest in must not lay the other to rest.
  const isAtRest = woken.incident.next === null && needsPeople(woken.incident)
  const called = isAtRest ? joined(woken, callReached(woken.incident, making)) : woken
  const ticking = { ...called, incident: withTicksOf(called.incident, [into, from]) }
  return {
    callings: [ticking, { incident: gone, actions: [told], deliveries: [] }],
    signals: moved(signals, from.id, into.id, () => true),
    links: [],
    detail,
  }
}

/** Of two roll calls one: over the ground of both, with everybody to be woken. */
function oneRollCall(into: RollCall | null, from: RollCall | null, arrangement: Arrangement): RollCall | null {
  if (into === null || from === null) return into ?? from
  const areaIds = [...new Set([...into.areaIds, ...from.areaIds])]
  const unwoken = [...into.unwoken, ...from.unwoken.filter((one) => !isListed(into, one.personId))]
  return { ...into, areaIds, unwoken, households: householdsOfBoth(into, from, areaIds, arrangement) }
}

function isListed({ unwoken }: RollCall, personId: string): boolean {
  return unwoken.some((listed) => listed.personId === personId)
}

/** What was found at the households of both: of ground that they share the same ones are not counted twice. */
function householdsOfBoth(into: RollCall, from: RollCall, areaIds: string[], arrangement: Arrangement) {
  const { total, ...none } = countsOf(householdsOf(areaIds, arrangement), [])
  const isApart = total === into.households.total + from.households.total
  const found = { ...none }
  for (const state of HOUSEHOLD_STATES) {
    const [one, other] = [into.households[state], from.households[state]]
    found[state] = isApart ? one + other : Math.max(one, other)
  }
  return { total, ...found }
}

/** Takes a merging back: the other incident is as it was, with its calls and its evidence; what came since stays. */
export function partAgain(
  into: IncidentRecord,
  from: IncidentRecord,
  { before, alertIds, shared, own, made, rollCalls }: MergeDetail,
  { arrangement, signals }: Arranged,
  making: Making,
): Joining {
  const returning = into.alerts.filter(({ id }) => alertIds.includes(id))
  const clues = into.clues.filter(
    ({ observationId }) => shared.includes(observationId) || !hasClue(from, observationId),
  )
  const activeKeys = keysOf(into, from.clues)
  const recusedIds = into.recusedIds.reduce<string[]>(withItem, from.recusedIds)
  const back: IncidentRecord = {
    ...from,
    ...before,
    activeKeys,
    condition: activeKeys.length > 0 ? 'active' : before.activeKeys.length > 0 ? 'cleared' : before.condition,
    closedAt: null,
    mergedInto: null,
    alerts: returning.map((alert) => ({ ...alert, incidentId: from.id })),
    rollCall: rollCalls?.other ?? from.rollCall,
    // Who came to keep out of it while they were one keeps out of both.
    recusedIds,
    chain: withoutRecused(from.chain, recusedIds),
    apartFrom: withItem(from.apartFrom, into.id),
  }
  const left: IncidentRecord = {
    ...remaining(into, clues, from.observationCount - shared.length),
    ...(isStill(into, made) ? own : {}),
    ...(rollCalls && { rollCall: rollCalls.own }),
    ...withoutWordsOf(into, from),
    mergedIds: into.mergedIds.filter((id) => id !== from.id && !before.mergedIds.includes(id)),
    alerts: into.alerts.filter(({ id }) => !alertIds.includes(id)),
    apartFrom: withItem(into.apartFrom, from.id),
  }
  return {
    callings: [regrounded(left, true, arrangement, making), regrounded(back, true, arrangement, making)],
    signals: moved(signals, into.id, from.id, ({ key }) => activeKeys.includes(key) && !left.activeKeys.includes(key)),
    links: [],
  }
}

/** What was said of the other goes back with it, where nobody has said anything else since. */
function withoutWordsOf(
  into: IncidentRecord,
  from: IncidentRecord,
): Pick<IncidentRecord, 'search' | 'settlement' | 'services' | 'briefs'> {
  const isTheirs = (said: unknown, theirs: readonly unknown[]) => theirs.some((one) => isDeepStrictEqual(one, said))
  return {
    search: isTheirs(into.search, [from.search]) ? null : into.search,
    settlement: isTheirs(into.settlement, [from.settlement]) ? null : into.settlement,
    services: into.services.filter((said) => !isTheirs(said, from.services)),
    briefs: into.briefs.filter((said) => !isTheirs(said, from.briefs)),
  }
}

/** One piece of an incident's evidence, under the incident that it was linked to: itself or one that became it. */
export type Chosen = { incidentId: string; observationId: string; deviceId: string | null }

/**
 * Makes an incident of its own of some evidence: it has its own ground, chain and calls. `chosen` is everything that the
 * witnesses concerned have said. Null where nothing would go, or nothing would stay.
 */
export function splitOff(
  before: IncidentRecord,
  chosen: readonly Chosen[],
  { arrangement, signals }: Arranged,
  making: Making,
): (Joining & { newId: string }) | null {
  const ids = new Set(chosen.flatMap(({ observationId, deviceId }) => [observationId, deviceId ?? observationId]))
  const isChosen = ({ observationId, deviceId }: Clue) =>
    ids.has(observationId) || (deviceId !== null && ids.has(deviceId))
  const [first, ...others] = before.clues.filter(isChosen)
  const clues = before.clues.filter((clue) => !isChosen(clue))
  if (first === undefined || clues.length === 0) return null
  const activeKeys = keysOf(before, [first, ...others])
  const { exercise, drill, recusedIds } = before
  const evidence = { clue: first, startedAt: null, severity: null, exercise, drill, recusedIds }
  const opened = openUndoubted(evidence, arrangement, making, others)
  const isOver = activeKeys.length === 0 && before.activeKeys.length > 0 && isNobodyLeft([], [first, ...others])
  const split: IncidentRecord = {
    ...opened.incident,
    activeKeys,
    condition: isOver ? 'cleared' : before.condition,
    observationCount: chosen.length,
    apartFrom: [before.id],
  }
  const rest = remaining(before, clues, chosen.length)
  const left = regrounded({ ...rest, apartFrom: withItem(before.apartFrom, split.id) }, true, arrangement, making)
  const parted = systemAction(split.id, 'parted', { incidentId: before.id }, making)
  return {
    callings: [left, { ...opened, incident: split, actions: [parted, ...opened.actions] }],
    signals: moved(
      signals,
      before.id,
      split.id,
      ({ key }) => activeKeys.includes(key) && !rest.activeKeys.includes(key),
    ),
    links: chosen.flatMap(({ incidentId, observationId }): EvidenceLink[] => [
      { incidentId, observationId, withdrawnAt: making.now.toISOString() },
      { incidentId: split.id, observationId, withdrawnAt: null },
    ]),
    newId: split.id,
  }
}

/** An incident when some of its evidence has gone to another: it keeps the signals that its own evidence came by. */
function remaining(before: IncidentRecord, clues: Clue[], goneCount: number): IncidentRecord {
  const activeKeys = keysOf(before, clues)
  const kind = kindOf(clues) ?? before.kind
  const isOver = before.activeKeys.length > 0 && isNobodyLeft(activeKeys, clues)
  return {
    ...before,
    clues,
    ...witnessed(clues),
    kind,
    severity: kind === before.kind ? before.severity : DEFAULT_SEVERITY[kind],
    activeKeys,
    condition: isOver ? 'cleared' : before.condition,
    observationCount: Math.max(clues.length, before.observationCount - goneCount),
  }
}

/** The signals of an incident that are on and that some of its clues came by. */
function keysOf({ activeKeys }: IncidentRecord, clues: readonly Clue[]): string[] {
  return activeKeys.filter((key) => clues.some(({ signalKey }) => signalKey === key))
}

/** Who of the duty room has taken notice of two as one, and until when both are put off. */
function heard(into: IncidentRecord, from: IncidentRecord, isUnheard: boolean, making: Making) {
  const listening = into.answered === null || from.answered !== null ? into : from
  const now = isUnheard ? unheard(listening, making) : { ringing: into.ringing, ...sooner(into, from) }
  const personIds = [...new Set([...(into.ringing?.personIds ?? []), ...(from.ringing?.personIds ?? [])])]
  if (personIds.length === 0) return now
  const ringing = now.ringing ?? { since: listening.openedAt, officerAt: null, leaderAt: null, personIds }
  return { ...now, ringing: { ...ringing, personIds } }
}

/** Put off is only what was put off on both sides, and until the sooner end. */
function sooner(a: IncidentRecord, b: IncidentRecord): Pick<IncidentRecord, 'postponedUntil' | 'postponement'> {
  if (a.postponedUntil === null || b.postponedUntil === null) return { postponedUntil: null, postponement: null }
  const { postponedUntil, postponement } = a.postponedUntil <= b.postponedUntil ? a : b
  return { postponedUntil, postponement }
}

/** A fire is as far as the less far of two: what is out in one place may burn in the other. */
function lessFar(a: FirePhase | null, b: FirePhase | null): FirePhase | null {
  if (a === null || b === null) return null
  return FIRE_PHASES.indexOf(a) <= FIRE_PHASES.indexOf(b) ? a : b
}

/** How far people have got with two as one: what one of them was settled by does not settle the other. */
function progress(into: IncidentRecord, from: IncidentRecord): Omit<Progress, 'answered'> {
  const of = ({ handling, outcome, cause, handledBy, firePhase }: IncidentRecord) => {
    return { handling, outcome, cause, handledBy, firePhase }
  }
  if (isDealtWith(into) !== isDealtWith(from)) return of(isDealtWith(into) ? from : into)
  const further = HANDLINGS.indexOf(from.handling) > HANDLINGS.indexOf(into.handling) ? from : into
  const { outcome, cause } = into.outcome === null ? from : into
  return { ...of(further), outcome, cause, firePhase: lessFar(into.firePhase, from.firePhase) }
}

function progressOf({ handling, outcome, cause, handledBy, answered, firePhase }: IncidentRecord): Progress {
  return { handling, outcome, cause, handledBy, answered, firePhase }
}

/** Whether nobody has got further since. A log of before says less. */
function isStill(incident: IncidentRecord, made: Partial<Progress>): boolean {
  return isDeepStrictEqual({ ...progressOf(incident), ...made }, progressOf(incident))
}

/** Where one of two is dealt with and the other is not, who went to that one does not go to this. */
function standingCalls(into: IncidentRecord, from: IncidentRecord): [IncidentRecord, IncidentRecord] {
  if (isDealtWith(into) === isDealtWith(from)) return [into, from]
  const over = (incident: IncidentRecord): IncidentRecord =>
    isDealtWith(incident)
      ? { ...incident, alerts: incident.alerts.map((alert) => ({ ...alert, state: 'expired' })) }
      : incident
  return [over(into), over(from)]
}

function soonest(a: CallStep | null, b: CallStep | null): CallStep | null {
  if (a === null || b === null) return a ?? b
  return a.at <= b.at ? a : b
}

/** The calls of both, in the order they were made; of two to one person the stronger answer stands. */
function withCalls(into: IncidentRecord, from: IncidentRecord): Alert[] {
  const calls = [...into.alerts, ...from.alerts.map((alert) => ({ ...alert, incidentId: into.id }))]
  const strongest = new Map<string, Alert>()
  for (const call of calls) {
    const other = strongest.get(call.personId)
    if (other === undefined || strength(call) < strength(other)) strongest.set(call.personId, call)
  }
  return calls
    .map((call): Alert => (strongest.get(call.personId) === call ? call : { ...call, state: 'expired' }))
    .toSorted((a, b) => (a.sentAt < b.sentAt ? -1 : a.sentAt > b.sentAt ? 1 : 0))
}

/** Whoever keeps out of one of two keeps out of both as one. */
function withoutThemOf(into: IncidentRecord, from: IncidentRecord) {
  const recusedIds = from.recusedIds.reduce(withItem, into.recusedIds)
  const alerts = withCalls(...standingCalls(into, from)).map((alert): Alert =>
    recusedIds.includes(alert.personId) && alert.state === 'accepted' ? { ...alert, state: 'declined' } : alert,
  )
  return { recusedIds, alerts, chain: withoutRecused(into.chain, recusedIds) }
}

/** Of two acceptances the one that counts. */
function strength(call: Alert): number {
  return STRONGEST.indexOf(call.state) + (call.state === 'accepted' && !isGoing(call) ? 0.5 : 0)
}

function moved(
  signals: Iterable<Signal>,
  fromId: string,
  intoId: string,
  isMoved: (signal: Signal) => boolean,
): Signal[] {
  return [...signals].flatMap((signal) =>
    signal.incidentId === fromId && isMoved(signal) ? [{ ...signal, incidentId: intoId }] : [],
  )
}

function earliest(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : a < b ? a : b
}
