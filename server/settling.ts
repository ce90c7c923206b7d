import { type Database, mayPass } from '../db/connect.ts'
import type { Log } from './mqtt/door.ts'
import { settleOldest, splitBatch, spooledRange } from './store/spool.ts'

/**
 * Settles spooled telemetry into the tables in which it is looked up. It waits while messages pour in, because that they
 * are safe matters more than that they are sorted, but never until more than `MOST_WAITING` wait.
 */
export type Settling = {
  start(): void
  stop(): Promise<void>
  /** Tells that so many more entries were spooled. */
  spooled(entries: number): void
  /** Resolves when everything spooled until now, by any process, can be read. */
  settled(): Promise<void>
}

/** `isDone`: nothing waits. */
type Step = { isDone: boolean; wasRefused: boolean }

const EVERY_MS = 250
/** More than this within `EVERY_MS` is pouring. */
const POURING = 1500
const MOST_WAITING = 100_000

export function createSettling({ database, log }: { database: Database; log: Log }): Settling {
  let waiting = 0
  let sinceTick = 0
  /** Something among what waits is refused: until nothing waits, each batch goes alone. */
  let isCareful = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  let isRunning = false
  let isStopped = false

  /** Settles the oldest batches, or, while one of those that wait is refused, the oldest alone. */
  async function step(): Promise<Step> {
    const suspect = isCareful ? ((await spooledRange(database))?.oldest ?? null) : null
    try {
      const settled = await settleOldest(database, suspect ?? undefined)
      if (settled === 0) isCareful = false
      waiting = settled === 0 ? 0 : Math.max(0, waiting - settled)
      return { isDone: settled === 0, wasRefused: false }
    } catch (error) {
      if (mayPass(error)) throw error
      log.error({ error, batch: suspect }, 'telemetry cannot be settled as it is; it is taken apart')
      if (suspect !== null) await splitBatch(database, suspect, String(error))
      isCareful = true
      return { isDone: false, wasRefused: true }
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = running.then(work, work)
    running = mine.catch(() => {})
    return mine
  }

  async function settleWhatWaits(): Promise<void> {
    const mayGoOn = () => !isStopped && (sinceTick < POURING || waiting > MOST_WAITING)
    while (mayGoOn() && !(await inTurn(step)).isDone);
  }

  function tick(): void {
    const isPouring = sinceTick >= POURING
    sinceTick = 0
    if (isRunning || (isPouring && waiting < MOST_WAITING)) return
    isRunning = true
    void settleWhatWaits()
      .catch((error: unknown) => log.warn({ error }, 'telemetry could not be settled; trying again'))
      .finally(() => {
        isRunning = false
      })
  }

  return {
    start() {
      timer = setInterval(tick, EVERY_MS)
    },
    async stop() {
      isStopped = true
      clearInterval(timer)
      await running
    },
    spooled(entries) {
      waiting += entries
      sinceTick += entries
    },
    async settled() {
      let waits = await spooledRange(database)
      let last = waits?.newest ?? 0
      while (waits !== null && waits.oldest <= last) {
        const { wasRefused } = await inTurn(step)
        waits = await spooledRange(database)
        // What was taken apart stands behind everything that waited.
        if (wasRefused) last = waits?.newest ?? 0
      }
    },
  }
}
