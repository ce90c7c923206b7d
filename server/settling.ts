import type { Database } from '../db/connect.ts'
import type { Log } from './mqtt/door.ts'
import { isRefusedData, newestSpooled, settleOldest, splitOldest } from './store/spool.ts'

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

  /** One step at a time. What the database refuses is looked for batch by batch, and narrowed down. */
  async function step(): Promise<{ entries: number; newest: number }> {
    try {
      const settled = await (isCareful ? settleOldest(database, 1) : settleOldest(database))
      if (settled.entries === 0) isCareful = false
      waiting = settled.entries === 0 ? 0 : Math.max(0, waiting - settled.entries)
      return settled
    } catch (error) {
      if (!isRefusedData(error)) throw error
      log.error({ error }, 'a batch of telemetry cannot be settled as it is; it is taken apart')
      if (isCareful) await splitOldest(database, error.message)
      isCareful = true
      return { entries: 1, newest: 0 }
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = running.then(work, work)
    running = mine.catch(() => {})
    return mine
  }

  async function settleWhatWaits(): Promise<void> {
    while ((sinceTick < POURING || waiting > MOST_WAITING) && (await inTurn(step)).entries > 0);
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
      clearInterval(timer)
      await running
    },
    spooled(entries) {
      waiting += entries
      sinceTick += entries
    },
    async settled() {
      let last = await newestSpooled(database)
      for (let reached = 0; reached < last;) {
        const { entries, newest } = await inTurn(step)
        if (entries === 0) return
        // What was taken apart stands behind everything that waited.
        if (newest === 0) last = await newestSpooled(database)
        reached = Math.max(reached, newest)
      }
    },
  }
}
