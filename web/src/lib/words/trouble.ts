// Why a request did not succeed.
import { m } from '#lib/paraglide/messages.js'
import type { ProblemCode } from '#shared/problem.ts'
import type { Words } from './words.ts'

/** Why a request did not succeed: the server's own codes, or what happened on the way to it. */
export type TroubleCode = ProblemCode | 'unreachable' | 'timed-out' | 'unreadable'

const troubles: Words<TroubleCode> = {
  'bad-json': m.problem_bad_json,
  'bad-request': m.problem_bad_request,
  'not-signed-in': m.problem_not_signed_in,
  'wrong-credentials': m.problem_wrong_credentials,
  'password-expired': m.problem_password_expired,
  'wrong-token': m.problem_wrong_token,
  'not-allowed': m.problem_not_allowed,
  'wrong-origin': m.problem_wrong_origin,
  'not-found': m.problem_not_found,
  'method-not-allowed': m.problem_method_not_allowed,
  contradiction: m.problem_contradiction,
  conflict: m.problem_conflict,
  'too-old': m.problem_too_old,
  'too-large': m.problem_too_large,
  removed: m.problem_removed,
  'too-slow': m.problem_too_slow,
  'no-such-range': m.problem_no_such_range,
  'wrong-type': m.problem_wrong_type,
  invalid: m.problem_invalid,
  'too-many': m.problem_too_many,
  internal: m.problem_internal,
  unavailable: m.problem_unavailable,
  unreachable: m.problem_unreachable,
  'timed-out': m.problem_timed_out,
  unreadable: m.problem_unreadable,
}

/** The sentence that says why a request did not succeed. */
export const troubleSentence = (code: TroubleCode): string => troubles[code]()

/** Whether a string is a code this client has a sentence for. */
export function isTroubleCode(code: string): code is TroubleCode {
  return Object.hasOwn(troubles, code)
}
