import type { ResponderPosition } from '#shared/position.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import type { Arrival } from './domain/arrival.ts'
import { maySeePositions } from './domain/viewer.ts'
import { goingIds, positionsTold, tellsPosition } from './domain/whereabouts.ts'
import type { Log } from './mqtt/door.ts'
import { putPositions } from './store/positions.ts'

/** Keeps where people are while they go to an incident, and tells those who may know. */
export type Whereabouts = { note(arrivals: readonly Arrival[]): void; stop(): Promise<void> }

const KEEP_EVERY_MS = 250

/** Gathers positions and writes the last of each a few times a second; a lost one is followed by the next. */
export function createWhereabouts(parts: {
  database: Database
  decisions: Decisions
  log: Log
  tell: (of: (viewer: Viewer) => ResponderPosition[]) => void
}): Whereabouts {
  const { database, decisions, log, tell } = parts
  let waiting: Arrival[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function keep(): Promise<void> {
    const arrivals = waiting
    waiting = []
    const facts = await decisions.facts()
    const last = new Map<string, ResponderPosition>()
    for (const position of arrivals.flatMap((arrival) => positionsTold(arrival, facts))) {
      const key = `${position.incidentId} ${position.personId}`
      if (position.at >= (last.get(key)?.at ?? '')) last.set(key, position)
    }
    if (last.size === 0) return
    await putPositions(database, [...last.values()])
    // What was decided meanwhile counts: nobody is shown who has just come back, or whose incident is closed.
    const { incidents } = await decisions.facts()
    const going = new Map([...incidents].map(([id, incident]) => [id, goingIds(incident)]))
    const shown = [...last.values()].filter(({ incidentId, personId }) => going.get(incidentId)?.includes(personId))
    tell((viewer) =>
      shown.filter(({ incidentId }) => {
        const incident = incidents.get(incidentId)
        return incident !== undefined && maySeePositions(viewer, incident, going.get(incidentId) ?? [])
      }),
    )
  }

  return {
    note(arrivals) {
      const positions = arrivals.filter(tellsPosition)
      if (positions.length === 0) return
      waiting.push(...positions)
      timer ??= setTimeout(() => {
        timer = undefined
        writing = writing.then(keep).catch((error: unknown) => log.warn({ error }, 'positions could not be kept'))
      }, KEEP_EVERY_MS)
    },
    async stop() {
      clearTimeout(timer)
      await writing
    },
  }
}
