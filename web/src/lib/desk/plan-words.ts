import type { Plan, Sound, Tier } from '#shared/plan.ts'
import type { Duty } from '#shared/responsibility.ts'
import { m } from '#lib/paraglide/messages.js'
import { sameValue } from '#lib/same-value.ts'
import { kindWord, severityWord } from '#lib/words/incident.ts'
import { dutyWord } from '#lib/words/people.ts'

const list = (words: readonly string[]) => words.join(m.common_list_join())
const duties = (some: readonly Duty[]) => list(some.map(dutyWord))

const sounds: Readonly<Record<Sound, () => string>> = {
  loop: m.plan_sound_loop,
  once: m.plan_sound_once,
  none: m.plan_sound_none,
}
/** How the wall sounds, in words. */
export const soundWord = (sound: Sound): string => sounds[sound]()

/** A span exactly, in the unit people would say it in: 90秒, 2分钟, 3小时. */
export function exactSpan(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return m.time_hours({ n: seconds / 3600 })
  return seconds % 60 === 0 && seconds > 0 ? m.time_minutes({ n: seconds / 60 }) : m.time_seconds({ n: seconds })
}

/** Who is called when: 先叫包户党员；1分钟后包片干部；… */
export function tierWords(tiers: readonly Tier[], atOnce: number): string {
  let after = 0
  const parts: string[] = []
  for (const [order, tier] of tiers.entries()) {
    if (order >= atOnce) after += tiers[order - 1]?.waitSeconds ?? 0
    const who = duties(tier.duties)
    parts.push(after === 0 ? who : m.plan_then({ span: exactSpan(after), who }))
  }
  return parts.join(m.plan_join())
}

/** A plan in the lines of its list. */
export function planLines(plan: Plan): { called: string; outside: string | null; rest: string[] } {
  return {
    called: tierWords(plan.tiers, plan.tiersAtOnce),
    outside:
      plan.outsideZones === null || plan.outsideZones.length === 0
        ? null
        : tierWords(plan.outsideZones, plan.tiersAtOnce),
    rest: [
      m.plan_needs({ n: plan.respondersNeeded }),
      ...(plan.informed.length > 0 ? [m.plan_informs({ who: duties(plan.informed) })] : []),
      ...(plan.verifyBelow === null ? [] : [m.plan_looks({ percent: Math.round(plan.verifyBelow * 100) })]),
      ...(plan.nightRest === null ? [] : [m.plan_rests(plan.nightRest)]),
    ],
  }
}

/** For how grave things a plan is. */
export function severitiesWord(severities: Plan['severities']): string {
  return severities === null ? m.plan_all_severities() : list(severities.map(severityWord))
}

type Fields = Partial<Plan>
type Field = Exclude<keyof Plan, 'id'>

/** Every field of a plan with its name, and how its value is said. */
const FIELDS: Readonly<Record<Field, { label: () => string; say: (plan: Fields) => string }>> = {
  name: { label: m.plan_name, say: ({ name }) => name ?? '' },
  kinds: { label: m.plan_kinds, say: ({ kinds }) => list((kinds ?? []).map(kindWord)) },
  severities: { label: m.plan_severities, say: ({ severities }) => severitiesWord(severities ?? null) },
  tiers: { label: m.plan_tiers, say: ({ tiers, tiersAtOnce }) => tierWords(tiers ?? [], tiersAtOnce ?? 1) },
  outsideZones: {
    label: m.plan_outside,
    say: ({ outsideZones, tiersAtOnce }) => tierWords(outsideZones ?? [], tiersAtOnce ?? 1) || m.plan_outside_same(),
  },
  informed: { label: m.plan_informed, say: ({ informed }) => duties(informed ?? []) || m.common_nobody() },
  respondersNeeded: { label: m.plan_responders, say: ({ respondersNeeded }) => String(respondersNeeded ?? '') },
  tiersAtOnce: { label: m.plan_at_once, say: ({ tiersAtOnce }) => String(tiersAtOnce ?? '') },
  remindSeconds: { label: m.plan_remind, say: ({ remindSeconds }) => spanOrNone(remindSeconds) },
  nightRest: {
    label: m.plan_night_rest,
    say: ({ nightRest }) => (nightRest ? `${nightRest.from}–${nightRest.until}` : m.plan_none()),
  },
  clocks: {
    label: m.plan_clocks,
    say: ({ clocks }) =>
      [
        `${m.plan_arrive()} ${spanOrNone(clocks?.arriveSeconds)}`,
        `${m.plan_handle()} ${spanOrNone(clocks?.handleSeconds)}`,
        `${m.plan_close()} ${spanOrNone(clocks?.closeSeconds)}`,
        `${m.clock_report()} ${spanOrNone(clocks?.reportSeconds)}`,
        `${m.clock_follow_up()} ${spanOrNone(clocks?.followUpSeconds)}`,
        `${m.clock_final()} ${spanOrNone(clocks?.finalSeconds)}`,
      ].join(m.plan_join()),
  },
  checklist: {
    label: m.plan_checklist,
    say: ({ checklist }) => (checklist ?? []).join(m.plan_join()) || m.plan_none(),
  },
  sound: { label: m.plan_sound, say: ({ sound }) => (sound === undefined ? '' : soundWord(sound)) },
  verifyBelow: {
    label: m.plan_verify_below,
    say: ({ verifyBelow }) => (verifyBelow == null ? m.plan_never() : `${Math.round(verifyBelow * 100)}%`),
  },
  verifyWaitSeconds: { label: m.plan_verify_wait, say: ({ verifyWaitSeconds }) => spanOrNone(verifyWaitSeconds) },
  arriveWithinSeconds: {
    label: m.plan_arrive_within,
    say: ({ arriveWithinSeconds }) => spanOrNone(arriveWithinSeconds),
  },
  checkInSeconds: { label: m.plan_check_in, say: ({ checkInSeconds }) => spanOrNone(checkInSeconds) },
}

/** One field of a plan that is not what it was. */
export type PlanChange = { label: string; before: string; after: string }

/** What is different between two states of a plan, in words, in the order of the form. */
export function planChanges(before: Fields, after: Fields): PlanChange[] {
  // The table of fields is typed by their names.
  return (Object.keys(FIELDS) as Field[]).flatMap((field) => {
    if (sameValue(before[field], after[field])) return []
    const { label, say } = FIELDS[field]
    return [{ label: label(), before: say(before), after: say(after) }]
  })
}

function spanOrNone(seconds: number | null | undefined): string {
  return seconds == null ? m.plan_none() : exactSpan(seconds)
}
