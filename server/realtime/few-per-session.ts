/** More than any desk of several screens has open; each costs memory, and a judgement of every change. */
export const MOST_PER_SESSION = 20

/**
 * Keeps few screens of one session: the newest always gets in, for a wall that was loaded again must, and its old
 * connections may not yet be known to be dead; the oldest is let go for it.
 */
export function createFewPerSession<Visit>(letGo: (oldest: Visit) => void, most = MOST_PER_SESSION) {
  const visitsOf = new Map<string, Set<Visit>>()
  return {
    entered(session: string, visit: Visit): void {
      const visits = visitsOf.get(session) ?? new Set()
      visitsOf.set(session, visits.add(visit))
      const [oldest] = visits
      if (visits.size <= most || oldest === undefined) return
      visits.delete(oldest)
      letGo(oldest)
    },
    left(session: string, visit: Visit): void {
      const visits = visitsOf.get(session)
      visits?.delete(visit)
      if (visits?.size === 0) visitsOf.delete(session)
    },
  }
}
