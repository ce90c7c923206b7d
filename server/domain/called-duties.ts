import type { Level } from '#shared/area.ts'
import { type Kind, KINDS, SEVERITIES } from '#shared/kinds.ts'
import type { Plan } from '#shared/plan.ts'
import type { Duty } from '#shared/responsibility.ts'
import { DEFAULT_TIERS } from './assign.ts'
import { planOf } from './plan-of.ts'

/** At which level somebody must hold a duty, there or above, for a place below to be answered for. */
export const LEVEL_OF: Record<Exclude<Duty, 'duty-room'>, Level> = {
  household: 'zone',
  zone: 'zone',
  'grid-member': 'grid',
  'grid-head': 'grid',
  village: 'village',
  'village-secretary': 'village',
  'fire-crew': 'village',
  mediator: 'village',
  'village-doctor': 'village',
  police: 'village',
  ranger: 'forest-block',
  'hazard-watcher': 'hazard-zone',
}

/** That a plan would call a duty for some kinds; null is the order without any plan. */
export type Caller = { planId: string | null; kinds: Kind[] }

/**
 * Which duties would be called by which plans, kind by kind and severity by severity, the gravest kind first. A plan that
 * another always goes before calls nobody.
 */
export function calledDuties(plans: readonly Plan[]): Map<Duty, Caller[]> {
  const callers = new Map<Duty, Caller[]>()
  for (const kind of KINDS)
    for (const severity of SEVERITIES) {
      const plan = planOf(plans, kind, severity)
      const tiers = plan === null ? DEFAULT_TIERS : [...plan.tiers, ...(plan.outsideZones ?? [])]
      for (const duty of new Set(tiers.flatMap(({ duties }) => duties))) {
        const known = callers.get(duty) ?? []
        callers.set(duty, known)
        const own = known.find(({ planId }) => planId === (plan?.id ?? null))
        if (own === undefined) known.push({ planId: plan?.id ?? null, kinds: [kind] })
        else if (!own.kinds.includes(kind)) own.kinds.push(kind)
      }
    }
  return callers
}
