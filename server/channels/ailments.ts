import type { Ill } from '#shared/ill.ts'
import type { Database } from '../../db/connect.ts'
import { ailing, CLOCKS_APART_MS, type Faring, type FaringWall, outboxLate, type OutboxLate } from '../domain/ailing.ts'
import type { Log } from '../mqtt/door.ts'
import { databaseTimeMs, enabledChannels, oldestDueAt } from '../store/channels.ts'
import { faringWalls } from '../store/wall-screens.ts'
import { channelNameOf, channelOf, failureOf } from './channel-name.ts'

/** Watches the program's own parts, so that nobody finds out in the night that nothing has been sent. */
export type Ailments = {
  start(): void
  stop(): Promise<void>
  /** What was ill at the last look; while the database does not answer, what was before. */
  now(): readonly Ill[]
  look(): Promise<void>
}

const LOOK_EVERY_MS = 5_000

export function createAilments(parts: {
  database: Database
  brokerIsUp: () => boolean
  now: () => Date
  /** Is told after a look, when it is done with the one before. */
  found: (ill: readonly Ill[]) => Promise<void>
  log: Log
}): Ailments {
  const { database, brokerIsUp, now, found, log } = parts
  const startedAt = now()
  let ill: readonly Ill[] = []
  let brokerDownSince: Date | null = null
  let late: OutboxLate | null = null
  let clockOffSince: Date | null = null
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null
  let telling: Promise<void> | null = null

  /** After a start the walls come back of themselves; until they had time to, none is gone. */
  const sinceStart = (wall: FaringWall) => (wall.heardAt < startedAt ? { ...wall, heardAt: startedAt } : wall)

  async function clock(): Promise<Faring['clock']> {
    const before = now()
    const theirs = await databaseTimeMs(database)
    // Their answer is from some moment between the question and now; the doubt is ours to bear.
    const [early, late] = [before.getTime() - theirs, now().getTime() - theirs]
    const offMs = early > 0 ? early : Math.min(late, 0)
    clockOffSince = Math.abs(offMs) > CLOCKS_APART_MS ? (clockOffSince ?? before) : null
    return clockOffSince === null ? null : { offMs, since: clockOffSince }
  }

  async function look(): Promise<void> {
    brokerDownSince = brokerIsUp() ? null : (brokerDownSince ?? now())
    const [rows, dueAt, clocks, walls] = await Promise.all([
      enabledChannels(database),
      oldestDueAt(database),
      clock(),
      faringWalls(database, now()),
    ])
    const channels = rows.map((row) => {
      const { rings, isLocal } = channelOf(row)
      const { id, name, illSince } = row
      return { id, name, illSince, rings, isLocal, channel: channelNameOf(row), failure: failureOf(row) }
    })
    late = outboxLate(late, dueAt, now())
    ill = ailing({ channels, outboxLate: late, brokerDownSince, clock: clocks, walls: walls.map(sinceStart) }, now())
    // A telephone that rings takes its time; the screens do not wait for it.
    telling ??= found(ill)
      .catch((error: unknown) => log.warn({ error }, 'the duty room could not be told that the program is ill'))
      .finally(() => {
        telling = null
      })
  }

  function lookSafely(): void {
    looking ??= look()
      .catch((error: unknown) => log.warn({ error }, 'whether the program is well could not be looked at'))
      .finally(() => {
        looking = null
      })
  }

  return {
    start() {
      lookSafely()
      timer = setInterval(lookSafely, LOOK_EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await Promise.all([looking, telling])
    },
    now: () => ill,
    look,
  }
}
