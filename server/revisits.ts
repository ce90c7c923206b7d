import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import type { Calling } from './domain/call.ts'
import { noDecision } from './domain/facts.ts'
import { takeRevisit } from './domain/revisiting.ts'
import { stepOf } from './store/decisions.ts'
import { unsettledDisputes } from './store/revisits.ts'

/** Reminds of disputes to which somebody wanted to come back. */
export type Revisits = {
  /** Reminds of those whose day has come; resolves to how many. */
  takeDue(): Promise<number>
}

/** A morning is no matter of seconds. */
const LOOK_EVERY_MS = 30_000

export function createRevisits({ database, decisions }: { database: Database; decisions: Decisions }): Revisits {
  let lookedAtMs = -Infinity

  return {
    async takeDue() {
      // By a clock that is never set: one that was put back must not keep anybody from looking.
      const nowMs = performance.now()
      if (nowMs - lookedAtMs < LOOK_EVERY_MS) return 0
      lookedAtMs = nowMs
      return decisions.decide<number>(async (facts, making) => {
        const disputes = await unsettledDisputes(database)
        const callings = disputes.flatMap<Calling>(
          // What is open may be known better here.
          (incident) => takeRevisit(facts.incidents.get(incident.id) ?? incident, making) ?? [],
        )
        if (callings.length === 0) return { result: 0, step: null }
        const decision = {
          ...noDecision(),
          incidents: callings.map(({ incident }) => incident),
          actions: callings.flatMap(({ actions }) => actions),
          deliveries: callings.flatMap(({ deliveries }) => deliveries),
        }
        return { result: callings.length, step: stepOf(decision, making.now, making.newId) }
      })
    },
  }
}
