import type { Log } from '../mqtt/door.ts'

const LOOK_EVERY_MS = 1000

/**
 * Lets screens go whose session has ended, whichever process ended it: a stolen phone must not go on listening. Asks
 * about all that are there at once, each second; an answer that does not come lets nobody go.
 */
export function watchVisits<Visit>(parts: {
  present: () => Visit[]
  ended: (visits: Visit[]) => Promise<Visit[]>
  letGo: (visit: Visit) => void
  log: Log
}): { stop(): void } {
  const { present, ended, letGo, log } = parts
  let isLooking = false
  async function look(): Promise<void> {
    const visits = present()
    if (isLooking || visits.length === 0) return
    isLooking = true
    try {
      for (const visit of await ended(visits)) letGo(visit)
    } catch (error) {
      log.warn({ error }, 'whose session has ended could not be read')
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  return { stop: () => clearInterval(timer) }
}
