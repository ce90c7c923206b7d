import { isGoing } from '#shared/alarm-state.ts'
import { isPutDown } from '#shared/handlings.ts'
import type { Verification } from '#shared/incident.ts'
import { type Cover, type CoverEnd, isCovered } from '#shared/permit.ts'
import { VERIFY_WAIT_SECONDS } from '#shared/plan.ts'
import type { Arrangement, PermitVersion } from './arrangement.ts'
import { brokenCover } from './broken-cover.ts'
import { type Calling, callFirst, joined, systemAction, wake } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { unheard } from './hearing-anew.ts'
import { isAsked, isResting } from './next-step.ts'
import { coverEnd, permitFor, untilOf, windAt } from './permits.ts'
import { ask, nearestLookout } from './verification.ts'

// What was approved is not silent: whoever stands by it is rung first, one member looks, and whatever breaks the cover calls
// everybody as if nothing had been approved.

/** Of what a permit covers nothing that a device says is sure enough to call the chain. */
const NEVER_SURE = 1

/**
 * Has one member look at what a permit covers, before anybody else is called; where nobody near can be asked the chain is
 * called at once, and the permit noted. Null where no permit covers it.
 */
export function coverFirst(incident: IncidentRecord, arrangement: Arrangement, making: Making): Calling | null {
  const permit = permitFor(incident, arrangement, making)
  if (permit === null) return null
  const cover = coverBy(permit, arrangement, making)
  const matched = systemAction(incident.id, 'covered', matchDetail(cover), making)
  const covered = { ...incident, cover }
  const lookout = nearestLookout(incident, arrangement, making)
  if (lookout === null) {
    const bare = { ...incident, cover: brokenCover(cover, 'nobody-near', making) }
    const calling = callFirst(bare, making)
    return { ...calling, actions: [matched, ...calling.actions] }
  }
  const plan = arrangement.plans.find(({ id }) => id === incident.planId)
  const calling = ask(covered, lookout, doubtOf(incident), plan?.verifyWaitSeconds ?? VERIFY_WAIT_SECONDS, making)
  return { ...calling, actions: [matched, ...calling.actions] }
}

/**
 * An incident whose place or kind became better known, matched if it is not yet: where somebody is looking already the chain
 * goes on waiting for that; where it was called, calls stand, and the permit is only told.
 */
export function coverLate(incident: IncidentRecord, arrangement: Arrangement, making: Making): Calling {
  const none: Calling = { incident, actions: [], deliveries: [] }
  if (incident.cover !== null || incident.outcome !== null || isResting(incident)) return none
  const permit = permitFor(incident, arrangement, making)
  if (permit === null) return none
  const cover = coverBy(permit, arrangement, making)
  const isLate = !isAsked(incident)
  const told = systemAction(incident.id, 'covered', { ...matchDetail(cover), ...(isLate && { late: true }) }, making)
  return {
    ...none,
    incident: { ...incident, cover: isLate ? brokenCover(cover, 'called-already', making) : cover },
    actions: [told],
  }
}

/** Calls everybody where the permit covers an incident no longer; null where it does, or never did. */
export function coverBroken(incident: IncidentRecord, arrangement: Arrangement, making: Making): Calling | null {
  const why = isCovered(incident) ? coverEnd(incident, arrangement, making) : null
  return why === null ? null : breakCover(incident, why, making)
}

/** Makes a full alarm of what was covered: what somebody found it to be counts no longer. */
export function breakCover(before: IncidentRecord, why: CoverEnd, making: Making): Calling {
  const { cover } = before
  const isFoundApproved = before.outcome === 'approved-burning'
  const outcome = isFoundApproved ? null : before.outcome
  // Whoever had found it approved has gone home: until they are heard of they go to this as little as anybody.
  const stalledAt = making.now.toISOString()
  const alerts = isFoundApproved
    ? before.alerts.map((alert) => (isGoing(alert) ? { ...alert, stalledAt } : alert))
    : before.alerts
  const incident: IncidentRecord = {
    ...before,
    ...unheard(before, making),
    outcome,
    alerts,
    cover: cover && brokenCover(cover, why, making),
  }
  const told = systemAction(incident.id, 'cover-broken', { why, permitId: cover?.permitId ?? null }, making)
  // To what was dealt with by then nobody is called.
  if (isPutDown(before)) return { incident: { ...before, cover: incident.cover }, actions: [told], deliveries: [] }
  const only: Calling = { incident, actions: [told], deliveries: [] }
  if (isAsked(incident)) return joined(only, wake(incident, 'cover-broken', making))
  // Somebody had looked; everybody is called as they would have been then.
  return joined(only, callFirst(incident, making))
}

function coverBy(permit: PermitVersion, arrangement: Arrangement, making: Making): Cover {
  const { id: permitId, use, approvalNumber } = permit
  const until = untilOf(permit, making)?.toISOString() ?? null
  const windBeaufort = windAt(permit, arrangement, making)
  return { permitId, use, approvalNumber, until, at: making.now.toISOString(), windBeaufort, brokenAt: null, why: null }
}

function matchDetail({ permitId, approvalNumber, until, windBeaufort }: Cover): Record<string, unknown> {
  return { permitId, approvalNumber, until, windBeaufort }
}

function doubtOf({
  confidence,
  certainty,
}: IncidentRecord): Pick<Verification, 'threshold' | 'confidence' | 'grade' | 'gradeSource'> {
  return { threshold: NEVER_SURE, confidence: confidence ?? certainty, grade: null, gradeSource: null }
}
