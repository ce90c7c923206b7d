/**
 * Who waits for something dear: groups take turns, and within a group its lanes, so that nobody waits behind everything that
 * somebody else sent. What strangers may queue is bounded; the program itself and devices that are known are not refused.
 */
export type Lane = { group: 'program' | 'known' | 'strangers'; name: string }

/** Lets a few at once do something dear. */
export type Turns = {
  /** Resolves with what ends the turn, when it has come; with null where too many wait already. */
  take(lane: Lane): Promise<(() => void) | null>
}

type Waiter = { start(): void; refuse(): void }

/** Turns for `atOnce` at a time; of strangers `most` wait, and of one lane of theirs `mostOfOne`. */
export function createTurns({ atOnce, most, mostOfOne }: { atOnce: number; most: number; mostOfOne: number }): Turns {
  let running = 0
  const groups = new Map<Lane['group'], Map<string, Waiter[]>>()

  /** Whoever is next; their lane and their group go to the end of the row. */
  function next(): Waiter | undefined {
    const [[group, lanes] = []] = groups
    const [[name, waiters] = []] = lanes ?? []
    if (group === undefined || lanes === undefined || name === undefined || waiters === undefined) return undefined
    const waiter = waiters.shift()
    lanes.delete(name)
    groups.delete(group)
    if (waiters.length > 0) lanes.set(name, waiters)
    if (lanes.size > 0) groups.set(group, lanes)
    return waiter
  }

  /** Whether one more stranger may wait; where all places are taken, the longest lane gives up its last. */
  function hasRoom(name: string): boolean {
    const lanes = groups.get('strangers') ?? new Map<string, Waiter[]>()
    const own = lanes.get(name)?.length ?? 0
    if (own >= mostOfOne) return false
    const waiting = [...lanes.values()]
    if (waiting.reduce((sum, { length }) => sum + length, 0) < most) return true
    const longest = waiting.reduce((longest, lane) => (lane.length > longest.length ? lane : longest), [])
    if (longest.length <= own + 1) return false
    longest.pop()?.refuse()
    return true
  }

  function end(): void {
    const waiter = next()
    // The place is handed on, not given up: nobody who comes this very moment slips in before those who wait.
    if (waiter === undefined) running--
    else waiter.start()
  }

  return {
    async take({ group, name }) {
      if (running < atOnce) {
        running++
        return end
      }
      if (group === 'strangers' && !hasRoom(name)) return null
      return new Promise((resolve) => {
        const lanes = groups.get(group) ?? new Map<string, Waiter[]>()
        const waiters = lanes.get(name) ?? []
        waiters.push({ start: () => resolve(end), refuse: () => resolve(null) })
        lanes.set(name, waiters)
        groups.set(group, lanes)
      })
    },
  }
}
