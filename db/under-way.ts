/** Knows how long what was asked of the database has been waiting: a connection that died without a word never answers. */
export type UnderWay = {
  /** Follows one piece of work until it settles, and hands it back. */
  follow<T>(work: Promise<T>): Promise<T>
  /** How long the oldest has been under way, in ms; 0 when nothing is. */
  oldestMs(): number
}

/** `monotonicMs` is a clock that never jumps. */
export function createUnderWay(monotonicMs: () => number): UnderWay {
  // A Set keeps the order in which its members came: the first is the oldest.
  const running = new Set<{ sinceMs: number }>()
  return {
    async follow(work) {
      const entry = { sinceMs: monotonicMs() }
      running.add(entry)
      try {
        return await work
      } finally {
        running.delete(entry)
      }
    },
    oldestMs() {
      const [oldest] = running
      return oldest === undefined ? 0 : monotonicMs() - oldest.sinceMs
    },
  }
}
