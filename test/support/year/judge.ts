import type { Action } from '#shared/action.ts'
import type { Arrangement } from '../../../server/domain/arrangement.ts'
import type { Decision, IncidentRecord } from '../../../server/domain/facts.ts'
import { isAsked, isResting, needsPeople } from '../../../server/domain/next-step.ts'
import type { YearReport } from './report.ts'
import { createRollWatch } from './roll-watch.ts'
import { isInGoodHands, mayBeCalled } from './watch.ts'
import type { World } from './world.ts'

/** A step is on time within this. */
const ON_TIME_MS = 1000

/** Looks at every decision for what may never be, and counts what was done. */
export function createJudge(world: World, report: YearReport) {
  const { versions } = world
  const roll = createRollWatch(world, report)

  function judge(before: IncidentRecord | undefined, after: IncidentRecord, at: Date): void {
    if (before === undefined) report.incidents++
    if (before?.closedAt == null && after.closedAt !== null && after.mergedInto === null) report.closed++
    const known = new Set(before?.alerts.map(({ id }) => id))
    for (const call of after.alerts) {
      if (known.has(call.id) || call.state !== 'sent') continue
      report.calls++
      if (!mayBeCalled(call, at, versions))
        report.offDutyCalls.push(`${at.toISOString()} ${call.personId} as ${call.duty} of ${call.areaId}`)
    }
    if (needsPeople(after) && !isAsked(after) && !isResting(after) && !isInGoodHands(after, at, versions))
      report.withoutPerson.push(`${at.toISOString()} ${after.id} ${after.kind}`)
  }

  function onTime(before: IncidentRecord | undefined, action: Action, at: Date): void {
    const due = before === undefined ? null : plannedAt(before, action)
    if (due === null) return
    const lateMs = at.getTime() - backAt(world, Date.parse(due))
    if (Math.abs(lateMs) > ON_TIME_MS)
      report.untimely.push(`${at.toISOString()} ${action.incidentId} ${action.action} ${lateMs} ms`)
  }

  function count({ action }: Action): void {
    if (action === 'escalated') report.escalated++
    if (action === 'stalled') report.stalled++
    if (action === 'silent') report.silent++
    if (action === 'rings-officer') report.rungOfficer++
    if (action === 'rings-leader') report.rungLeader++
    if (action === 'decline') report.declined++
  }

  return (
    before: ReadonlyMap<string, IncidentRecord>,
    decision: Decision,
    arrangement: Arrangement,
    at: Date,
  ): void => {
    for (const after of decision.incidents) {
      judge(before.get(after.id), after, at)
      if (after.rollCall !== null) roll(before.get(after.id), after, { arrangement, decision, at })
    }
    for (const action of decision.actions) {
      count(action)
      onTime(before.get(action.incidentId), action, at)
    }
  }
}

/** When the server is there for what is due at a moment. */
export function backAt({ downtimes }: World, atMs: number): number {
  return downtimes
    .filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)
    .reduce((latest, { untilMs }) => Math.max(latest, untilMs), atMs)
}

/** When a step was to be taken, as it stood before; null for what has no time set. */
function plannedAt({ next, rollCall }: IncidentRecord, { action, detail }: Action): string | null {
  if (action === 'escalated') return next?.at ?? null
  if (action === 'rang-round') return rollCall?.nextRoundAt ?? null
  // Whom nothing rings is on the list at once.
  return action === 'knocking' && detail['why'] === 'silent' ? (rollCall?.knockAt ?? null) : null
}
