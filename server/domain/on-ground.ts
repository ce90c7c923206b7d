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
) {
  const areas = arrangement.areas.touched(place)
  const asked = { kind, severity, touched: areas, at: now, timeZone }
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
