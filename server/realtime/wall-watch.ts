import type { Log } from '../mqtt/door.ts'
import { WALL_GONE_MS } from '../domain/ailing.ts'

/** What a wall says of itself: whether it has drawn all it was told by the last heartbeat, and whether its sound is blocked. */
export type Drawn = { isNewest: boolean; muted: boolean }

/** Listens to the walls that are connected here, and keeps what each lacks: nobody in front of a frozen picture knows. */
export type WallWatch = {
  /** A screen of a session has connected; what it draws is told to what comes back, until it has left. */
  entered(session: string): { drew(drawn: Drawn): void; left(): void }
  stop(): Promise<void>
}

/** A wall draws with every heartbeat, that is every five seconds. */
const NOT_DRAWN_MS = 15_000
/** A browser that may play sound takes a moment to begin. */
const MUTED_MS = 15_000
const LOOK_EVERY_MS = 2_500
const RENEW_EVERY_MS = WALL_GONE_MS / 2

type Screen = { session: string; newestMs: number; audibleMs: number }
type Fault = 'not-drawn' | 'muted' | null
type Kept = { fault: Fault; since: Date; heardAt: Date }

export function createWallWatch(parts: {
  /** Keeps what a session's screen lacks, since when, and that it was heard. */
  note: (session: string, kept: Kept) => Promise<void>
  now: () => Date
  /** Counts milliseconds whatever the clock does. */
  tickMs: () => number
  log: Log
}): WallWatch {
  const { note, now, tickMs, log } = parts
  const screens = new Set<Screen>()
  const kept = new Map<string, Kept & { atMs: number }>()
  let looking: Promise<void> | null = null
  let isDue = false

  function faultOf({ newestMs, audibleMs }: Screen): Fault {
    const atMs = tickMs()
    return atMs - newestMs > NOT_DRAWN_MS ? 'not-drawn' : atMs - audibleMs > MUTED_MS ? 'muted' : null
  }

  async function look(): Promise<void> {
    const found = new Map<string, Fault>()
    // Of two screens of one session the one that fares better: the other may be a window behind it.
    for (const screen of screens) {
      const fault = faultOf(screen)
      const before = found.get(screen.session)
      if (before === undefined || fault === null || (fault === 'muted' && before !== null))
        found.set(screen.session, fault)
    }
    for (const [session, fault] of found) await keep(session, fault)
  }

  async function keep(session: string, fault: Fault): Promise<void> {
    const before = kept.get(session)
    const isSame = before !== undefined && before.fault === fault
    if (isSame && tickMs() - before.atMs < RENEW_EVERY_MS) return
    const heardAt = now()
    const next = { fault, since: isSame ? before.since : heardAt, heardAt }
    await note(session, next)
    kept.set(session, { ...next, atMs: tickMs() })
  }

  function lookSafely(): void {
    isDue = true
    looking ??= (async () => {
      while (isDue) {
        isDue = false
        await look()
      }
    })()
      .catch((error: unknown) => log.warn({ error }, 'what the walls show could not be kept'))
      .finally(() => {
        looking = null
      })
  }
  const timer = setInterval(lookSafely, LOOK_EVERY_MS)

  return {
    entered(session) {
      const screen = { session, newestMs: tickMs(), audibleMs: tickMs() }
      screens.add(screen)
      lookSafely()
      return {
        drew({ isNewest, muted }) {
          const before = faultOf(screen)
          if (isNewest) screen.newestMs = tickMs()
          if (!muted) screen.audibleMs = tickMs()
          if (before !== null && faultOf(screen) === null) lookSafely()
        },
        left() {
          screens.delete(screen)
          if (![...screens].some((other) => other.session === session)) kept.delete(session)
        },
      }
    },
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
