import type { NoticeText } from '#shared/notice-text.ts'
import type { Database } from '../../db/connect.ts'
import type { Audit } from '../audit/audit.ts'
import type { Pushing } from '../channels/pushing.ts'
import type { Decisions } from '../decisions.ts'
import { type Log, settledWithin } from '../mqtt/door.ts'
import { never, NO_ANSWER, type Outcome } from '../notify/outcome.ts'
import { nextTryMs } from '../notify/pace.ts'
import { type ChannelRow, fared } from '../store/channels.ts'
import {
  beginHandOffs,
  type Begun,
  type Looked,
  type NoticeRow,
  releaseNotices,
  renewHandOffs,
  settleHandOffs,
  type Settled,
  takeDueNotices,
} from '../store/notices.ts'
import { gather } from './gathering.ts'
import { leftToOthers } from './left-to-others.ts'
import { type Going, HELD_MS, NONE_LEFT, type Plan, plansOf } from './planning.ts'
import type { Sending } from './sending.ts'
import { headsOf } from './whose-house.ts'
import { WEB_PUSH } from './ways.ts'

/** Empties the outbox: hands over what is due, and notes what became of it. */
export type Notifying = {
  start(): Promise<void>
  /** Waits a while for what is under way; whatever is not known by then is asked again after the next start. */
  stop(): Promise<void>
  /** Something may be due now. */
  wake(): void
}

const LOOK_EVERY_MS = 1_000
const RENEW_EVERY_MS = 5_000
const MOST_AT_ONCE = 100
/** Reading and planning take milliseconds; whoever takes longer is gone. */
const TAKEN_MS = 10_000
const SOONEST_MS = 50
/** Of what providers do when the program ends. */
const PATIENCE_MS = 5_000

type UnderWay = { id: string; channelId: string; beganMs: number }

export function createNotifying(parts: {
  database: Database
  decisions: Decisions
  sending: Pick<Sending, 'send' | 'isElsewhere'>
  pushing: Pick<Pushing, 'pushTo'>
  audit: Pick<Audit, 'revealed'>
  /** Puts a link for its reader alone at the end of a text, where the channel wants one. */
  linked: (channel: ChannelRow, of: { personId: string; incidentId: string }, text: NoticeText) => Promise<NoticeText>
  /** A name of this process, the same again after a restart. */
  holder: string
  /** The township's clock, an IANA name. */
  zone: string
  now: () => Date
  newId: () => string
  log: Log
}): Notifying {
  const { database, decisions, sending, pushing, audit, linked, holder, zone, now, newId, log } = parts
  const underWay = new Map<string, UnderWay>()
  const left = leftToOthers(now)
  const running = new Set<Promise<void>>()
  let settled: Settled[] = []
  let unreleased: (Looked & { personId: string | null; sinceMs: number })[] = []
  let looking: Promise<void> | null = null
  let isWoken = false
  let isStarted = false
  let isStopped = false
  let ticking: NodeJS.Timeout | undefined
  let soon: { timer: NodeJS.Timeout; atMs: number } | null = null
  let isEnded = false
  let renewedMs = 0

  async function look(): Promise<void> {
    do {
      isWoken = false
      await settle()
      await release()
      if (isStopped) return
      const at = now()
      const until = new Date(at.getTime() + TAKEN_MS)
      const taking = { holder, now: at, until, most: MOST_AT_ONCE, except: left.ids() }
      const rows = await takeDueNotices(database, taking)
      if (rows.length > 0) await handOverAll(rows, at)
      if (rows.length === MOST_AT_ONCE) isWoken = true
    } while (isWoken)
  }

  /** One that cannot be written does not keep back the others; each is read anew, for some of it may be written. */
  async function handOverAll(rows: NoticeRow[], at: Date): Promise<void> {
    try {
      await handOver(rows, at)
    } catch (error) {
      if (rows.length === 1) throw error
      log.warn({ error }, 'notices could not be handed over together; trying them one by one')
      for (const row of rows)
        await handOver([row], at).catch((fault: unknown) =>
          log.error({ error: fault, noticeId: row.id }, 'a notice could not be handed over; trying again'),
        )
    }
  }

  async function handOver(rows: NoticeRow[], at: Date): Promise<void> {
    const gathered = await gather(rows, { database, decisions, sending, now: at })
    const known = { ...gathered, answerCalls: [...gathered.answerCalls, ...unreleased] }
    const busy = new Map<string, number>()
    for (const { channelId } of underWay.values()) busy.set(channelId, (busy.get(channelId) ?? 0) + 1)
    const plans = plansOf(rows, known, { underWay: busy, now: at, zone })
    const begun: { row: Begun; plan: Plan; going: Going | null }[] = plans.flatMap((plan) => [
      ...plan.going.map((going) => ({ row: begunOf(plan.row, going), plan, going })),
      ...(plan.isNoneLeft ? [{ row: noneLeft(plan.row), plan, going: null }] : []),
    ])
    for (const { row, isLeft } of plans) if (isLeft) left.leave(row.id)
    const looked = plans.map(({ row, nextAt, answerCall }): Looked => {
      return { id: row.id, revision: row.revision, dueAt: row.dueAt, nextAt, answerCall }
    })
    const heads = await headsOf(
      plans.flatMap(({ row, going }) => (going.length === 0 ? [] : [row])),
      gathered.incidents,
      { database, decisions, audit, now: at },
    )
    const until = new Date(at.getTime() + HELD_MS)
    const free = await beginHandOffs(database, { holder, now: at, until, begun: begun.map(({ row }) => row), looked })
    const personOf = new Map(rows.map(({ id, personId }) => [id, personId]))
    unreleased.push(
      ...looked
        .filter(({ id }) => !free.has(id))
        .map((one) => ({ ...one, personId: personOf.get(one.id) ?? null, sinceMs: at.getTime() })),
    )
    for (const { row, plan, going } of begun)
      if (going !== null) begin(row, plan.row, going, heads.get(plan.row.id) ?? null)
    const soonestMs = Math.min(...plans.flatMap(({ nextAt, isLeft }) => (isLeft ? [] : (nextAt?.getTime() ?? []))))
    if (soonestMs - at.getTime() < LOOK_EVERY_MS) wakeIn(Math.max(SOONEST_MS, soonestMs - at.getTime()))
  }

  function begunOf({ id: noticeId, alertId, revision }: NoticeRow, { tryId, channel }: Going): Begun {
    const [name, channelId] = [channel?.channel ?? WEB_PUSH, channel?.id ?? WEB_PUSH]
    return { id: tryId ?? newId(), noticeId, alertId, revision, channel: name, channelId, failure: null, isTried: true }
  }

  /** That nothing was left to tell somebody by, for the duty room to see. */
  function noneLeft({ id: noticeId, alertId, revision }: NoticeRow): Begun {
    const rest = { channel: NONE_LEFT, channelId: null, failure: 'none-left', isTried: false }
    return { id: newId(), noticeId, alertId, revision, ...rest }
  }

  function begin(row: Begun, notice: NoticeRow, going: Going, head: string | null): void {
    const { channel, to } = going
    const text = going.text(head)
    underWay.set(row.id, { id: row.id, channelId: row.channelId ?? '', beganMs: now().getTime() })
    const message = { id: row.id, to, incidentId: notice.incidentId, text }
    const handing =
      channel === null
        ? pushing.pushTo(notice.personId ?? '', text, notice.incidentId)
        : withLink(channel, notice, text).then((linked) => sending.send(channel, { ...message, text: linked }))
    const work = handing
      .catch((error: unknown) => {
        log.error({ error, channelId: row.channelId }, 'a notice could not be handed over')
        return NO_ANSWER
      })
      .then((came) => {
        // Whoever took pushes takes none any more.
        const outcome = came ?? never('gone')
        underWay.delete(row.id)
        // What was broken off by the end of the program is asked again by whoever comes after it.
        if (!(isStopped && !outcome.ok)) note(row, notice, going, outcome)
      })
      .finally(() => {
        running.delete(work)
        wake()
      })
    running.add(work)
  }

  /** Only of what asks for an answer; without a link a text is as good as with one. */
  async function withLink(channel: ChannelRow, { personId, incidentId }: NoticeRow, text: NoticeText) {
    if (personId === null || text.answers === null) return text
    return linked(channel, { personId, incidentId }, text).catch((error: unknown) => {
      log.warn({ error, channelId: channel.id }, 'a text goes without its link')
      return text
    })
  }

  function note(row: Begun, notice: NoticeRow, { channel, tries: triesBefore }: Going, outcome: Outcome): void {
    const at = now()
    const retryMs = nextTryMs(outcome, triesBefore + 1)
    const base = { id: row.id, noticeId: notice.id }
    settled.push(
      outcome.ok
        ? { ...base, handedAt: at, receipt: outcome.receipt, failedAt: null, failure: null, code: null, retryAt: null }
        : {
            ...base,
            handedAt: null,
            receipt: null,
            failedAt: at,
            failure: outcome.why,
            code: outcome.code,
            retryAt: retryMs === null ? null : new Date(at.getTime() + retryMs),
          },
    )
    if (
      channel === null ||
      (outcome.ok && channel.illSince === null && channel.okAt !== null && channel.failure === null)
    )
      return
    void fared(database, channel.id, outcome, at).catch((error: unknown) =>
      log.warn({ error, channelId: channel.id }, 'it could not be noted how a channel fares'),
    )
  }

  async function settle(): Promise<void> {
    if (settled.length === 0) return
    const some = settled
    settled = []
    try {
      await settleHandOffs(database, some, now())
    } catch (error) {
      settled = [...some, ...settled]
      throw error
    }
  }

  /** Lets go of notices that somebody else was writing in the moment they should have been let go. */
  async function release(): Promise<void> {
    const at = now()
    // Whoever has not been let go by then is free by itself.
    unreleased = unreleased.filter(({ sinceMs }) => Math.abs(at.getTime() - sinceMs) < TAKEN_MS)
    if (unreleased.length === 0) return
    const looked = unreleased
    unreleased = []
    try {
      const free = await beginHandOffs(database, { holder, now: at, until: at, begun: [], looked })
      unreleased = looked.filter(({ id }) => !free.has(id))
    } catch (error) {
      log.warn({ error }, 'notices could not be let go; they are free in a while')
    }
    if (unreleased.length > 0) wakeIn(SOONEST_MS)
  }

  async function renew(): Promise<void> {
    const nowMs = now().getTime()
    if (Math.abs(nowMs - renewedMs) < RENEW_EVERY_MS) return
    renewedMs = nowMs
    const ids = [...underWay.values()].filter(({ beganMs }) => nowMs - beganMs >= RENEW_EVERY_MS).map(({ id }) => id)
    if (ids.length > 0) await renewHandOffs(database, ids, new Date(nowMs + HELD_MS))
  }

  function wakeIn(ms: number): void {
    const atMs = now().getTime() + ms
    // What is to be done sooner goes on being waited for.
    if (soon !== null && soon.atMs <= atMs) return
    clearTimeout(soon?.timer)
    const timer = setTimeout(() => {
      soon = null
      wake()
    }, ms)
    soon = { timer, atMs }
  }

  function wake(): void {
    if (isEnded) return
    isWoken = true
    looking ??= look()
      .catch((error: unknown) => log.warn({ error }, 'the outbox could not be looked through; trying again'))
      .finally(() => {
        looking = null
      })
  }

  return {
    wake() {
      if (isStarted && !isStopped) wake()
    },
    async start() {
      await releaseNotices(database, holder, now())
      isStarted = true
      ticking = setInterval(() => {
        wake()
        renew().catch((error: unknown) => log.warn({ error }, 'what is being handed over may be taken for lost'))
      }, LOOK_EVERY_MS)
      wake()
    },
    async stop() {
      isStopped = true
      clearInterval(ticking)
      clearTimeout(soon?.timer)
      await looking
      await settledWithin(Promise.all(running), PATIENCE_MS)
      await looking
      isEnded = true
      await settle()
    },
  }
}
