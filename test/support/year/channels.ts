import type { Ring } from '#shared/responsibility.ts'
import { concernsMessageAlone, handedOver, never, NO_ANSWER, type Outcome } from '../../../server/notify/outcome.ts'
import type { ChannelName } from '../../../server/notify/channels.ts'
import { sortOf, WEB_PUSH } from '../../../server/notifying/ways.ts'
import type { ChannelRow } from '../../../server/store/channels.ts'
import { GATEWAY, MODEM, type Outage, VOICE } from './outages.ts'

// The channels of the made-up township: a modem of its own, slow and local, and three things on the internet.

const SET_UP: [id: string, channel: ChannelName][] = [
  [MODEM, 'sim-modem-text'],
  [GATEWAY, 'aliyun-sms'],
  [VOICE, 'aliyun-voice'],
]
/** How long it takes to hand something over, at least and at most. */
const TAKES_MS: Record<string, [number, number]> = {
  [MODEM]: [3_000, 6_000],
  [GATEWAY]: [200, 1_500],
  [VOICE]: [300, 2_000],
  [WEB_PUSH]: [200, 1_000],
}
const RING_OF = { text: 'sms', voice: 'voice' } as const
/** Of so many hand-overs nothing is heard though nothing is down. */
const LOST_SHARE = 0.01
const LOST_MS = 10_000
const REFUSES_MS = 1_000
/** An ill channel tries itself as often. */
const SELF_TEST_MS = 120_000

export type Channels = ReturnType<typeof createChannels>

/** The channels as they are set up and fare, and what becomes of what they are given. */
export function createChannels(
  outages: readonly Outage[],
  ringsOf: (personId: string | null) => readonly Ring[],
  random: () => number,
) {
  const rows = new Map(SET_UP.map(([id, channel], rank) => [id, rowOf(id, channel, rank)]))
  const selfTestMs = new Map<string, number>()

  const downAt = (channelId: string, atMs: number): Outage | undefined =>
    outages.find((one) => one.channelId === channelId && one.fromMs <= atMs && atMs < one.untilMs)

  function change(id: string, to: Partial<ChannelRow>): void {
    const row = rows.get(id)
    if (row !== undefined) rows.set(id, { ...row, ...to })
  }

  /** As server/store/channels.ts notes it. */
  function fared(id: string, outcome: Outcome, at: Date): void {
    const row = rows.get(id)
    if (row === undefined) return
    if (outcome.ok) {
      const isOlder = row.failedAt !== null && row.failedAt > at
      change(id, { okAt: at, ...(isOlder ? {} : { illSince: null, failure: null, code: null }) })
      return
    }
    if (row.okAt !== null && row.okAt > at) return
    const { why, code } = outcome
    const isSilentAgain = why === 'no-answer' && row.failure === 'no-answer'
    const since = concernsMessageAlone(why) ? (isSilentAgain ? row.failedAt : null) : at
    change(id, { failedAt: at, failure: why, code, illSince: row.illSince ?? since })
  }

  return {
    rows: (): ChannelRow[] => [...rows.values()],
    fared,
    /** Whether a channel was up all the time. */
    wasUp: (channelId: string, fromMs: number, untilMs: number): boolean =>
      !outages.some((one) => one.channelId === channelId && one.fromMs <= untilMs && fromMs < one.untilMs),
    /** Whether a channel is one by which somebody can be rung. */
    rings: (channelId: string, personId: string | null): boolean => {
      const sort = sortOf(rows.get(channelId)?.channel ?? '')
      return (sort === 'voice' || sort === 'text') && ringsOf(personId).includes(RING_OF[sort])
    },
    /** What becomes of something handed over now, and after how long. */
    hand(channelId: string, personId: string | null, atMs: number): { outcome: Outcome; afterMs: number } {
      const down = downAt(channelId, atMs)
      if (down !== undefined) return down
      const isText = channelId === MODEM || channelId === GATEWAY
      if (isText && !ringsOf(personId).includes('sms'))
        return { outcome: never('recipient', '500'), afterMs: REFUSES_MS }
      if (random() < LOST_SHARE) return { outcome: NO_ANSWER, afterMs: LOST_MS }
      const [least, most] = TAKES_MS[channelId] ?? [0, 0]
      return { outcome: handedOver(), afterMs: least + random() * (most - least) }
    },
    /** What is ill tries itself, and is well again once it is up. */
    tryThemselves(at: Date): void {
      for (const { id, illSince } of rows.values()) {
        if (illSince === null || at.getTime() - (selfTestMs.get(id) ?? illSince.getTime()) < SELF_TEST_MS) continue
        selfTestMs.set(id, at.getTime())
        if (downAt(id, at.getTime()) === undefined) fared(id, handedOver(), at)
      }
    },
  }
}

function rowOf(id: string, channel: ChannelName, rank: number): ChannelRow {
  return {
    id,
    channel,
    name: id,
    settings: {},
    areaIds: [],
    kinds: null,
    severities: null,
    rank,
    enabled: true,
    updatedAt: new Date(0),
    okAt: null,
    failedAt: null,
    failure: null,
    code: null,
    illSince: null,
    testedAt: null,
    selfTestAt: null,
    selfTestedAt: null,
  }
}
