import type { Delivery } from '#shared/delivery.ts'
import { FAILURE_REASONS } from '#shared/failure.ts'
import { failureKey } from '#shared/ill-words.ts'
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
    const why = m[failureKey(reason)]()
    const again = tries > 1 ? m.delivery_tries({ n: tries }) : ''
    return { id, tone: 'important', words: m.delivery_failed({ name, why }) + again }
  }
  if (deliveredAt !== null)
    return { id, tone: 'good', words: m.delivery_delivered({ name, time: clockTime(deliveredAt) }) }
  if (handedAt !== null) return { id, tone: 'plain', words: m.delivery_handed({ name, time: clockTime(handedAt) }) }
  return { id, tone: 'plain', words: m.delivery_under_way({ name }) }
}
