import type { Database } from '../db/connect.ts'
import { type Arrangement, type ArrangedVersions, arrangementAt } from './domain/arrangement.ts'
import { type Facts, leftBehind, type Making, type Signal } from './domain/facts.ts'
import { withIncidents } from './domain/incident-index.ts'
import { recusedAnew } from './domain/recusing.ts'
import { tellings } from './domain/tellings.ts'
import type { Terrain } from './domain/terrain.ts'
import type { WindReading } from './domain/wind.ts'
import { arrangedVersions } from './store/arrangement.ts'
import type { KeptChange } from './store/changes.ts'
import { commit, type Step } from './store/commit.ts'
import { currentSeq, knownSignals } from './store/decisions.ts'
import { openIncidents } from './store/incidents.ts'

/** What a decision comes to: an answer for the asker, and what is written (null: nothing). */
export type Choice<T> = { result: T; step: Omit<Step, 'readAt' | 'at' | 'tells'> | null }

/** Thrown when something the step adds under an id or key is already there: read what is there. */
export class SeenBefore extends Error {}

/** Thrown when others were first again and again: trying once more may help. */
export class Overtaken extends Error {}

/** Reading, deciding, writing: the one loop through which everything goes that others must agree on. */
export type Decisions = {
  facts(): Promise<Facts>
  versions(): Promise<ArrangedVersions>
  /**
   * Lets `choose` decide on current facts and writes its step; where somebody else wrote first, reads and decides
   * again. Resolves after the commit. Decisions of this process take turns; those of others are met by the guard.
   */
  decide<T>(choose: (facts: Facts, making: Making) => Choice<T> | Promise<Choice<T>>): Promise<T>
  /**
   * Tells that the database has moved on to `seq`, so that facts are read anew where they are older; resolves when no
   * facts older than that are given any more. Never rejects.
   */
  moved(seq: number): Promise<void>
}

type Held = Facts & { versions: ArrangedVersions; arrangementSeq: number }

const MOST_TRIES = 100

export function createDecisions(parts: {
  database: Database
  now: () => Date
  newId: () => string
  /** The clock of the township. */
  timeZone: string
  /** The ground around the cameras of an arrangement, as far as it is loaded. */
  terrainAround: (arrangement: Arrangement) => Terrain | null
  /** The wind as stations told of it last. */
  winds?: (arrangement: Arrangement) => readonly WindReading[]
  /** Called after each commit: decided as of `readAt`, its changes numbered up to `seq`. */
  onCommitted: (readAt: number, changes: KeptChange[], seq: number) => void
}): Decisions {
  const { database, now, newId, timeZone, terrainAround, winds = () => [], onCommitted } = parts
  let held: Held | null = null
  /** Something newer was written than what is held: it is read before anything is decided on it. */
  let isStale = false
  /** The newest sequence this process has heard of: facts that are older are no facts. */
  let newest = 0
  let turn: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Held> {
    // The sequence is read first: whatever is written while the rest is read makes the guard refuse.
    const { seq, arrangementSeq } = await currentSeq(database)
    const at = now()
    const versions = held?.arrangementSeq === arrangementSeq ? held.versions : await arrangedVersions(database)
    const arrangement = held?.versions === versions ? stillHolding(held, at) : arrangementAt(versions, at)
    // Where only we have written since, and that was to the arrangement, all else is as we know it.
    const known = held?.seq === seq ? held : null
    const incidents =
      known?.incidents ?? new Map((await openIncidents(database)).map((incident) => [incident.id, incident]))
    const signals = known?.signals ?? (await knownSignals(database, at))
    const terrain = terrainAround(arrangement)
    return { seq, arrangementSeq, versions, arrangement, timeZone, terrain, incidents, signals }
  }

  /** Reads until nothing newer is known; what was read meanwhile by somebody else stays if it is newer. */
  async function renewed(): Promise<Held> {
    for (;;) {
      const fresh = await database.underWay.follow(read())
      if (held === null || fresh.seq > held.seq || (isStale && fresh.seq === held.seq)) {
        held = fresh
        isStale = false
      }
      if (!isStale && held.seq >= newest) return held
      isStale = true
    }
  }

  async function current(): Promise<Held> {
    const facts = held !== null && !isStale ? held : await renewed()
    const arrangement = stillHolding(facts, now())
    const terrain = terrainAround(arrangement)
    if (arrangement === facts.arrangement && terrain === facts.terrain) return facts
    const turned = { ...facts, arrangement, terrain }
    if (held === facts) held = turned
    return turned
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work)
    turn = mine.catch(() => {})
    return mine
  }

  async function decideNow<T>(choose: Parameters<Decisions['decide']>[0]): Promise<T> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const facts = await current()
      const making = { now: now(), timeZone, newId, winds: winds(facts.arrangement) }
      // The result type is the asker's; the loop only carries it.
      const { result, step } = (await choose(facts, making)) as Choice<T>
      if (step === null) return result
      const changes = [...step.changes, ...leftBehind(facts.incidents, step.decided?.incidents ?? [])]
      // Here, where every road comes by, so that none can forget that somebody has to be told.
      const tells = step.decided && { ...tellings(facts.incidents, step.decided), newId }
      const told = tells === undefined ? {} : { tells }
      const recusals = recusedAnew(facts.incidents, step.recusals ?? {})
      const outcome = await commit(database, { ...step, ...told, recusals, changes, readAt: facts.seq, at: making.now })
      if (outcome.ok) {
        newest = Math.max(newest, outcome.seq)
        held = after(facts, step, outcome.seq)
        isStale = step.arranges === true
        onCommitted(facts.seq, outcome.changes, outcome.seq)
        return result
      }
      isStale = true
      await renewed()
      if (outcome.reason === 'seen-before') throw new SeenBefore()
    }
    throw new Overtaken(`a decision was overtaken ${MOST_TRIES} times`)
  }

  return {
    facts: current,
    versions: async () => (await current()).versions,
    decide: <T>(choose: Parameters<Decisions['decide']>[0]) => inTurn(() => decideNow<T>(choose)),
    async moved(seq) {
      newest = Math.max(newest, seq)
      if (held === null || held.seq >= seq) return
      await inTurn(async () => {
        if (held !== null && held.seq < newest) isStale = true
        await renewed()
      }).catch(() => {
        isStale = true
      })
    },
  }
}

function stillHolding(held: Held, at: Date): Arrangement {
  const { holdsUntil } = held.arrangement
  return holdsUntil !== null && at >= holdsUntil ? arrangementAt(held.versions, at) : held.arrangement
}

/** The facts after a step of our own: what it wrote is known, there is no need to read it back. */
function after(facts: Held, step: Omit<Step, 'readAt' | 'at'>, seq: number): Held {
  const incidents = withIncidents(facts.incidents, step.decided?.incidents ?? [])
  const signals = new Map<string, Signal>(facts.signals)
  for (const signal of step.decided?.signals ?? []) signals.set(signal.key, signal)
  return { ...facts, seq, incidents, signals }
}
