import { LEVELS, type Level } from '#shared/area.ts'
import { type Kind, KINDS, SEVERITIES } from '#shared/kinds.ts'
import type { Plan, Tier } from '#shared/plan.ts'
import type { Duty } from '#shared/responsibility.ts'
import { type ArrangedVersions, holdsAt } from './arrangement.ts'
import { DEFAULT_TIERS } from './assign.ts'
import { type Caller, LEVEL_OF } from './called-duties.ts'
import type { Ledger } from './ledger.ts'
import { planOf } from './plan-of.ts'

/** What is called at a place before the duty room, whatever the tier, the broadest duty first, and by which plan. */
type Wish = { isInZone: boolean; duties: Exclude<Duty, 'duty-room'>[]; caller: Caller }

/**
 * Ground on which a plan calls nobody before the duty room because there is no area of the levels at which its duties are
 * held: a hazard plan without a hazard zone, a plan of zones in a village without any. Of a village, or of a township
 * without one. A plan that also calls a duty held where there is an area for it is no such hole: that area is asked itself.
 */
export function unreachedOf(versions: ArrangedVersions, ledger: Ledger) {
  const wishesByPlans = new Map<string, Wish[]>()
  const placed = new Map<number, (areaId: string) => ReadonlySet<Level>>()

  function wishesAt(at: Date): Wish[] {
    const plans = versions.plans.filter((plan) => holdsAt(plan, at))
    const key = plans.map(({ versionId }) => versionId).join(' ')
    const known = wishesByPlans.get(key) ?? wishesOf(plans)
    wishesByPlans.set(key, known)
    return known
  }

  /** The levels of which there is an area that lies in another, or that belongs to what lies around it. */
  function levelsIn(areaId: string, at: Date): ReadonlySet<Level> {
    const known = placed.get(at.getTime()) ?? levelsAt(at)
    placed.set(at.getTime(), known)
    return known(areaId)
  }

  function levelsAt(at: Date): (areaId: string) => ReadonlySet<Level> {
    const under = new Map<string, Set<Level>>()
    const put = (id: string, level: Level) => under.set(id, (under.get(id) ?? new Set<Level>()).add(level))
    for (const area of versions.areas.filter((one) => holdsAt(one, at)))
      for (const id of ledger.lineageAt(area.id, at)) put(id, area.level)
    const beside = versions.areas.filter(
      (one) => (one.level === 'forest-block' || one.level === 'hazard-zone') && holdsAt(one, at),
    )
    return (areaId) => {
      const around = new Set(ledger.lineageAt(areaId, at))
      const others = beside.filter(({ parentId }) => parentId === null || around.has(parentId))
      return new Set([...(under.get(areaId) ?? []), ...others.map(({ level }) => level)])
    }
  }

  return {
    /** The areas that are asked: villages, and townships. */
    grounds: [
      ...new Set(versions.areas.flatMap(({ id, level }) => (level === 'village' || level === 'township' ? [id] : []))),
    ],
    /** What would reach nobody on a ground, the gravest first, if nobody holds any of the duties there or above. */
    at(areaId: string, at: Date): { duties: Wish['duties']; caller: Caller }[] {
      const levels = levelsIn(areaId, at)
      const level = ledger.areaAt(areaId, at)?.level
      if (level === undefined || (level === 'township' && levels.has('village'))) return []
      return wishesAt(at).filter(
        ({ isInZone, duties }) =>
          !duties.some((duty) => levels.has(LEVEL_OF[duty])) && (!isInZone || levels.has('zone')),
      )
    },
  }
}

function wishesOf(plans: readonly Plan[]): Wish[] {
  const wishes = new Map<string, Wish>()
  const put = (isInZone: boolean, tiers: readonly Tier[], plan: Plan | null, kind: Kind) => {
    const called = new Set(tiers.flatMap(({ duties }) => duties))
    const duties = [...called].flatMap((duty) => (duty === 'duty-room' ? [] : [duty])).toSorted(byBreadth)
    if (duties.length === 0) return
    const key = `${isInZone} ${plan?.id} ${duties.join(' ')}`
    const known = wishes.get(key)
    if (known === undefined) wishes.set(key, { isInZone, duties, caller: { planId: plan?.id ?? null, kinds: [kind] } })
    else if (!known.caller.kinds.includes(kind)) known.caller.kinds.push(kind)
  }
  for (const kind of KINDS)
    for (const severity of SEVERITIES) {
      const plan = planOf(plans, kind, severity)
      const tiers = plan?.tiers ?? DEFAULT_TIERS
      const outside = plan?.outsideZones ?? []
      put(false, outside.length > 0 ? outside : tiers, plan, kind)
      if (outside.length > 0) put(true, tiers, plan, kind)
    }
  return [...wishes.values()]
}

function byBreadth(a: keyof typeof LEVEL_OF, b: keyof typeof LEVEL_OF): number {
  return LEVELS.indexOf(LEVEL_OF[a]) - LEVELS.indexOf(LEVEL_OF[b])
}
