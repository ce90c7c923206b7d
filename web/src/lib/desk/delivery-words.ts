import type { Delivery } from '#shared/delivery.ts'
import { FAILURE_REASONS, type FailureReason } from '#shared/failure.ts'
import { m } from '#lib/paraglide/messages.js'
import { clockTime } from '#lib/time.ts'

/** What became of telling somebody over one channel, in a few words. */
export type DeliveryFact = { id: string; tone: 'good' | 'plain' | 'important'; words: string }

/** How each channel that reaches one person is called on the desk. */
const CHANNEL_WORDS: Record<string, () => string> = {
  'web-push': m.delivery_push,
  'wecom-app': m.delivery_wecom,
  mail: m.delivery_mail,
  'sim-http': m.delivery_text,
  'sim-modem-text': m.delivery_text,
  'aliyun-sms': m.delivery_text,
  'sim-modem-voice': m.delivery_voice,
  'aliyun-voice': m.delivery_voice,
}

const FAILURE_WORDS: Record<FailureReason, () => string> = {
  busy: m.channel_failure_busy,
  'too-fast': m.channel_failure_too_fast,
  'daily-limit': m.channel_failure_daily_limit,
  ticket: m.channel_failure_ticket,
  credentials: m.channel_failure_credentials,
  forbidden: m.channel_failure_forbidden,
  unpaid: m.channel_failure_unpaid,
  recipient: m.channel_failure_recipient,
  content: m.channel_failure_content,
  shape: m.channel_failure_shape,
  gone: m.channel_failure_gone,
  clock: m.channel_failure_clock,
  'no-network': m.channel_failure_no_network,
  elsewhere: m.channel_failure_elsewhere,
  'not-taken': m.channel_failure_not_taken,
  'no-answer': m.channel_failure_no_answer,
  unreadable: m.channel_failure_unreadable,
  unknown: m.channel_failure_unknown,
}

/** The last word of each channel about one person, in the order in which they were tried. */
export function deliveryFacts(deliveries: readonly Delivery[], personId: string): DeliveryFact[] {
  const last = new Map<string, Delivery>()
  for (const one of deliveries) if (one.personId === personId) last.set(one.channelId ?? one.channel, one)
  return [...last.values()].map(factOf)
}

function factOf({ id, channel, createdAt, handedAt, deliveredAt, failedAt, failure, tries }: Delivery): DeliveryFact {
  if (channel === 'none') return { id, tone: 'important', words: m.delivery_none_left({ time: clockTime(createdAt) }) }
  const name = CHANNEL_WORDS[channel]?.() ?? channel
  if (failedAt !== null) {
    const reason = FAILURE_REASONS.find((one) => one === failure) ?? 'unknown'
    const why = FAILURE_WORDS[reason]()
    const again = tries > 1 ? m.delivery_tries({ n: tries }) : ''
    return { id, tone: 'important', words: m.delivery_failed({ name, why }) + again }
  }
  if (deliveredAt !== null)
    return { id, tone: 'good', words: m.delivery_delivered({ name, time: clockTime(deliveredAt) }) }
  if (handedAt !== null) return { id, tone: 'plain', words: m.delivery_handed({ name, time: clockTime(handedAt) }) }
  return { id, tone: 'plain', words: m.delivery_under_way({ name }) }
}
