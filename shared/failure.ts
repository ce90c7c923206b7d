/**
 * Why something was not handed over. `busy`: the provider asks to come again. `too-fast`: a limit of the channel.
 * `daily-limit`: that number has had its share. `ticket`: the access token has lapsed. `credentials`: key or signature
 * are wrong. `forbidden`: the address or the account may not. `unpaid`: no balance. `recipient`: nobody can be reached
 * there. `content`: the words are refused, or too long. `shape`: template or settings do not fit the provider's.
 * `gone`: robot, group or address are no longer there. `clock`: our time differs too much. `no-network`: the SIM has
 * none. `elsewhere`: another process of the installation has the modem. `not-taken`: it rang, and nobody took the call. `no-answer`: whether it arrived is not known. `unreadable`: the answer is not the provider's, as that of a login
 * page of some network in between. `unknown`: a code that no list of ours has.
 */
export const FAILURE_REASONS = [
  'busy',
  'too-fast',
  'daily-limit',
  'ticket',
  'credentials',
  'forbidden',
  'unpaid',
  'recipient',
  'content',
  'shape',
  'gone',
  'clock',
  'no-network',
  'elsewhere',
  'not-taken',
  'no-answer',
  'unreadable',
  'unknown',
] as const
export type FailureReason = (typeof FAILURE_REASONS)[number]
