import type { Database } from '../../db/connect.ts'
import type { Log } from '../mqtt/door.ts'
import type { MqttPublish } from '../notify/channel.ts'
import { never, NO_ANSWER, type Outcome } from '../notify/outcome.ts'
import {
  type DuePublish,
  hastenPublish,
  notePublish,
  removePublish,
  repeatPublish,
  takeDuePublishes,
} from '../store/due-publishes.ts'

const LOOK_EVERY_MS = 1_000
/** Longer than a broker is waited for. */
const HELD_MS = 8_000
/** What is said later than this was left by a process that is gone, or there was no broker. */
const LATE_MS = 5_000
/** Whoever should hear it may have lost its broker with our process, and comes back a while later. */
const AGAIN_MS = 10_000
const MOST_LATE = 6
/** Whoever listens to a broker that has started is back by then. */
const SETTLED_MS = 60_000
/** What a broker answers to whom its rules do not let publish there (MQTT 5, 3.4.2.1). */
const NOT_AUTHORISED = 135

/**
 * Publishes over the broker, some of it later: what switches a siren off again. That is noted before the siren is
 * switched on, so that whichever process is there says it when its time has come.
 */
export function createPublishing(parts: {
  database: Database
  publish: (messages: readonly { topic: string; payload: string }[]) => Promise<void>
  now: () => Date
  log: Log
}) {
  const { database, publish, now, log } = parts
  /** What this process was to say later, by topic. */
  const own = new Map<string, { topic: string; dueAt: Date }>()
  let startedMs = now().getTime()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null

  async function look(): Promise<void> {
    const at = now()
    const due = await takeDuePublishes(database, at, new Date(at.getTime() + HELD_MS))
    await Promise.all(due.map(follow))
  }

  async function follow(due: DuePublish): Promise<void> {
    const { topic, payload, dueAt, saidLate } = due
    try {
      await publish([{ topic, payload }])
    } catch (error) {
      log.error({ error, topic }, 'what was to follow could not be published; it may go on sounding, trying again')
      return
    }
    const isOwn = own.get(topic)?.dueAt.getTime() === dueAt.getTime()
    if (isOwn) own.delete(topic)
    const at = now()
    // With us the broker may have started, and whoever listens finds back to it a while later.
    const isHeard = isOwn || at.getTime() - startedMs > SETTLED_MS
    const isOnTime = at.getTime() - dueAt.getTime() < LATE_MS
    if ((isOnTime && isHeard) || saidLate + 1 >= MOST_LATE) await removePublish(database, due)
    else await repeatPublish(database, due, new Date(at.getTime() + AGAIN_MS))
  }

  function lookSafely(): Promise<void> {
    looking ??= look()
      .catch((error: unknown) =>
        log.error({ error }, 'what is to be switched off could not be looked up; trying again'),
      )
      .finally(() => {
        looking = null
      })
    return looking
  }

  return {
    start() {
      startedMs = now().getTime()
      timer = setInterval(() => void lookSafely(), LOOK_EVERY_MS)
      void lookSafely()
    },
    /** Null when the broker has taken what is to be said now; else why not. */
    async publish(publishes: readonly MqttPublish[]): Promise<Outcome | null> {
      const at = now().getTime()
      try {
        for (const { topic, payload, afterMs } of publishes) {
          if (afterMs === 0) continue
          const dueAt = new Date(at + afterMs)
          await notePublish(database, { topic, payload, dueAt })
          own.set(topic, { topic, dueAt })
        }
        await publish(
          publishes.filter(({ afterMs }) => afterMs === 0).map(({ topic, payload }) => ({ topic, payload })),
        )
        return null
      } catch (error) {
        log.warn({ error }, 'the broker did not take what a channel was to say')
        return isRefusal(error) ? never('forbidden', String(NOT_AUTHORISED)) : NO_ANSWER
      }
    },
    /** Publishes at once what this process was to say later. */
    async stop(): Promise<void> {
      clearInterval(timer)
      await looking
      try {
        for (const one of own.values()) await hastenPublish(database, one, now())
      } catch (error) {
        log.error({ error }, 'what was to follow is left to the next start')
      }
      if (own.size > 0) await lookSafely()
    },
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === NOT_AUTHORISED
}
