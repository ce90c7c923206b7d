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
  /** Since when notices have waited too long; null: none does. */
  outboxLate: OutboxLate | null
  brokerDownSince: Date | null
  /** By how much this machine's clock is ahead of the database's, and since when by too much. */
  clock: { offMs: number; since: Date } | null
  walls: readonly FaringWall[]
}

/** A screen of the duty room: what it lacks, since when, and when it was last heard. */
export type FaringWall = {
  personId: string
  name: string
  fault: 'not-drawn' | 'muted' | null
  since: Date
  heardAt: Date
}

/** A notice that has been due for longer is stuck, whatever it waits for. */
export const OUTBOX_PATIENCE_MS = 120_000
/** Clocks further apart than this make escalations early or late. */
export const CLOCKS_APART_MS = 5_000
/** A wall is heard at least every half of this; one that has hung dark for a day was taken down. */
export const WALL_GONE_MS = 60_000
export const WALL_FORGOTTEN_MS = 24 * 3600_000

/** The outbox late since a moment, which stays the same while the oldest notice is another at every look. */
export type OutboxLate = { since: Date; isCatchingUp: boolean }

/**
 * Whether the outbox is late, by what was known at the look before and by when the oldest notice that waits should have
 * been seen to (null: none waits). It has caught up when two looks in a row find nothing late.
 */
export function outboxLate(before: OutboxLate | null, oldestDueAt: Date | null, now: Date): OutboxLate | null {
  if (oldestDueAt !== null && now.getTime() - oldestDueAt.getTime() > OUTBOX_PATIENCE_MS)
    return { since: before?.since ?? oldestDueAt, isCatchingUp: false }
  return before === null || before.isCatchingUp ? null : { ...before, isCatchingUp: true }
}

/** All that is ill, what matters most in front. */
export function ailing({ channels, outboxLate, brokerDownSince, clock, walls }: Faring, now: Date): Ill[] {
  const cut = uplinkCut(channels)
  const ill: Ill[] = []
  if (outboxLate !== null) ill.push({ part: 'outbox', since: outboxLate.since.toISOString() })
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
  ill.push(...walls.flatMap((wall) => wallIll(wall, now)))
  if (!channels.some(({ rings }) => rings)) ill.push({ part: 'no-ringing' })
  return ill
}

function wallIll({ personId, name, fault, since, heardAt }: FaringWall, now: Date): Ill[] {
  const silentMs = now.getTime() - heardAt.getTime()
  if (silentMs > WALL_FORGOTTEN_MS) return []
  if (silentMs > WALL_GONE_MS) return [{ part: 'wall', since: heardAt.toISOString(), personId, name, why: 'gone' }]
  return fault === null ? [] : [{ part: 'wall', since: since.toISOString(), personId, name, why: fault }]
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
  if (ill.part === 'channel') return `channel:${ill.channelId}`
  return ill.part === 'wall' ? `wall:${ill.personId}` : ill.part
}
