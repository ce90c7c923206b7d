import { LEVELS, type TouchedArea } from '#shared/area.ts'
import { NEVER_RESTING_SEVERITIES, NEVER_RESTS, PLAN_DEFAULTS, usualCheckIn } from '#shared/plan.ts'
import type { Arrangement } from './arrangement.ts'
import { assign } from './assign.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { linesFor } from './usual-checklists.ts'
import { endOfRest } from './week-hours.ts'

/** The ground of a place, who answers for it, and what the plan has them do. */
export function onGround(
  arrangement: Arrangement,
  { kind, severity, place }: Pick<IncidentRecord, 'kind' | 'severity' | 'place'>,
  { now, timeZone }: Making,
  named: readonly string[] = [],
) {
  const areas = arrangement.areas.touched(place)
  const counted = named.length === 0 ? areas : wholeGround(named, arrangement)
  const asked = { kind, severity, touched: counted, at: now, timeZone }
  const { plan, tiers, chain, respondersNeeded, informed } = assign(arrangement, asked)
  const { tiersAtOnce, remindSeconds, sound, checklist, clocks, nightRest, arriveWithinSeconds } = plan ?? PLAN_DEFAULTS
  const mayRest = nightRest !== null && !NEVER_RESTS.includes(kind) && !NEVER_RESTING_SEVERITIES.includes(severity)
  return {
    areas,
    areaIds: [...new Set(areas.flatMap(({ areaId }) => arrangement.lineage(areaId).map(({ id }) => id)))],
    near: arrangement.near(place),
    planId: plan?.id ?? null,
    planVersionId: plan?.versionId ?? null,
    chain,
    informed,
    respondersNeeded,
    tierWaitsSeconds: tiers.map(({ waitSeconds }) => waitSeconds),
    tiersAtOnce,
    remindSeconds,
    restsUntil: mayRest ? (endOfRest(nightRest, now, timeZone)?.toISOString() ?? null) : null,
    sound,
    checklist: linesFor(kind, checklist),
    clocks,
    arriveWithinSeconds,
    checkInSeconds: plan === null ? usualCheckIn([kind]) : plan.checkInSeconds,
  }
}

/** Some areas with all that lies in them, each as touched whole, most exact first. */
function wholeGround(named: readonly string[], { areaList, lineage }: Arrangement): TouchedArea[] {
  const within = areaList.filter(({ id }) => lineage(id).some((above) => named.includes(above.id)))
  return within
    .toSorted((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || (a.code < b.code ? -1 : 1))
    .map(({ id, level }) => ({ areaId: id, level, share: 1 }))
}
