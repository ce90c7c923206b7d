/** Counts what went wrong lately, by key: names and addresses from which wrong passwords come. */
export type Failures = {
  /** Whether so many have been counted within the window that no more is tried. */
  tooMany(key: string, most: number): boolean
  count(key: string): void
  /** Takes the last one of a key back, or forgets the key. */
  takeBack(key: string): void
  forget(key: string): void
}

const MOST_COUNTED = 10_000

export function createFailures({ windowMs, now }: { windowMs: number; now: () => Date }): Failures {
  const failures = new Map<string, number[]>()
  return {
    tooMany(key, most) {
      const since = now().getTime() - windowMs
      const recent = (failures.get(key) ?? []).filter((at) => at > since)
      if (recent.length === 0) failures.delete(key)
      else failures.set(key, recent)
      return recent.length >= most
    },
    count(key) {
      // Bounded: a flood of made-up names must not fill the memory. The oldest are forgotten.
      const [oldest] = failures.keys()
      if (failures.size >= MOST_COUNTED && oldest !== undefined) failures.delete(oldest)
      failures.set(key, [...(failures.get(key) ?? []), now().getTime()])
    },
    takeBack: (key) => void failures.get(key)?.pop(),
    forget: (key) => void failures.delete(key),
  }
}
