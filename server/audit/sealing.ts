import type { Database } from '../../db/connect.ts'
import type { AuditAnchors } from './anchors.ts'
import { sealed } from '../domain/audit-chain.ts'
import { takeLease } from '../leases.ts'
import type { Log } from '../mqtt/door.ts'
import { appendSeals, chainEnd, sealHash, unsealedEntries } from '../store/audit.ts'
import { within } from '../within.ts'

/** Takes the entries of the audit log into its chain of hashes, one process at a time. */
export type Sealing = {
  start(): void
  /** Seals what waits still, as far as the database answers. */
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
/** A database that does not answer must not keep the program from stopping. */
const LAST_PATIENCE_MS = 5000

export function createSealing(parts: {
  database: Database
  now: () => Date
  /** The name of this process, for the lease. */
  holder: string
  /** Where it is noted how far the chain has come: outside the database, so that its end cannot be cut off unseen. */
  anchors: AuditAnchors
  log: Log
}): Sealing {
  const { database, now, holder, anchors, log } = parts
  let timer: NodeJS.Timeout | undefined
  let sealing: Promise<unknown> | null = null
  let lookedAtAll = Number.NEGATIVE_INFINITY
  let isCut = false

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

  /** Notes how far the chain has come, whoever sealed it; never that of another chain, or of one that was cut. */
  async function note(): Promise<void> {
    const { position, hash } = await chainEnd(database)
    const last = anchors.last()
    if (last?.hash === hash || (last === null && position === 0)) return
    if (last !== null && (await sealHash(database, last.position)) !== last.hash) {
      if (!isCut)
        log.error({ ...last }, 'the audit log does not go on from where it was noted: it was cut or made anew')
      isCut = true
      return
    }
    isCut = false
    anchors.note({ notedAt: now().toISOString(), position, hash })
  }

  function sealSafely(): void {
    sealing ??= takeLease(database, 'audit-sealing', holder, now(), LEASE_MS)
      .then((mine) => (mine ? seal() : 0))
      .then(note)
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
      await within(LAST_PATIENCE_MS, seal().then(note)).catch((error: unknown) =>
        log.warn({ error }, 'the last entries of the audit log wait for their seal until the next start'),
      )
    },
  }
}
