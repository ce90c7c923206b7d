import type { Occasion } from '#shared/notice.ts'
import { asksForAnswer, takesAnswer } from './tellings.ts'

// Over which channels a notice is to be handed over now, and when that is to be asked again.

/**
 * What sorts of channels there are: those that make no noise (a push, a card, a mail), a text that rings, a voice, and
 * those that many hear.
 */
export const SORTS = ['push', 'card', 'mail', 'text', 'voice', 'group'] as const
export type Sort = (typeof SORTS)[number]

/** A channel by which whoever is to be told can be, the one that is to be tried first in front. */
export type Way = {
  channelId: string
  sort: Sort
  /** It fails whatever it is given. */
  isIll: boolean
  /** Another process has what it takes, as a modem is one process's alone. */
  isElsewhere: boolean
  /** When its limits let it take another message, epoch milliseconds. */
  freeAtMs: number
}

/** What became of handing over a notice by one channel. */
export type Try = {
  id: string
  /** Of this very notice, not of another about the same call. */
  isOwn: boolean
  channelId: string
  sort: Sort
  revision: number
  /** Handed over, as far as is known to this day. */
  isHanded: boolean
  /** A process is at it, until when. */
  heldUntilMs: number | null
  failedAtMs: number | null
  /** When it is to be tried again; null: not any more. */
  retryAtMs: number | null
}

/** A notice, as far as channels depend on it. */
export type Waiting = {
  occasion: Occasion
  revision: number
  isGrave: boolean
  /** Since when it has been to be told, epoch milliseconds. */
  sinceMs: number
  isSeen: boolean
  /** Whoever is called has answered, or it is over: nothing asks for an answer any more. */
  isAnswered: boolean
}

/**
 * By which channels it is handed over now, again (`tryId`) or for the first time; when to look again; whether nothing is
 * left to tell somebody by; whether some of it is left to another process.
 */
export type HandOffs = {
  begin: { channelId: string; tryId: string | null }[]
  againMs: number | null
  isNoneLeft: boolean
  isLeft: boolean
}

/** What has made no noise has this long to be seen. */
const UNSEEN_MS = 30_000
/** Whoever must wait longer for a channel than this is not told by it. */
const PATIENCE_MS = 600_000
/** Where nothing is left: a channel may be set up, or be well again. */
const HOPE_MS = 60_000
/** Clocks may be this far apart; a moment further ahead than anybody waits was written before the clock was put back. */
const APART_MS = 60_000

/** What of a notice is to be handed over now, by what was tried before. */
export function handOffs(waiting: Waiting, ways: readonly Way[], tries: readonly Try[], nowMs: number): HandOffs {
  const { occasion, isAnswered } = waiting
  const asks = takesAnswer(occasion)
  const nothing: HandOffs = { begin: [], againMs: null, isNoneLeft: false, isLeft: false }
  if (asks && isAnswered) return nothing
  // What nobody has heard of need not be taken back; whoever is being told in this moment has heard of it soon.
  if ((occasion === 'ended' || occasion === 'stand-by') && !tries.some((one) => mayHaveGone(one, nowMs))) {
    const heldMs = tries.flatMap(({ heldUntilMs }) =>
      heldUntilMs !== null && isAhead(heldUntilMs, nowMs) ? [heldUntilMs] : [],
    )
    return heldMs.length === 0 ? nothing : { ...nothing, againMs: Math.min(...heldMs) }
  }
  const begin: HandOffs['begin'] = []
  const times: number[] = []
  let isAnythingLeft = false
  let isLeft = false
  for (const sort of SORTS) {
    const startMs = startOf(sort, waiting, tries, nowMs)
    const ofSort = ways.filter((way) => way.sort === sort)
    if (startMs === null || ofSort.length === 0) continue
    const own = tries.filter((one) => one.isOwn && one.sort === sort && one.revision === waiting.revision)
    const step = stepOf(ofSort, own, nowMs)
    isAnythingLeft ||= step !== null
    if (step === null || step.kind === 'done') continue
    const isLater = startMs > nowMs && startMs - nowMs <= UNSEEN_MS + APART_MS
    if (isLater) times.push(startMs)
    else if (step.kind === 'wait') times.push(step.atMs)
    else if (step.kind === 'leave') isLeft = true
    else begin.push({ channelId: step.channelId, tryId: step.tryId })
  }
  const isNoneLeft = asks && !isAnythingLeft && !waiting.isSeen
  if (isNoneLeft) times.push(nowMs + HOPE_MS)
  return { begin, againMs: times.length === 0 ? null : Math.min(...times, nowMs + PATIENCE_MS), isNoneLeft, isLeft }
}

/** When a sort of channel has its turn, epoch milliseconds; null: not at all. */
function startOf(sort: Sort, waiting: Waiting, tries: readonly Try[], nowMs: number): number | null {
  const { occasion, isGrave, isSeen, sinceMs } = waiting
  const unseenMs = isSeen ? null : sinceMs + UNSEEN_MS
  switch (sort) {
    case 'push':
    case 'card':
    case 'mail':
    case 'group':
      return sinceMs
    case 'text':
      if (occasion === 'check-in' || occasion === 'revisit') return sinceMs
      if (!asksForAnswer(occasion)) return occasion !== 'inform' && hasRung(tries, nowMs) ? sinceMs : null
      return isGrave ? sinceMs : unseenMs
    case 'voice':
      if (occasion === 'roll-call') return sinceMs
      if (occasion === 'check-in') return unseenMs
      if (!isGrave || !asksForAnswer(occasion)) return null
      return occasion === 'call' ? unseenMs : sinceMs
  }
}

/** Whether anything went that rings; where that was a voice alone, a text says what became of it. */
function hasRung(tries: readonly Try[], nowMs: number): boolean {
  return tries.some((one) => (one.sort === 'text' || one.sort === 'voice') && mayHaveGone(one, nowMs))
}

/** Whether something was handed over, or may have been: of what a process was at when it ended nobody knows. */
function mayHaveGone({ isHanded, failedAtMs, heldUntilMs }: Try, nowMs: number): boolean {
  return isHanded || (failedAtMs === null && heldUntilMs !== null && !isAhead(heldUntilMs, nowMs))
}

type Step =
  | { kind: 'done' }
  | { kind: 'wait'; atMs: number }
  | { kind: 'leave' }
  | { kind: 'begin'; channelId: string; tryId: string | null }

/** What is to be done by channels of one sort, of which one is enough; null: none of them is left. */
function stepOf(ways: readonly Way[], tries: readonly Try[], nowMs: number): Step | null {
  if (tries.some(({ isHanded }) => isHanded)) return { kind: 'done' }
  const underWay = tries.filter(({ heldUntilMs }) => heldUntilMs !== null && isAhead(heldUntilMs, nowMs))
  if (underWay.length > 0) return { kind: 'wait', atMs: Math.min(...underWay.map((one) => one.heldUntilMs ?? nowMs)) }
  const tried = new Map(tries.map((one) => [one.channelId, one]))
  // One that is ill goes last: it may be well again, and is better than none.
  const inOrder = ways.toSorted((a, b) => Number(a.isIll) - Number(b.isIll))
  const times: number[] = []
  for (const isFresh of [true, false])
    for (const way of inOrder) {
      const before = tried.get(way.channelId)
      if ((before === undefined) !== isFresh) continue
      const fromMs = before === undefined ? nowMs : againMs(before, nowMs)
      if (fromMs === null || way.freeAtMs - nowMs > PATIENCE_MS) continue
      const atMs = Math.max(fromMs, way.freeAtMs)
      if (atMs <= nowMs && way.isElsewhere) return { kind: 'leave' }
      if (atMs <= nowMs) return { kind: 'begin', channelId: way.channelId, tryId: before?.id ?? null }
      times.push(atMs)
    }
  return times.length === 0 ? null : { kind: 'wait', atMs: Math.min(...times) }
}

/** When something that was tried is tried again. Of what a process was at when it ended nobody knows: at once. */
function againMs({ failedAtMs, retryAtMs }: Try, nowMs: number): number | null {
  if (failedAtMs === null) return nowMs
  return retryAtMs === null || isAhead(retryAtMs, nowMs) ? retryAtMs : nowMs
}

function isAhead(atMs: number, nowMs: number): boolean {
  return atMs > nowMs && atMs - nowMs <= PATIENCE_MS + APART_MS
}
