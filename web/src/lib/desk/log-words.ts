import { type Action, HEARD_BY } from '#shared/action.ts'
import { CLOCKS, FALSE_CAUSES, FIRE_PHASES, HANDLINGS, OUTCOMES, WAKE_REASONS } from '#shared/incident.ts'
import { m } from '#lib/paraglide/messages.js'
import { dayTime } from '../time.ts'
import { actionWord } from '../words/action.ts'
import { handlingWord, isKind, kindWord, outcomeWord } from '../words/incident.ts'
import { wakeReasonWord } from '../words/wake.ts'
import { causeWord, deadlineWord, heardByWord } from './action-words.ts'

/** What an entry of the log says beside who did what: its outcome and cause, how it was heard, what nobody recorded before it. */
export function logWords({ action, detail, at }: Pick<Action, 'action' | 'detail' | 'at'>): string[] {
  const { until, late, unrecorded, unrecordedPhases, byCallBack } = detail
  const outcome = OUTCOMES.find((known) => known === detail['outcome'])
  const cause = FALSE_CAUSES.find((known) => known === detail['cause'])
  const clock = CLOCKS.find((known) => known === detail['clock'])
  const heardBy = HEARD_BY.find((known) => known === detail['heardBy'])
  const steps = [
    ...HANDLINGS.filter((known) => listed(unrecorded).includes(known)).map(handlingWord),
    ...FIRE_PHASES.filter((known) => listed(unrecordedPhases).includes(known)).map(actionWord),
  ]
  return [
    ...(outcome === undefined ? [] : [outcomeWord(outcome)]),
    ...(cause === undefined ? [] : [causeWord(cause)]),
    ...(byCallBack === true ? [m.desk_log_call_back()] : []),
    ...(clock === undefined ? [] : [m.desk_log_clock({ clock: deadlineWord(clock) })]),
    ...(typeof until === 'string' ? [m.desk_log_until({ time: dayTime(until) })] : []),
    ...whyWords(action, detail),
    ...(heardBy === undefined ? [] : [m.desk_heard_words({ how: heardByWord(heardBy) })]),
    ...(late === true && at !== null ? [m.desk_log_late({ time: dayTime(at) })] : []),
    ...(steps.length === 0 ? [] : [m.desk_log_unrecorded({ steps: steps.join(m.common_list_join()) })]),
  ]
}

function whyWords(action: Action['action'], { why, kind }: Record<string, unknown>): string[] {
  if (action === 'woken') return WAKE_REASONS.filter((known) => known === why).map(wakeReasonWord)
  if (action !== 'postponement-ended') return []
  if (why === 'over') return [m.desk_log_over()]
  if (why !== 'new-evidence') return []
  return [m.desk_log_new_evidence({ kind: kindWord(typeof kind === 'string' && isKind(kind) ? kind : 'other') })]
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
