import { isReported } from '#shared/brief.ts'
import type { Decisions } from './decisions.ts'
import { briefFactsOf } from './domain/brief-facts.ts'
import { draftBrief } from './domain/briefing.ts'
import type { Calling } from './domain/call.ts'
import { type Facts, type IncidentRecord, type Making, noDecision } from './domain/facts.ts'
import { stepOf } from './store/decisions.ts'

/** Writes drafts of the reports to the county. */
export type Drafting = {
  /** Drafts what is due, and drafts anew where facts have moved on; resolves to how many incidents it concerned. */
  takeDue(): Promise<number>
  /** What is closed is no longer looked at: its last report is drafted in the step that closes it. */
  ofClosed(callings: readonly Calling[], facts: Facts, making: Making): Promise<Calling[]>
}

/** In a flood of alarms drafts must not make one long statement before which the next alarm waits. */
const MOST_AT_ONCE = 20
/** Where nothing happened to an incident, weather and households are looked at again this often. */
const LOOK_AGAIN_MS = 60_000

export function createDrafting(decisions: Decisions): Drafting {
  /** By which arrangement, and when, an incident was looked at last. */
  const looked = new WeakMap<IncidentRecord, { arrangement: Facts['arrangement']; atMs: number }>()

  async function drafted(incident: IncidentRecord, { arrangement }: Facts, making: Making): Promise<Calling | null> {
    if (!isReported(incident)) return null
    const { households } = await decisions.versions()
    return draftBrief(incident, briefFactsOf(incident, arrangement, households, making.now), making)
  }

  function isLookedAt(incident: IncidentRecord, { arrangement }: Facts, { now }: Making): boolean {
    const last = looked.get(incident)
    const sinceMs = now.getTime() - (last?.atMs ?? 0)
    return last?.arrangement === arrangement && sinceMs >= 0 && sinceMs < LOOK_AGAIN_MS
  }

  return {
    takeDue: () =>
      decisions.decide<number>(async (facts, making) => {
        const callings: Calling[] = []
        for (const incident of facts.incidents.values()) {
          if (callings.length >= MOST_AT_ONCE) break
          if (isLookedAt(incident, facts, making)) continue
          const calling = await drafted(incident, facts, making)
          if (calling === null) looked.set(incident, { arrangement: facts.arrangement, atMs: making.now.getTime() })
          else callings.push(calling)
        }
        if (callings.length === 0) return { result: 0, step: null }
        const decision = {
          ...noDecision(),
          incidents: callings.map(({ incident }) => incident),
          actions: callings.flatMap(({ actions }) => actions),
        }
        return { result: callings.length, step: stepOf(decision, making.now, making.newId) }
      }),

    async ofClosed(callings, facts, making) {
      const done: Calling[] = []
      for (const calling of callings) {
        const { incident, actions, deliveries } = calling
        const draft = incident.closedAt === null ? null : await drafted(incident, facts, making)
        done.push(
          draft === null ? calling : { incident: draft.incident, actions: [...actions, ...draft.actions], deliveries },
        )
      }
      return done
    },
  }
}
