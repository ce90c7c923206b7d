import { NO_TIMING } from '#shared/incident.ts'
import { DEFAULT_SEVERITY, SEVERITIES, type Severity } from '#shared/kinds.ts'
import type { IncidentDrill } from '#shared/incident-drill.ts'
import type { Clue } from '#shared/clue.ts'
import { isCovered } from '#shared/permit.ts'
import { NEVER_RESTING_SEVERITIES, NEVER_RESTS } from '#shared/plan.ts'
import type { Informed } from '#shared/responsibility.ts'
import type { Arrangement } from './arrangement.ts'
import { type Calling, callFirst, callReached, joined, rest, systemAction, wake } from './call.ts'
import { coverBroken, coverFirst, coverLate } from './cover.ts'
import { firstStep, isAsked, isResting } from './next-step.ts'
import { certaintyOf, graverKind, kindOf, placedBy, withClue } from './clues.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { unheard } from './hearing-anew.ts'
import { onGround } from './on-ground.ts'
import { withoutRecused } from './recusing.ts'
import { searchBegun } from './searching.ts'
import { carriedTicks } from './ticking.ts'
import { beginRollCall, newRollCall, rolledOn } from './rolled-on.ts'
import { askFirst, wakeReason } from './verification.ts'

/** One piece of evidence as it bears on an incident. `startedAt` null: found on connecting, its start unknown. */
export type Evidence = {
  clue: Clue
  startedAt: Date | null
  /** As stated by an official warning; null lets the kind decide. */
  severity: Severity | null
  exercise: boolean
  /** It is a roll call over these areas, each meant whole: everybody who answers for any ground there is called, and has to answer. */
  rollCall?: readonly string[]
  /** What a roll call is for, in the words that came. */
  text?: string | null
  /** The drill that plays it. */
  drill?: IncidentDrill | null
  /** Who keeps out of it from the first, for they kept out of what it was part of. */
  recusedIds?: readonly string[]
}

/**
 * Opens an incident on its first evidence, with its ground, its chain and the first people called; of what a single
 * camera is not sure of somebody is asked to look first. `also` is vague evidence of other incidents that speaks for this
 * one too; of those whose signal is off without it.
 */
export function openIncident(
  evidence: Evidence,
  arrangement: Arrangement,
  making: Making,
  also: readonly Clue[] = [],
): Calling {
  const incident = newIncident(evidence, arrangement, making, also)
  return opened(incident, evidence, making, () => {
    if (incident.rollCall !== null) return beginRollCall(incident, arrangement, making)
    if (incident.restsUntil !== null) return rest(incident, making)
    return (
      coverFirst(incident, arrangement, making) ??
      askFirst(incident, arrangement, making) ??
      callFirst(incident, making)
    )
  })
}

/** The same of what nobody doubts: its people are called at once. */
export function openUndoubted(
  evidence: Evidence,
  arrangement: Arrangement,
  making: Making,
  also: readonly Clue[] = [],
): Calling {
  const incident = newIncident(evidence, arrangement, making, also)
  return opened(incident, evidence, making, () =>
    incident.rollCall === null ? callFirst(incident, making) : beginRollCall(incident, arrangement, making),
  )
}

/** The log is in the order of ids: that it was opened comes before whom that called. */
function opened({ id }: IncidentRecord, { clue }: Evidence, making: Making, call: () => Calling): Calling {
  const detail = { observationId: clue.observationId, kind: clue.kind }
  const action = systemAction(id, 'opened', detail, making)
  const calling = call()
  return { ...calling, actions: [action, ...calling.actions] }
}

function newIncident(
  { clue, startedAt, severity, exercise, rollCall = [], text = null, drill = null, recusedIds = [] }: Evidence,
  arrangement: Arrangement,
  making: Making,
  also: readonly Clue[],
): IncidentRecord {
  const now = making.now.toISOString()
  const clues = also.reduce<Clue[]>(withClue, [clue])
  const kind = kindOf(clues) ?? clue.kind
  const { place, fix } = placedBy(clues)
  const stated = severity ?? DEFAULT_SEVERITY[kind]
  const incident: IncidentRecord = {
    id: making.newId(),
    kind,
    severity: stated,
    condition: 'active',
    handling: 'reported',
    outcome: null,
    place,
    fix,
    ...onGround(arrangement, { kind, severity: stated, place }, making),
    startedAt: startedAt?.toISOString() ?? null,
    openedAt: now,
    lastEvidenceAt: now,
    clearedAt: null,
    closedAt: null,
    observationCount: clues.length,
    ...witnessed(clues),
    answered: null,
    postponedUntil: null,
    postponement: null,
    ringing: null,
    cause: null,
    firePhase: null,
    extensions: [],
    timing: NO_TIMING,
    ticks: [],
    services: [],
    briefs: [],
    cover: null,
    drill,
    search: searchBegun({ kind, place, startedAt: startedAt?.toISOString() ?? null }, arrangement),
    settlement: null,
    recusedIds: [...recusedIds],
    alerts: [],
    next: null,
    verification: null,
    activeKeys: clues.reduce<string[]>((keys, { signalKey }) => withItem(keys, signalKey), []),
    handledBy: null,
    exercise,
    mergedInto: null,
    mergedIds: [],
    clues,
    apartFrom: [],
    ...newRollCall({ kind, severity: stated, areaIds: rollCall, text }, arrangement, making),
  }
  return recusedIds.length === 0 ? incident : { ...incident, chain: withoutRecused(incident.chain, recusedIds) }
}

/**
 * Adds evidence to an open incident: a better place is taken, and whoever answers for newly touched ground is called as
 * well. A graver kind raises it; what was cleared is active again; either brings the sound back.
 */
export function addEvidence(
  before: IncidentRecord,
  { clue, severity: stated, rollCall, text = null }: Evidence,
  arrangement: Arrangement,
  making: Making,
  also: readonly Clue[] = [],
): Calling {
  const kind = [clue, ...also].reduce((gravest, { kind: said }) => graverKind(gravest, said), before.kind)
  const severity = graverSeverity(before.severity, stated ?? DEFAULT_SEVERITY[kind])
  const isRaised = kind !== before.kind || severity !== before.severity
  const clues = [clue, ...also].reduce<Clue[]>(withClue, before.clues)
  const added = also.filter(({ observationId }) => !hasClue(before, observationId)).length
  const isHeardAnew = isRaised || before.condition === 'cleared' || isHidden(before, clue, severity)
  const incident: IncidentRecord = {
    ...before,
    kind,
    severity,
    clues,
    ...witnessed(clues, before),
    condition: 'active',
    clearedAt: null,
    lastEvidenceAt: making.now.toISOString(),
    observationCount: before.observationCount + 1 + added,
    activeKeys: [clue, ...also].reduce<string[]>((keys, { signalKey }) => withItem(keys, signalKey), before.activeKeys),
    ...(isHeardAnew ? unheard(before, making) : {}),
  }
  const detail = { observationId: clue.observationId, kind: clue.kind }
  const noted = systemAction(before.id, isRaised ? 'raised' : 'evidence', detail, making)
  const calling =
    rollCall === undefined && before.rollCall === null
      ? regrounded(incident, isRaised, arrangement, making)
      : rolledOn(incident, { severity: before.severity, areaIds: rollCall ?? [], text }, arrangement, making)
  // Whoever put it off is told that it is heard again, and by what.
  const isBack =
    isHeardAnew && before.postponedUntil !== null && Date.parse(before.postponedUntil) > making.now.getTime()
  const ended = isBack
    ? [systemAction(before.id, 'postponement-ended', { why: 'new-evidence', ...detail }, making)]
    : []
  return { ...calling, actions: [noted, ...ended, ...calling.actions] }
}

/**
 * Whether a postponement would hide a new grave alarm: another witness than those it was put off for, or a signal that went
 * on since. What the same device goes on saying is what was put off.
 */
function isHidden(before: IncidentRecord, clue: Clue, severity: Severity): boolean {
  if (before.postponedUntil === null) return false
  const isGrave = NEVER_RESTS.includes(clue.kind) || NEVER_RESTING_SEVERITIES.includes(severity)
  const { signalKey, deviceId } = clue
  const isSame =
    signalKey === null
      ? deviceId !== null && before.deviceIds.includes(deviceId)
      : before.activeKeys.includes(signalKey)
  return isGrave && !isSame
}

/**
 * An incident whose evidence changed, on the ground that its place now has: where place or kind are other than they were,
 * the chain is made anew and whoever it adds in the tiers already reached is called. What waited for a look may wait no longer.
 */
export function regrounded(
  incident: IncidentRecord,
  isOtherKind: boolean,
  arrangement: Arrangement,
  making: Making,
): Calling {
  if (incident.rollCall !== null)
    return rolledOn(incident, { severity: incident.severity, areaIds: [], text: null }, arrangement, making)
  const { place, fix } = placedBy(incident.clues)
  const isSamePlace = JSON.stringify(place) === JSON.stringify(incident.place)
  const isStill = isSamePlace && !isOtherKind
  if (isStill) {
    const still = { ...incident, fix }
    if (isAsked(incident)) return lookedAgain(incident, still, isOtherKind, arrangement, making)
    return coverBroken(still, arrangement, making) ?? { incident: still, actions: [], deliveries: [] }
  }
  const ground = onGround(arrangement, { ...incident, place }, making)
  const informed = withInformed(incident.informed, ground.informed)
  // Whoever asked for support is not forgotten over a better place.
  const respondersNeeded = Math.max(incident.respondersNeeded, ground.respondersNeeded)
  const { restsUntil } = incident
  const chain = withoutRecused(ground.chain, incident.recusedIds)
  const ticks = carriedTicks(incident, ground.checklist)
  const search = incident.search ?? searchBegun({ ...incident, place }, arrangement)
  const kept = { respondersNeeded, informed, restsUntil, chain, ticks, search }
  const placed: IncidentRecord = { ...incident, place, fix, ...ground, ...kept }
  const late = coverLate(placed, arrangement, making)
  return joined(late, calledThere(incident, late.incident, ground, isOtherKind, arrangement, making))
}

/** Whoever is to be called on the ground that an incident has now. */
function calledThere(
  incident: IncidentRecord,
  now: IncidentRecord,
  ground: ReturnType<typeof onGround>,
  isOtherKind: boolean,
  arrangement: Arrangement,
  making: Making,
): Calling {
  if (isAsked(incident)) return lookedAgain(incident, now, isOtherKind, arrangement, making)
  const broken = coverBroken(now, arrangement, making)
  if (broken !== null) return broken
  if (!isResting(now)) return callReached(now, making)
  // What is graver does not wait for the morning, nor what another plan does not let wait.
  if (isOtherKind || ground.restsUntil === null) return wake(now, 'raised', making)
  return {
    incident: { ...now, next: firstStep(now, now.restsUntil ?? ground.restsUntil) },
    actions: [],
    deliveries: [],
  }
}

/** Those told and to be told: whoever was told stays so. */
export function withInformed(known: readonly Informed[], more: readonly Informed[]): Informed[] {
  const told = known.filter(({ at }) => at !== null)
  return [...told, ...more.filter(({ personId }) => !told.some((other) => other.personId === personId))]
}

/** Whoever would have been called by now, had nobody been asked to look, is not forgotten over better evidence. */
function lookedAgain(
  before: IncidentRecord,
  after: IncidentRecord,
  isRaised: boolean,
  arrangement: Arrangement,
  making: Making,
): Calling {
  const named = new Set(after.chain.flatMap(({ called, personId }) => (called && personId !== null ? personId : [])))
  const others = before.chain.filter(({ called, personId }) => called && personId !== null && !named.has(personId))
  const chain = [...after.chain, ...others]
  const incident = { ...after, chain, next: after.next && firstStep({ chain }, after.next.at) }
  if (isCovered(incident))
    return coverBroken(incident, arrangement, making) ?? { incident, actions: [], deliveries: [] }
  const why = isRaised ? 'raised' : wakeReason(incident, arrangement, making.now)
  return why === null
    ? { incident, actions: [], deliveries: [] }
    : wake({ ...incident, ...unheard(incident, making) }, why, making)
}

/** What an incident says of its witnesses; `before` adds those whose clues are no longer compared with. */
export function witnessed(
  clues: readonly Clue[],
  before?: IncidentRecord,
): Pick<IncidentRecord, 'deviceIds' | 'reporterIds' | 'confidence' | 'certainty'> {
  const stated = clues.flatMap(({ confidence }) => confidence ?? [])
  return {
    deviceIds: clues.reduce((ids, { deviceId }) => withItem(ids, deviceId), before?.deviceIds ?? []),
    reporterIds: clues.reduce((ids, { personId }) => withItem(ids, personId), before?.reporterIds ?? []),
    confidence: stated.length === 0 ? (before?.confidence ?? null) : Math.max(before?.confidence ?? 0, ...stated),
    certainty: certaintyOf(clues),
  }
}

/** Whether an observation is among what an incident is matched by. */
export function hasClue({ clues }: Pick<IncidentRecord, 'clues'>, observationId: string): boolean {
  return clues.some((clue) => clue.observationId === observationId)
}

/** Takes away a signal that went off, by what an observation says or (null) by having been quiet; with the last one the condition is cleared, and only the condition. */
export function clearSignal(
  before: IncidentRecord,
  signalKey: string,
  observationId: string | null,
  making: Making,
): Calling {
  const activeKeys = before.activeKeys.filter((key) => key !== signalKey)
  const isOver = isNobodyLeft(activeKeys, before.clues)
  const isCleared = isOver && before.condition === 'active'
  const now = making.now.toISOString()
  const incident: IncidentRecord = {
    ...before,
    activeKeys,
    observationCount: before.observationCount + (observationId === null ? 0 : 1),
    condition: isOver ? 'cleared' : before.condition,
    clearedAt: isCleared ? now : before.clearedAt,
  }
  const detail = observationId === null ? { signalKey } : { observationId }
  const noted = systemAction(before.id, isCleared ? 'cleared' : 'evidence', detail, making)
  return { incident, actions: [noted], deliveries: [] }
}

/** Whether nothing tells of it any more: no signal is on, and nobody has reported it, for people's reports do not end. */
export function isNobodyLeft(activeKeys: readonly string[], clues: readonly Clue[]): boolean {
  return activeKeys.length === 0 && clues.every(({ personId }) => personId === null)
}

/** The worse of two. */
export function graverSeverity(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(b) < SEVERITIES.indexOf(a) ? b : a
}

/** A list with one more item, unless there is none or it is there. */
export function withItem(items: string[], item: string | null): string[] {
  return item === null || items.includes(item) ? items : [...items, item]
}
