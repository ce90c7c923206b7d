import type { Kind, Severity } from '#shared/kinds.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Plan, Tier } from '#shared/plan.ts'
import type { CalledTier } from '#shared/plan-trial.ts'
import type { ChainLink, Informed } from '#shared/responsibility.ts'
import type { Area } from '#shared/area.ts'
import type { Arrangement, Version } from './arrangement.ts'
import { assign } from './assign.ts'
import { DEFAULT_WAIT_SECONDS } from './call.ts'

/** What would happen at a place: the plan used, whom it calls and when, and who is only told. */
export type PlaceTrial = {
  plan: Plan | null
  areas: Area[]
  chain: ChainLink[]
  respondersNeeded: number
  tiers: CalledTier[]
  informed: Informed[]
}

/** An arrangement with a plan in the place of the one with its id, or beside the others. */
export function withPlan(arrangement: Arrangement, plan: Version<Plan>): Arrangement {
  const isKnown = arrangement.plans.some(({ id }) => id === plan.id)
  const plans = isKnown
    ? arrangement.plans.map((known) => (known.id === plan.id ? plan : known))
    : [plan, ...arrangement.plans]
  return { ...arrangement, plans }
}

/** Whom an arrangement calls for something of a kind at a place. */
export function tryAt(
  arrangement: Arrangement,
  { location, ...asked }: { kind: Kind; severity: Severity; location: LngLat; at: Date; timeZone: string },
): PlaceTrial {
  const touched = arrangement.areas.touched({ type: 'point', location, radiusMetres: 0 })
  const { plan, tiers, chain, respondersNeeded, informed } = assign(arrangement, { ...asked, touched })
  return {
    plan,
    areas: touched.flatMap(({ areaId }) => arrangement.areas.byId(areaId) ?? []),
    chain,
    respondersNeeded,
    tiers: turnsOf(tiers, plan?.tiersAtOnce ?? 1, chain),
    informed,
  }
}

/** When each tier has its turn if nobody answers: those called together at once, each later one after the wait before it. */
export function turnsOf(tiers: readonly Tier[], atOnce: number, chain: readonly ChainLink[]): CalledTier[] {
  const turns: CalledTier[] = []
  let afterSeconds = 0
  for (const [order, { duties }] of tiers.entries()) {
    if (order >= atOnce) afterSeconds += tiers[order - 1]?.waitSeconds ?? 0
    turns.push({ order, duties: [...duties], afterSeconds })
  }
  const later = new Set(chain.map(({ order }) => order).filter((order) => order >= tiers.length))
  for (const order of [...later].toSorted((a, b) => a - b)) {
    afterSeconds += tiers[order - 1]?.waitSeconds ?? DEFAULT_WAIT_SECONDS
    turns.push({ order, duties: ['duty-room'], afterSeconds })
  }
  return turns
}
