import { goingCount } from '#shared/alarm-state.ts'
import { isPutDown } from '#shared/handlings.ts'
import { gradeOf } from '#shared/grade.ts'
import { type Alert, isSettled } from '#shared/incident.ts'
import { type Kind, SEVERITIES, type Severity } from '#shared/kinds.ts'
import type { Occasion } from '#shared/notice.ts'
import { NEVER_RESTS } from '#shared/plan.ts'
import { callTo } from './call.ts'
import { graverKind } from './clues.ts'
import type { Decision, IncidentRecord } from './facts.ts'
import { isAsked, isResting, needsPeople, silentOf } from './next-step.ts'
import { isConfidential } from './viewer.ts'

// What a decision means for the outbox: who has to be told of it outside the program.

/** That one person is to be told of an incident; one for each, whatever else happened to it in the same step. */
export type PersonTelling = {
  incidentId: string
  personId: string
  alertId: string | null
  occasion: Occasion
  urgency: number
}

/** That whoever hears of such ground, kind and severity over a channel of many is to be told. */
export type GroupTelling = {
  incidentId: string
  occasion: Occasion
  urgency: number
  kind: Kind
  severity: Severity
  areaIds: string[]
  isGrave: boolean
  /** A drill that nobody outside may hear. */
  isQuiet: boolean
}

export type Tellings = { people: PersonTelling[]; groups: GroupTelling[] }

/** What of a decision tells who is to be told. */
export type Told = Pick<Decision, 'incidents' | 'deliveries' | 'actions'>

/** The first notice of what is grave overtakes everything; a drill delays nothing that is real. */
const URGENT = 0
const GRAVE = 1
const REST = 2

/** Whether minutes count. */
export function isGrave({ kind, severity }: Pick<IncidentRecord, 'kind' | 'severity'>): boolean {
  return gradeOf(severity) === 'urgent' || NEVER_RESTS.includes(kind)
}

/** Whether an occasion asks somebody to go, or to answer. */
export function asksForAnswer(occasion: Occasion): boolean {
  return occasion === 'call' || occasion === 'remind' || occasion === 'roll-call' || occasion === 'unanswered'
}

/** Whether it can be answered by a key: whoever is asked whether they are well says so with that of going. */
export function takesAnswer(occasion: Occasion): boolean {
  return asksForAnswer(occasion) || occasion === 'check-in'
}

/** Whether nobody need go any more; of a roll call, whether nobody need answer: only its warning's end or closing ends it. */
export function isOver(incident: IncidentRecord): boolean {
  const { closedAt, outcome, condition, rollCall } = incident
  if (closedAt !== null) return true
  return rollCall === null ? isSettled(outcome) || isPutDown(incident) : condition === 'cleared'
}

/** What has to be told to whom after a decision, compared with the incidents as they stood before it. */
export function tellings(before: ReadonlyMap<string, IncidentRecord>, decided: Told): Tellings {
  const heldBefore = new Map(
    [...before.values()].flatMap((incident) => incident.alerts.map((alert) => [alert.id, { alert, incident }])),
  )
  const known = new Set(heldBefore.keys())
  const resent = new Set(decided.deliveries.map(({ alertId }) => alertId))
  const people: PersonTelling[] = []
  const groups: GroupTelling[] = []
  for (const after of decided.incidents) {
    // What turned out to be another goes on there, with its calls.
    if (after.mergedInto !== null) continue
    const earlier = before.get(after.id)
    const actions = decided.actions.filter(({ incidentId }) => incidentId === after.id)
    const rung = new Set(actions.flatMap((action) => (action.action.startsWith('rings-') ? personIdsIn(action) : [])))
    const byPerson = new Map<string, PersonTelling>()
    // The later overwrites: who is called need not be informed besides.
    for (const [personId, alertId, occasion] of [
      ...informedNow(earlier, after),
      ...after.alerts.flatMap((alert) => toldGraver(alert, after, heldBefore.get(alert.id)?.incident)),
      ...changed(earlier, after, actions),
      ...after.alerts.flatMap((alert) => called(alert, after, { known, resent, rung })),
      ...after.alerts.flatMap((alert) => askedCheckIn(heldBefore.get(alert.id)?.alert, alert)),
      ...actions.flatMap((action) => (action.action === 'revisit-due' ? toRevisit(after, personIdsIn(action)) : [])),
    ])
      byPerson.set(personId, {
        incidentId: after.id,
        personId,
        alertId,
        occasion,
        urgency: urgencyOf(after, occasion, alertId !== null && !known.has(alertId)),
      })
    people.push(...byPerson.values())
    groups.push(...toMany(earlier, after, actions))
  }
  return { people, groups }
}

type Line = [personId: string, alertId: string | null, occasion: Occasion]

function called(
  alert: Alert,
  { rollCall }: IncidentRecord,
  { known, resent, rung }: { known: ReadonlySet<string>; resent: ReadonlySet<string>; rung: ReadonlySet<string> },
): Line[] {
  // Whoever goes without having been called knows of it.
  if (!isSilent(alert)) return []
  const isNew = !known.has(alert.id)
  if (!isNew && !resent.has(alert.id)) return []
  const occasion = rung.has(alert.personId) ? 'unanswered' : rollCall !== null ? 'roll-call' : isNew ? 'call' : 'remind'
  return [[alert.personId, alert.id, occasion]]
}

/**
 * Whoever was called to what is graver than they were told then: a smoke that is a fire now has another rule, and who goes
 * to it may go alone and close up.
 */
function toldGraver(alert: Alert, after: IncidentRecord, told: IncidentRecord | undefined): Line[] {
  if (told === undefined || after.rollCall !== null || isOver(after) || !isGraver(told, after)) return []
  if (isSilent(alert)) return [[alert.personId, alert.id, 'remind']]
  return alert.state === 'accepted' ? [[alert.personId, alert.id, 'graver']] : []
}

/** Whoever is there and is asked by this step whether they are well must hear it, though they have long accepted. */
function askedCheckIn(before: Alert | undefined, { id, personId, state, checkInAskedAt }: Alert): Line[] {
  const isAsked = state === 'accepted' && checkInAskedAt !== null && before?.checkInAskedAt !== checkInAskedAt
  return isAsked ? [[personId, id, 'check-in']] : []
}

/** Whoever is to come back to a dispute, unless they have come to keep out of it. */
function toRevisit(incident: IncidentRecord, personIds: readonly string[]): Line[] {
  return personIds.flatMap((personId): Line[] =>
    incident.recusedIds.includes(personId) ? [] : [[personId, callTo(incident, personId)?.id ?? null, 'revisit']],
  )
}

/** Who only is to know of it and has been told by this step. */
function informedNow(before: IncidentRecord | undefined, { informed, closedAt }: IncidentRecord): Line[] {
  // What was closed is not among what is known of before: whoever was told of it has been told.
  if (before === undefined && closedAt !== null) return []
  const toldBefore = new Set(before?.informed.flatMap(({ personId, at }) => (at === null ? [] : [personId])))
  return informed.flatMap(({ personId, at }): Line[] =>
    at === null || toldBefore.has(personId) ? [] : [[personId, null, 'inform']],
  )
}

/** What those who were called must hear when it is over, when enough are going, and when they are not any more. */
function changed(
  before: IncidentRecord | undefined,
  after: IncidentRecord,
  actions: readonly { actorId: string | null; onBehalfOf: string | null }[],
): Line[] {
  if (before === undefined) return []
  if (!isOver(before) && isOver(after)) {
    const doers = new Set(actions.flatMap(({ actorId, onBehalfOf }) => [actorId, onBehalfOf]))
    // By the calls as they stood: closing ends those that nobody answered.
    const waiting = before.alerts.filter((alert) => isSilent(alert) || alert.state === 'accepted')
    return waiting.filter(({ personId }) => !doers.has(personId)).map(({ personId, id }) => [personId, id, 'ended'])
  }
  if (isOver(after) || after.rollCall !== null || isAsked(before) || isAsked(after)) return []
  const [had, has] = [hasEnough(before), hasEnough(after)]
  if (!had && has) return silentOf(after).map(({ personId, id }) => [personId, id, 'stand-by'])
  // They were told that they need not.
  if (had && needsPeople(after)) return silentOf(after).map(({ personId, id }) => [personId, id, 'remind'])
  return []
}

function hasEnough(incident: IncidentRecord): boolean {
  return goingCount(incident) >= incident.respondersNeeded
}

/** What many hear of: what is news of it, and sirens that somebody wants to sound. Private affairs are nobody's. */
function toMany(
  before: IncidentRecord | undefined,
  after: IncidentRecord,
  actions: readonly { action: string }[],
): GroupTelling[] {
  const occasions = [
    ...newsOf(before, after),
    ...(actions.some(({ action }) => action === 'siren') ? ['siren' as const] : []),
  ]
  const { id: incidentId, kind, severity, areaIds, exercise, drill } = after
  const isQuiet = exercise && drill?.loud !== true
  return occasions.map((occasion) => {
    const urgency = urgencyOf(after, occasion, false)
    return { incidentId, occasion, urgency, kind, severity, areaIds, isGrave: isGrave(after), isQuiet }
  })
}

/** What groups and loudspeakers hear of by themselves: that it is, that it is graver than was thought, and that it is over. */
function newsOf(before: IncidentRecord | undefined, after: IncidentRecord): Occasion[] {
  if (isConfidential(after.kind)) return []
  const isKnown = before !== undefined && isOut(before) && !isConfidential(before.kind)
  const isEnd = isKnown && !isOver(before) && isOver(after)
  const isBegun = !isKnown && isOut(after) && !isOver(after)
  const isRaised = isKnown && !isOver(after) && isGraver(before, after)
  if (!isEnd && !isBegun && !isRaised) return []
  return [isEnd ? 'ended' : 'inform']
}

/** Whether people are called to it: what one has been asked to look at first, and what waits for the morning, is not out yet. */
function isOut(incident: IncidentRecord): boolean {
  return !isAsked(incident) && !isResting(incident)
}

function urgencyOf(incident: IncidentRecord, occasion: Occasion, isFirst: boolean): number {
  if (incident.exercise || !isGrave(incident)) return REST
  return occasion === 'siren' || (isFirst && asksForAnswer(occasion)) ? URGENT : GRAVE
}

/** Whether it is of a graver kind or severity than it was. */
function isGraver(before: IncidentRecord, after: IncidentRecord): boolean {
  const isOfGraverKind = after.kind !== before.kind && graverKind(before.kind, after.kind) === after.kind
  return isOfGraverKind || rankOf(after.severity) > rankOf(before.severity)
}

function rankOf(severity: Severity): number {
  // Listed from the gravest to the least, and unknown.
  return -SEVERITIES.indexOf(severity)
}

function isSilent({ state }: Alert): boolean {
  return state === 'sent' || state === 'delivered' || state === 'seen'
}

function personIdsIn({ detail }: { detail: Record<string, unknown> }): string[] {
  const { personIds } = detail
  return Array.isArray(personIds) ? personIds.filter((id) => typeof id === 'string') : []
}
