import type { Kind, Severity } from '#shared/kinds.ts'
import {
  type NightRest,
  type Plan,
  PLAN_DEFAULTS,
  type Sound,
  usualArrival,
  usualCheckIn,
  usualReports,
  VERIFY_WAIT_SECONDS,
} from '#shared/plan.ts'
import type { Duty } from '#shared/responsibility.ts'
import { momentIn } from '#shared/township-day.ts'
import { dayIsOver } from './dates.ts'
import type { Entered } from './device-draft.ts'

/** A tier as it is being edited. `key` tells it from the others while they change places. */
export type TierDraft = { key: number; duties: Duty[]; waitMinutes: Entered }

/** A plan as its form holds it; spans in minutes as people say them. */
export type PlanDraft = {
  name: string
  kinds: Kind[]
  /** Empty: all. */
  severities: Severity[]
  tiers: TierDraft[]
  outsideZones: TierDraft[]
  informed: Duty[]
  respondersNeeded: Entered
  tiersAtOnce: Entered
  remindMinutes: Entered
  nightRest: NightRest | null
  arriveMinutes: Entered
  handleMinutes: Entered
  closeMinutes: Entered
  /** Undefined where nobody has said: what is usual for the kinds holds. */
  reportMinutes: Entered
  followUpMinutes: Entered
  finalMinutes: Entered
  checklist: string[]
  sound: Sound
  /** In percent; empty: never asked to look first. */
  verifyBelowPercent: Entered
  verifyWaitMinutes: Entered
  /** Undefined where nobody has said: what is usual for the kinds holds. */
  arriveWithinMinutes: Entered
  checkInMinutes: Entered
  /** Days of the township, empty for none: from midnight of the first until midnight after the last. */
  firstDay: string
  lastDay: string
}

/** A plan as it is kept while it is typed, with the plan it was begun from; null where it is none. */
export function keptPlan(kept: unknown): { base: string; draft: PlanDraft } | null {
  if (typeof kept !== 'object' || kept === null || !('base' in kept) || !('draft' in kept)) return null
  // Only the editor of plans keeps anything under the names of plans, in this form.
  return kept as { base: string; draft: PlanDraft }
}

/** What a form begins with. `firstDay` stays empty: what is saved holds from then on. */
export function planDraftOf(plan: Plan, lastDay = ''): PlanDraft {
  return {
    name: plan.name,
    kinds: [...plan.kinds],
    severities: [...(plan.severities ?? [])],
    tiers: plan.tiers.map(tierDraft),
    outsideZones: (plan.outsideZones ?? []).map(tierDraft),
    informed: [...plan.informed],
    respondersNeeded: plan.respondersNeeded,
    tiersAtOnce: plan.tiersAtOnce,
    remindMinutes: minutes(plan.remindSeconds),
    nightRest: plan.nightRest,
    arriveMinutes: minutes(plan.clocks.arriveSeconds),
    handleMinutes: minutes(plan.clocks.handleSeconds),
    closeMinutes: minutes(plan.clocks.closeSeconds),
    reportMinutes: minutes(plan.clocks.reportSeconds),
    followUpMinutes: minutes(plan.clocks.followUpSeconds),
    finalMinutes: minutes(plan.clocks.finalSeconds),
    checklist: [...plan.checklist],
    sound: plan.sound,
    verifyBelowPercent: plan.verifyBelow === null ? null : Math.round(plan.verifyBelow * 1000) / 10,
    verifyWaitMinutes: minutes(plan.verifyWaitSeconds),
    arriveWithinMinutes: minutes(plan.arriveWithinSeconds),
    checkInMinutes: minutes(plan.checkInSeconds),
    firstDay: '',
    lastDay,
  }
}

/** A new plan: the three contracts one after the other. */
export function newPlanDraft(kinds: Kind[] = []): PlanDraft {
  const tiers = (['household', 'zone', 'village', 'duty-room'] as const).map((duty) => ({
    duties: [duty],
    waitSeconds: 120,
  }))
  const bare = { id: '', name: '', kinds, tiers, outsideZones: null, informed: [], respondersNeeded: 1 }
  const verifying = { verifyBelow: null, verifyWaitSeconds: VERIFY_WAIT_SECONDS }
  const unsaidReports = { reportMinutes: undefined, followUpMinutes: undefined, finalMinutes: undefined }
  const unsaid = { arriveWithinMinutes: undefined, checkInMinutes: undefined, ...unsaidReports }
  return { ...planDraftOf({ ...PLAN_DEFAULTS, ...bare, ...verifying }), ...unsaid }
}

/** What a form shows of how often people are asked whether they are well: what is said, or what is usual. */
export function checkInShown({ kinds, checkInMinutes }: Pick<PlanDraft, 'kinds' | 'checkInMinutes'>): Entered {
  return checkInMinutes === undefined ? minutes(usualCheckIn(kinds)) : checkInMinutes
}

/** The same of when the county is told. */
export function reportsShown(
  draft: Pick<PlanDraft, 'kinds' | 'reportMinutes' | 'followUpMinutes' | 'finalMinutes'>,
): Pick<PlanDraft, 'reportMinutes' | 'followUpMinutes' | 'finalMinutes'> {
  const usual = usualReports(draft.kinds)
  const shown = (said: Entered, seconds: number | null) => (said === undefined ? minutes(seconds) : said)
  return {
    reportMinutes: shown(draft.reportMinutes, usual.reportSeconds),
    followUpMinutes: shown(draft.followUpMinutes, usual.followUpSeconds),
    finalMinutes: shown(draft.finalMinutes, usual.finalSeconds),
  }
}

/** The same of how long whoever says that they go is waited for. */
export function arriveWithinShown({
  tiers,
  arriveWithinMinutes,
}: Pick<PlanDraft, 'tiers' | 'arriveWithinMinutes'>): Entered {
  if (arriveWithinMinutes !== undefined) return arriveWithinMinutes
  return minutes(usualArrival(tiers.map(({ waitMinutes }) => ({ waitSeconds: seconds(waitMinutes) ?? 0 }))))
}

/** Whether one person alone would be enough for a fire, to which nobody goes alone. */
export function sendsOneToFire({ kinds, respondersNeeded }: Pick<PlanDraft, 'kinds' | 'respondersNeeded'>): boolean {
  return kinds.includes('fire') && respondersNeeded != null && respondersNeeded < 2
}

/** The body of the PUT; the server says what is wrong with it, so half a plan may be sent to be judged. */
export function planBodyOf(draft: PlanDraft, zone: string) {
  return {
    name: draft.name.trim(),
    kinds: draft.kinds,
    severities: draft.severities.length === 0 ? null : draft.severities,
    tiers: draft.tiers.map(tierOf),
    outsideZones: draft.outsideZones.length === 0 ? null : draft.outsideZones.map(tierOf),
    informed: draft.informed,
    respondersNeeded: draft.respondersNeeded ?? null,
    tiersAtOnce: draft.tiersAtOnce ?? null,
    remindSeconds: seconds(draft.remindMinutes),
    nightRest: draft.nightRest,
    clocks: {
      arriveSeconds: seconds(draft.arriveMinutes),
      handleSeconds: seconds(draft.handleMinutes),
      closeSeconds: seconds(draft.closeMinutes),
      ...(draft.reportMinutes === undefined ? {} : { reportSeconds: seconds(draft.reportMinutes) }),
      ...(draft.followUpMinutes === undefined ? {} : { followUpSeconds: seconds(draft.followUpMinutes) }),
      ...(draft.finalMinutes === undefined ? {} : { finalSeconds: seconds(draft.finalMinutes) }),
    },
    checklist: draft.checklist.map((line) => line.trim()).filter((line) => line !== ''),
    sound: draft.sound,
    verifyBelow: draft.verifyBelowPercent == null ? null : draft.verifyBelowPercent / 100,
    verifyWaitSeconds: seconds(draft.verifyWaitMinutes),
    ...(draft.arriveWithinMinutes === undefined ? {} : { arriveWithinSeconds: seconds(draft.arriveWithinMinutes) }),
    ...(draft.checkInMinutes === undefined ? {} : { checkInSeconds: seconds(draft.checkInMinutes) }),
    ...spanBody(draft, zone),
  }
}

/** Days people type as moments: midnight in the township, the last day whole. An empty first day is not told at all. */
export function spanBody(
  { firstDay, lastDay }: { firstDay: string; lastDay: string },
  zone: string,
): { validFrom?: string; validUntil: string | null } {
  return {
    ...(firstDay === '' ? {} : { validFrom: momentIn(zone, firstDay).toISOString() }),
    validUntil: lastDay === '' ? null : dayIsOver(zone, lastDay),
  }
}

/** The body of a new thing, which holds from a moment on where its form names no first day: without one it would always have held. */
export function beginningAt<Body extends { validFrom?: string }>(
  body: Body,
  atMs: number,
): Body & { validFrom: string } {
  return { ...body, validFrom: body.validFrom ?? new Date(atMs).toISOString() }
}

/** A list with one thing moved up or down by one; the same list where it cannot. */
export function movedBy<Thing>(list: readonly Thing[], index: number, step: -1 | 1): Thing[] {
  const [one, other] = [list[index], list[index + step]]
  if (one === undefined || other === undefined) return [...list]
  return list.map((thing, at) => (at === index ? other : at === index + step ? one : thing))
}

/** A tier to begin with. */
export function emptyTier(tiers: readonly TierDraft[]): TierDraft {
  return { key: Math.max(0, ...tiers.map(({ key }) => key)) + 1, duties: [], waitMinutes: 2 }
}

const tierDraft = ({ duties, waitSeconds }: Plan['tiers'][number], key: number): TierDraft => {
  return { key, duties: [...duties], waitMinutes: minutes(waitSeconds) }
}
const tierOf = ({ duties, waitMinutes }: TierDraft) => ({ duties, waitSeconds: seconds(waitMinutes) })

function minutes(span: number | null): number | null {
  return span === null ? null : Math.round((span / 60) * 100) / 100
}

function seconds(span: Entered): number | null {
  return span == null ? null : Math.round(span * 60)
}
