import type { ChannelName } from '#shared/channel.ts'
import type { FailureReason } from '#shared/failure.ts'
import type { Ill } from '#shared/ill.ts'

/** A channel as far as its health is concerned; only those that are enabled. */
export type FaringChannel = {
  id: string
  channel: ChannelName
  name: string
  rings: boolean
  isLocal: boolean
  illSince: Date | null
  failure: FailureReason | null
}

/** What is known of the program's own parts at a moment. */
export type Faring = {
  /** Those tried first in front. */
  channels: readonly FaringChannel[]
  /** When the oldest notice that waits should have been seen to; null: none waits. */
  oldestDueAt: Date | null
  brokerDownSince: Date | null
  /** By how much this machine's clock is ahead of the database's, and since when by too much. */
  clock: { offMs: number; since: Date } | null
}

/** A notice that has been due for longer is stuck, whatever it waits for. */
export const OUTBOX_PATIENCE_MS = 120_000
/** Clocks further apart than this make escalations early or late. */
export const CLOCKS_APART_MS = 5_000

/** All that is ill, what matters most in front. */
export function ailing({ channels, oldestDueAt, brokerDownSince, clock }: Faring, now: Date): Ill[] {
  const cut = uplinkCut(channels)
  const ill: Ill[] = []
  if (oldestDueAt !== null && now.getTime() - oldestDueAt.getTime() > OUTBOX_PATIENCE_MS)
    ill.push({ part: 'outbox', since: oldestDueAt.toISOString() })
  if (cut !== null) ill.push(cut)
  for (const one of channels) {
    if (one.illSince === null || (cut !== null && !one.isLocal)) continue
    const { id, channel, name, failure: why, illSince } = one
    const instead = one.rings ? (channels.find((other) => other.rings && other.illSince === null)?.name ?? null) : null
    ill.push({ part: 'channel', since: illSince.toISOString(), channelId: id, channel, name, why, instead })
  }
  if (brokerDownSince !== null) ill.push({ part: 'broker', since: brokerDownSince.toISOString() })
  if (clock !== null && Math.abs(clock.offMs) > CLOCKS_APART_MS)
    ill.push({ part: 'clock', since: clock.since.toISOString(), offSeconds: Math.round(clock.offMs / 1000) })
  if (!channels.some(({ rings }) => rings)) ill.push({ part: 'no-ringing' })
  return ill
}

/** The uplink counts as cut when every channel that needs it gets no answer. */
function uplinkCut(channels: readonly FaringChannel[]): Extract<Ill, { part: 'uplink' }> | null {
  const outward = channels.filter(({ isLocal }) => !isLocal)
  const since = outward.map(({ illSince }) => illSince?.getTime() ?? Infinity)
  if (outward.length === 0 || outward.some(({ failure }) => failure !== 'no-answer') || since.includes(Infinity))
    return null
  return {
    part: 'uplink',
    since: new Date(Math.max(...since)).toISOString(),
    cut: outward.map(({ name }) => name),
    left: channels.filter(({ isLocal, illSince }) => isLocal && illSince === null).map(({ name }) => name),
  }
}

/** What a new illness is known by: the same as long as it lasts. */
export function illKey(ill: Ill): string {
  return ill.part === 'channel' ? `channel:${ill.channelId}` : ill.part
}
