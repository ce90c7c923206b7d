/** What is to come, soonest first; of what comes in the same moment what was put in first. */
export function createAgenda<T>() {
  const heap: { atMs: number; nth: number; what: T }[] = []
  let count = 0
  const isBefore = (a: number, b: number): boolean => {
    const [one, other] = [heap[a], heap[b]]
    if (one === undefined || other === undefined) return one !== undefined
    return one.atMs < other.atMs || (one.atMs === other.atMs && one.nth < other.nth)
  }
  const swap = (a: number, b: number): void => {
    const [one, other] = [heap[a], heap[b]]
    if (one === undefined || other === undefined) return
    heap[a] = other
    heap[b] = one
  }
  return {
    put(atMs: number, what: T): void {
      heap.push({ atMs, nth: count++, what })
      for (let at = heap.length - 1; at > 0 && isBefore(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1)
    },
    nextMs: (): number => heap[0]?.atMs ?? Infinity,
    take(): T | null {
      const [first] = heap
      const last = heap.pop()
      if (first === undefined || last === undefined) return null
      if (heap.length > 0) {
        heap[0] = last
        for (let at = 0; ;) {
          const [left, right] = [2 * at + 1, 2 * at + 2]
          const least = isBefore(left, at) ? (isBefore(right, left) ? right : left) : isBefore(right, at) ? right : at
          if (least === at) break
          swap(at, least)
          at = least
        }
      }
      return first.what
    },
  }
}
