import type { FailureReason } from './failure.ts'
import type { Ill, WallFault } from './ill.ts'
import type { Say, SentenceKey } from './said.ts'
import { zoneOffsetMs } from './zone-clock.ts'

/** What is ill, in one sentence that says since when, why, and what is done instead. */
export function illWords(ill: Ill, { say, zone }: { say: Say; zone: string }): string {
  if (ill.part === 'no-ringing') return say('ill_no_ringing')
  const time = clockOf(zone, new Date(ill.since))
  switch (ill.part) {
    case 'outbox':
      return say('ill_outbox', { time })
    case 'channel': {
      const why = say(failureKey(ill.why))
      if (ill.instead !== null) return say('ill_channel_instead', { name: ill.name, time, why, instead: ill.instead })
      return say('ill_channel', { name: ill.name, time, why })
    }
    case 'uplink':
      return [
        say('ill_uplink', { time, cut: ill.cut.join(say('common_list_join')) }),
        ill.left.length === 0 ? '' : say('ill_uplink_left', { left: ill.left.join(say('common_list_join')) }),
      ].join('')
    case 'broker':
      return say('ill_broker', { time })
    case 'clock':
      return say('ill_clock', { time, seconds: Math.abs(ill.offSeconds) })
    case 'wall':
      return say(WALL_SAID[ill.why], { name: ill.name, time })
  }
}

/** The sentence for why a channel failed. */
export function failureKey(why: FailureReason | null): SentenceKey {
  return FAILURE_SAID[why ?? 'unknown']
}

/** The time by the clocks of a zone. */
function clockOf(zone: string, at: Date): string {
  return new Date(at.getTime() + zoneOffsetMs(zone, at.getTime())).toISOString().slice(11, 16)
}

const WALL_SAID: Record<WallFault, SentenceKey> = {
  'not-drawn': 'ill_wall_not_drawn',
  muted: 'ill_wall_muted',
  gone: 'ill_wall_gone',
}

const FAILURE_SAID: Record<FailureReason, SentenceKey> = {
  busy: 'channel_failure_busy',
  'too-fast': 'channel_failure_too_fast',
  'daily-limit': 'channel_failure_daily_limit',
  ticket: 'channel_failure_ticket',
  credentials: 'channel_failure_credentials',
  forbidden: 'channel_failure_forbidden',
  unpaid: 'channel_failure_unpaid',
  recipient: 'channel_failure_recipient',
  content: 'channel_failure_content',
  shape: 'channel_failure_shape',
  gone: 'channel_failure_gone',
  clock: 'channel_failure_clock',
  'no-network': 'channel_failure_no_network',
  elsewhere: 'channel_failure_elsewhere',
  'not-taken': 'channel_failure_not_taken',
  'no-answer': 'channel_failure_no_answer',
  unreadable: 'channel_failure_unreadable',
  unknown: 'channel_failure_unknown',
}
