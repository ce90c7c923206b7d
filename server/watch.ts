/** Looks whether work that is under way ever ends: a connection that died without a word keeps its promises for ever. */
export type Watch = { look(): void }

/**
 * `pending`: how much is under way. `settled`: how much has ended so far, well or badly. When something has been under
 * way for `patienceMs` and nothing at all has ended, `onStuck` is called, once. Times by a clock that never jumps.
 */
export function createWatch(parts: {
  pending: () => number
  settled: () => number
  monotonicMs: () => number
  patienceMs: number
  onStuck: () => void
}): Watch {
  const { pending, settled, monotonicMs, patienceMs, onStuck } = parts
  let seen = settled()
  let sinceMs = monotonicMs()
  let isOver = false
  return {
    look() {
      const nowMs = monotonicMs()
      if (pending() === 0 || settled() !== seen) {
        seen = settled()
        sinceMs = nowMs
      } else if (!isOver && nowMs - sinceMs >= patienceMs) {
        isOver = true
        onStuck()
      }
    },
  }
}
