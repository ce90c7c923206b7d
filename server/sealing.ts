import type { Database } from '../db/connect.ts'
import { sealed } from './domain/audit-chain.ts'
import { takeLease } from './leases.ts'
import type { Log } from './mqtt/door.ts'
import { appendSeals, chainEnd, unsealedEntries } from './store/audit.ts'

/** Takes the entries of the audit log into its chain of hashes, one process at a time. */
export type Sealing = {
  start(): void
  stop(): Promise<void>
  /** Seals all that waits; resolves to how many. Several at once, and after a crash, never seal a thing twice. */
  seal(): Promise<number>
}

const SEAL_EVERY_MS = 10_000
/** Longer than the pause: whoever holds it goes on holding it, and another takes over within the minute. */
const LEASE_MS = 25_000
const AT_ONCE = 2000
/** More than processes that seal at once: who is overtaken more often meets seals that are not as we write them. */
const MOST_OVERTAKEN = 20
/** Entries may be committed late, or by a process whose clock is wrong: at the start and once a day all are looked through. */
const LATELY_MS = 24 * 3600_000
const ALL_EVERY_MS = 24 * 3600_000

export function createSealing(parts: {
  database: Database
  now: () => Date
  /** The name of this process, for the lease. */
  holder: string
  log: Log
}): Sealing {
  const { database, now, holder, log } = parts
  let timer: NodeJS.Timeout | undefined
  let sealing: Promise<unknown> | null = null
  let lookedAtAll = Number.NEGATIVE_INFINITY

  async function seal(): Promise<number> {
    const atMs = now().getTime()
    const isWhole = Math.abs(atMs - lookedAtAll) >= ALL_EVERY_MS
    const since = isWhole ? null : new Date(atMs - LATELY_MS)
    for (let [count, overtaken] = [0, 0]; ;) {
      const [end, entries] = await Promise.all([chainEnd(database), unsealedEntries(database, since, AT_ONCE)])
      if (entries.length === 0) {
        if (isWhole) lookedAtAll = atMs
        return count
      }
      // Overtaken by another process: what it left is looked for anew.
      if (await appendSeals(database, sealed(end, entries))) count += entries.length
      else if (++overtaken > MOST_OVERTAKEN) throw new Error('entries have seals that do not name them rightly')
    }
  }

  function sealSafely(): void {
    sealing ??= takeLease(database, 'audit-sealing', holder, now(), LEASE_MS)
      .then((mine) => (mine ? seal() : 0))
      .catch((error: unknown) => log.error({ error }, 'the audit log could not be sealed; trying again'))
      .finally(() => {
        sealing = null
      })
  }

  return {
    seal,
    start() {
      sealSafely()
      timer = setInterval(sealSafely, SEAL_EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await sealing
    },
  }
}
