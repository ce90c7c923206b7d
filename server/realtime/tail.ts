import type { Database } from '../../db/connect.ts'
import type { Log } from '../mqtt/door.ts'
import { changesAfter, type KeptChange } from '../store/changes.ts'

/** Follows the table of changes: whatever any process committed reaches the screens of this one, in order. */
export type Tail = {
  start(fromSeq: number): Promise<void>
  /**
   * Takes the changes of a step that this process has just committed, decided as of `readAt` and numbered up to `seq`:
   * where nothing came in between they need not be read back.
   */
  committed(readAt: number, changes: KeptChange[], seq: number): void
  /** The last sequence whose changes have been told. */
  seq(): number
  stop(): Promise<void>
}

/** A wake-up may be lost; looking every second may not. */
const POLL_MS = 1000
const MOST_AT_ONCE = 500

export function createTail(parts: { database: Database; log: Log; tell: (changes: KeptChange[]) => void }): Tail {
  const { database, log, tell } = parts
  let last = 0
  let running: Promise<void> | null = null
  let isWoken = false
  let timer: NodeJS.Timeout | undefined

  async function follow(): Promise<void> {
    try {
      do {
        isWoken = false
        const read = await changesAfter(database, last, MOST_AT_ONCE)
        // While they were read, some may have come from our own commits.
        pass(read.filter(({ seq }) => seq > last))
        if (read.length === MOST_AT_ONCE) isWoken = true
      } while (isWoken)
    } catch (error) {
      log.warn({ error }, 'the changes could not be read; trying again')
    }
  }

  function pass(changes: KeptChange[]): void {
    last = changes.at(-1)?.seq ?? last
    if (changes.length > 0) tell(changes)
  }

  function wake(): void {
    isWoken = true
    running ??= follow().finally(() => {
      running = null
    })
  }

  return {
    async start(fromSeq) {
      last = fromSeq
      timer = setInterval(wake, POLL_MS)
      await database.listen('xiangshao', (seq) => {
        if (Number(seq) > last) wake()
      })
    },
    committed(readAt, changes, seq) {
      if (readAt !== last) return wake()
      pass(changes)
      last = seq
    },
    seq: () => last,
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
