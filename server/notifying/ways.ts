import type { Carrier } from '#shared/notice-text.ts'
import { tellingOf } from '#shared/notice.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Sort } from '../domain/hand-offs.ts'
import { PUSH_CARRIER } from '../channels/pushing.ts'
import { CHANNELS, type ChannelName } from '../notify/channels.ts'
import type { Reach } from '../store/people.ts'

/** The channel of pushes to browsers, which needs nothing set up: whose browsers take them is known elsewhere. */
export const WEB_PUSH = 'web-push'

/** Of what sort a channel is, by its name; one that nobody may be told by is of none. */
const SORT_OF: Record<ChannelName | typeof WEB_PUSH, Sort | null> = {
  [WEB_PUSH]: 'push',
  'wecom-app': 'card',
  mail: 'mail',
  'sim-modem-text': 'text',
  'sim-http': 'text',
  'aliyun-sms': 'text',
  'sim-modem-voice': 'voice',
  'aliyun-voice': 'voice',
  'wecom-robot': 'group',
  'dingtalk-robot': 'group',
  'feishu-robot': 'group',
  webhook: 'group',
  loudspeaker: 'group',
  relay: 'group',
}

/** The sort of a channel; null for one that carries no notices. */
export function sortOf(channel: string): Sort | null {
  return Object.hasOwn(SORT_OF, channel) ? SORT_OF[channel as keyof typeof SORT_OF] : null
}

/** What a channel is, as far as words depend on it. */
export function carrierOf(channel: string): Carrier | null {
  if (channel === WEB_PUSH) return PUSH_CARRIER
  return Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel as ChannelName].carrier : null
}

/** Whether a channel may say anything at all of such a thing. */
export function mayCarry(channel: string, kind: Kind): boolean {
  const carrier = carrierOf(channel)
  return carrier !== null && tellingOf(carrier.audience, kind) !== 'nothing'
}

/** Where a sort of channel finds a person; null: it does not. */
export function addressOf(sort: Sort, personId: string, reach: Reach | undefined): string | null {
  switch (sort) {
    case 'push':
      return personId
    case 'card':
      return reach?.wecomUser ?? null
    case 'mail':
      return reach?.email ?? null
    case 'text':
    case 'voice':
      return reach?.phone ?? null
    case 'group':
      return null
  }
}
