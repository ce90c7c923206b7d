import type { Acting } from './acting.ts'
import type { Log } from './mqtt/door.ts'

/** Takes the steps of the plans when they are due, one look a second. */
export type Escalating = { start(): void; stop(): Promise<void> }

const LOOK_EVERY_MS = 1000

export function createEscalating(parts: {
  acting: Pick<Acting, 'takeDue'>
  /** Called before each look, also while one is still under way. */
  beforehand: () => void
  log: Log
}): Escalating {
  const { acting, beforehand, log } = parts
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<unknown> | null = null

  function look(): void {
    beforehand()
    // A step that takes longer than the tick is not begun twice; it is late rather than never.
    looking ??= acting
      .takeDue()
      .catch((error: unknown) => log.error({ error }, 'the due steps of the plans could not be taken; trying again'))
      .finally(() => {
        looking = null
      })
  }

  return {
    start() {
      timer = setInterval(look, LOOK_EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
