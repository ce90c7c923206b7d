import type { Ill } from '#shared/ill.ts'
import type { Database } from '../../db/connect.ts'
import { takeLease } from '../leases.ts'
import type { Log } from '../mqtt/door.ts'
import { heartbeat, type IllPart } from '../notify/heartbeat.ts'
import { outcomeOfStatus } from '../notify/outcome.ts'
import { heartbeatRow, noteBeat } from '../store/heartbeats.ts'
import { asked } from './asking.ts'

/** Tells a monitor outside that the program lives: when it stops, or is ill, somebody else's alarm goes off. */
export type Beating = { start(): void; look(): Promise<void>; stop(): Promise<void> }

const LOOK_EVERY_MS = 5_000

export function createBeating(parts: {
  database: Database
  holder: string
  ill: () => readonly Ill[]
  now: () => Date
  log: Log
}): Beating {
  const { database, holder, ill, now, log } = parts
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null

  async function look(): Promise<void> {
    const row = await heartbeatRow(database)
    if (row === null) return
    const at = now()
    const lastMs = Math.max(row.okAt?.getTime() ?? -Infinity, row.failedAt?.getTime() ?? -Infinity)
    const sinceMs = at.getTime() - lastMs
    // A clock that was put back must not silence it.
    if (sinceMs >= 0 && sinceMs < row.everySeconds * 1000) return
    if (!(await takeLease(database, 'heartbeat-outside', holder, at, 2 * LOOK_EVERY_MS))) return
    const { url, illUrl } = row
    const request = heartbeat({ url, ...(illUrl !== null && { illUrl }) }, ill().flatMap(partsOf))
    // It is to be silent; that is noted as what it is.
    if (request === null) return noteBeat(database, 'ill', at)
    const answer = await asked(request, stopping.signal)
    if (stopping.signal.aborted) return
    const failed = answer === null ? 'no-answer' : outcomeOfStatus(answer)
    await noteBeat(database, failed === null ? null : failed === 'no-answer' ? failed : String(answer?.status), at)
  }

  function lookSafely(): void {
    looking ??= look()
      .catch((error: unknown) => log.warn({ error }, 'no sign of life could be sent to the monitor outside'))
      .finally(() => {
        looking = null
      })
  }

  return {
    start() {
      timer = setInterval(lookSafely, LOOK_EVERY_MS)
    },
    look,
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await looking
    },
  }
}

/** What a stranger's monitor is told: the part, and none of its names. That nobody has set anything up is no illness; a screen that is off is the house's own affair. */
function partsOf({ part }: Ill): IllPart[] {
  if (part === 'no-ringing' || part === 'wall') return []
  return [part === 'uplink' ? 'channel' : part]
}
