import type { HeardBy } from '#shared/action.ts'
import type { FalseCause } from '#shared/incident.ts'
import { m } from '#lib/paraglide/messages.js'
import type { Lacking } from './action-draft.ts'

const causes: Readonly<Record<FalseCause, () => string>> = {
  cooking: m.cause_cooking,
  'dust-or-steam': m.cause_dust_or_steam,
  'approved-burning': m.cause_approved_burning,
  insects: m.cause_insects,
  'device-fault': m.cause_device_fault,
  test: m.cause_test,
  prank: m.cause_prank,
  other: m.cause_other,
}
/** The word for what set off a false alarm. */
export const causeWord = (cause: FalseCause): string => causes[cause]()

const ways: Readonly<Record<HeardBy, () => string>> = {
  radio: m.desk_heard_radio,
  phone: m.desk_heard_phone,
  'in-person': m.desk_heard_in_person,
}
/** The word for how somebody was heard. */
export const heardByWord = (heardBy: HeardBy): string => ways[heardBy]()

const clocks: Readonly<Record<string, () => string>> = {
  arrive: m.desk_clock_arrive,
  handle: m.desk_clock_handle,
  close: m.desk_clock_close,
  report: m.desk_clock_report,
  'follow-up': m.desk_clock_follow_up,
  final: m.desk_clock_final,
}
/** The word for a deadline. */
export const deadlineWord = (clock: string): string => clocks[clock]?.() ?? clock

const lacks: Readonly<Record<Lacking, () => string>> = {
  person: m.desk_lacking_person,
  heardBy: m.desk_lacking_heard_by,
  note: m.desk_lacking_note,
  outcome: m.desk_form_outcome,
  until: m.desk_lacking_until,
  happenedAt: m.desk_lacking_happened_at,
  other: m.desk_lacking_other,
}
/** What a form cannot be recorded without, in a word or two. */
export const lackingWord = (lacking: Lacking): string => lacks[lacking]()
