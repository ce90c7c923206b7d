import { goingCount } from '#shared/alarm-state.ts'
import { type Alert, type CallStep, isSettled, type NextStep } from '#shared/incident.ts'
import { MOST_WAIT_SECONDS } from '#shared/plan.ts'
import type { ChainLink } from '#shared/responsibility.ts'
import type { IncidentRecord } from './facts.ts'

// What the server itself will do next about an incident, and when: pure questions to the incident as it stands.

/** The wait of a tier whose plan says none: the duty room, called last. */
const DEFAULT_WAIT_SECONDS = 180
/** The clocks of two processes, or one clock before and after it was set right, may be this far apart. */
const CLOCKS_APART_MS = 60_000

/** Whether an incident waits for somebody to look, and the chain is not called yet. */
export function isAsked({ verification }: Pick<IncidentRecord, 'verification'>): boolean {
  return verification?.state === 'asked'
}

/** Whether an incident waits for the morning, and nobody is called yet. */
export function isResting({ restsUntil, next }: Pick<IncidentRecord, 'restsUntil' | 'next'>): boolean {
  return restsUntil !== null && next !== null
}

/** Whether more people must be found: nobody going alone, nothing settled. */
export function needsPeople(incident: IncidentRecord): boolean {
  if (incident.closedAt !== null || incident.handling === 'handled' || incident.handling === 'checked') return false
  // A roll call has rounds of its own, and who goes is not counted.
  if (isSettled(incident.outcome) || incident.rollCall !== null) return false
  return goingCount(incident) < incident.respondersNeeded
}

/**
 * Whether everybody who could be called has been, and they are too few: whoever comes on duty, comes back or is named to
 * stand in from now on is called at once.
 */
export function isAtItsEnd(incident: IncidentRecord): boolean {
  return incident.next === null && !isAsked(incident) && needsPeople(incident)
}

/** Whether the time of an incident's next step has come. */
export function isStepDue(incident: IncidentRecord, now: Date): boolean {
  return incident.next !== null && isDue(incident, incident.next, now)
}

/**
 * Whether a step's time has come. One that lies further off than the tier waits was set before the clock was put
 * back, by an hour or a year: nobody waits that long, so it counts as due.
 */
export function isDue(incident: IncidentRecord, step: NextStep, now: Date): boolean {
  return hasCome(step.at, wholeMs(incident, step) / 1000, now)
}

/** Whether a time has come for which nobody waits longer than `wholeSeconds`; the same where the clock was put back. */
export function hasCome(at: string, wholeSeconds: number, now: Date): boolean {
  const leftMs = Date.parse(at) - now.getTime()
  return leftMs <= 0 || leftMs > wholeSeconds * 1000 + CLOCKS_APART_MS
}

function wholeMs(incident: IncidentRecord, step: NextStep): number {
  const { verification, restsUntil, openedAt, remindSeconds } = incident
  if (isAsked(incident) && verification !== null) return Date.parse(verification.until) - Date.parse(verification.at)
  if (restsUntil !== null) return Date.parse(restsUntil) - Date.parse(openedAt)
  if (step.step === 'remind') return (remindSeconds ?? 0) * 1000
  // Whoever came on afterwards in a tier that had its turn is waited for as long as that tier.
  const tiers = Array.from({ length: tierReached(incident) + 1 }, (_, tier) => waitMs(incident, tier))
  return Math.max(...tiers)
}

/** The step in which somebody more is called, behind any reminder before it; null where nobody more is. */
export function callStepOf(next: NextStep | null): CallStep | null {
  return next?.step === 'remind' ? next.following : next
}

/** What follows when nobody has looked by then: the first tier of the chain. */
export function firstStep({ chain }: Pick<IncidentRecord, 'chain'>, at: string): CallStep {
  const callable = chain.filter(({ called, personId }) => called && personId !== null)
  const tier = Math.min(...callable.map(({ order }) => order))
  const duties = [...new Set(callable.filter(({ order }) => order === tier).map(({ duty }) => duty))]
  if (duties.length === 0) return { step: 'call-duty-room', tier: 0, duties: ['duty-room'], at }
  return { step: stepOf(duties), tier, duties, at }
}

/** Who is called after a tier, and when; null where everybody has been. */
export function followingStep(incident: IncidentRecord, tier: number, now: Date): CallStep | null {
  const called = calledIds(incident)
  const isNew = ({ called: isCalled, personId }: ChainLink) => isCalled && personId !== null && !called.has(personId)
  const following = tiersOf(incident).find((order) =>
    incident.chain.some((link) => link.order === order && isNew(link)),
  )
  if (following === undefined) return null
  const links = incident.chain.filter((link) => link.order === following && isNew(link))
  const duties = [...new Set(links.map(({ duty }) => duty))]
  const at = new Date(now.getTime() + waitMs(incident, tier)).toISOString()
  return { step: stepOf(duties), tier: following, duties, at }
}

/** An incident with what comes next: `step`, or before it a reminder of whoever is silent. */
export function withReminders(incident: IncidentRecord, step: CallStep | null, now: Date): IncidentRecord {
  const silent = silentOf(incident)
  if (incident.remindSeconds === null || silent.length === 0) return { ...incident, next: step }
  const tier = tierReached(incident)
  const endsMs = step === null ? turnEndsMs(incident, tier) : Date.parse(step.at)
  const atMs = now.getTime() + incident.remindSeconds * 1000
  if (atMs >= endsMs) return { ...incident, next: step }
  const duties = [...new Set(silent.map(({ duty }) => duty))]
  return { ...incident, next: { step: 'remind', tier, duties, at: new Date(atMs).toISOString(), following: step } }
}

/** Whose calls wait for an answer; not those who were called ahead of their turn. */
export function silentOf(incident: IncidentRecord): Alert[] {
  const ahead = rungAheadIds(incident)
  return incident.alerts.filter((alert) => isSilent(alert) && !ahead.has(alert.personId))
}

/**
 * Who was called only because the duty room took no notice, and has not answered: for the chain it is as if they had not
 * been called yet, so that nobody waits for them, and their turn is not left out.
 */
export function rungAheadIds({ alerts, ringing }: Pick<IncidentRecord, 'alerts' | 'ringing'>): Set<string> {
  const rung = ringing?.personIds ?? []
  return new Set(rung.filter((id) => alerts.some((alert) => alert.personId === id && isSilent(alert))))
}

function isSilent({ state }: Alert): boolean {
  return state === 'sent' || state === 'delivered' || state === 'seen'
}

/** The furthest tier in which anybody was called. */
export function tierReached({ alerts }: Pick<IncidentRecord, 'alerts'>): number {
  return Math.max(0, ...alerts.map(({ tier }) => tier))
}

/** The tiers of a chain, in the order in which they are called. */
export function tiersOf({ chain }: IncidentRecord): number[] {
  return [...new Set(chain.map(({ order }) => order))].toSorted((a, b) => a - b)
}

/** Everybody who has been called in their turn and can still answer, or has. */
export function calledIds(incident: IncidentRecord): Set<string> {
  const ahead = rungAheadIds(incident)
  const called = incident.alerts.filter(({ state, personId }) => state !== 'expired' && !ahead.has(personId))
  return new Set(called.map(({ personId }) => personId))
}

/** When the last tier has had its time, counted from its last call. */
function turnEndsMs(incident: IncidentRecord, tier: number): number {
  const sent = incident.alerts.filter((alert) => alert.tier === tier).map(({ sentAt }) => Date.parse(sentAt))
  return Math.max(0, ...sent) + waitMs(incident, tier)
}

function waitMs({ tierWaitsSeconds }: IncidentRecord, tier: number): number {
  // A plan from before there was a limit may say anything.
  return Math.min(tierWaitsSeconds[tier] ?? DEFAULT_WAIT_SECONDS, MOST_WAIT_SECONDS) * 1000
}

function stepOf(duties: readonly CallStep['duties'][number][]): CallStep['step'] {
  return duties.every((duty) => duty === 'duty-room') ? 'call-duty-room' : 'call-tier'
}
