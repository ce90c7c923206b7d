import type { ShownChannel } from '#shared/channel.ts'
import { failureKey } from '#shared/ill-words.ts'
import { say } from '#lib/ill-sentence.ts'
import { m } from '#lib/paraglide/messages.js'
import { dayTime } from '#lib/time.ts'

/** How a channel is: works, ill, never tried, off; the tone in which that is shown. */
export type ChannelState = { tone: 'good' | 'urgent' | 'important' | 'plain'; mark: string; words: string }

/** The state of a channel in words. */
export function channelState(channel: ShownChannel): ChannelState {
  const { enabled, illSince, failure, code, failedAt, okAt, selfTest } = channel
  const why = failure === null ? '' : say(failureKey(failure)) + (code === null ? '' : ` (${code})`)
  if (!enabled) return { tone: 'plain', mark: '○', words: m.channel_state_off() }
  if (illSince !== null)
    return { tone: 'urgent', mark: '✕', words: m.channel_state_ill({ time: dayTime(illSince), why }) }
  if (failedAt !== null && failure !== null)
    return { tone: 'important', mark: '▲', words: m.channel_state_failed({ time: dayTime(failedAt), why }) }
  if (okAt !== null) return { tone: 'good', mark: '✓', words: m.channel_state_good({ time: dayTime(okAt) }) }
  return {
    tone: 'important',
    mark: '?',
    words: selfTest === 'silent' ? m.channel_state_never() : m.channel_state_by_hand(),
  }
}
