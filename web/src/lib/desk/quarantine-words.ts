import { m } from '#lib/paraglide/messages.js'

const reasons: Readonly<Record<string, () => string>> = {
  empty: m.desk_refusal_empty,
  'too-large': m.desk_refusal_too_large,
  'too-deep': m.desk_refusal_too_deep,
  'not-utf8': m.desk_refusal_not_utf8,
  'not-json': m.desk_refusal_not_json,
  'not-xml': m.desk_refusal_not_xml,
  'wrong-shape': m.desk_refusal_wrong_shape,
  'bad-topic': m.desk_refusal_bad_topic,
  'bad-time': m.desk_refusal_bad_time,
  'bad-place': m.desk_refusal_bad_place,
  'no-source': m.desk_refusal_no_source,
  unwritable: m.desk_refusal_unwritable,
  'memory-limit': m.desk_refusal_memory_limit,
  'sms-unknown-sender': m.desk_refusal_sms_unknown_sender,
  'sms-unknown-deputy': m.desk_refusal_sms_unknown_deputy,
  'sms-no-absence': m.desk_refusal_sms_no_absence,
  'sms-which-days': m.desk_refusal_sms_which_days,
  'sms-which-call': m.desk_refusal_sms_which_call,
  'sms-answer-refused': m.desk_refusal_sms_answer_refused,
  'answer-to-nothing': m.desk_refusal_answer_to_nothing,
  'sms-grave': m.desk_refusal_sms_grave,
}

/** Why a message could not be read; a reason that a newer server gives stands as it is. */
export function refusalReasonWord(reason: string): string {
  return Object.hasOwn(reasons, reason) ? (reasons[reason]?.() ?? reason) : reason
}
