import { m } from '#lib/paraglide/messages.js'
import type { WakeReason } from '#shared/incident.ts'
import type { Words } from './words.ts'

const wakeReasons: Words<WakeReason> = {
  unanswered: m.wake_unanswered,
  'not-looked': m.wake_not_looked,
  declined: m.wake_declined,
  surer: m.wake_surer,
  'another-witness': m.wake_another_witness,
  raised: m.wake_raised,
  'found-real': m.wake_found_real,
  unreachable: m.wake_unreachable,
  support: m.wake_support,
  'duty-room': m.wake_duty_room,
  'verification-off': m.wake_verification_off,
  joined: m.wake_joined,
  silent: m.wake_silent,
  'cover-broken': m.wake_cover_broken,
}

/** Why the chain was called although somebody had been asked to look first. */
export const wakeReasonWord = (why: WakeReason): string => wakeReasons[why]()
