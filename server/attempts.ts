/** Counts what was tried in vain, by a key such as a name or an address, within a window of time. */
export type Attempts = {
  /** Whether as many as `most` of a key's attempts within the window were in vain. */
  tooMany(key: string, most: number): boolean
  failed(key: string): void
  /** Takes the last count of a key back: it was not in vain. */
  succeeded(key: string): void
  forget(key: string): void
}

const MOST_COUNTED = 10_000

export function createAttempts({ now, windowMs }: { now: () => Date; windowMs: number }): Attempts {
  const failures = new Map<string, number[]>()
  return {
    tooMany(key, most) {
      const since = now().getTime() - windowMs
      const recent = (failures.get(key) ?? []).filter((at) => at > since)
      if (recent.length === 0) failures.delete(key)
      else failures.set(key, recent)
      return recent.length >= most
    },
    failed(key) {
      // Bounded: a flood of made-up names must not fill the memory. The oldest are forgotten.
      const [oldest] = failures.keys()
      if (failures.size >= MOST_COUNTED && oldest !== undefined) failures.delete(oldest)
      failures.set(key, [...(failures.get(key) ?? []), now().getTime()])
    },
    succeeded: (key) => void failures.get(key)?.pop(),
    forget: (key) => void failures.delete(key),
  }
}
