import type { Channel } from '../notify/channel.ts'
import { type ChannelName, CHANNELS } from '../notify/channels.ts'
import type { FailureReason } from '../notify/outcome.ts'
import type { ChannelRow } from '../store/channels.ts'

/** The name that a row has its channel under. */
export function channelNameOf({ channel }: Pick<ChannelRow, 'channel'>): ChannelName {
  // Rows are written by those alone who know the table of channels.
  return channel as ChannelName
}

/** The channel of a row. */
export function channelOf(row: Pick<ChannelRow, 'channel'>): Channel {
  return CHANNELS[channelNameOf(row)]
}

/** Why a channel last failed. */
export function failureOf({ failure }: Pick<ChannelRow, 'failure'>): FailureReason | null {
  // It was the reason of an outcome when it was written.
  return failure as FailureReason | null
}
