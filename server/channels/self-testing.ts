import { dayAfter, dayIn, hourOf } from '#shared/township-day.ts'
import type { Database } from '../../db/connect.ts'
import type { Log } from '../mqtt/door.ts'
import { NO_ANSWER, type Outcome } from '../notify/outcome.ts'
import { type SilentQuestion, silentQuestion, takesBack } from '../notify/silent-question.ts'
import { type ChannelRow, claimSelfTest, enabledChannels, fared, noteReached } from '../store/channels.ts'
import { asked } from './asking.ts'
import { channelNameOf, channelOf, failureOf } from './channel-name.ts'

/** Asks every channel once a day, at a quiet hour, what nobody hears; and those that fail again and again until they do not. */
export type SelfTesting = {
  start(): void
  /** Looks soon, for something was set up. */
  soon(): void
  /** One look; resolves when everything that was due is asked. */
  look(): Promise<void>
  stop(): Promise<void>
}

/** Early enough that somebody of the office comes before the day's alarms do. */
const QUIET_HOUR = 5
const LOOK_EVERY_MS = 5_000
/** One silence may be chance: it is asked again soon, and what is ill now and then. */
const SILENT_AGAIN_MS = 5_000
const ILL_AGAIN_MS = 120_000

export function createSelfTesting(parts: {
  database: Database
  zone: string
  now: () => Date
  newId: () => string
  /** Asks what is not asked by HTTP: a modem whether it has a network, a mail server whether it lets us in. */
  askDevice: (row: ChannelRow, via: 'modem' | 'mail') => Promise<Outcome | null>
  /** Whether only another process can ask it. */
  isElsewhere: (row: ChannelRow) => Promise<boolean>
  log: Log
}): SelfTesting {
  const { database, zone, now, newId, askDevice, isElsewhere, log } = parts
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null

  async function look(): Promise<void> {
    const rows = await enabledChannels(database)
    const at = now()
    const isSuspect = rows.some((row) => isSilent(row) && !channelOf(row).isLocal)
    await Promise.all(rows.map((row) => askWhereDue(row, at, isSuspect && !channelOf(row).isLocal)))
  }

  async function askWhereDue(row: ChannelRow, at: Date, isSuspect: boolean): Promise<void> {
    const againMs = againAfterMs(row, isSuspect)
    const againBefore = againMs === null ? null : new Date(at.getTime() - againMs)
    const isDue = row.selfTestAt === null || row.selfTestAt <= at
    const isAgain = againBefore !== null && (row.selfTestedAt === null || row.selfTestedAt <= againBefore)
    if (!isDue && !isAgain) return
    const question = questionOf(row, at)
    // What cannot be asked is not said to have been.
    if (question === null || (await isElsewhere(row))) return
    if (!(await claimSelfTest(database, row.id, { now: at, next: nextQuietHour(zone, at), againBefore }))) return
    const outcome = await answerTo(row, question)
    if (outcome === null || stopping.signal.aborted) return
    if (!outcome.ok) {
      if (question.proves === 'works' || outcome.why === 'no-answer') await fared(database, row.id, outcome, now())
    } else if (question.proves === 'reachable') await noteReached(database, row.id, now())
    else if (takesBack('works', failureOf(row))) await fared(database, row.id, outcome, now())
  }

  function questionOf(row: ChannelRow, at: Date): SilentQuestion | null {
    return silentQuestion(channelNameOf(row), row.settings, { now: at, nonce: newId(), ticket: null })
  }

  async function answerTo(row: ChannelRow, question: SilentQuestion): Promise<Outcome | null> {
    if (question.via !== 'http') return askDevice(row, question.via)
    const answer = await asked(question.request, stopping.signal)
    return answer === null ? NO_ANSWER : question.read(answer)
  }

  function lookSafely(): void {
    looking ??= look()
      .catch((error: unknown) => log.warn({ error }, 'the channels could not try themselves; trying again'))
      .finally(() => {
        looking = null
      })
  }

  return {
    start() {
      timer = setInterval(lookSafely, LOOK_EVERY_MS)
    },
    soon: lookSafely,
    look,
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await looking
    },
  }
}

/** The next time it is the quiet hour in a zone. */
export function nextQuietHour(zone: string, at: Date): Date {
  const day = dayIn(zone, at)
  const today = hourOf(zone, day, QUIET_HOUR)
  return today > at ? today : hourOf(zone, dayAfter(day, 1), QUIET_HOUR)
}

function againAfterMs(row: ChannelRow, isSuspect: boolean): number | null {
  if (row.illSince !== null) return ILL_AGAIN_MS
  if (isSilent(row)) return SILENT_AGAIN_MS
  // Where one gets no answer from outside, the others are asked too: then it may be the line.
  return isSuspect ? ILL_AGAIN_MS : null
}

function isSilent({ failure }: ChannelRow): boolean {
  return failure === 'no-answer'
}
