import type { Area } from '#shared/area.ts'
import type { Clue } from '#shared/clue.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Kind, Severity } from '#shared/kinds.ts'
import type { Plan } from '#shared/plan.ts'
import type { CalledTier } from '#shared/plan-trial.ts'
import type { ChainLink, Informed } from '#shared/responsibility.ts'
import type { Arrangement, Version } from './arrangement.ts'
import { escalate } from './call.ts'
import type { IncidentRecord } from './facts.ts'
import { openIncident } from './incident.ts'
import { planOf } from './plan-of.ts'

/** What would happen at a place: the plan used, whom it calls and when, and who is only told. */
export type PlaceTrial = {
  plan: Plan | null
  areas: Area[]
  chain: ChainLink[]
  respondersNeeded: number
  tiers: CalledTier[]
  informed: Informed[]
  /** Until when nobody is called, for it may wait for the morning, ISO; null where it does not. */
  restsUntil: string | null
}

/** Where, of what, when, by which clock. */
type Tried = { kind: Kind; severity: Severity; location: LngLat; at: Date; timeZone: string }

/** An arrangement with a plan in the place of the one with its id, or beside the others. */
export function withPlan(arrangement: Arrangement, plan: Version<Plan>): Arrangement {
  const isKnown = arrangement.plans.some(({ id }) => id === plan.id)
  const plans = isKnown
    ? arrangement.plans.map((known) => (known.id === plan.id ? plan : known))
    : [plan, ...arrangement.plans]
  return { ...arrangement, plans }
}

/** Whom an arrangement calls for something of a kind at a place, if nobody answers: by the rules that call in earnest. */
export function tryAt(arrangement: Arrangement, tried: Tried): PlaceTrial {
  const { kind, severity, at } = tried
  const opened = openedBy(arrangement, tried)
  const { areas, chain, respondersNeeded, informed, restsUntil } = opened
  return {
    plan: planOf(arrangement.plans, kind, severity),
    areas: areas.flatMap(({ areaId }) => arrangement.areas.byId(areaId) ?? []),
    chain,
    respondersNeeded,
    tiers: turnsOf(afterAllSteps(opened, tried), at),
    informed,
    restsUntil,
  }
}

/** The incident that a report of somebody at the place would open. */
function openedBy(arrangement: Arrangement, { kind, severity, location, at, timeZone }: Tried): IncidentRecord {
  const moment = at.toISOString()
  const clue: Clue = {
    observationId: 'trial',
    kind,
    place: { type: 'point', location, radiusMetres: 0 },
    sight: null,
    deviceId: null,
    personId: null,
    ofItself: false,
    signalKey: null,
    lasts: false,
    confidence: null,
    firstAt: moment,
    lastAt: moment,
  }
  return openIncident({ clue, startedAt: at, severity, exercise: true }, arrangement, makingAt(at, timeZone)).incident
}

/** An incident as it stands when each of its steps has been taken in its turn. */
function afterAllSteps(incident: IncidentRecord, { timeZone }: Tried): IncidentRecord {
  let standing = { ...incident, remindSeconds: null }
  while (standing.next !== null) {
    const step = escalate(standing, makingAt(new Date(standing.next.at), timeZone))
    if (step === null) break
    standing = { ...step.incident, remindSeconds: null }
  }
  return standing
}

/** Ids that no log keeps. */
function makingAt(now: Date, timeZone: string) {
  let made = 0
  return { now, timeZone, newId: () => `${now.getTime()}-${made++}` }
}

/**
 * When each tier has its turn, in seconds from the beginning. A tier in which nobody can be called has it with the one
 * after it, for nobody waits for it.
 */
function turnsOf({ chain, alerts }: IncidentRecord, at: Date): CalledTier[] {
  const orders = [...new Set(chain.map(({ order }) => order))].toSorted((a, b) => a - b)
  const afterSeconds = new Map<number, number>()
  for (const { tier, sentAt } of alerts)
    if (!afterSeconds.has(tier)) afterSeconds.set(tier, Math.round((Date.parse(sentAt) - at.getTime()) / 1000))
  let following = Math.max(0, ...afterSeconds.values())
  const turns: CalledTier[] = []
  for (const order of orders.toReversed()) {
    following = afterSeconds.get(order) ?? following
    const duties = [...new Set(chain.filter((link) => link.order === order).map(({ duty }) => duty))]
    turns.push({ order, duties, afterSeconds: following })
  }
  return turns.toReversed()
}
