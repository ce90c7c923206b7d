// What is done about incidents, by people and by the system.
import { m } from '#lib/paraglide/messages.js'
import type { ActionName, SYSTEM_ACTIONS } from '#shared/action.ts'
import type { Words } from './words.ts'
import { handlingWordOf, isKind, kindWord } from './incident.ts'

type LoggedAction = ActionName | (typeof SYSTEM_ACTIONS)[number]

const actions: Words<LoggedAction> = {
  answer: m.action_answer,
  seen: m.action_seen,
  acknowledge: m.action_acknowledge,
  decline: m.action_decline,
  depart: m.action_depart,
  arrive: m.action_arrive,
  verify: m.action_verify,
  assign: m.action_assign,
  handle: m.action_handle,
  check: m.action_check,
  close: m.action_close,
  support: m.action_support,
  'check-in': m.action_check_in,
  postpone: m.action_postpone,
  resume: m.action_resume,
  extend: m.action_extend,
  reopen: m.action_reopen,
  merge: m.action_merge,
  split: m.action_split,
  undo: m.action_undo,
  'fire-out': m.action_fire_out,
  'mop-up': m.action_mop_up,
  'fire-watch': m.action_fire_watch,
  withdraw: m.action_withdraw,
  service: m.action_service,
  draft: m.action_draft,
  issue: m.action_issue,
  told: m.action_told,
  'clock-missed': m.action_clock_missed,
  drafted: m.action_drafted,
  'rings-officer': m.action_rings_officer,
  'rings-leader': m.action_rings_leader,
  stalled: m.action_stalled,
  'asked-check-in': m.action_asked_check_in,
  silent: m.action_silent,
  'postponement-ends': m.action_postponement_ends,
  'postponement-ended': m.action_postponement_ended,
  household: m.action_household,
  'rang-round': m.action_rang_round,
  knocking: m.action_knocking,
  note: m.action_note,
  opened: m.action_opened,
  evidence: m.action_evidence,
  cleared: m.action_cleared,
  escalated: m.action_escalated,
  raised: m.action_raised,
  called: m.action_called,
  'called-duty-room': m.action_called_duty_room,
  informed: m.action_informed,
  reminded: m.action_reminded,
  rests: m.action_rests,
  expired: m.action_expired,
  chattering: m.action_chattering,
  merged: m.action_merged,
  'merged-into': m.action_merged_into,
  parted: m.action_parted,
  wake: m.action_wake,
  asked: m.action_asked,
  woken: m.action_woken,
  'closed-by-itself': m.action_closed_by_itself,
  tick: m.action_tick,
  untick: m.action_untick,
  describe: m.action_describe,
  sector: m.action_sector,
  settle: m.action_settle,
  recuse: m.action_recuse,
  siren: m.action_siren,
  'photo-removed': m.action_photo_removed,
  'revisit-due': m.action_revisit_due,
  covered: m.action_covered,
  'cover-broken': m.action_cover_broken,
  'drill-ended': m.action_drill_ended,
  'drill-loud': m.action_drill_loud,
}

/** The word for an action of a person or of the system. */
export const actionWord = (action: LoggedAction): string => actions[action]()

/** What an incident is that contradicts an action, in a word; null for what this client has no word for. */
export function contradictedWord(state: string): string | null {
  const handling = handlingWordOf(state)
  if (handling !== null) return handling
  if (state === 'burning') return m.state_burning()
  if (state === 'quiet-drill') return m.state_quiet_drill()
  if (Object.hasOwn(actions, state)) return actions[state as LoggedAction]()
  return isKind(state) ? kindWord(state) : null
}

/** The word for an action by its name, where it is one that this client knows. */
export function actionWordOf(name: string): string | null {
  return Object.hasOwn(actions, name) ? actions[name as LoggedAction]() : null
}
